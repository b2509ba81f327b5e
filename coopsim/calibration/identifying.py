"""What the moments can tell about the parameters, from finite differences at the optimum."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import attrs
import numpy as np
from numpy.typing import NDArray

from coopsim.calibration.parameters import Parameter, places
from coopsim.calibration.plan import Moment

Reals = NDArray[np.float64]

STEP = 0.1
"""Half width of a difference, as a share of the range: wide enough for whole households."""
ALIKE = 0.95
"""Correlation of effects from which two parameters cannot be told apart."""
PART = 0.3
"""Share of a direction from which a parameter is named as part of it."""
FLAT = 12.0
"""Precision of knowing only the range: one over the variance of a flat spread, 1/12."""
WEAK = FLAT**0.5
"""Tolerances moved over the whole range below which the range says more than the moments do."""
EDGE = 0.02
"""Share of a range that counts as its edge."""


@attrs.frozen(eq=False)
class Identified:
    """The effect of parameters on moments and what follows from it.

    ``jacobian`` has shape (moments, parameters): tolerances a moment moves when a parameter
    goes through its whole range, by the slope at the optimum.
    """

    parameters: tuple[Parameter, ...]
    moments: tuple[Moment, ...]
    values: tuple[float, ...]
    jacobian: Reals

    @property
    def singular_values(self) -> Reals:
        """One a direction of the parameters, falling; zero where moments are fewer."""
        return self._directions()[0]

    @property
    def effects(self) -> Reals:
        """How far each parameter alone moves the moments over its range, in tolerances."""
        found: Reals = np.linalg.norm(self.jacobian, axis=0)
        return found

    @property
    def weak(self) -> list[str]:
        """Parameters of which the moments say less than their ranges do."""
        pairs = zip(self.parameters, self.effects, strict=True)
        return [one.name for one, effect in pairs if effect < WEAK]

    @property
    def at_edge(self) -> list[str]:
        """Parameters that were fitted to an end of their range."""
        at = places(self.parameters, self.values)
        pairs = zip(self.parameters, at, strict=True)
        return [one.name for one, share in pairs if not EDGE <= share <= 1 - EDGE]

    def correlation(self) -> Reals:
        """Of the effects of each two parameters on the moments: 1 or -1 where they are alike."""
        length = np.where(self.effects > 0, self.effects, 1.0)
        unit = self.jacobian / length
        found: Reals = unit.T @ unit
        return found

    @property
    def alike(self) -> list[tuple[str, str, float]]:
        """Pairs that the moments cannot tell apart, with the correlation of their effects."""
        names = [one.name for one in self.parameters]
        told = self.correlation()
        return [
            (names[a], names[b], float(told[a, b]))
            for a in range(len(names))
            for b in range(a + 1, len(names))
            if abs(told[a, b]) > ALIKE and not {names[a], names[b]} & set(self.weak)
        ]

    @property
    def flat(self) -> list[tuple[float, dict[str, float]]]:
        """Directions along which the moments hardly move, unless already told as weak or alike.

        Each with its singular value and the parameters that move together, with their signs.
        """
        told = [{name} for name in self.weak] + [{a, b} for a, b, _ in self.alike]
        found = []
        for size, direction in zip(*self._directions(), strict=True):
            parts = {
                one.name: float(part)
                for one, part in zip(self.parameters, direction, strict=True)
                if abs(part) >= PART
            }
            if max(parts.values(), key=abs, default=0.0) < 0:  # either way is the same direction
                parts = {name: -part for name, part in parts.items()}
            if size < WEAK and set(parts) not in told and not set(parts) <= set(self.weak):
                found.append((float(size), parts))
        return found

    def band(self) -> list[tuple[float, float]]:
        """One standard deviation each way that moments and range together leave, by parameter.

        The tolerances are taken as standard errors, the range as a flat spread and the slope as
        constant: a guide, not a confidence interval.
        """
        precision = self.jacobian.T @ self.jacobian + FLAT * np.eye(len(self.parameters))
        spread = np.sqrt(np.diag(np.linalg.inv(precision)))
        at = places(self.parameters, self.values)
        return [
            (one.value(share - half), one.value(share + half))
            for one, share, half in zip(self.parameters, at, spread, strict=True)
        ]

    def words(self) -> list[str]:
        """What the moments cannot tell apart, a sentence each."""
        lines = [
            f"{one.name}: over its whole range the moments move by {effect:.1f} tolerances; the "
            "range says more of it than they do."
            for one, effect in zip(self.parameters, self.effects, strict=True)
            if one.name in self.weak
        ]
        for a, b, told in self.alike:
            how = "raising one and lowering the other" if told > 0 else "raising or lowering both"
            lines.append(
                f"{a} and {b} cannot be told apart (correlation of effects {told:+.2f}): {how} "
                "leaves the moments as they are. Fix one, or find a moment that only one moves."
            )
        for size, parts in self.flat:
            moved = ", ".join(f"{name} {'up' if x > 0 else 'down'}" for name, x in parts.items())
            how = "together" if len(parts) > 1 else "with small changes of the others"
            lines.append(
                f"{moved}, {how}: hardly any moment moves ({size:.1f} tolerances over the range)."
            )
        if not lines:
            flattest, steepest = self.singular_values[-1], self.singular_values[0]
            lines.append(
                "The moments tell the parameters apart: even along the flattest direction they "
                f"move by {flattest:.1f} tolerances over the range ({steepest:.1f} along the "
                "steepest)."
            )
        return lines + [
            f"{name}: the fit ends at the edge of its range; the moments ask for more."
            for name in self.at_edge
        ]

    def _directions(self) -> tuple[Reals, Reals]:
        """Singular values, one a parameter, and their directions, one a row."""
        _, sizes, directions = np.linalg.svd(self.jacobian, full_matrices=True)
        padded = np.zeros(len(self.parameters))
        padded[: len(sizes)] = sizes
        return padded, directions


def identified(
    parameters: tuple[Parameter, ...], moments: tuple[Moment, ...], values: Sequence[float],
    misses: Callable[[Reals], Reals],
) -> Identified:  # fmt: skip
    """Central differences at some values, one-sided at the edge of a range.

    ``misses`` gives the moments in tolerances at shares of the ranges.
    """
    at = places(parameters, values)
    columns = []
    for place, one in enumerate(parameters):
        ends = []
        for step in (-STEP, STEP):
            moved = at.copy()
            moved[place] = min(max(at[place] + step, 0.0), 1.0)
            ends.append((one.place(one.value(moved[place])), misses(moved)))
        (left, below), (right, above) = ends
        columns.append((above - below) / (right - left))
    return Identified(parameters, moments, tuple(values), np.stack(columns, axis=1))
