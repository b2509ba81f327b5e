"""What was asked and where it comes from: base, design, factors, outcomes, versions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coopsim.files.sources import SourceRow, sources
from coopsim.metrics import BY_NAME
from coopsim.params import GRADES
from coopsim.report import markup
from coopsim.study.analysis import outcome_of, quantity_of
from coopsim.study.folder import provenance_of
from coopsim.study.parts import DESIGNS, STATISTICS, Design

if TYPE_CHECKING:
    from coopsim.study import Factor, Outcome, Study

GOOD = {"high": "more is better", "low": "less is better", "": "not said"}


def asked(study: Study) -> str:
    """The question: base, fixed changes, design, factors and outcomes."""
    base = study.base
    lines = [
        f"Base: {base.title} ({base.name}), {study.households:,} households, {study.months} months "
        f"from {base.first_year}."
    ]
    if base.what_if:
        lines.append("The base is a what-if: it holds something that does not exist there today.")
    if study.fixed:
        set_to = ", ".join(f"{name} = {_value(value)}" for name, value in study.fixed)
        lines.append(f"Changed in the base: {set_to}.")
    lines += [*_design(study), _replicates(study)]
    return "\n".join(
        [
            markup.heading("What was asked"),
            markup.listing(lines),
            _factors(study),
            _outcomes(study),
        ]
    )


def _design(study: Study) -> list[str]:
    if study.crossed is None:
        return [f"Design: {_drawn(study.design)}."]
    return [
        f"Design of the levers: {_drawn(study.design)}.",
        f"Each of them in every uncertain world: {_drawn(study.crossed)}.",
    ]


def _drawn(design: Design) -> str:
    words = DESIGNS[design.kind].replace("'points'", str(design.points))
    if design.kind in ("latin", "sobol", "morris"):
        return f"{words} (seed {design.seed})"
    return words.replace(" 'file'", "")


def _replicates(study: Study) -> str:
    first, stop = study.replicates.first_seed, study.stop
    if stop is None:
        last = first + study.replicates.count - 1
        return (
            f"Every point meets the same {study.replicates.count} lucks (seeds {first} to {last})."
        )
    relative = " of its size" if stop.relative else ""
    half = f"{stop.half_width:g}{relative}"
    return (
        f"Every point meets the same lucks from seed {first} on, at least {stop.least} and at most "
        f"{stop.most}, until '{stop.outcome}' is known to ± {half} (95 %, luck only)."
    )


def _factors(study: Study) -> str:
    rows_of = {row.name: row for row in sources(study.base)}
    rows = [_factor(study, one, rows_of.get(one.parameter)) for one in study.factors]
    return markup.table(
        ("factor", "what it is", "role", "tried", "in the base", "source of the base", "grade"),
        rows,
        "Factors. A lever may be chosen, an uncertainty is not known. Grades: "
        + "; ".join(f"{grade}, {words}" for grade, words in GRADES.items())
        + ".",
    )


def _factor(study: Study, one: Factor, row: SourceRow | None) -> list[str]:
    quantity = quantity_of(one, study.base.currency)
    own = one.of(study.base)
    source = row.source if row else one.param.source
    grade = row.grade if row else one.param.grade
    what = quantity.title if not quantity.shown_unit else quantity.axis
    return [
        one.name if one.name == one.parameter else f"{one.name} ({one.parameter})",
        what + _when(one),
        one.role,
        _tried(one, quantity.told),
        quantity.told(one.number(own)),
        source,
        grade,
    ]


def _when(one: Factor) -> str:
    parts = []
    if one.start is not None:
        until = "to the end" if one.until is None else f"to {one.until}"
        parts.append(f"months {one.start} {until}")
    parts += [f"{key} {value}" for key, value in one.where]
    return f" ({', '.join(parts)} only)" if parts else ""


def _tried(one: Factor, told: Any) -> str:
    if one.follows:
        plus = f" plus {one.plus:g}" if one.plus else ""
        return f"{one.times:g} times {one.follows}{plus}"
    if one.levels:
        return ", ".join(told(one.number(value)) for value in one.levels)
    if one.param.kind in ("yes/no", "choice"):
        return ", ".join(told(one.number(value)) for value in one.choices)
    ratios = ", in equal ratios" if one.log else ""
    return f"{told(one.low)} to {told(one.high)}{ratios}"


def _outcomes(study: Study) -> str:
    rows = [_outcome(one, study.base.currency) for one in study.outcomes]
    columns = ("outcome", "what it is", "metric", "statistic", "unit", "good")
    return markup.table(columns, rows, "Outcomes.")


def _outcome(one: Outcome, currency: str) -> list[str]:
    quantity, metric = outcome_of(one, currency), BY_NAME[one.metric]
    first, last = one.years
    years = "the last year" if last == -1 else f"year {first} to year {last}"
    return [
        one.name, quantity.title, f"{one.metric}: {metric.label}",
        f"{STATISTICS[one.statistic]} ({years})", quantity.shown_unit, GOOD[one.good],
    ]  # fmt: skip


def provenance(study: Study, folder: str | Path) -> str:
    """Versions, digests, seeds and the command, as the folder notes them."""
    noted = provenance_of(folder) or {"coopsim": "not noted in this folder"}
    noted.setdefault("scenario_digest", study.base.digest)
    rows = [[key.replace("_", " "), _value(value)] for key, value in noted.items()]
    return markup.heading("Where the numbers come from") + markup.table(("what", "value"), rows)


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {one}" for key, one in value.items())
    return value if isinstance(value, str) else json.dumps(value, default=str)
