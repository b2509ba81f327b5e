"""Parts of a trial read from a lesson file: outcomes, the prediction, where the accounts open."""

from __future__ import annotations

from typing import Any

from coopsim.errors import nearest
from coopsim.files.reader import Kind, Reader
from coopsim.metrics import BY_NAME
from coopsim.scenario import Scenario
from coopsim.widgets.lessonparts import STATEMENTS, Opening, Option, Outcome, Prediction

OUTCOME: dict[str, Kind] = {"metric": "text", "better": "text", "yearly": "flag"}
PREDICT: dict[str, Kind] = {"question": "text", "metric": "text", "same": "number"}
OPTION: dict[str, Kind] = {"key": "text", "text": "text", "when": "text", "why": "text"}
BOOKS: dict[str, Kind] = {"statement": "text", "year": "whole", "cooperative": "whole"}
BETTER, WHEN = ("more", "less", "neither"), ("more", "less", "same")
HEALTH = {"health", "fund_real", "fund_nominal", "own_capital_real", "own_capital", "oss"}
DEBT = {"debt_service", "over_indebted", "savings_lost"}
"""The health of a fund is never shown without what debt does to borrowers."""


def outcomes(reader: Reader, place: str, rows: Any) -> tuple[Outcome, ...]:
    """What a trial looks at; a fund's health comes with what debt does to borrowers."""
    found = []
    for number, row in enumerate(reader.rows(f"{place} outcome", rows), 1):
        here = f"{place} outcome {number}"
        one = reader.fields(row, OUTCOME, here, "")
        metric, better = one.get("metric", ""), one.get("better", "neither")
        if metric not in BY_NAME:
            what = f"there is no metric '{metric}'."
            reader.fault(f"{here} metric", what, nearest(metric, BY_NAME))
        if better not in BETTER:
            reader.fault(f"{here} better", f"'{better}' is unknown.", f"Allowed: {BETTER}.")
        found.append(Outcome(metric, better, one.get("yearly", False)))
    shown = {one.metric for one in found}
    if shown & HEALTH and not shown & DEBT:
        what = "the health of a fund is shown without what debt does to borrowers."
        reader.fault(f"{place} outcome", what, f"Add one of {', '.join(sorted(DEBT))}.")
    return tuple(found)


def prediction(reader: Reader, place: str, data: Any) -> Prediction:
    """The question before any picture, with its options."""
    table = reader.table(place, data)
    one = reader.fields(table, PREDICT, place, "", ("option",))
    reader.needed(place, table, ("question", "metric", "option"))
    metric = one.get("metric", "")
    if metric not in BY_NAME:
        reader.fault(f"{place} metric", "there is no such metric.", nearest(metric, BY_NAME))
    options = []
    for number, row in enumerate(reader.rows(f"{place} option", table.get("option", [])), 1):
        here = f"{place} option {number}"
        fields = reader.fields(row, OPTION, here, "")
        if reader.needed(here, row, tuple(OPTION)) and len(fields) == len(OPTION):
            if fields["when"] not in WHEN:
                reader.fault(f"{here} when", "this is unknown.", f"Allowed: {', '.join(WHEN)}.")
            options.append(Option(**fields))
    return Prediction(one.get("question", ""), metric, tuple(options), one.get("same", 0.02))


def opening(reader: Reader, place: str, data: Any, scenario: Scenario) -> Opening:
    """Statement, year and cooperative on which the accounts open."""
    found = Opening(**reader.fields(reader.table(place, data), BOOKS, place, ""))
    years = scenario.months // 12
    if found.statement not in STATEMENTS:
        reader.fault(f"{place} statement", "this is unknown.", nearest(found.statement, STATEMENTS))
    if not 0 <= found.year <= years:
        reader.fault(f"{place} year", f"{found.year} is no year of the run.")
    if found.cooperative < 1:
        reader.fault(f"{place} cooperative", f"{found.cooperative} is no number.")
    return found
