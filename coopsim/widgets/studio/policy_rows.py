"""The fields of one dated policy: when, for whom, why, and each value it changes."""

from __future__ import annotations

from html import escape
from typing import Any

import attrs

from coopsim.scenario import KINDS, PARAMS, SECTORS, Policy, Scenario
from coopsim.studio import Draft
from coopsim.studio.sheets import WHERE
from coopsim.studio.values import term
from coopsim.text import words
from coopsim.widgets.studio.fields import row
from coopsim.widgets.studio.saying import value_words, when
from coopsim.widgets.wording import plain

Row = dict[str, Any]
LABELS = {
    "from": words("from month"),
    "until": words("until month (empty: to the end)"),
    "district": words("only in the district"),
    "sector": words("only in the sector"),
    "kind": words("only cooperatives of the kind"),
    "set": words("only the set of cooperatives"),
    "cooperative": words("only one cooperative (a team), by its number from 0"),
    "why": words("why"),
}


def titled(policy: Policy, lang: str) -> str:
    """What a policy changes, when and for whom."""
    names = ", ".join(plain(PARAMS[name].label, lang) for name, _ in policy.changes)
    return f"{names or plain('nothing yet', lang)} ({when(policy, lang)})"


def policy_faults(draft: Draft, lang: str) -> dict[int, list[str]]:
    """What is wrong with each policy, as HTML, by its number."""
    found: dict[int, list[str]] = {}
    for one in draft.faults:
        kind, _, place = one.name.partition(".")
        if kind == "policy":
            found.setdefault(int(place), []).append(escape(one.words(lang)))
    return found


def policy_rows(scenario: Scenario, policy: Policy, lang: str) -> list[Row]:
    """A policy as rows of fields."""
    rows = [
        _row("from", policy.start, "whole", lang), _row("until", policy.until, "whole", lang),
        *_whom(scenario, policy, lang), _row("why", policy.why, "text", lang),
    ]  # fmt: skip
    rows[0]["heading"] = plain("When and for whom", lang)
    changes = [_change(scenario, name, value, lang) for name, value in policy.changes]
    if changes:
        changes[0]["heading"] = plain("What it changes", lang)
    return rows + changes


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
