"""The command that opens lessons in a browser: serve."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coopsim.cli import output

if TYPE_CHECKING:
    from coopsim.serve import Place

Notebooks = Annotated[
    Path, typer.Option("--notebooks", metavar="DIR", help="The folder with the lessons.")
]
Language = Annotated[str, typer.Option("--lang", metavar="LANG", help="en, id, pt or tet.")]
Port = Annotated[
    int | None, typer.Option("--port", metavar="N", help="A free one is found if left out.")
]
Lan = Annotated[
    bool, typer.Option("--lan", help="Open to the room's network, behind a PIN, with a QR code.")
]
NoBrowser = Annotated[bool, typer.Option("--no-browser", help="Do not open a browser.")]


def serve(
    notebooks: Notebooks = Path("notebooks"),
    lang: Language = "en",
    port: Port = None,
    lan: Lan = False,
    no_browser: NoBrowser = False,
) -> None:
    """Open the lessons in a browser, on this computer or in the room; Ctrl-C ends it."""
    from coopsim import serve as serving

    serving.serve(notebooks, lang, port, lan=lan, browser=not no_browser, ready=_tell)
    output.note("Stopped. What participants saved is kept beside the notebooks.")


def _tell(place: Place) -> None:
    if place.lan:
        from coopsim.network import qr

        _draw(qr(place.way_in))
        output.say(f"Lessons: {place.page}", f"PIN: {place.token}")
        output.say(
            "Everybody in this network who has the PIN can open lessons on this computer. "
            "Use the room's own router, not a hotel's or an office's network."
        )
    else:
        output.say(f"Lessons: {place.way_in}")
    output.say("Ctrl-C ends the lessons.", output.MARK)
    sys.stdout.flush()


def _draw(square: str) -> None:
    try:
        print(square)
    except UnicodeEncodeError:
        output.note("This terminal cannot show a QR code; type the address instead.")
