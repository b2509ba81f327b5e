"""What is fitted to what: moments, parameters and what is kept back for tests, from a file."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import attrs

from coopsim.calibration.measures import KNOWN
from coopsim.errors import CoopsimError, nearest
from coopsim.params import GRADES

RESERVED = "reserved"
KEYS = {"preset", "households", "months", "note", "moment", "parameter", "test", "unused"}
NEEDED = {
    "moment": ("name", "metric", "years", "target", "tolerance", "source", "grade"),
    "parameter": ("name",),
    "unused": ("moment", "because"),
}
MAY = {
    "moment": ("over", "per", "why", "fact"),
    "parameter": ("range", "log", "why"),
    "unused": ("source", "grade"),
}


class CalibrationError(CoopsimError):
    """A calibration that cannot be done: its file, its parameters or its moments are wrong."""

    def __init__(self, *faults: str) -> None:
        super().__init__("\n".join(faults))


@attrs.frozen
class Moment:
    """A number a source gives: a metric, or one over another, in some years of a run.

    ``tolerance`` is the scale of its misfit, about one standard error of the source.
    """

    name: str
    metric: str
    years: tuple[int, int]
    """First and last year of the mean, from 1."""
    target: float
    tolerance: float
    source: str
    grade: str
    over: str = ""
    """What the metric is divided by."""
    per: float = 1.0
    """A number it is divided by as well."""
    why: str = ""

    @property
    def words(self) -> str:
        """What is measured and when."""
        what = self.metric + (f" / {self.over}" if self.over else "")
        what += f" / {self.per:g}" if self.per != 1 else ""
        first, last = self.years
        return f"{what}, year {first}" if first == last else f"{what}, years {first}-{last}"


@attrs.frozen
class Asked:
    """A parameter that is to be fitted, as the file asks for it."""

    name: str
    range: tuple[float, float] | None = None
    """Narrower bounds than its declaration's."""
    log: bool = False
    """Whether it is searched in ratios."""
    why: str = ""


@attrs.frozen
class Reserved:
    """A fact kept back as a test: no moment may fit what it measures."""

    fact: str
    metrics: tuple[str, ...]
    target: str


@attrs.frozen
class Plan:
    """What is fitted to what, at which size, and what is left for tests."""

    preset: str
    households: int
    months: int
    moments: tuple[Moment, ...]
    parameters: tuple[Asked, ...]
    tests: tuple[Reserved, ...]
    """Facts that judge this preset, never fitted."""
    unused: tuple[tuple[str, str], ...] = ()
    """Given numbers that are not fitted, and why."""
    note: str = ""


def planned() -> list[str]:
    """Presets that come with a plan of calibration."""
    names = (one.name.removesuffix(".toml") for one in _folder().iterdir())
    return sorted(name for name in names if name not in (RESERVED, "__pycache__"))


def reserved() -> dict[str, Reserved]:
    """Every fact that is kept back as a test, by its name."""
    data = tomllib.loads((_folder() / f"{RESERVED}.toml").read_text(encoding="utf-8"))
    return {
        name: Reserved(name, tuple(one["metrics"]), one["target"]) for name, one in data.items()
    }


def load_plan(preset: str, file: Path | None = None) -> Plan:
    """The plan of a preset, or of a file.

    Raises ``CalibrationError`` with every fault at once: an unknown name, a moment that a test
    is to judge, or nothing to fit.
    """
    if file is None and preset not in planned():
        raise CalibrationError(
            f"there are no moments for '{preset}'. {nearest(preset, planned())} "
            "Write a file of moments and give it with --moments."
        )
    source = file if file is not None else _folder() / f"{preset}.toml"
    try:
        data = tomllib.loads(source.read_text(encoding="utf-8"))
    except OSError as error:
        raise CalibrationError(f"{source}: {error.strerror}.") from error
    except ValueError as error:
        raise CalibrationError(f"{source.name}: this is not TOML: {error}.") from error
    faults = list(_faults(data, source.name))
    if faults:
        raise CalibrationError(*faults)
    return _plan(preset, data)


def _folder() -> Traversable:
    return files("coopsim.calibration") / "moments"


def _faults(data: Mapping[str, Any], file: str) -> Iterator[str]:
    for key in data:
        if key not in KEYS:
            yield f"{file}: there is no '{key}'. {nearest(key, KEYS)}"
    for kind, needed in NEEDED.items():
        for number, one in enumerate(data.get(kind, ()), 1):
            place = f"{file}: {kind} {one.get('name', number)}"
            missing = [key for key in needed if key not in one]
            if missing:
                yield f"{place}: {', '.join(missing)} is missing."
            for key in one:
                if key not in (*needed, *MAY[kind]):
                    yield f"{place}: there is no '{key}'. {nearest(key, (*needed, *MAY[kind]))}"
    known = reserved()
    for fact in data.get("test", ()):
        if fact not in known:
            yield f"{file}: test: there is no fact '{fact}'. {nearest(str(fact), known)}"
    for one in data.get("moment", ()):
        yield from _moment_faults(one, f"{file}: moment {one.get('name')}", data.get("months", 36))
    if not data.get("moment") or not data.get("parameter"):
        note = data.get("note", "It needs moments and parameters.")
        yield f"{file}: there is nothing to fit. {note}"


def _moment_faults(one: Mapping[str, Any], place: str, months: int) -> Iterator[str]:
    asked = [one[key] for key in ("metric", "over") if one.get(key)]
    for metric in asked:
        if metric not in KNOWN:
            yield f"{place}: there is no metric '{metric}'. {nearest(str(metric), KNOWN)}"
    for fact in reserved().values():
        if fact.fact == one.get("fact") or set(asked) & set(fact.metrics):
            yield (
                f"{place}: it is reserved as test {fact.fact} ({fact.target}). "
                "What judges a model is not fitted."
            )
    first, last = _years(one.get("years", 1))
    if not 1 <= first <= last <= months // 12:
        yield f"{place}: years {first} to {last} are not in a run of {months} months."
    if not one.get("tolerance", 1) > 0:
        yield f"{place}: the tolerance must be above 0."
    if str(one.get("grade", "C"))[:1] not in GRADES:
        yield f"{place}: the grade is unknown. Allowed: A, B or C, as A/o."


def _years(value: Any) -> tuple[int, int]:
    first, last = (value, value) if isinstance(value, int) else value
    return int(first), int(last)


def _plan(preset: str, data: Mapping[str, Any]) -> Plan:
    known = reserved()
    return Plan(
        preset=data.get("preset", preset),
        households=data.get("households", 400),
        months=data.get("months", 36),
        moments=tuple(_moment(one) for one in data["moment"]),
        parameters=tuple(_asked(one) for one in data["parameter"]),
        tests=tuple(known[fact] for fact in data.get("test", ())),
        unused=tuple((one["moment"], one["because"]) for one in data.get("unused", ())),
        note=data.get("note", ""),
    )


def _moment(one: Mapping[str, Any]) -> Moment:
    return Moment(**{**one, "years": _years(one["years"])})


def _asked(one: Mapping[str, Any]) -> Asked:
    limits = one.get("range")
    narrower = (float(limits[0]), float(limits[1])) if limits else None
    return Asked(one["name"], narrower, bool(one.get("log", False)), one.get("why", ""))
