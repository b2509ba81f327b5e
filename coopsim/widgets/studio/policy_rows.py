"""The fields of one dated policy: when, for whom, why, and each value it changes."""

from __future__ import annotations

from html import escape
from typing import Any

import attrs

from coopsim.scenario import KINDS, PARAMS, SECTORS, Policy, Scenario
from coopsim.studio import Draft, Value
from coopsim.studio.sheets import WHERE
from coopsim.studio.values import term
from coopsim.text import words
from coopsim.widgets.studio.fields import row
from coopsim.widgets.studio.saying import calendar, fault_words, value_words, when
from coopsim.widgets.wording import plain

Row = dict[str, Any]
LABELS = {
    "from": words("from month"),
    "until": words("until month (empty: to the end)"),
    "district": words("only in the district"),
    "sector": words("only in the sector"),
    "kind": words("only cooperatives of the kind"),
    "set": words("only the set of cooperatives"),
    "cooperative": words("only one cooperative (in a game: a team), by its number from 1"),
    "why": words("why"),
}


def titled(policy: Policy, lang: str, first_year: int) -> str:
    """What a policy changes, when and for whom."""
    names = ", ".join(plain(PARAMS[name].label, lang) for name, _ in policy.changes)
    return f"{names or plain('nothing yet', lang)} ({when(policy, lang, first_year)})"


def policy_faults(draft: Draft, lang: str) -> dict[int, list[str]]:
    """What is wrong with each policy, as HTML, by its number."""
    found: dict[int, list[str]] = {}
    for one in draft.faults:
        kind, _, place = one.name.partition(".")
        if kind == "policy":
            value = _changed(draft.scenario, int(place), one.place.rpartition(" ")[2])
            said = fault_words(one, value, lang, draft.scenario.currency)
            label = f"{plain(value.label, lang)}: " if value else ""
            found.setdefault(int(place), []).append(escape(f"{label}{said}"))
    return found


def _changed(scenario: Scenario, number: int, name: str) -> Value | None:
    """A value that a policy changes, where the name is one of them."""
    changes = dict(scenario.policies[number - 1].changes)
    return term(scenario, name, changes[name]) if name in changes else None


def policy_rows(scenario: Scenario, policy: Policy, lang: str) -> list[Row]:
    """A policy as rows of fields."""
    rows = [
        _row("from", policy.start, "whole", lang), _row("until", policy.until, "whole", lang),
        *_whom(scenario, policy, lang), _row("why", policy.why, "text", lang),
    ]  # fmt: skip
    rows[0]["heading"] = plain("When and for whom", lang)
    for made, number in zip(rows, (policy.start, policy.until), strict=False):
        made["bounds"] = "" if number is None else _date(scenario, number, lang)
    changes = [_change(scenario, name, value, lang) for name, value in policy.changes]
    if changes:
        changes[0]["heading"] = plain("What it changes", lang)
    return rows + changes


def _date(scenario: Scenario, number: int, lang: str) -> str:
    """When a month is, in the calendar and in the run; a game keeps these years."""
    date, year = calendar(number, scenario.first_year, lang), (number + 11) // 12
    return plain("{date}: year {year}, in a game too", lang, date=date, year=year)


def _change(scenario: Scenario, name: str, value: Any, lang: str) -> Row:
    base, currency = term(scenario, name), scenario.currency
    made = row(attrs.evolve(term(scenario, name, value), source=""), lang, currency, name)
    was = value_words(base.value, base.kind, base.unit, lang, currency)
    made["was"] = plain("Without the policy: {value}", lang, value=was)
    made["back"] = plain("Take out", lang)
    return made


def _whom(scenario: Scenario, policy: Policy, lang: str) -> list[Row]:
    choices: dict[str, tuple[str, ...]] = {
        "district": tuple(one.name for one in scenario.districts), "sector": SECTORS,
        "kind": KINDS, "set": tuple(one.name for one in scenario.cooperatives),
    }  # fmt: skip
    where, rows = dict(policy.where), []
    if isinstance(where.get("cooperative"), int):
        where["cooperative"] += 1  # people count from 1
    for key in WHERE:
        made = _row(key, where.get(key), "whole", lang)
        if key in choices:
            said = key in ("sector", "kind")
            known = [[one, plain(one, lang) if said else one] for one in choices[key]]
            made["options"] = [["", plain("all", lang)], *known]
        rows.append(made)
    return rows


def _row(key: str, value: Any, kind: str, lang: str) -> Row:
    shown = "" if value is None else value
    return {"name": key, "label": plain(LABELS[key], lang), "kind": kind, "value": shown}
