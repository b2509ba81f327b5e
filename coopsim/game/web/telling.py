"""Numbers, dials and accounts in words: what the lived years gave, for one team or for all."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from coopsim.accounts import Statement
from coopsim.accounts.words import ACCOUNTS
from coopsim.game import (
    DIALS,
    Dial,
    Making,
    Number,
    Results,
    Setup,
    Year,
    accepted,
    team_levers,
)
from coopsim.game.web import choosing, surplus
from coopsim.game.web.host import Seen
from coopsim.game.web.pictures import Forms
from coopsim.text import money, number, percent, say

Measure = Number | Dial
Told = Measure | Making
STATEMENTS, SURPLUS = 3, 1
"""Balance sheet, statement of surplus and cash flow; sources and uses are for the lessons. The
second tells the surplus."""


def amount(one: Told, value: float, currency: str, lang: str) -> str:
    """A number or dial as it is read."""
    if one.unit == "money":
        return money(value, currency, lang, 0)
    if one.unit == "share":
        return percent(value, lang, _digits(one))
    return number(value, lang)


def level(one: Measure, value: float, currency: str, lang: str) -> str:
    """A level of an axis, exactly: half a per cent is none that was rounded."""
    if one.unit == "share":
        whole = math.isclose(value * 100, round(value * 100), abs_tol=1e-9)
        return percent(value, lang, 0 if whole else 1)
    return amount(one, value, currency, lang)


def forms(one: Measure, currency: str, lang: str) -> Forms:
    """How a picture writes the levels of a number or dial, and how it says its values."""
    return (
        lambda value: level(one, value, currency, lang),
        lambda value: amount(one, value, currency, lang),
    )


def apart(one: Measure, value: float, before: float) -> float:
    """How far two values are apart as they are read: who subtracts what is shown gets this.

    In points where shares are compared; NaN where either is no number.
    """
    digits = _digits(one)
    scale = 100 if one.unit == "share" else 1
    shown, shown_before = (round(float(read) * scale, digits) for read in (value, before))
    return round(shown - shown_before, digits)


def _digits(one: Told) -> int:
    return 1 if one.unit == "share" and not isinstance(one, Dial) else 0


def _step(one: Measure, less: float, currency: str, lang: str) -> str:
    """What two values are apart, in words."""
    if one.unit != "share":
        return amount(one, less, currency, lang)
    if abs(less) == 1:
        return say("{number} point", lang, number=number(less, lang))
    return say("{number} points", lang, number=number(less, lang, _digits(one)))


def change(one: Measure, value: float, before: float, currency: str, lang: str) -> str:
    """How much more or less than the year before, in words; empty where it cannot be said."""
    less = apart(one, value, before)
    if not math.isfinite(less):
        return ""
    words = _step(one, abs(less), currency, lang)
    if not less:
        return say("as the year before", lang)
    if less > 0:
        return say("▲ {amount} more than the year before", lang, amount=words)
    return say("▼ {amount} less than the year before", lang, amount=words)


def difference(one: Measure, value: float, other: float, currency: str, lang: str) -> str:
    """What a value has more or less than another, with its sign."""
    less = apart(one, value, other)
    if not math.isfinite(less):
        return amount(one, less, currency, lang)
    if not less:
        return say("the same", lang)
    words = _step(one, less, currency, lang)
    return f"+{words}" if less > 0 else words


def heading(year: int, lang: str) -> str:
    """What a year of results is called; year 0 is the one before the game."""
    if year == 0:
        return say("The year before you took over", lang)
    return say("How year {year} went", lang, year=year)


def measured(
    measures: Sequence[Measure], results: Results, team: int, year: int, lang: str
) -> list[dict[str, str]]:
    """Numbers or dials of a team's year, each with its change."""
    currency, found = results.setup.world.currency, []
    for one in measures:
        values = results.values(one.key)[:, team]
        told = change(one, values[year], values[year - 1], currency, lang) if year else ""
        found.append({
            "words": capital(one.title(lang)), "change": told,
            "value": amount(one, float(values[year]), currency, lang),
            "meaning": one.told(lang) if isinstance(one, Dial) else "",
        })  # fmt: skip
    return found


def team_results(setup: Setup, seen: Seen, team: int, lang: str) -> dict[str, Any]:
    """What a team reads of its last year: its own numbers, dials and accounts.

    How the teams compare is for the projector, once the facilitator reveals it.
    """
    results, year = seen.results, len(seen.state.lived)
    if results is None:
        return {"heading": "", "tables": []}
    accounts = results.accounts(team, year)[:STATEMENTS]
    last = seen.state.lived[-1] if year else None
    return {
        "heading": heading(year, lang), "tables": [],
        "notes": notes(results, last, team, year, lang),
        "numbers": measured(results.numbers, results, team, year, lang),
        "made_of": surplus.made_of(accounts[SURPLUS], lang),
        "dials": measured(DIALS, results, team, year, lang),
        "decided": decided(setup, last, team, lang) if last else [],
        "accounts": with_new_dates(
            [table(one, year, lang) for one in accounts], results, team, year, lang
        ),
    }  # fmt: skip


