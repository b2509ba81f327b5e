"""Where the values of a scenario are written."""

from __future__ import annotations

import attrs

from coopsim.scenario.parts import ScenarioParts


@attrs.frozen
class Places:
    """Where a value of a scenario is written, as a message names it."""

    file: str
    """The file that was asked for; a value it inherits is named with its own file."""
    files: dict[str, str]
    numbers: dict[str, int]
    """The number of a policy (``policy.3``) within its own file."""

    @classmethod
    def of(cls, scenario: ScenarioParts, where: str) -> Places:
        """The places of a scenario that was asked for as ``where``."""
        files = {name: one.file for name, one in scenario.origins if one.file}
        policies = [f"policy.{number}" for number in range(1, len(scenario.policies) + 1)]
        origins = dict(scenario.origins)
        numbers = {name: origins[name].value for name in policies if name in origins}
        return cls(where, files, numbers)

    def policy(self, number: int, key: str = "") -> str:
        """``coffee.toml: [[policy]] 1 from``, the number counted within its file."""
        name = f"policy.{number}"
        return self(f"[[policy]] {self.numbers.get(name, number)} {key}".strip(), name)

    def __call__(self, place: str, name: str = "") -> str:
        """``coffee.toml: [fund] loan_rate``, for a value of the full name ``fund.loan_rate``."""
        return f"{self.files.get(name, self.file)}: {place}"
