"""What a page of the curriculum asks for."""

from __future__ import annotations

from collections.abc import Mapping

import attrs


@attrs.frozen
class Asked:
    """What a page asks for, and how."""

    lang: str
    given: str = ""
    """What follows the name of the part: a lesson, a preset."""
    pages: Mapping[str, str] = {}
    """The trainer's page of each lesson that has one; of one without a file by its number."""
    sheets: Mapping[str, str] = {}
    """The sheet of paper of each lesson that has one."""
    runs: bool = True
    """Whether the model may be run for it."""
