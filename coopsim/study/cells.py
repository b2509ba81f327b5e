"""The runs a study asks for: its points under its seeds, each with its address."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from pathlib import Path
from typing import Any

import attrs

from coopsim.errors import CoopsimError, Fault, ScenarioError
from coopsim.study.designs import Points, points
from coopsim.study.errors import StudyError, StudyFolderError
from coopsim.study.folder import store_of
from coopsim.study.parts import BASE, Study
from coopsim.sweep import Base, Cell, FactorTarget
from coopsim.sweep.repeating import Repeat, repeat

TOLD = 12
"""Faulty points whose faults are told; the others are counted."""


@attrs.frozen
class Asked:
    """One run a study asks for."""

    point: int
    cell: Cell


@attrs.frozen(eq=False)
class Cells:
    """A study's points, ready to be addressed."""

    study: Study
    points: Points
    base: Base

    @classmethod
    def of(cls, study: Study) -> Cells:
        """The cells of a study; raises ``SweepError`` for factors that collide."""
        targets = {
            one.name: FactorTarget(one.parameter, one.start, one.until, one.where)
            for one in study.factors
        }
        return cls(study, points(study), Base(study.base, targets))

    def settings(self, point: int) -> dict[str, Any]:
        """Every factor's value at a point, by name."""
        return self.points.settings(point)

    def asked(self, seeds: Iterable[int], among: Iterable[int] | None = None) -> Iterator[Asked]:
        """Points under seeds, all points unless some are named; seed by seed.

        What is there after half of the time is then half of the lucks of every point.
        """
        chosen = self.numbers() if among is None else list(among)
        settings = {point: self.settings(point) for point in chosen}
        for seed in seeds:
            for point in chosen:
                yield Asked(point, self.base.cell(settings[point], seed))

    def numbers(self) -> list[int]:
        """The numbers of the points, the base too where differences are taken from it."""
        stop = self.study.stop
        first = [BASE] if stop is not None and stop.against == BASE else []
        return [*first, *range(len(self.points))]

    def planned(self) -> Iterator[Asked]:
        """What is sure to be run: with a stop rule its least, else every replicate."""
        stop, replicates = self.study.stop, self.study.replicates
        return self.asked(replicates.seeds(stop.least if stop else None))

    def most(self) -> Iterator[Asked]:
        """What may be run at most."""
        stop, replicates = self.study.stop, self.study.replicates
        return self.asked(replicates.seeds(stop.most if stop else None))

    def checked(self, done: Container[str] = ()) -> None:
        """Build the scenario of every point; raises ``StudyError`` with what is wrong.

        A point that has a finished run was built before: its address says that it is the same.
        """
        faults: dict[Fault, list[int]] = {}
        seed = self.study.replicates.first_seed
        for point in self.numbers():
            settings = self.settings(point)
            if self.base.key(settings, seed) in done:
                continue
            try:
                self.base.scenario(settings)
            except ScenarioError as error:
                for one in error.faults:
                    faults.setdefault(one, []).append(point)
        stop = self.study.stop
        if stop is not None and stop.against is not None and stop.against >= len(self.points):
            what = f"there is no point {stop.against}."
            allowed = f'Allowed: 0 to {len(self.points) - 1}, or "base".'
            faults[Fault("[stop] against", what, allowed)] = []
        if faults:
            raise StudyError(_told(self.study, faults))


def _told(study: Study, faults: dict[Fault, list[int]]) -> Iterator[Fault]:
    """Each fault once, with the first point it is met at and the number of the others."""
    for one, at in list(faults.items())[:TOLD]:
        more = f", and {len(at) - 1:,} more" if len(at) > 1 else ""
        where = f"{study.name}: point {at[0]}{more}: {one.where}" if at else one.where
        yield Fault(where, one.what, one.allowed)
    if len(faults) > TOLD:
        yield Fault(study.name, f"there are {len(faults) - TOLD:,} more faults like these.")


def repeated(study: Study, folder: str | Path, key: str) -> Repeat:
    """Run one of a study's cells again, named by its address or how that begins.

    Raises ``StudyFolderError`` if no cell or several begin so.
    """
    with store_of(folder) as store:
        found = [one for one in store.statuses() if one.startswith(key)]
        if len(found) != 1:
            what = f"{len(found):,} cells begin" if found else "no cell begins"
            raise StudyFolderError(
                f"{folder}: {what} with '{key}'. The column 'key' of the study's table has the "
                "addresses: coopsim study export DIR --csv"
            )
        row = next(iter(store.rows(found)))
        cell = Cell(row.key, tuple(row.values.items()), row.seed)
        return repeat(Cells.of(study).base, cell, store)


def no_such_outcome(study: Study, name: str) -> CoopsimError:
    """What is said of an outcome that a study does not have."""
    known = ", ".join(one.name for one in study.outcomes)
    return CoopsimError(f"{study.name} has no outcome '{name}'. It has: {known}.")
