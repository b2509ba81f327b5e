"""The record of a run: chosen places by month, yearly books, sampled households."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from coopsim.ledger import BOOKS, CODE
from coopsim.metrics import measured
from coopsim.model.measures import NATION_ONLY, grouped, nation_only, tallied
from coopsim.results import SCOPES, Accounts, Panel, Series
from coopsim.rules.surplus import is_legal
from coopsim.scenario import SECTORS
from coopsim.state import Cooperatives, Households

if TYPE_CHECKING:
    from coopsim.model.village import Village

LARGE = 400
"""Cooperatives above which a run does not keep each of them by month unless asked."""
FACTS = (
    "members", "women", "borrowers", "women_borrowers", "loans_1_12", "loans_over_12", "par30",
    "par90", "joins", "leaves", "status", "legal", "skill", "transparency", "health", "met",
    "savings_rate", "loan_rate", "inflation", "lent", "volume_kg", "trust", "digital",
)  # fmt: skip
COUNTED = ("joins", "leaves", "volume_kg")
"""Measures a yearly fact sums over its months."""
KEPT = ("months", "nation", "diary", "balances", "flows", "facts")
DIARY = (
    "member", "trust", "cash", "income", "share", "mandatory", "voluntary", "claim", "promised",
    "loan", "interest", "supplies", "trader_debt", "other_debt", "late", "stock", "short",
)  # fmt: skip
"""What is kept of a sampled household."""


class Recorder:
    """Keeps what a run gives back. ``scopes`` of ``results.SCOPES``; ``panel`` households.

    A month is kept as sums, shape (measures, places + 3 sectors), for cooperatives or, where no
    one asks for them, for districts; metrics are worked out once, at the end.
    """

    def __init__(self, v: Village, scopes: tuple[str, ...] | None = None, panel: int = 24) -> None:
        small = len(v.cooperatives.cash) <= LARGE
        self.scopes = scopes or (SCOPES if small else SCOPES[:3])
        self.minor = v.scenario.minor
        self.places = _place_names(v)
        self.district = v.cooperatives.district.astype(np.int64)
        self.sample = np.unique(np.linspace(0, len(v.households.home) - 1, panel).astype(np.int64))
        self.months: list[NDArray[np.float64]] = []
        self.nation: list[NDArray[np.float64]] = []
        self.diary: list[NDArray[np.float64]] = []
        self.balances = [self._books(v)]
        self.flows: list[NDArray[np.int64]] = []
        self.facts: list[NDArray[np.float64]] = []
        self._counts = np.zeros((len(COUNTED), len(self.district)))

    def record(self, v: Village) -> None:
        """Keep the month the village has just lived."""
        tally = tallied(v)
        self.names, kept = tuple(tally.names), tally.table()
        sums = dict(zip(self.names, kept, strict=True))
        size = len(self.district)
        if "cooperative" not in self.scopes:
            kept = np.concatenate([_by_district(kept[:, :size], self), kept[:, size:]], axis=1)
        self.months.append(kept)
        self.nation.append(np.array([*nation_only(v).values(), v.fund.capital[0], v.index]))
        self.diary.append(self._sampled(v))
        self._counts += np.array([sums[name][:size] for name in COUNTED])
        if v.month % 12 == 0:
            self._close(v, sums)

    def _close(self, v: Village, sums: dict[str, NDArray[np.float64]]) -> None:
        self.balances.append(self._books(v))
        self.flows.append(v.ledger.year.copy())
        counts = dict(zip(COUNTED, self._counts, strict=True))
        self.facts.append(_facts(v, sums, counts))
        self._counts[:] = 0

    def _books(self, v: Village) -> NDArray[np.int64]:
        return np.stack([getattr(v.cooperatives, name) for name in BOOKS])

    def _sampled(self, v: Village) -> NDArray[np.float64]:
        h, minor = v.households, self.minor
        found = []
        for name in DIARY:
            values = getattr(h, name)[self.sample]
            found.append(values / minor if values.dtype == np.int64 else values)
        return np.array(found, dtype=np.float64)

    def results(self) -> tuple[dict[str, Series], Accounts, Panel]:
        """Everything kept, as the parts of a ``Run``."""
        series = {scope: self._series(scope) for scope in self.scopes}
        size = self.balances[0].shape[1]
        accounts = Accounts(
            account_names=BOOKS,
            balances=np.stack(self.balances),
            flow_names=tuple(CODE),
            flows=np.array(self.flows, dtype=np.int64).reshape(-1, len(CODE), size),
            fact_names=FACTS,
            facts=np.array(self.facts, dtype=np.float64).reshape(-1, len(FACTS), size),
        )
        return series, accounts, Panel(self.sample, DIARY, np.stack(self.diary))

    def _series(self, scope: str) -> Series:
        """The metrics of a scope, worked out of the sums of all months at once."""
        cube = np.stack(self.months, axis=1)
        places, sectors = cube[:, :, :-3], cube[:, :, -3:]
        if scope == "sector":
            sums_of = sectors
        elif scope == "district" and "cooperative" in self.scopes:
            flat = places.reshape(-1, places.shape[2])
            sums_of = _by_district(flat, self).reshape(*places.shape[:2], -1)
        elif scope == "nation":
            sums_of = np.cumsum(places, axis=2)[:, :, -1:]
        else:
            sums_of = places
        sums = dict(zip(self.names, sums_of, strict=True))
        alone = np.stack(self.nation, axis=1)
        for name, row in zip((*NATION_ONLY, "national_capital", "index"), alone, strict=True):
            told = scope == "nation" or name == "index"
            sums[name] = np.broadcast_to(row[:, None] if told else np.nan, sums_of.shape[1:])
        values = np.ascontiguousarray(measured(sums, self.minor).transpose(1, 0, 2))
        return Series(scope, self.places[scope], values)

    def snapshot(self) -> dict[str, Any]:
        """What was kept so far, as arrays."""
        state = {name: np.array(getattr(self, name)) for name in KEPT}
        return state | {"counts": self._counts, "names": np.array(self.names)}

    def restore(self, state: dict[str, Any]) -> None:
        """Go back to a snapshot."""
        for name in KEPT:
            setattr(self, name, list(state[name]))
        self._counts = np.array(state["counts"])
        self.names = tuple(str(name) for name in state["names"])


def _by_district(rows: NDArray[np.float64], recorder: Recorder) -> NDArray[np.float64]:
    """Rows of cooperatives summed by district: shape (rows, districts)."""
    found: NDArray[np.float64] = grouped(rows, recorder.district, len(recorder.places["district"]))
    return found


def _place_names(v: Village) -> dict[str, tuple[str, ...]]:
    return {
        "nation": (v.scenario.country or v.scenario.title,),
        "sector": SECTORS,
        "district": tuple(district.name for district in v.scenario.districts),
        "cooperative": cooperative_names(v.scenario, v.cooperatives),
    }


def cooperative_names(scenario: Any, c: Cooperatives) -> tuple[str, ...]:
    """Names by row: the set, its number within the set, and the district."""
    seen: dict[int, int] = {}
    names = []
    for place, district in zip(c.set.tolist(), c.district.tolist(), strict=True):
        seen[place] = seen.get(place, 0) + 1
        one = scenario.cooperatives[place]
        names.append(f"{one.name} {seen[place]} ({scenario.districts[district].name})")
    return tuple(names)


def _facts(
    v: Village, sums: dict[str, NDArray[np.float64]], counts: dict[str, NDArray[np.float64]]
) -> NDArray[np.float64]:
    h, c = v.households, v.cooperatives
    size = len(c.cash)
    rows = np.flatnonzero(h.loan)
    loan, late, home = h.loan[rows], h.late[rows], h.home[rows]
    law, live = v.terms.regulation, v.terms.livelihood
    trust = _mean_trust(h, size)
    found: dict[str, Any] = {
        "loans_1_12": np.bincount(home, loan * ((late >= 1) & (late <= 12)), size),
        "loans_over_12": np.bincount(home, loan * (late > 12), size),
        "par30": sums["late_1"][:size], "par90": sums["late_3"][:size], "status": c.status,
        "legal": is_legal(c.members, c.share + c.mandatory + c.grants + c.reserve, terms=law),
        "skill": c.skill, "transparency": c.transparency, "health": c.health, "met": c.met,
        "savings_rate": np.minimum(v.terms.savings.rate, law.savings_cap),
        "loan_rate": np.minimum(v.terms.fund.loan_rate, law.rate_cap),
        "inflation": live.inflation, "lent": v.ledger.year[CODE["loan_disbursed"]],
        "trust": trust, "digital": c.digital, **counts,
        **{name: sums[name][:size] for name in FACTS[:4] if name in sums},
    }  # fmt: skip
    return np.stack(
        [np.broadcast_to(np.asarray(found[name], dtype=float), (size,)) for name in FACTS]
    )


def _mean_trust(h: Households, size: int) -> NDArray[np.float64]:
    count = np.maximum(np.bincount(h.home, h.member, size), 1)
    mean: NDArray[np.float64] = np.bincount(h.home, h.trust * h.member, size) / count
    return mean
