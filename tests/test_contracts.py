"""The import contracts of pyproject.toml hold, and each of them bites.

Every contract is broken once on purpose in a copy of the package. A contract without an offence
here fails ``test_every_contract_is_broken_once``.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CONFIG = ROOT / "pyproject.toml"
CONTRACTS = {
    contract["id"]: contract["name"]
    for contract in tomllib.loads(CONFIG.read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
}

# what somebody might do: (contract, module, line added to it); a module that is not there is made
OFFENCES = {
    "the bottom imports the top": ("layers", "errors", "import coopsim.run"),
    "the root is imported from inside": ("root", "ledger", "import coopsim"),
    "siblings know each other": ("layers", "state", "import coopsim.scenario"),
    "a module is in no layer": ("layers", "stray", ""),
    "a new rule asks an old one": ("rules-independent", "rules/new", "{rule}"),
    "a rule draws": ("rules-pure", "rules/new", "import coopsim.streams"),
    "a rule makes a table": ("rules-pure", "rules/new", "import pandas"),
    "another package uses Mesa": ("mesa", "policies", "import mesa"),
    "a module inside a package uses Mesa": ("mesa", "accounts/new", "from mesa import Model"),
    "a result draws": ("drawing", "results", "import matplotlib.pyplot"),
}


def test_clean_tree_keeps_every_contract() -> None:
    code, printed = _lint(ROOT)
    assert code == 0, printed
    assert not _broken(printed)


@pytest.mark.parametrize("offence", OFFENCES)
def test_contract_bites(offence: str, tmp_path: Path) -> None:
    contract, module, line = OFFENCES[offence]
    copy = tmp_path / "coopsim"
    shutil.copytree(ROOT / "coopsim", copy, ignore=shutil.ignore_patterns("data", "__pycache__"))
    package = copy / module / "__init__.py"
    with (package if package.exists() else copy / f"{module}.py").open(
        "a", encoding="utf-8"
    ) as target:
        target.write("\n" + line.format(rule=f"import coopsim.rules.{_some_rule()}") + "\n")
    code, printed = _lint(tmp_path, contract)
    assert code == 1, printed
    assert _broken(printed) == [CONTRACTS[contract]], printed


def test_every_contract_is_broken_once() -> None:
    assert {contract for contract, _, _ in OFFENCES.values()} == set(CONTRACTS)


@pytest.mark.parametrize("slow", ["pandas", "matplotlib"])
def test_importing_coopsim_does_not_import(slow: str) -> None:
    script = f"import sys, coopsim; sys.exit({slow!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def _some_rule() -> str:
    rules = sorted((ROOT / "coopsim" / "rules").glob("[!_]*.py"))
    return rules[0].stem


def _lint(folder: Path, *contracts: str) -> tuple[int, str]:
    """Run import-linter on the coopsim of a folder; its exit code and what it printed."""
    command = shutil.which("lint-imports", path=str(Path(sys.executable).parent))
    assert command, "lint-imports is missing beside this Python: pip install -e '.[dev]'"
    chosen = [word for contract in contracts for word in ("--contract", contract)]
    ran = subprocess.run(
        [command, "--config", str(CONFIG), "--no-cache", "--no-logo", *chosen],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return ran.returncode, ran.stdout + ran.stderr


def _broken(printed: str) -> list[str]:
    """The names of the contracts that were reported broken."""
    return [name.strip() for name in re.findall(r"^(.+?)\s+BROKEN\b", printed, flags=re.MULTILINE)]
