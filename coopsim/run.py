"""Simulate a scenario, with checkpoints; compare two scenarios under the same luck."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from coopsim.errors import ComparisonError, RunFileError
from coopsim.files import load_scenario
from coopsim.metrics import METRICS
from coopsim.model.record import Recorder
from coopsim.model.village import Village
from coopsim.results import MetricInfo, Run, write_whole
from coopsim.scenario import Scenario
from coopsim.version import __version__

Progress = Callable[[int, int], None]


def simulate(
    scenario: Scenario | str | Path,
    seed: int = 1,
    *,
    scopes: tuple[str, ...] | None = None,
    panel: int = 24,
    checkpoint: Path | None = None,
    every: int = 12,
    progress: Progress | None = None,
) -> Run:
    """Simulate a scenario under one luck and return everything recorded.

    ``scenario`` is a preset's name, a file or a ``Scenario``; ``scopes`` chooses what is kept by
    month (``nation``, ``sector``, ``district``, ``cooperative``), ``panel`` how many households.
    With ``checkpoint`` a file is written every ``every`` months; a run that finds it goes on
    from there to the identical result. ``progress`` is called with (month, months).
    Raises ``ScenarioError`` for a scenario that cannot be run, ``AuditError`` if money is made
    or lost.

    >>> from coopsim import simulate
    >>> run = simulate("hamlet", seed=1)
    >>> run.values("households")[0]
    np.float64(12.0)
    """
    asked = load_scenario(scenario)
    village = Village(asked, seed)
    recorder = Recorder(village, scopes, panel)
    if checkpoint is not None and checkpoint.exists():
        _resume(village, recorder, checkpoint)
    while village.month < asked.months:
        village.step()
        recorder.record(village)
        if progress is not None:
            progress(village.month, asked.months)
        if checkpoint is not None and village.month % every == 0 and village.month < asked.months:
            write_checkpoint(village, recorder, checkpoint)
    series, accounts, panel_ = recorder.results()
    if checkpoint is not None:
        checkpoint.unlink(missing_ok=True)
    return Run(
        scenario=asked,
        seed=int(seed),
        version=__version__,
        metrics=tuple(metric.info for metric in METRICS),
        series=series,
        accounts=accounts,
        panel=panel_,
        cooperatives=recorder.places["cooperative"],
    )


def _identity(village: Village, recorder: Recorder) -> dict[str, Any]:
    return {
        "digest": village.scenario.digest,
        "seed": village.seed,
        "version": __version__,
        "scopes": list(recorder.scopes),
        "panel": len(recorder.sample),
    }


def write_checkpoint(village: Village, recorder: Recorder, path: Path) -> None:
    """Write everything needed to go on, whole or not at all."""
    parts = {f"v.{name}": values for name, values in village.snapshot().items()}
    parts |= {f"r.{name}": values for name, values in recorder.snapshot().items()}
    parts["identity"] = np.array(json.dumps(_identity(village, recorder)))
    buffer = io.BytesIO()
    np.savez(buffer, allow_pickle=False, **parts)
    write_whole(path, buffer.getvalue())


def _resume(village: Village, recorder: Recorder, path: Path) -> None:
    try:
        with np.load(path, allow_pickle=False) as found:
            kept = {name: found[name] for name in found.files}
        identity = json.loads(str(kept.pop("identity")))
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise RunFileError(
            f"{path}: not a checkpoint ({error}). Delete it to start anew."
        ) from error
    if identity != _identity(village, recorder):
        raise RunFileError(
            f"{path}: a checkpoint of another scenario, seed or version. Delete it to start anew."
        )
    village.restore({name[2:]: values for name, values in kept.items() if name.startswith("v.")})
    recorder.restore({name[2:]: values for name, values in kept.items() if name.startswith("r.")})


@attrs.frozen(eq=False)
class Comparison:
    """What B changes against A under the same luck.

    ``differences`` has shape (seeds, metrics): B minus A of each metric's last whole year (the
    sum, mean or last month, as it declares). Intervals are 95 %, of luck only: they say nothing
    of how sure the assumptions are.
    """

    a: Scenario
    b: Scenario
    seeds: tuple[int, ...]
    metrics: tuple[MetricInfo, ...]
    a_values: NDArray[np.float64]
    b_values: NDArray[np.float64]

    @property
    def differences(self) -> NDArray[np.float64]:
        """B minus A, seed by seed."""
        return self.b_values - self.a_values

    def rows(self) -> list[dict[str, Any]]:
        """For each metric: means, mean difference, interval, and the variance reduction.

        ``fewer`` is how many times fewer runs the pairing needs than unpaired runs would.
        """
        return [self._row(place, one) for place, one in enumerate(self.metrics)]

    def _row(self, place: int, one: MetricInfo) -> dict[str, Any]:
        a, b = self.a_values[:, place], self.b_values[:, place]
        both = ~(np.isnan(a) | np.isnan(b))
        a, b = a[both], b[both]
        count = len(a)
        gap = b - a
        mean = float(gap.mean()) if count else float("nan")
        half, fewer = float("nan"), float("nan")
        if count > 1:
            half = float(stdtrit(count - 1, 0.975) * gap.std(ddof=1) / np.sqrt(count))
            apart = a.var(ddof=1) + b.var(ddof=1)
            paired = gap.var(ddof=1)
            fewer = (
                float(apart / paired) if paired > 0 else float("inf") if apart > 0 else float("nan")
            )
        return {
            "metric": one.name, "label": one.label, "unit": one.unit,
            "a": float(a.mean()) if count else float("nan"),
            "b": float(b.mean()) if count else float("nan"),
            "difference": mean, "low": mean - half, "high": mean + half, "seeds": count,
            "fewer": fewer,
        }  # fmt: skip

    def __str__(self) -> str:
        lines = [
            f"A: {self.a.title}",
            f"B: {self.b.title} · {len(self.seeds)} seeds, the same luck for both",
            f"{'last year':52}{'A':>14}{'B - A':>14}   95 % (luck only)   runs saved",
        ]
        for row in self.rows():
            if np.isnan(row["difference"]) or row["difference"] == 0:
                continue
            numbers = (row["a"], row["difference"])
            band = f"{row['low']:>12,.4g} to {row['high']:<12,.4g}"
            saved = f"{row['fewer']:,.0f} x" if np.isfinite(row["fewer"]) else "-"
            lines.append(
                f"{row['label'][:51]:52}{numbers[0]:>14,.4g}{numbers[1]:>14,.4g}{band} {saved:>8}"
            )
        if len(lines) == 3:
            lines.append("no metric differs")
        return "\n".join(lines)


def compare(
    a: Scenario | str | Path,
    b: Scenario | str | Path,
    seeds: Iterable[int] = range(1, 31),
    *,
    progress: Progress | None = None,
) -> Comparison:
    """Simulate two scenarios under the same luck, seed by seed.

    Raises ``ComparisonError`` if they are in different currencies or of different length.

    >>> from coopsim import compare, load_scenario
    >>> hamlet = load_scenario("hamlet").sized(months=24)
    >>> effect = compare(hamlet, hamlet.with_terms(fund__loan_rate=0.24), seeds=[1, 2])
    >>> len(effect.seeds)
    2
    """
    first, second = load_scenario(a), load_scenario(b)
    if first.currency != second.currency:
        raise ComparisonError(
            f"'{first.name}' counts in {first.currency} and '{second.name}' in {second.currency}; "
            "money across currencies is not compared. Compare scenarios of one currency."
        )
    if first.months != second.months:
        raise ComparisonError(
            f"'{first.name}' runs {first.months} months and '{second.name}' {second.months}. "
            "Give both the same number with --months."
        )
    chosen = tuple(int(seed) for seed in seeds)
    if not chosen:
        raise ComparisonError("no seed was given; at least one is needed.")
    found: list[list[NDArray[np.float64]]] = [[], []]
    for done, seed in enumerate(chosen):
        for side, scenario in enumerate((first, second)):
            run = simulate(scenario, seed, scopes=("nation",), panel=1)
            found[side].append(last_year(run))
        if progress is not None:
            progress(done + 1, len(chosen))
    infos = tuple(metric.info for metric in METRICS)
    return Comparison(first, second, chosen, infos, np.stack(found[0]), np.stack(found[1]))


def last_year(run: Run, names: Sequence[str] | None = None) -> NDArray[np.float64]:
    """Each metric over the last whole year of a run; the last month if it is shorter."""
    chosen = names or [one.name for one in run.metrics]
    whole = run.months >= 12
    return np.array([(run.by_year(name) if whole else run.values(name))[-1] for name in chosen])
