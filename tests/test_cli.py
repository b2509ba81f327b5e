"""The command line: what it prints, what it writes, how it ends, and what survives a kill."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from interrupting import hear_interrupts
from typer.testing import CliRunner, Result

from coopsim import load_scenario, simulate
from coopsim.cli.app import EPILOG, app
from coopsim.errors import AuditError, LedgerError
from coopsim.metrics import BY_NAME
from coopsim.model.village import Village
from coopsim.results import GROUPS, Run

COMMAND = [sys.executable, "-m", "coopsim"]
COFFEE = ["timor-leste-coffee", "--households", "300"]
FAULTY = """
title = "Faulty"
extends = "hamlet"
months = 0
[fund]
loan_rat = 0.1
tenor = "long"
"""


def call(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(one) for one in arguments])


def told(*arguments: object) -> Any:
    """The JSON of a command that must end well."""
    result = call(*arguments, "--json")
    assert result.exit_code == 0, result.stderr
    assert not result.stderr
    return json.loads(result.stdout)


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli") / "coffee"
    result = call("run", *COFFEE, "--months", 24, "--out", folder, "--no-pictures")
    assert result.exit_code == 0, result.stderr
    return folder


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    file = tmp_path / "faulty.toml"
    file.write_text(FAULTY, encoding="utf-8")
    return file


# ------------------------------------------------------------------------------ scenarios


def test_list_names_every_preset() -> None:
    printed = call("list").stdout
    for one in told("list"):
        assert one["name"] in printed
        assert one["households"] == load_scenario(one["name"]).households


def test_describe_says_what_a_scenario_is() -> None:
    scenario = load_scenario("timor-leste-with-national-fund")
    printed = call("describe", scenario.name).stdout
    assert "does not exist today" in printed
    assert "14,000" in printed
    for name in [one.name for one in (*scenario.districts, *scenario.cooperatives)]:
        assert name in printed
    data = told("describe", scenario.name)
    assert data["what_if"] is True
    assert data["digest"] == scenario.digest
    assert data["terms"]["fund"]["loan_rate"] == scenario.terms.fund.loan_rate
    assert "does not exist today" not in call("describe", "timor-leste").stdout


def test_describe_shows_policies(tmp_path: Path) -> None:
    file = tmp_path / "policy.toml"
    file.write_text(
        'title = "P [x]"\nextends = "hamlet"\n[[policy]]\nfrom = 25\nuntil = 60\n'
        'set = { fund.loan_rate = 0.06 }\nwhy = "joint work plan"\n',
        encoding="utf-8",
    )
    printed = call("describe", file).stdout
    assert "P [x]" in printed
    for words in ("25", "60", "fund.loan_rate = 0.06", "joint work plan"):
        assert words in printed


def test_sources_show_every_value_and_what_the_fund_needs() -> None:
    data = told("sources", "hamlet", "--set", "fund.loan_rate=0.18")
    values = {row["name"]: row for row in data["values"]}
    assert values["fund.loan_rate"]["value"] == 0.18
    assert values["fund.loan_rate"]["source"] == "set by the user"
    fund = data["fund"]["sets"][0]
    assert fund["rate"] == pytest.approx(0.18)
    assert fund["inflation"] == pytest.approx(0.0, abs=1e-12)
    assert fund["loss"] == 0.0  # who can pay does, and all can
    assert fund["break_even"] == pytest.approx(fund["cost"] / fund["lent"])
    assert fund["real_growth"] == pytest.approx(fund["lent"] * 0.18 - fund["cost"])
    printed = call("sources", "hamlet").stdout
    assert "seed 1" in printed
    assert "break-even" in printed
    assert "one per cent a month" in printed


def test_sources_without_measuring_run_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Village, "step", None)
    assert told("sources", "hamlet", "--no-measure")["fund"] is None


def test_check_says_every_fault_at_once(faulty: Path) -> None:
    result = call("check", faulty)
    assert result.exit_code == 2
    assert not result.stdout
    assert "Traceback" not in result.stderr
    for words in ("3 faults", "loan_rat", "Did you mean 'loan_rate'?", "tenor", "months"):
        assert words in result.stderr
    listed = call("check", faulty, "--json")
    assert listed.exit_code == 2
    data = json.loads(listed.stdout)
    assert (data["valid"], len(data["faults"])) == (False, 3)


def test_check_passes_what_is_well() -> None:
    result = call("check", "hamlet")
    assert result.exit_code == 0
    assert "no fault" in result.stdout
    assert told("check", "hamlet") == {"file": "hamlet", "valid": True, "faults": []}


# ------------------------------------------------------------------------------------ run


def test_run_shows_the_main_lines_and_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = call("run", *COFFEE, "--months", 24)
    assert result.exit_code == 0
    for words in (*GROUPS, "2026", "2027", "debt service of borrowers", "training simulation"):
        assert words in result.stdout
    assert len(result.stdout.splitlines()) < 55
    assert not list(tmp_path.iterdir())


def test_every_heading_has_metrics_and_every_metric_a_known_heading() -> None:
    headings = {one.group for one in BY_NAME.values()}
    assert headings == {"", *GROUPS}


def test_run_shows_all_metrics_when_asked() -> None:
    printed = call("run", "hamlet", "--months", 12, "--all").stdout
    assert BY_NAME["embezzled"].label in printed


def test_run_shorter_than_a_year_shows_months() -> None:
    assert "first month" in call("run", "hamlet", "--months", 5).stdout
    data = told("run", "hamlet", "--months", 5)
    assert data["values_by"] == "month"
    assert len(data["metrics"]["members"]["values"]) == 5


def test_json_of_a_run_is_the_run() -> None:
    data = told("run", *COFFEE, "--months", 24, "--seed", 3, "--set", "fund.loan_rate=0.06")
    scenario = load_scenario("timor-leste-coffee").sized(300, 24).with_terms(fund__loan_rate=0.06)
    run = simulate(scenario, 3)
    assert data["numbers_digest"] == run.numbers_digest
    assert data["scenario"]["digest"] == scenario.digest
    for one in run.metrics:
        values = np.array(data["metrics"][one.name]["values"], dtype=float)  # null is NaN
        np.testing.assert_array_equal(values, run.by_year(one.name))


def test_run_writes_what_can_be_read_back(saved: Path) -> None:
    run = Run.load(saved)
    assert run.scenario.households == 300
    again = simulate(run.scenario, 1)
    assert run.numbers_digest == again.numbers_digest


def test_run_draws_pictures_and_says_where(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "run"
    result = call("run", "hamlet", "--months", 12, "--out", folder)
    assert result.exit_code == 0, result.stderr
    assert (folder / "pictures" / "overview.png").stat().st_size > 1000
    printed = result.stdout.replace("\n", "")
    assert f"Tables: {folder}" in printed
    assert f"Pictures: {folder / 'pictures'}" in printed


def test_another_run_is_not_overwritten_unless_forced(tmp_path: Path) -> None:
    short = ["run", "hamlet", "--months", 12, "--out", tmp_path, "--no-pictures"]
    assert call(*short).exit_code == 0
    assert call(*short).exit_code == 0  # the same run
    before = (tmp_path / "run.json").read_bytes()
    for other in (["--seed", 2], ["--set", "fund.loan_rate=0.06"]):
        refused = call(*short, *other)
        assert refused.exit_code == 2
        assert "--force" in refused.stderr
        assert (tmp_path / "run.json").read_bytes() == before
    assert call(*short, "--seed", 2, "--force").exit_code == 0
    assert Run.load(tmp_path).seed == 2


# -------------------------------------------------------------- compare, accounts, plot, version


def test_compare_pairs_the_same_luck() -> None:
    asked = ["compare", *COFFEE, "--months", 24, "--seeds", 3, "--set-b", "fund.loan_rate=0.06"]
    data = told(*asked)
    rows = {row["metric"]: row for row in data["metrics"]}
    assert data["seeds"] == [1, 2, 3]
    assert data["a"]["digest"] != data["b"]["digest"]
    assert rows["households"]["difference"] == 0
    assert rows["effective_rate"]["b"] == pytest.approx(0.06)
    printed = call(*asked).stdout
    assert "luck only" in printed
    assert "with fund.loan_rate=0.06" in printed


def test_compare_tells_the_faults_of_both(faulty: Path) -> None:
    result = call("compare", "hamlt", faulty)
    assert result.exit_code == 2
    assert "4 faults" in result.stderr


def test_accounts_print_the_books(saved: Path) -> None:
    name = Run.load(saved).cooperatives[0]
    printed = call("accounts", saved, "--cooperative", name, "--year", 2).stdout
    assert "Balance sheet / Neraca" in printed
    assert "Training simulation" in printed
    assert call("accounts", saved, "--year", 2027).stdout == printed
    assert call("accounts", saved).stdout == printed  # the first cooperative, the last year
    data = told("accounts", saved, "--cooperative", 0, "--year", 2)
    lines = {line["label"]: line["amount"] for line in data["statements"][0]["lines"]}
    assert lines["total assets"] == lines["total debts and own capital"]
    assert data["health"]["cooperative"] == name


def test_plot_draws_what_is_named(saved: Path, tmp_path: Path) -> None:
    data = told("plot", saved, "--picture", "income", "--format", "svg", "--out", tmp_path)
    assert data["pictures"] == [str(tmp_path / "income.svg")]
    assert (tmp_path / "income.svg").exists()
    assert (tmp_path / "income.txt").read_text(encoding="utf-8").strip()


def test_versions() -> None:
    assert set(told("version")) == {"coopsim", "python", "mesa", "numpy"}
    assert call("--version").stdout == call("version").stdout


# --------------------------------------------------------------------------------- errors

WRONG: dict[str, tuple[list[str], str]] = {
    "no such preset": (["run", "hamlett"], "Did you mean 'hamlet'?"),
    "no such file": (["check", "nowhere.toml"], "there is no file"),
    "too few households": (["run", "timor-leste", "--households", "50"], "too few"),
    "a term out of bounds": (["run", "hamlet", "--set", "fund.tenor=0"], "Allowed"),
    "no such term": (["sources", "hamlet", "--set", "fund.tenr=9"], "Did you mean 'fund.tenor'?"),
    "no setting": (["describe", "hamlet", "--set", "fund.tenor"], "name=value"),
    "two faults": (["run", "hamlet", "--set", "a=1", "--months", "0"], "2 faults"),
    "no such option": (["run", "hamlet", "--sed", "1"], "--sed"),
    "no such command": (["rum"], "rum"),
    "a wrong number": (["run", "hamlet", "--seed", "x"], "--seed"),
    "checkpoints without a folder": (["run", "hamlet", "--checkpoint-every", "6"], "--out"),
    "nothing to compare": (["compare", "hamlet"], "--set-b"),
    "two currencies": (["compare", "hamlet", "indonesia-savings-and-loan"], "IDR"),
    "no saved run": (["accounts", "nowhere"], "coopsim run --out"),
    "nothing to draw": (["plot", "nowhere"], "coopsim run --out"),
    "a file as folder": (["run", "hamlet", "--out", __file__], "no folder"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_ends_with_2_before_anything_runs(
    case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Village, "step", None)
    arguments, words = WRONG[case]
    result = call(*arguments)
    assert result.exit_code == 2
    assert words in result.stderr
    assert not result.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["accounts", "--cooperative", "coffee 9"], "there is no cooperative"),
        (["accounts", "--year", "3"], "Allowed: 1 to 2."),
        (["plot", "--picture", "incom"], "Did you mean 'income'?"),
        (["plot", "--format", "jpg"], "Did you mean 'png'?"),
    ],
)
def test_what_a_saved_run_does_not_have(saved: Path, arguments: list[str], words: str) -> None:
    command, *rest = arguments
    result = call(command, saved, *rest)
    assert result.exit_code == 2
    assert words in result.stderr
    assert not (saved / "pictures").exists()


def test_damaged_run_is_told(saved: Path, tmp_path: Path) -> None:
    for file in saved.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes()[:200])
    result = call("accounts", tmp_path)
    assert result.exit_code == 2
    assert "not a complete saved run" in result.stderr


@pytest.mark.parametrize("error", [AuditError, LedgerError])
def test_failed_run_ends_with_1(error: type[Exception], monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(village: Village) -> None:
        raise error("money was made in month 1")

    monkeypatch.setattr(Village, "step", fails)
    result = call("run", "hamlet", "--json")
    assert result.exit_code == 1
    assert result.stderr == "money was made in month 1\n"
    assert not result.stdout


def test_unwritable_folder_ends_with_1(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", str(tmp_path / "x"))

    monkeypatch.setattr(Path, "mkdir", refuses)
    result = call("run", "hamlet", "--out", tmp_path / "x")
    assert result.exit_code == 1
    assert "Permission denied" in result.stderr


def test_foreign_checkpoint_is_refused(tmp_path: Path) -> None:
    (tmp_path / "checkpoint.npz").write_bytes(b"no checkpoint")
    asked = ["run", "hamlet", "--months", 12, "--checkpoint-every", 6, "--out", tmp_path]
    result = call(*asked, "--no-pictures")
    assert result.exit_code == 2
    assert "not a checkpoint" in result.stderr
    assert call(*asked, "--no-pictures", "--force").exit_code == 0


def test_exit_codes_are_in_the_help() -> None:
    printed = " ".join(call("--help").stdout.split())
    assert EPILOG[:60] in printed
    assert all(code in EPILOG for code in ("0 ", "1 ", "2 ", "130 "))


# ------------------------------------------------------------------------- real processes


@pytest.mark.parametrize(
    "arguments", [["--help"], ["list"], ["check", "hamlet"], ["version"]], ids=" ".join
)
def test_quick_commands_import_nothing_slow(arguments: list[str]) -> None:
    script = (
        "import sys, coopsim.cli\n"
        f"sys.argv = ['coopsim', *{arguments!r}]\n"
        "try:\n    coopsim.cli.main()\n"
        "except SystemExit as end:\n    assert not end.code, end.code\n"
        "slow = {'matplotlib', 'pandas', 'mesa', 'scipy', 'pyarrow'} & set(sys.modules)\n"
        "sys.exit(', '.join(slow) or None)\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr


def _start(*arguments: object) -> subprocess.Popen[str]:
    words = [str(one) for one in arguments]
    return subprocess.Popen(
        [*COMMAND, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        preexec_fn=None if os.name == "nt" else hear_interrupts,
    )  # fmt: skip


def _wait_for(path: Path, process: subprocess.Popen[str]) -> None:
    until = time.monotonic() + 60
    while not path.exists() and process.poll() is None and time.monotonic() < until:
        time.sleep(0.002)


@pytest.fixture
def long_run(tmp_path: Path) -> Iterator[tuple[list[str], Path]]:
    folder = tmp_path / "run"
    words = ["run", *COFFEE, "--months", "240", "--checkpoint-every", "8", "--no-pictures"]
    yield [*words, "--out", str(folder)], folder


def test_killed_run_goes_on_to_the_same_numbers(
    long_run: tuple[list[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words, folder = long_run
    process = _start(*words)
    _wait_for(folder / "checkpoint.npz", process)
    time.sleep(random.uniform(0, 0.3))  # any moment will do
    process.kill()
    process.communicate()
    assert not (folder / "run.json").exists(), "the run ended before it was killed"
    assert (folder / "checkpoint.npz").exists()
    (folder / ".nation.parquet.half").write_bytes(b"half")  # as if killed while it wrote
    months = _counted(monkeypatch)
    result = call(*words)
    assert result.exit_code == 0, result.stderr
    assert "Going on from" in result.stderr
    assert 0 < len(months) < 240
    whole = tmp_path / "whole"
    assert call(*words[:-1], whole).exit_code == 0
    assert {file.name for file in folder.iterdir()} == {file.name for file in whole.iterdir()}
    for file in whole.iterdir():
        assert (folder / file.name).read_bytes() == file.read_bytes(), file.name


def _counted(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The months that are lived from here on."""
    months: list[int] = []
    step = Village.step

    def counting(village: Village) -> None:
        step(village)
        months.append(village.month)

    monkeypatch.setattr(Village, "step", counting)
    return months


@pytest.mark.skipif(os.name == "nt", reason="signals are sent otherwise there")
def test_stopped_run_leaves_whole_files_and_says_so(long_run: tuple[list[str], Path]) -> None:
    words, folder = long_run
    process = _start(*words, "--json")
    _wait_for(folder / "checkpoint.npz", process)
    time.sleep(random.uniform(0, 0.3))
    process.send_signal(signal.SIGINT)
    printed, error = process.communicate(timeout=60)
    assert process.returncode == 130
    assert not printed
    assert error == "Stopped. Every file that was written is whole.\n"
    assert [file.name for file in folder.iterdir()] == ["checkpoint.npz"]
    with np.load(folder / "checkpoint.npz", allow_pickle=False) as found:
        assert "identity" in found.files
