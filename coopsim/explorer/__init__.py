"""One-file explorers: a finished study as a page that needs no Python, no server and no network."""

from coopsim.explorer.baking import Baked, Shown, bake
from coopsim.explorer.errors import ExplorerError
from coopsim.explorer.page import explorer_page, write_explorer

__all__ = ["Baked", "ExplorerError", "Shown", "bake", "explorer_page", "write_explorer"]
