"""The scenario studio as widgets: one page, one widget a cell.

    from coopsim.widgets.studio import open_studio
    studio = open_studio()
    studio.start()          header: language, print, what is kept, the no-harm line
    studio.begin_with()     from a preset, a kept scenario, a draft or a workbook
    studio.own()            your cooperative from fifteen numbers of its annual-meeting book
    studio.values()         search and change values by group
    studio.policies()       dated policies on a timeline
    studio.differences()    what differs from the parent: always in view, at the page's foot
    studio.test()           a test run under many lucks, and what is worth a second look
    studio.keep()           name, keep, workbook, publish to a lesson

Drafts are kept in ``saved/``, scenarios in ``scenarios/``, lessons made of them in ``lessons/``,
all beside the notebook. Nothing leaves the computer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from coopsim.widgets.studio.studio import Studio, open_studio

__all__ = ["Studio", "open_studio"]


def __getattr__(name: str) -> Any:
    """Widgets are imported when the studio is opened."""
    if name in __all__:
        from coopsim.widgets.studio import studio

        return getattr(studio, name)
    raise AttributeError(f"module 'coopsim.widgets.studio' has no attribute '{name}'")
