"""Sets of rows that answer from columns, with the calls of Mesa's ``AgentSet``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from itertools import islice
from typing import Any, Literal

import numpy as np
from mesa import Agent
from numpy.typing import NDArray

from coopsim.model.agents import checked
from coopsim.model.rows import Ids, Rows, Values, as_array, as_list

Method = str | Callable[..., Any]


class ColumnAgentSet(Rows):
    """A set of rows with the calls of Mesa's ``AgentSet``.

    ``get``, ``set``, ``agg``, ``sort``, ``groupby`` and ``select`` with a name read and write
    columns; what takes a function makes a view for each row. ``random`` is Mesa's generator, for
    Mesa's shuffles alone: no rule draws from it. A model makes its sets anew when asked, so
    changing the order of one in place changes nothing in the model.
    """

    def copy(self) -> ColumnAgentSet:
        """The same rows in the same order."""
        return self._with(self.ids, False)

    __copy__ = copy

    def get(
        self,
        attr_names: str | list[str],
        handle_missing: Literal["error", "default"] = "error",
        default_value: Any = None,
    ) -> list[Any]:
        """Values of a column for each row, or a list of values for a list of names."""
        if handle_missing not in ("error", "default"):
            raise ValueError(f"handle_missing is {handle_missing!r}; allowed: 'error', 'default'")
        default = (default_value,) if handle_missing == "default" else ()
        if isinstance(attr_names, str):
            return as_list(self._values(attr_names, *default))
        found = [as_list(self._values(name, *default)) for name in attr_names]
        return [list(values) for values in zip(*found, strict=True)]

    def set(self, attr_name: str, value: Any) -> ColumnAgentSet:
        """Write one value to a column of every row; money columns refuse."""
        parts = list(self._parts())
        fitting = [checked(kind, attr_name, value) for kind, _, _ in parts]  # all or nothing
        for (kind, _, rows), one in zip(parts, fitting, strict=True):
            getattr(kind.table(self.model.village), attr_name)[rows] = one
        return self

    def agg(self, attribute: str, func: Callable[..., Any] | Iterable[Callable[..., Any]]) -> Any:
        """One or several functions of the values of a column, NumPy's or any other."""
        values = self._values(attribute)
        if callable(func):
            return _applied(func, values)
        return [_applied(one, values) for one in func]

    def select(
        self,
        filter_func: str | Callable[[Any], Any] | None = None,
        at_most: float = float("inf"),
        inplace: bool = False,
        agent_type: type[Agent] | None = None,
    ) -> ColumnAgentSet:
        """The rows of a type for which a function, or a column by its name, is true.

        ``at_most`` takes the first so many; a float up to 1.0 is a share of this set.
        """
        if isinstance(at_most, float) and at_most <= 1.0:
            at_most = int(len(self) * at_most)
        limit = int(min(at_most, len(self)))
        chosen = self if agent_type is None else self._with(self._ids_of(agent_type), False)
        ids = chosen.ids
        if isinstance(filter_func, str):
            ids = as_array(ids)[np.asarray(chosen._values(filter_func), dtype=bool)]
        elif filter_func is not None:
            numbers = (agent.unique_id for agent in chosen if filter_func(agent))
            ids = np.fromiter(islice(numbers, limit), dtype=np.int64)
        return self._with(ids[:limit], inplace)

    def sort(
        self, key: str | Callable[[Any], Any], ascending: bool = False, inplace: bool = False
    ) -> ColumnAgentSet:
        """The rows by a column or a function, the highest first; equal ones keep their order."""
        values = self._values(key) if isinstance(key, str) else [key(agent) for agent in self]
        if isinstance(values, np.ndarray) and values.ndim == 1:
            order = _ascending(values) if ascending else _descending(values)
        else:
            plain = as_list(values)
            places = sorted(range(len(plain)), key=plain.__getitem__, reverse=not ascending)
            order = np.array(places, dtype=np.int64)
        return self._with(as_array(self.ids)[order], inplace)

    def shuffle(self, inplace: bool = False) -> ColumnAgentSet:
        """The rows in the random order Mesa would give them."""
        numbers = list(self._numbers())
        self.random.shuffle(numbers)
        return self._with(np.array(numbers, dtype=np.int64), inplace)

    def groupby(
        self,
        by: str | Callable[[Any], Any],
        result_type: Literal["agentset", "list"] = "agentset",
    ) -> GroupBy:
        """Groups of rows with the same value of a column or a function."""
        keys = self.get(by) if isinstance(by, str) else [by(agent) for agent in self]
        places: dict[Any, list[int]] = {}
        for place, key in enumerate(keys):
            places.setdefault(key, []).append(place)
        ids = as_array(self.ids)
        groups = {key: self._with(ids[chosen], False) for key, chosen in places.items()}
        if result_type == "agentset":
            return GroupBy(groups)
        return GroupBy({key: group.to_list() for key, group in groups.items()})

    def do(self, method: Method, *args: Any, **kwargs: Any) -> ColumnAgentSet:
        """Call a method, or a function of a view, for each row."""
        for agent in self:
            _bound(method, agent)(*args, **kwargs)
        return self

    def shuffle_do(self, method: Method, *args: Any, **kwargs: Any) -> ColumnAgentSet:
        """``do`` in random order; this set keeps its own."""
        self.shuffle().do(method, *args, **kwargs)
        return self

    def map(self, method: Method, *args: Any, **kwargs: Any) -> list[Any]:
        """What a method, or a function of a view, returns for each row."""
        return [_bound(method, agent)(*args, **kwargs) for agent in self]

    def _with(self, ids: Ids, inplace: bool) -> ColumnAgentSet:
        if not inplace:
            return ColumnAgentSet(self.model, ids, self.random)
        self.ids = ids
        return self


