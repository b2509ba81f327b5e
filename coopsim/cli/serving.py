"""The command that opens lessons, or a game, in a browser: serve."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coopsim.cli import output
from coopsim.cli.options import GAMES, StoreUrl
from coopsim.errors import ServeError

if TYPE_CHECKING:
    from coopsim.game.web.starting import Served
    from coopsim.serve import Place

WORLD = "timor-leste-credit-union"
"""The preset of a game for which no scenario is named."""

Scenario = Annotated[
    str, typer.Argument(metavar="[SCENARIO]", help="With --game: a preset or a scenario file.")
]
Game = Annotated[
    bool, typer.Option("--game", help="Serve the team game 'ten years of your cooperative'.")
]
Teams = Annotated[int, typer.Option("--teams", metavar="N", help="Game: 3 to 8 teams.")]
Years = Annotated[int, typer.Option("--years", metavar="N", help="Game: 10, or 5 for an hour.")]
Minutes = Annotated[float, typer.Option("--minutes", metavar="N", help="Game: minutes a year.")]
Seed = Annotated[int, typer.Option("--seed", metavar="N", help="Game: the luck.")]
RoomName = Annotated[
    str,
    typer.Option("--room", metavar="NAME", help="Game: the room; one that is there goes on."),
]
Desk = Annotated[
    bool, typer.Option("--national-desk", help="Game: a group plays the ministry, too.")
]
Rehearsal = Annotated[
    bool, typer.Option("--rehearsal", help="Game: bots play every team but the first.")
]
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
    context: typer.Context,
    scenario: Scenario = "",
    game: Game = False,
    teams: Teams = 4,
    years: Years = 10,
    minutes: Minutes = 6.0,
    seed: Seed = 1,
    room: RoomName = "game",
    store: StoreUrl = GAMES,
    national_desk: Desk = False,
    rehearsal: Rehearsal = False,
    notebooks: Notebooks = Path("notebooks"),
    lang: Language = "en",
    port: Port = None,
    lan: Lan = False,
    no_browser: NoBrowser = False,
) -> None:
    """Open the lessons, or a game, in a browser, here or in the room; Ctrl-C ends it."""
    if not game:
        _lessons(notebooks, lang, port, scenario, lan=lan, browser=not no_browser)
        return
    try:
        from coopsim.game import prepared
        from coopsim.game.web import starting
    except ImportError as error:
        raise ServeError(
            f'A game needs more: pip install "coopsim[game]" ({error.name})'
        ) from error

    setup = prepared(
        room, scenario or WORLD, teams,
        years=years, minutes=minutes, seed=seed, lang=lang, desk=national_desk,
    )  # fmt: skip
    opened = starting.open_room(store, setup)
    output.say(*starting.goes_on(opened, setup, _typed(context)))
    bots = starting.bots_of(opened) if rehearsal else {}
    starting.serve_game(
        opened, store, port, lan=lan, bots=bots, ready=_tell_game, browser=not no_browser
    )
    output.note(f"Stopped. The game is kept in {store}; the same command goes on with it.")


def _typed(context: typer.Context) -> frozenset[str]:
    """The parameters that were typed; others are defaults that nobody asked for."""
    sources = {name: context.get_parameter_source(name) for name in context.params}
    return frozenset(name for name, one in sources.items() if one and one.name == "COMMANDLINE")


def _lessons(
    notebooks: Path, lang: str, port: int | None, scenario: str, *, lan: bool, browser: bool
) -> None:
    from coopsim import serve as serving

    if scenario:
        raise ServeError(f"Lessons have their own scenarios. For a game: --game {scenario}.")
    serving.serve(notebooks, lang, port, lan=lan, browser=browser, ready=_tell)
    output.note("Stopped. What participants saved is kept beside the notebooks.")


def _tell_game(served: Served) -> None:
    if served.lan:
        from coopsim.network import qr

        _draw(qr(f"{served.join}/join"))
        output.say(
            "Everybody in this network who has the PIN and a code can play. "
            "Use the room's own router, not a hotel's or an office's network."
        )
    output.say(f"Room: {served.room}" + (" (goes on where it was left)" if served.again else ""))
    output.say(f"Teams join here: {served.join}", f"PIN: {served.pin}")
    output.say(f"Facilitator, for you alone: {served.board}")
    output.say("Ctrl-C ends the game; nothing is lost.", output.MARK)
    sys.stdout.flush()


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
