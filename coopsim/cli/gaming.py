"""Commands of the game of ten years: list, rehearse, replay, export, sheets, secret."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import attrs
import typer

from coopsim.cli import output
from coopsim.cli.options import GAMES, LARGEST_SEED, Json, StoreUrl

if TYPE_CHECKING:
    from coopsim.game import Dial, Results, Room

game = typer.Typer(no_args_is_help=True, help="The game of ten years: rooms, replays, rehearsals.")

NameOfRoom = Annotated[str, typer.Argument(metavar="ROOM", help="A room's name; see 'list'.")]
Scenario = Annotated[
    str, typer.Argument(metavar="SCENARIO", help="A preset's name or a scenario file (TOML).")
]
Teams = Annotated[int, typer.Option("--teams", help="How many teams, 3 to 8.")]
Years = Annotated[int, typer.Option("--years", help="How many years; a short game has 5.")]
Seed = Annotated[int, typer.Option("--seed", min=0, max=LARGEST_SEED, help="Which luck.")]
Desk = Annotated[bool, typer.Option("--desk", help="With the levers of a national desk.")]
Characters = Annotated[
    str, typer.Option("--bots", metavar="A,B,...", help="Who plays: characters, by team.")
]
File = Annotated[Path, typer.Option("--out", metavar="FILE", help="The scenario file to write.")]
Decisions = Annotated[
    Path | None, typer.Option("--decisions", metavar="FILE", help="Every decision, as CSV.")
]
Whose = Annotated[
    str, typer.Argument(metavar="WHOSE", help="facilitator, pin, desk, or a team's number from 1.")
]


@game.command("list")
def list_rooms(store: StoreUrl = GAMES, json: Json = False) -> None:
    """The rooms of a store: phase, year, teams."""
    from coopsim.game import Room

    rooms = [Room.open(store, name) for name in _known(store)]
    if json:
        output.write_json([_about(room) for room in rooms])
        return
    if not rooms:
        output.say(f"There is no room in {store} yet.")
        return
    rows = [tuple(str(part) for part in _about(room).values()) for room in rooms]
    columns = ("room", "phase", "year", "of", "teams", "seed", "scenario")
    output.say(output.table("Rooms", columns, rows))


@game.command()
def rehearse(
    scenario: Scenario = "timor-leste-credit-union",
    teams: Teams = 4,
    years: Years = 10,
    seed: Seed = 1,
    desk: Desk = False,
    characters: Characters = "",
    json: Json = False,
) -> None:
    """Let bots play a whole game, and show the debrief; nothing is kept."""
    from tempfile import TemporaryDirectory

    from coopsim.game import GameError, Room, bots, prepared

    chosen = tuple(characters.split(",")) if characters else bots.cast(teams)
    unknown = [one for one in chosen if one not in bots.CHARACTERS]
    if unknown or len(chosen) != teams:
        raise GameError(
            f"--bots names {teams} of: {', '.join(bots.CHARACTERS)}; '{characters}' does not."
        )
    setup = prepared("rehearsal", scenario, teams, years=years, seed=seed, desk=desk)
    with TemporaryDirectory() as folder, output.progress("playing") as progress:
        room = Room.create(Path(folder) / GAMES, setup)
        for year in range(years):
            bots.rehearse(room, chosen, 1)
            progress(year + 1, years)
        results = room.results()
    names = [f"{team.name} ({who})" for team, who in zip(room.state.teams, chosen, strict=True)]
    _debrief(room, results, names, json)


@game.command()
def replay(name: NameOfRoom, store: StoreUrl = GAMES, json: Json = False) -> None:
    """Live a room's years again from the first month, and show the debrief."""
    from coopsim.game import Room
    from coopsim.game.replaying import replayed

    room = Room.open(store, name)
    _debrief(room, replayed(room), [team.name for team in room.state.teams], json)


