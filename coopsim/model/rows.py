"""Ordered sets of rows: which they are, and what their columns hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coopsim.model.agents import RowView, no_such_column

Ids = range | NDArray[np.int64]
Values = NDArray[Any] | list[Any]


class Rows:
    """An ordered set of rows of one model: their unique ids, and nothing else in memory."""

    def __init__(self, model: Any, ids: Ids, random: Any) -> None:
        self.model, self.ids, self.random = model, ids, random

    def __len__(self) -> int:
        return len(self.ids)

    def __iter__(self) -> Iterator[RowView]:
        return map(self._view, self._numbers())

    def __contains__(self, agent: object) -> bool:
        if not isinstance(agent, RowView) or agent.model is not self.model:
            return False
        return agent.unique_id in self.ids

    def __getitem__(self, item: int | slice) -> Any:
        if isinstance(item, slice):
            return [self._view(int(number)) for number in self.ids[item]]
        return self._view(int(self.ids[item]))

    def __repr__(self) -> str:
        kinds = [f"{len(self._ids_of(kind))} {kind.__name__}" for kind, _, _ in self._parts()]
        return f"<{type(self).__name__}: {', '.join(kinds) or 'empty'}>"

    def to_list(self) -> list[RowView]:
        """The views of all rows."""
        return list(self)

    def _numbers(self) -> range | list[int]:
        return self.ids if isinstance(self.ids, range) else self.ids.tolist()

    def _view(self, number: int) -> RowView:
        for kind, span in self.model.spans.items():
            if number in span:
                return kind(self.model, number - span.start)
        raise IndexError(f"there is no row with the unique id {number}")

    def _ids_of(self, agent_type: type) -> Ids:
        """Ids of this set whose views are of a type, or of one that inherits from it."""
        kept = [places for kind, places, _ in self._parts() if issubclass(kind, agent_type)]
        if len(kept) == 1:
            chosen: Ids = self.ids[kept[0]]
            return chosen
        mask = np.zeros(len(self), dtype=bool)
        for places in kept:
            mask[places] = True
        return as_array(self.ids)[mask]

    def _parts(self) -> Iterator[tuple[type[RowView], Any, Any]]:
        """Each type in the set, where its members stand in the set, and their rows."""
        for kind, span in self.model.spans.items():
            if isinstance(self.ids, range):
                first, last = max(span.start, self.ids.start), min(span.stop, self.ids.stop)
                if first < last:
                    places = slice(first - self.ids.start, last - self.ids.start)
                    yield kind, places, slice(first - span.start, last - span.start)
            else:
                where = np.flatnonzero((self.ids >= span.start) & (self.ids < span.stop))
                if len(where):
                    yield kind, where, self.ids[where] - span.start

    def _values(self, name: str, *default: Any) -> Values:
        """Values of a column: an array if all rows are of one type, else a list."""
        found = [
            (places, self._of_one_type(kind, name, rows, default))
            for kind, places, rows in self._parts()
        ]
        if len(found) == 1:
            return found[0][1]
        values: list[Any] = [None] * len(self)
        for places, part in found:
            where = np.arange(len(self))[places].tolist()
            for place, value in zip(where, as_list(part), strict=True):
                values[place] = value
        return values

    def _of_one_type(self, kind: type[RowView], name: str, rows: Any, default: Any) -> Values:
        if name in kind.columns:
            column: NDArray[Any] = getattr(kind.table(self.model.village), name)[rows]
            return column
        span = self.model.spans[kind]
        numbers = as_array(span[rows]) if isinstance(rows, slice) else rows + span.start
        if name in ("unique_id", "row"):
            return numbers if name == "unique_id" else numbers - span.start
        if hasattr(kind, name):  # a property of the view
            return [getattr(self._view(number), name) for number in numbers.tolist()]
        if default:
            return [default[0]] * len(numbers)
        raise no_such_column(kind, name)


def as_array(ids: Ids) -> NDArray[np.int64]:
    """Ids as an array."""
    return np.arange(ids.start, ids.stop) if isinstance(ids, range) else ids


def as_list(values: Values) -> list[Any]:
    """Values as Python numbers."""
    found: list[Any] = values.tolist() if isinstance(values, np.ndarray) else values
    return found
