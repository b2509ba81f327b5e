"""The books of one cooperative in one year, read from a run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import attrs
import numpy as np

from coopsim.errors import AuditError, CoopsimError, nearest
from coopsim.ledger.flows import BY_NAME, Flow
from coopsim.results import Run


@attrs.frozen
class Books:
    """One cooperative's balances, flows and facts around one year; ``ago`` is years before it.

    Amounts are whole minor units. Build it with ``open_books``.
    """

    run: Run
    row: int
    year: int

    @property
    def cooperative(self) -> str:
        """Name of the cooperative."""
        return self.run.cooperatives[self.row]

    @property
    def place(self) -> str:
        """Where an error happened."""
        return f"accounts of '{self.cooperative}', year {self.year}"

    def before(self) -> Books | None:
        """The books of the year before; none in the first year."""
        return attrs.evolve(self, year=self.year - 1) if self.year > 1 else None

    def balance(self, account: str, ago: int = 0) -> int:
        """An account at the year's end."""
        names = self.run.accounts.account_names
        return int(self.run.accounts.balances[self.year - ago, names.index(account), self.row])

    def total(self, accounts: Iterable[str], ago: int = 0) -> int:
        """Several accounts at the year's end, together."""
        return sum(self.balance(account, ago) for account in accounts)

    def flow(self, name: str) -> int:
        """What was booked under a flow in the year."""
        names = self.run.accounts.flow_names
        return int(self.run.accounts.flows[self.year - 1, names.index(name), self.row])

    def fact(self, name: str, missing: float = float("nan")) -> float:
        """A count of the year's end; ``missing`` if the run does not record it."""
        names = self.run.accounts.fact_names
        if name not in names:
            return missing
        return float(self.run.accounts.facts[self.year - 1, names.index(name), self.row])

    def bookings(self, account: str) -> Iterator[tuple[Flow, int]]:
        """Every flow that touches an account, with what it did to it in the year."""
        for name in self.run.accounts.flow_names:
            flow = BY_NAME[name]
            signs = [leg.sign for leg in flow.legs if (leg.table, leg.account) == ("c", account)]
            if signs:
                yield flow, sum(signs) * self.flow(name)

    def tie(self, what: str, left: int, right: int) -> None:
        """Hold that two sums are one; ``AuditError`` with the difference if they are not."""
        if left != right:
            raise AuditError(
                f"{self.place}: {what} do not tie: {left:,} against {right:,}, "
                f"a difference of {left - right:,} minor units"
            )


def open_books(run: Run, cooperative: int | str, year: int) -> Books:
    """The books of a cooperative, by number (from 0) or name, in a year (from 1).

    Raises ``CoopsimError`` for an unknown cooperative and a year the run does not have.
    """
    return Books(run, _row(run, cooperative), _year(run, year))


def _row(run: Run, cooperative: int | str) -> int:
    known = run.cooperatives
    if isinstance(cooperative, str) and cooperative in known:
        return known.index(cooperative)
    text = str(cooperative)
    if not isinstance(cooperative, bool) and text.isdecimal() and int(text) < len(known):
        return int(text)
    raise CoopsimError(
        f"there is no cooperative {cooperative!r}. "
        f"Allowed: a number from 0 to {len(known) - 1}, or a name. {nearest(text, known)}".rstrip()
    )


def _year(run: Run, year: int) -> int:
    years = len(run.accounts.flows)
    if isinstance(year, bool) or not isinstance(year, int | np.integer) or not 1 <= year <= years:
        many = f"Allowed: 1 to {years}." if years else "The run is shorter than a year."
        raise CoopsimError(f"there are no accounts of year {year!r}. {many}")
    return int(year)
