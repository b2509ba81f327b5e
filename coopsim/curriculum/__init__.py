"""The curriculum as a site, its lessons and the game's sheets on paper, all of it offline."""

from coopsim.curriculum.errors import CurriculumError
from coopsim.curriculum.printed import write_sheets
from coopsim.curriculum.site import build_site

__all__ = ["CurriculumError", "build_site", "write_sheets"]
