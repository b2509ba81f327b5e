"""Dated changes to terms: the terms in force are a pure function of (base, policies, month)."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from coopsim.params import Param
from coopsim.scenario import PARAMS, SECTORS, TABLES, Policy, Scenario, Terms
from coopsim.state import Cooperatives


def terms_in_force(scenario: Scenario, month: int, cooperatives: Cooperatives) -> Terms:
    """Base terms, terms of each set, and the policies active in ``month``.

    Always computed from the base, so nothing compounds. Money is in minor units, a choice is
    its place among the choices; a term is one number, or an array with one number a
    cooperative where sets or policies differ.
    """
    values: dict[str, Any] = {}
    for number, one in enumerate(scenario.cooperatives):
        for name, value in one.terms:
            _put(values, scenario, name, value, cooperatives.set == number)
    for policy in scenario.policies:
        if policy.active(month):
            rows = targets(policy, scenario, cooperatives)
            for name, value in policy.changes:
                _put(values, scenario, name, value, rows)
    tables = {}
    for table, cls in TABLES.items():
        base = getattr(scenario.terms, table)
        changes = {
            field.name: values.get(f"{table}.{field.name}", in_force(
                PARAMS[f"{table}.{field.name}"], getattr(base, field.name), scenario.minor))
            for field in attrs.fields(cls)
        }  # fmt: skip
        tables[table] = cls(**changes)
    return Terms(**tables)


def in_force(param: Param, value: Any, minor: int) -> float | int | bool:
    """A written value as the rules use it: minor units, the place of a choice."""
    if param.kind == "choice":
        return param.choices.index(value)
    if param.is_money:
        return float(value) * minor
    return int(value) if param.kind == "whole" else value


def mean_of(value: Any) -> float:
    """The mean of a term over cooperatives; to the last digit the term where they agree."""
    if not isinstance(value, np.ndarray):
        return float(value)
    first = np.ravel(value)[0]
    return float(first + np.mean(np.asarray(value) - first))


def targets(
    policy: Policy, scenario: Scenario, cooperatives: Cooperatives
) -> NDArray[np.bool_] | None:
    """Cooperatives a policy is for; None means all."""
    if not policy.where:
        return None
    rows = np.ones(len(cooperatives.set), dtype=bool)
    names = [district.name for district in scenario.districts]
    sets = [one.name for one in scenario.cooperatives]
    kinds = np.array([one.kind for one in scenario.cooperatives])[cooperatives.set]
    for key, value in policy.where:
        if key == "district":
            rows &= cooperatives.district == names.index(value)
        elif key == "sector":
            rows &= cooperatives.sector == SECTORS.index(value)
        elif key == "kind":
            rows &= kinds == value
        elif key == "set":
            rows &= cooperatives.set == sets.index(value)
        else:
            rows &= np.arange(len(rows)) == value
    return rows


def _put(
    values: dict[str, Any], scenario: Scenario, name: str, value: Any,
    rows: NDArray[np.bool_] | None,
) -> None:  # fmt: skip
    """Write a value for all (``rows`` None) or some cooperatives over what stands there."""
    param = PARAMS[name]
    new = in_force(param, value, scenario.minor)
    if rows is None or rows.all():
        values[name] = new
        return
    base = in_force(param, getattr(getattr(scenario.terms, param.table), param.key), scenario.minor)
    before = np.broadcast_to(np.asarray(values.get(name, base)), rows.shape)
    values[name] = np.where(rows, new, before)


def changing_months(scenario: Scenario) -> set[int]:
    """Months in which the terms in force may differ from the month before."""
    starts = {policy.start for policy in scenario.policies}
    ends = {policy.until + 1 for policy in scenario.policies if policy.until is not None}
    return {1} | starts | ends


def of_homes(table: Any, home: Any) -> Any:
    """A table of terms with one number a cooperative spread over households."""
    names = varying(table)
    if not names:
        return table
    return attrs.evolve(table, **{name: getattr(table, name)[home] for name in names})


def varying(table: Any) -> tuple[str, ...]:
    """Terms of a table that differ between cooperatives."""
    return tuple(
        field.name
        for field in attrs.fields(type(table))
        if isinstance(getattr(table, field.name), np.ndarray)
    )
