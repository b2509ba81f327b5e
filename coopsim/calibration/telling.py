"""A fit as plain data, for machines and for whoever prints it."""

from __future__ import annotations

from typing import Any

from coopsim.calibration.fitting import Fit
from coopsim.version import __version__


def as_data(found: Fit) -> dict[str, Any]:
    """Everything a report of a fit says."""
    plan = found.plan
    return {
        "preset": found.scenario.name, "version": __version__, "seeds": list(found.seeds),
        "households": found.households, "months": plan.months,
        "trials": found.trials, "stopped": found.stopped, "note": plan.note,
        "misfit": {
            "before": found.before.misfit, "after": found.after.misfit,
            "fresh": found.fresh.misfit if found.fresh else None,
        },
        "moments": moments(found), "parameters": parameters(found),
        "identifiability": _identified(found),
        "tests": [
            {"fact": one.fact, "metrics": list(one.metrics), "target": one.target}
            for one in plan.tests
        ],
        "unused": [{"moment": moment, "because": why} for moment, why in plan.unused],
    }  # fmt: skip


def moments(found: Fit) -> list[dict[str, Any]]:
    """Each fitting moment before and after, and under luck the fit did not see."""
    rows = []
    for place, one in enumerate(found.plan.moments):
        rows.append({
            "moment": one.name, "measure": one.words, "target": one.target,
            "tolerance": one.tolerance, "source": one.source, "grade": one.grade,
            "before": float(found.before.means[place]),
            "after": float(found.after.means[place]),
            "fresh": float(found.fresh.means[place]) if found.fresh else None,
            "within": bool(abs(found.after.misses[place]) <= 1), "why": one.why,
        })  # fmt: skip
    return rows


def parameters(found: Fit) -> list[dict[str, Any]]:
    """Each parameter before and after, its range and what the moments leave of it."""
    told = found.identified
    bands = told.band() if told else [None] * len(found.parameters)
    effects = told.effects.tolist() if told else [None] * len(found.parameters)
    rows = []
    for place, one in enumerate(found.parameters):
        rows.append({
            "parameter": one.name, "before": one.start, "after": found.after.values[place],
            "range": [one.low, one.high], "log": one.log, "left": bands[place],
            "effect": effects[place], "why": found.plan.parameters[place].why,
        })  # fmt: skip
    return rows


def _identified(found: Fit) -> dict[str, Any] | None:
    told = found.identified
    if told is None:
        return None
    return {
        "jacobian": told.jacobian.tolist(), "singular_values": told.singular_values.tolist(),
        "correlation": told.correlation().tolist(), "weak": told.weak,
        "alike": [{"pair": [a, b], "correlation": size} for a, b, size in told.alike],
        "flat": [{"singular_value": size, "direction": parts} for size, parts in told.flat],
        "at_edge": told.at_edge, "words": told.words(),
    }  # fmt: skip
