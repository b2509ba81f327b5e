"""The village: a world that lives month by month. ``step`` is the table of contents."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np

from coopsim.found import found, sector_rows
from coopsim.model.now import this_month
from coopsim.model.verbs.close import close_year
from coopsim.model.verbs.deliver import deliver
from coopsim.model.verbs.earn import draw_luck, earn_elsewhere
from coopsim.model.verbs.govern import govern
from coopsim.model.verbs.lend import lend
from coopsim.model.verbs.members import join_and_leave
from coopsim.model.verbs.office import run_office
from coopsim.model.verbs.pay import pay_in_and_out
from coopsim.model.verbs.produce import produce
from coopsim.model.verbs.refinance import refinance
from coopsim.model.verbs.sell import sell_and_pay
from coopsim.policies import changing_months, mean_of, terms_in_force, varying
from coopsim.scenario import Scenario, Terms
from coopsim.state import arrays
from coopsim.streams import Draws, Streams


class Village:
    """A simulated world: tables of households, cooperatives, national fund and places.

    ``month`` is 0 before the first step. ``terms`` holds the terms in force in minor units, one
    number or one a cooperative; ``index`` is the price level against the first month; ``now``
    holds what only this month needs.
    """

    def __init__(self, scenario: Scenario, seed: int) -> None:
        self.scenario = scenario.checked()
        self.seed = int(seed)
        self.streams = Streams(self.seed)
        world = found(scenario, self.streams)
        self.households, self.cooperatives = world.households, world.cooperatives
        self.fund, self.places, self.ledger = world.fund, world.places, world.ledger
        self.terms: Terms = world.terms
        self.luck = world.luck
        self.month = 0
        self.index = 1.0
        self.deviation = np.zeros(2)
        self.farms, self.boats, self.kiosks = sector_rows(self.households.sector)
        self.crops = slice(0, self.boats.stop)
        self.now = this_month(len(self.households.home), len(self.cooperatives.cash))
        self._changes = changing_months(scenario)
        self._at_home: dict[tuple[str, str], Any] = {}
        self._differing: dict[str, tuple[str, ...]] = {}

    def step(self) -> None:
        """One month, in the order it is lived."""
        self._set_the_terms()
        self._do(draw_luck, "luck")  # prices, weather, what befalls a household
        self._do(earn_elsewhere, "earn_elsewhere")  # wages, second crops, remittances
        self._do(produce, "produce")  # harvest, trips, kiosks
        self._do(deliver, "deliver")  # to the cooperative or to traders
        self._do(sell_and_pay, "sell_and_pay")  # the cooperative sells its pool
        self._do(pay_in_and_out, "pay_in_and_out")  # proceeds, living, instalments, savings
        self._do(lend, "lend")  # the cooperative's own revolving fund
        self._do(run_office, "run_office")  # payroll, rent, meetings
        self._do(refinance, "refinance")  # national fund and bank
        self._do(join_and_leave, "join_and_leave")  # members, and new cooperatives
        self._do(govern, "govern")  # skill, transparency, trust
        self._do(close_year, "close_year")  # books, annual meeting, surplus, health
        self.ledger.close_month()
        self.ledger.audit(self.month)

    def _do(self, verb: Any, name: str) -> None:
        if name not in self.scenario.without:
            verb(self)

    def _set_the_terms(self) -> None:
        """Begin a month: terms in force from the base and the dated policies."""
        self.month += 1
        self.ledger.open_month()
        if (self.month - 1) % 12 == 0:
            self._begin_year()
        if self.month in self._changes:
            self.terms = terms_in_force(self.scenario, self.month, self.cooperatives)
            self._forget_terms()
        if self.month > 1:
            self.index *= (1 + mean_of(self.terms.livelihood.inflation)) ** (1 / 12)
        self.now = this_month(len(self.households.home), len(self.cooperatives.cash))

    def _begin_year(self) -> None:
        """What is counted by the year starts anew; last year's business waits for the refund."""
        h = self.households
        self.ledger.year[:] = 0
        h.patronage_before[:] = h.patronage
        for counter in (h.patronage, h.income_year, h.service_year):
            counter[:] = 0
        h.used[:] = False

    def _forget_terms(self) -> None:
        self._at_home.clear()
        self._differing.clear()

    def at_home(self, table: str, rows: str = "all") -> Any:
        """Terms of a table as they hold for households: ``all``, ``farms``, ``boats``,
        ``crops`` (both) or ``kiosks``."""
        key = (table, rows)
        if key not in self._at_home:
            which = slice(None) if rows == "all" else getattr(self, rows)
            self._at_home[key] = self.terms_for(table, which)
        return self._at_home[key]

    def terms_for(self, table: str, rows: Any) -> Any:
        """Terms of a table as they hold for some rows of households."""
        terms = getattr(self.terms, table)
        if table not in self._differing:
            self._differing[table] = varying(terms)
        names = self._differing[table]
        if not names:
            return terms
        home = self.households.home[rows]
        return attrs.evolve(terms, **{name: getattr(terms, name)[home] for name in names})

    def at_places(self, table: str) -> Any:
        """Terms of a table as they hold for districts: the mean of their cooperatives."""
        district, places = self.cooperatives.district, len(self.places.fish)
        count = np.maximum(np.bincount(district, minlength=places), 1)
        terms = getattr(self.terms, table)
        means = {
            name: value[0] + np.bincount(district, value - value[0], places) / count
            for name, value in attrs.asdict(terms).items()
            if isinstance(value, np.ndarray)
        }
        return attrs.evolve(terms, **means)

    def draw(self, purpose: str, size: int | None = None) -> Draws:
        """Uniforms of this month for a purpose, one a household unless ``size`` says else."""
        return self.luck.draws(purpose, self.month, size or "h")

    def draw_for(self, purpose: str, rows: slice) -> Draws:
        """Uniforms of this month for a purpose of the households of one sector."""
        return self.luck.of_rows(purpose, self.month, rows)

    def draw_cooperatives(self, purpose: str) -> Draws:
        """Uniforms of this month for a purpose, one a cooperative."""
        return self.luck.of_cooperatives(purpose, self.month)

    def snapshot(self) -> dict[str, Any]:
        """Everything needed to go on from here, as arrays: the streams carry no state."""
        state: dict[str, Any] = {"month": np.array(self.month), "index": np.array(self.index)}
        state["deviation"] = self.deviation
        for name in ("households", "cooperatives", "fund", "places"):
            for column, values in arrays(getattr(self, name)).items():
                state[f"{name}.{column}"] = values
        for name in ("year", "totals"):
            state[f"ledger.{name}"] = getattr(self.ledger, name)
        return state

    def restore(self, state: dict[str, Any]) -> None:
        """Go back to a snapshot of the same scenario and seed."""
        self.month, self.index = int(state["month"]), float(state["index"])
        self.deviation = np.array(state["deviation"])
        for name, values in state.items():
            table, _, column = name.partition(".")
            if column:
                getattr(getattr(self, table), column)[...] = values
        self.terms = terms_in_force(self.scenario, max(self.month, 1), self.cooperatives)
        self._forget_terms()
