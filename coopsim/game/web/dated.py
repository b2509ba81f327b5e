"""What the scenario itself changes in a year of the game, told as news of that year."""

from __future__ import annotations

from typing import Any

from coopsim.game import Setup, State, board_of, changes_of, events_of, in_its_way
from coopsim.game.setup import first_month
from coopsim.scenario import PARAMS, Policy
from coopsim.text import listed, month, number, percent, say
from coopsim.text.units import is_share, quantity


def now(setup: Setup, state: State, lang: str) -> list[dict[str, str]]:
    """The news of the year that is being decided; none before and after the game."""
    return of_year(setup, state.year, lang) if state.phase in ("deciding", "paused") else []


def of_year(setup: Setup, year: int, lang: str) -> list[dict[str, str]]:
    """Each dated change of a year: why it is, its months, and what it sets."""
    return [
        {
            "words": policy.why or say("A change that the scenario itself brings", lang),
            "meaning": _told(setup, policy, year, lang),
        }
        for policy in changes_of(setup, year)
    ]


def barred(setup: Setup, state: State, lang: str) -> str:
    """Which cards cannot be played this year, and why; empty where all can."""
    cards = [one.named(lang) for one in events_of(setup) if in_its_way(setup, one, state.year)]
    if not cards or state.phase not in ("deciding", "paused"):
        return ""
    return say(
        "Cards that cannot be played this year, because the scenario itself sets what they are "
        "about: {cards}.", lang, cards=listed(cards, lang),
    )  # fmt: skip


def _told(setup: Setup, policy: Policy, year: int, lang: str) -> str:
    start = first_month(year) - 1
    first, last = max(policy.start - start, 1), min((policy.until or start + 12) - start, 12)
    changes = "; ".join(_change(setup, name, value, lang) for name, value in policy.changes)
    if (first, last) == (1, 12):
        return say("All year: {changes}.", lang, changes=changes)
    if first == last:
        return say("{month}: {changes}.", lang, month=month(first, lang), changes=changes)
    return say(
        "{first} to {last}: {changes}.", lang,
        first=month(first, lang), last=month(last, lang), changes=changes,
    )  # fmt: skip


def _change(setup: Setup, name: str, value: Any, lang: str) -> str:
    usual = board_of(setup).base(name)
    return say(
        "{what}: {value} instead of {usual}", lang, what=say(PARAMS[name].label, lang),
        value=_shown(setup, name, value, lang), usual=_shown(setup, name, usual, lang),
    )  # fmt: skip


def _shown(setup: Setup, name: str, value: Any, lang: str) -> str:
    """A value of a term in words."""
    param = PARAMS[name]
    if param.kind == "yes/no":
        return say("yes", lang) if value else say("no", lang)
    if param.kind == "choice":
        return say(str(value), lang)
    if is_share(param.unit):
        return percent(value, lang, 0 if round(value * 100, 6).is_integer() else 1)
    if param.is_money:
        return quantity(value, param.unit, lang, setup.world.currency)
    whole = float(value).is_integer()
    return quantity(value, param.unit, lang) if whole else number(value, lang, 2)