@game.command()
def export(
    name: NameOfRoom, out: File, store: StoreUrl = GAMES, decisions: Decisions = None
) -> None:
    """Write a room's lived years as a scenario file that 'coopsim run' replays."""
    from coopsim.files import save_scenario
    from coopsim.game import Room, decisions_csv, to_scenario
    from coopsim.results import write_whole

    room = Room.open(store, name)
    named = [team.name for team in room.state.teams]
    scenario = to_scenario(room.setup, room.state.lived, named)
    note = f"A game of {len(named)} teams; the same again: coopsim run --seed {room.setup.seed}"
    save_scenario(attrs.evolve(scenario, note=note), out)
    output.say(f"{out}: the game as a scenario. The same numbers again:")
    output.say(f"coopsim run {out} --seed {room.setup.seed}")
    if decisions is not None:
        text = decisions_csv(room.setup, room.state.lived, named)
        write_whole(decisions, text.encode("utf-8"))
        output.say(f"{decisions}: every decision, a line a team and year.")


@game.command()
def sheets(
    scenario: Scenario,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="The folder to write into.")],
    lang: Annotated[str, typer.Option("--lang", metavar="LANG", help="en, id, pt or tet.")] = "en",
    pdf: Annotated[bool, typer.Option(help="Print each page as a PDF beside it.")] = False,
) -> None:
    """Write the sheets of a game as pages to print: decisions, desk, years, accounts, events."""
    from coopsim.curriculum import write_sheets
    from coopsim.text import chain

    for page in write_sheets(scenario, out, chain(lang)[0], pdf=pdf):
        output.say(str(page))


@game.command()
def secret(name: NameOfRoom, whose: Whose, store: StoreUrl = GAMES) -> None:
    """Give somebody a new secret, where the old one is lost; the old one is void."""
    from coopsim.game import Room

    room = Room.open(store, name)
    owner = str(int(whose) - 1) if whose.isdecimal() else whose
    output.say(f"{whose}: {room.renew(owner)}")


def _known(store: str) -> tuple[str, ...]:
    """Rooms of a store; a file that is not there has none, and is not made."""
    from coopsim.game import Store

    return Store(store).rooms() if "://" in store or Path(store).exists() else ()


def _about(room: Room) -> dict[str, Any]:
    state, setup = room.state, room.setup
    return {
        "room": room.name, "phase": state.phase, "year": state.year, "years": state.years,
        "teams": len(state.teams), "seed": setup.seed, "scenario": setup.world.name,
    }  # fmt: skip


def _debrief(room: Room, results: Results, names: list[str], json: bool) -> None:
    """The four dials, year by year and team by team."""
    from coopsim.game import DIALS, EVENTS

    if json:
        output.write_json(_about(room) | {
            "names": names, "events": [list(year.events) for year in results.years],
            "votes": [list(year.votes) for year in results.years],
            "dials": {dial.key: results.values(dial.key) for dial in DIALS},
            "numbers": {one.key: results.values(one.key) for one in results.numbers},
        })  # fmt: skip
        return
    setup = room.setup
    head = f"{setup.world.title} · {len(results.years)} years · seed {setup.seed}"
    output.say(head)
    for dial in DIALS:
        output.say("", _dial(dial, results, names), dial.formula)

    cards = [
        f"year {number}: {', '.join(EVENTS[key].title for key in year.events)}"
        for number, year in enumerate(results.years, 1)
        if year.events
    ]
    output.say("", "Cards: " + ("; ".join(cards) or "none"), output.MARK)


def _dial(dial: Dial, results: Results, names: list[str]) -> Any:
    values = results.values(dial.key)
    unit = output.unit_words(dial.unit, results.setup.world.currency)
    rows = [
        (name, *(output.number(value, dial.unit) for value in values[:, team]))
        for team, name in enumerate(names)
    ]
    columns = (unit, *("before" if year == 0 else str(year) for year in range(len(values))))
    return output.table(dial.label, columns, rows, right=1)