def decided(setup: Setup, year: Year, team: int, lang: str) -> list[tuple[str, str]]:
    """What a team decided in a year, lever by lever."""
    rows = choosing.chosen(team_levers(setup), year.decisions[team], year.decisions[team], lang)
    return [(title, value) for title, value, _ in rows]


def notes(results: Results, last: Year | None, team: int, year: int, lang: str) -> list[str]:
    """What a board must know beside the numbers: the vote, the meeting, a crisis."""
    found = [vote_words(results, last, team, year, lang)] if last else []
    if last and last.silent[team]:
        found.append(say("Your team was silent; the decisions of the year before stayed.", lang))
    status = results.status(team, year)
    if status == "recovery":
        found.append(say(
            "The cooperative was wound up. You play on as those who build it up again.", lang
        ))  # fmt: skip
    elif status == "dormant":
        found.append(say("The cooperative is dormant: it holds no annual meeting.", lang))
    elif year and not results.meeting_held(team, year):
        found.append(say("No annual meeting was held this year.", lang))
    return [note for note in found if note]


def vote_words(results: Results, last: Year, team: int, year: int, lang: str) -> str:
    """What the members said to a proposed split; empty where none was proposed.

    A yes is told where there was a surplus to split; a no always, for it undoes a decision.
    """
    share, split = last.votes[team], results.split_anything(team, year)
    if share is None or (accepted(share) and not split):
        return ""
    yes = percent(share, lang)
    if accepted(share):
        return say(
            "The members agreed to your split of the surplus of the year before: {yes} yes.",
            lang, yes=yes,
        )  # fmt: skip
    if split:
        return say("The members refused your split of the surplus: {yes} yes. Last year's stayed.",
                   lang, yes=yes)  # fmt: skip
    return say(
        "The members refused your split of the surplus: {yes} yes. Last year's stays; there was "
        "no surplus to split this time.", lang, yes=yes,
    )  # fmt: skip


def vote_mark(results: Results, last: Year, team: int, year: int, lang: str) -> str:
    """A vote in two words, for a table; empty where there is nothing to tell of it."""
    share = last.votes[team]
    if share is None or (accepted(share) and not results.split_anything(team, year)):
        return ""
    yes = percent(share, lang)
    if accepted(share):
        return say("yes ({share})", lang, share=yes)
    return say("no ({share} yes)", lang, share=yes)


def table(statement: Statement, year: int, lang: str) -> dict[str, Any]:
    """A statement as a table: this year and the year before; balances of year 0 and its start."""
    digits = 2 if statement.minor > 1 else 0

    def cell(value: int | None) -> str:
        return "" if value is None else number(value / statement.minor, lang, digits)

    both = any(line.before is not None for line in statement.lines)
    heads = [year_head(year, lang), year_head(year - 1, lang)][: 1 + both]
    if both and year == 0:
        heads[0] = say("Its last day", lang)
    rows = [
        {
            "kind": line.kind, "words": surplus.line_words(line.label, lang),
            "amounts": [cell(line.amount), cell(line.before)][: 1 + both],
        }
        for line in statement.lines
    ]  # fmt: skip
    title = f"{say(statement.title, lang)} ({statement.currency})"
    return {"title": title, "heads": heads, "rows": rows}


def with_new_dates(
    tables: list[dict[str, Any]], results: Results, team: int, year: int, lang: str
) -> list[dict[str, Any]]:
    """The same statements; below loans, how much of them was given new dates, where any was.

    Such loans are not late in the books: without the line a board would not see them there.
    """
    found = results.values("rescheduled_share")[:, team] * results.values("loans")[:, team]
    both = np.nan_to_num([found[year], found[year - 1] if year else 0.0])
    digits = 2 if results.setup.world.minor > 1 else 0
    label = surplus.line_words(ACCOUNTS["loans"][0], lang)
    for rows in (one["rows"] for one in tables if both.any()):
        place = next((at for at, row in enumerate(rows, 1) if row["words"] == label), 0)
        if place:
            amounts = [number(float(value), lang, digits) for value in both]
            told = say("of these given new dates", lang)
            rows.insert(place, {"kind": "part", "words": told, "amounts": amounts})
    return tables


def year_head(year: int, lang: str) -> str:
    """What a column of a statement is headed; before year 0 there was only its first day."""
    if year > 0:
        return say("Year {year}", lang, year=year)
    return say("Year before", lang) if year == 0 else say("Its first day", lang)


def began(results: Results, names: Sequence[str], lang: str) -> dict[str, Any]:
    """Where each team began: the numbers of the year before, a column a team."""
    currency = results.setup.world.currency
    rows = [
        {
            "kind": "line", "words": capital(one.title(lang)),
            "amounts": [amount(one, float(value), currency, lang)
                        for value in results.values(one.key)[0]],
        }
        for one in results.numbers
    ]  # fmt: skip
    return {"title": say("Where each team began", lang), "heads": list(names), "rows": rows}


def capital(text: str) -> str:
    """The same, beginning with a capital letter."""
    return text[:1].upper() + text[1:]