class GroupBy:
    """Groups of rows by a value, in the order in which the values were met."""

    def __init__(self, groups: Mapping[Any, Any]) -> None:
        self.groups = dict(groups)

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        return iter(self.groups.items())

    def __len__(self) -> int:
        return len(self.groups)

    def map(self, method: Method, *args: Any, **kwargs: Any) -> dict[Any, Any]:
        """What a method, or a function, of each group returns."""
        return {key: _bound(method, group)(*args, **kwargs) for key, group in self}

    def do(self, method: Method, *args: Any, **kwargs: Any) -> GroupBy:
        """Call a method, or a function, of each group."""
        self.map(method, *args, **kwargs)
        return self

    def count(self) -> dict[Any, int]:
        """How many rows each group has."""
        return {key: len(group) for key, group in self}

    def agg(self, attr_name: str, func: Callable[..., Any]) -> dict[Any, Any]:
        """A function of the values of a column, for each group."""
        return {key: _of_group(group, attr_name, func) for key, group in self}


def _of_group(group: Any, name: str, func: Callable[..., Any]) -> Any:
    if isinstance(group, ColumnAgentSet):
        return group.agg(name, func)
    return func([getattr(agent, name) for agent in group])


def _bound(method: Method, owner: Any) -> Callable[..., Any]:
    found: Callable[..., Any] = (
        getattr(owner, method) if isinstance(method, str) else partial(method, owner)
    )
    return found


def _applied(func: Callable[..., Any], values: Values) -> Any:
    """A function of values: NumPy's gets an array, any other a list, as Mesa would give it.

    Short integers are widened first: the range of an int8 column is none of the asker's concern.
    """
    if not isinstance(values, np.ndarray) or not _is_numpy(func):
        return func(as_list(values))
    wide = values.astype(np.int64) if values.dtype.kind == "i" else values
    result = func(wide)
    return result.item() if isinstance(result, np.generic) else result


def _is_numpy(func: Callable[..., Any]) -> bool:
    module = getattr(func, "__module__", None) or ""
    return isinstance(func, np.ufunc) or module.split(".")[0] == "numpy"


def _ascending(values: NDArray[Any]) -> NDArray[np.int64]:
    return np.argsort(values, kind="stable")


def _descending(values: NDArray[Any]) -> NDArray[np.int64]:
    return len(values) - 1 - np.argsort(values[::-1], kind="stable")[::-1]
