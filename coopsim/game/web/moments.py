"""What a page says of the moment: the year, the phase, who is ready, what has happened."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from coopsim.game import EVENTS, Setup, State, Team
from coopsim.game.web import dated
from coopsim.text import say, say_many


def year_words(state: State, lang: str) -> str:
    """The year being decided, of how many."""
    if state.phase == "lobby":
        return say("Before the first year", lang)
    if state.phase == "finished":
        return say("All {years} years are over", lang, years=state.years)
    return say("Year {year} of {years}", lang, year=state.year, years=state.years)


def phase_words(state: State, lang: str) -> str:
    """What is going on, where the year alone does not say it."""
    if state.phase == "lobby":
        return say("The game begins soon.", lang)
    if state.phase == "paused":
        return say("The clock stands still.", lang)
    return say("The game is over.", lang) if state.phase == "finished" else ""


def ready_words(state: State, lang: str) -> str:
    """How many teams have sent; in the lobby, how many are here; empty after the game."""
    count = len(state.teams)
    if state.phase == "finished":
        return ""
    if state.phase == "lobby":
        here = sum(bool(team.devices) for team in state.teams)
        return say_many(
            "{count} of {teams} teams is here", "{count} of {teams} teams are here", here, lang,
            teams=count,
        )  # fmt: skip
    sent = sum(team.sent for team in state.teams)
    return say_many(
        "{count} of {teams} teams has sent", "{count} of {teams} teams have sent", sent, lang,
        teams=count,
    )  # fmt: skip


def badge(state: State, team: Team, lang: str) -> str:
    """Where a team stands, in a word or two."""
    if state.phase == "lobby":
        return say("here", lang) if team.devices else say("not here yet", lang)
    if state.phase == "finished":
        return say("finished", lang)
    if team.sent:
        return say("has sent", lang)
    if not team.devices:
        return say("not here yet", lang)
    return say("is deciding", lang)


def devices(count: int, lang: str) -> str:
    """How many devices a team has joined with."""
    return say_many("{count} device", "{count} devices", count, lang)


def cards(events: Sequence[str], lang: str) -> list[dict[str, str]]:
    """Event cards, each with its story."""
    return [
        {"key": key, "words": EVENTS[key].named(lang), "meaning": EVENTS[key].told(lang)}
        for key in events
    ]


def moment(setup: Setup, state: State, lang: str) -> dict[str, Any]:
    """What the head of every page says."""
    return {
        "year_words": year_words(state, lang),
        "phase_words": phase_words(state, lang),
        "timed": state.phase in ("deciding", "paused"),
        "events": [*cards(state.events, lang), *dated.now(setup, state, lang)],
    }


def title(setup: Setup, lang: str) -> str:
    """What the game is called."""
    if setup.years == 10:
        return say("Ten years of your cooperative", lang)
    return say_many(
        "{count} year of your cooperative", "{count} years of your cooperative", setup.years, lang
    )


def changes_words(count: int, lang: str) -> str:
    """How many levers stand otherwise than last year."""
    if not count:
        return say("All as last year.", lang)
    return say_many("{count} change against last year.", "{count} changes against last year.",
                    count, lang)  # fmt: skip
