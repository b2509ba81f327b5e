"""Rows seen as Mesa agents: a view is made when somebody looks, and keeps nothing itself.

Nothing here is registered with Mesa. A view knows its model and its row; what it is asked for it
reads from the column, as a Python number. Money stays in minor units, and the ledger alone
writes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import attrs
import numpy as np
from mesa import Agent
from numpy.typing import NDArray

from coopsim.errors import CoopsimError, LedgerError, nearest
from coopsim.model.buyers import READ_ONLY, Buyers, buyers, markets
from coopsim.state import Cooperatives, Households
from coopsim.state import NationalFund as FundTable

SETTLED = ("row", "code", "households")
"""Units of the columns that say what and where a row is; the order of the rows rests on them."""


class ColumnError(CoopsimError, AttributeError):
    """An attribute that no row has, or a value that a column cannot take."""


class RowView(Agent):
    """One row of a table as a Mesa agent.

    Two views are equal if they show the same row of the same model. A column of another table
    reads as None, so that one collector can ask all types; an unknown name is an error.
    """

    source: ClassVar[type]
    """The class that declares the columns."""
    place: ClassVar[str]
    """Where a village has the table."""
    columns: ClassVar[Mapping[str, Any]] = {}
    """Declarations of the columns, by name."""
    pos: ClassVar[None] = None
    """Mesa's place on a grid; a row has none."""

    model: Any = None
    row: int = -1

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        cls.columns = attrs.fields_dict(cls.source)

    def __init__(self, model: Any, row: int) -> None:
        # Agent.__init__ would register the view, and Mesa 3.3 would keep the model alive for it
        self.__dict__.update(model=model, row=row)

    @property
    def unique_id(self) -> int:
        """Number of this row among all rows of the model; the same for the whole run."""
        return int(self.model.spans[type(self)].start + self.row)

    @classmethod
    def table(cls, village: Any) -> Any:
        """The table of a village that these views look at."""
        return getattr(village, cls.place)

    def __getattr__(self, name: str) -> Any:
        if name in type(self).columns:
            # tolist gives a Python number, or a list of them
            return getattr(self.table(self.model.village), name)[self.row].tolist()
        if name in KNOWN:
            return None
        if name.startswith("_"):
            raise AttributeError(name)  # asked by copy, pickle and NumPy
        raise no_such_column(type(self), name)

    def __setattr__(self, name: str, value: Any) -> None:
        write(type(self), self.model.village, name, self.row, value)

    def remove(self) -> None:
        """Refused: who leaves keeps the row."""
        raise CoopsimError(
            f"{self!r} cannot be removed: a row is an identity for the whole run. "
            "Members who leave and cooperatives that are wound up keep theirs."
        )

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.model is other.model and self.row == other.row

    def __hash__(self) -> int:
        return hash((type(self), self.row))

    def __reduce__(self) -> tuple[type, tuple[Any, int]]:
        return type(self), (self.model, self.row)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *type(self).columns})

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.row})"


class Household(RowView):
    """A household, as a Mesa agent."""

    source = Households
    place = "households"

    @property
    def cooperative(self) -> Cooperative:
        """The cooperative it belongs to or may join."""
        return Cooperative(self.model, self.home)


class Cooperative(RowView):
    """A cooperative, as a Mesa agent; one that is not yet founded has its row already."""

    source = Cooperatives
    place = "cooperatives"


class NationalFund(RowView):
    """The national revolving fund, as a Mesa agent; all zero where a country has none."""

    source = FundTable
    place = "fund"


class Buyer(RowView):
    """The market of one sector in one district, as a Mesa agent; it can only be looked at."""

    source = Buyers

    @classmethod
    def table(cls, village: Any) -> Buyers:
        """The markets as they are now."""
        return buyers(village)


TYPES: tuple[type[RowView], ...] = (Household, Cooperative, NationalFund, Buyer)
KNOWN = frozenset(name for kind in TYPES for name in kind.columns)
"""Columns of any type."""


def spans(village: Any) -> dict[type[RowView], range]:
    """The unique ids of each type: one stretch of numbers after the other, from 0."""
    sizes = [len(getattr(village, kind.place).cash) for kind in TYPES[:-1]] + [markets(village)]
    ends = np.cumsum(sizes).tolist()
    return {
        kind: range(end - size, end) for kind, size, end in zip(TYPES, sizes, ends, strict=True)
    }


def no_such_column(kind: type[RowView], name: str) -> ColumnError:
    """The error for a name that a type of row does not have."""
    advice = nearest(name, kind.columns)
    return ColumnError(f"a {kind.__name__} has no '{name}'. {advice}".rstrip())


def write(kind: type[RowView], village: Any, name: str, rows: Any, value: Any) -> None:
    """Write one value to a column, for a row or for many."""
    fitting = checked(kind, name, value)
    getattr(kind.table(village), name)[rows] = fitting


def checked(kind: type[RowView], name: str, value: Any) -> NDArray[Any]:
    """A value as its column holds it; raises ``LedgerError`` for money, else ``ColumnError``."""
    if name not in kind.columns:
        raise no_such_column(kind, name)
    declared = kind.columns[name].metadata
    what = f"{kind.__name__}.{name} ({declared['meaning']})"
    if declared["by"] == "ledger":
        raise LedgerError(
            f"{what} is money, and only the ledger writes money. "
            "Book a flow instead: model.village.ledger.move(flow, amount, rows)."
        )
    if declared["by"] == READ_ONLY:
        raise ColumnError(f"{what} is worked out from the cooperatives; write to those.")
    if declared["by"] == "found" and declared["unit"] in SETTLED:
        raise ColumnError(f"{what} is settled when the world is made; change the scenario.")
    return _fitting(what, declared, value)


def _fitting(what: str, declared: Mapping[str, Any], value: Any) -> NDArray[Any]:
    given, dtype = np.asarray(value), np.dtype(declared["dtype"])
    shape = (declared["width"],) if declared["width"] else ()
    if given.dtype.kind in "biuf" and given.shape == shape:
        with np.errstate(invalid="ignore"):
            cast = given.astype(dtype)
        if np.array_equal(cast, given):  # false for what was cut off, and for NaN
            return cast
    wanted = f"{declared['width']} numbers" if shape else "a number"
    raise ColumnError(f"{what} cannot be {value!r}. Allowed: {wanted} that {dtype} can hold.")
