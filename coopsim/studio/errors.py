"""What the studio refuses, every fault at once."""

from __future__ import annotations

from coopsim.errors import FaultsError


class StudioError(FaultsError):
    """A file, workbook or book that cannot be taken; nothing was changed or written."""

    undone = "nothing was changed"
