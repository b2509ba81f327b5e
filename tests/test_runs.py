"""A run can be repeated, saved, interrupted and compared."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import pytest

from coopsim import run as run_module
from coopsim.errors import ComparisonError, RunFileError
from coopsim.files import load_scenario
from coopsim.metrics import METRICS
from coopsim.model.village import Village
from coopsim.results import SCOPES, Run
from coopsim.run import compare, simulate
from coopsim.scenario import CooperativeSet, District, Policy, Scenario
from coopsim.state import arrays

ADDITIVE = (
    "households", "members", "joins", "leaves", "active", "dormant", "dissolved", "informal",
    "borrowers", "volume", "savings", "voluntary", "loans", "lent", "write_offs", "fund_nominal",
    "own_capital", "cash", "unpaid_claims", "unpaid_bills", "surplus", "refunds", "embezzled",
    "savings_lost", "bank_debt", "fund_debt", "trader_debt", "other_debt", "harvest", "catch",
    "grants",
)  # fmt: skip
"""Metrics that add up over places."""


def parish(months: int = 30) -> Scenario:
    """Two districts, every sector, a cooperative yet to be founded, a fund and a policy."""
    return Scenario(
        name="parish",
        title="A parish",
        country="Nowhere",
        districts=(District("Hill", 0.6, 2.0), District("Shore", 0.4, 0.5)),
        cooperatives=(
            CooperativeSet("growers", "producer", (1.0, 0.0, 0.0), 2, 40, 20),
            CooperativeSet("all", "multi-purpose", (0.4, 0.3, 0.3), 3, 40, 15, unfounded=0.3),
        ),
        households=200,
        months=months,
        policies=(Policy(8, (("fund.loan_rate", 0.06),), until=19, where=(("district", "Hill"),)),),
    ).with_values({
        "national.capital": 50_000.0, "national.health": 0.0, "national.asks_surplus": False,
        "national.applications": 0.5, "programme.founding": 0.1, "fund.discipline": 0.8,
    })  # fmt: skip


def same(one: Run, other: Run) -> bool:
    return one.numbers_digest == other.numbers_digest


# ------------------------------------------------------------------------------------ again


def test_the_same_seed_gives_the_same_numbers() -> None:
    assert same(simulate(parish(), seed=5), simulate(parish(), seed=5))
    assert not same(simulate(parish(), seed=5), simulate(parish(), seed=6))


def test_only_what_decides_numbers_decides_them() -> None:
    """Another title, note or expectation is the same world."""
    other = attrs.evolve(parish(), title="Another", note="of no effect", expect=(("oss", (0, 1)),))
    assert same(simulate(parish(), seed=2), simulate(other, seed=2))
    assert other.digest == parish().digest


def test_a_shorter_run_is_the_beginning_of_a_longer_one() -> None:
    short, long = simulate(parish(18), seed=2), simulate(parish(30), seed=2)
    for scope in SCOPES:
        first, second = short.series[scope].values, long.series[scope].values
        assert np.array_equal(first, second[:18], equal_nan=True), scope
    assert np.array_equal(short.accounts.balances, long.accounts.balances[:2])


def test_progress_is_told_month_by_month() -> None:
    told: list[tuple[int, int]] = []
    simulate(parish(7), seed=1, progress=lambda month, months: told.append((month, months)))
    assert told == [(month, 7) for month in range(1, 8)]


# ------------------------------------------------------------------------------------ scopes


def test_the_nation_is_the_sum_of_its_places() -> None:
    run = simulate(parish(), seed=3)
    for metric in ADDITIVE:
        nation = run.values(metric)
        for scope in ("cooperative", "district", "sector"):
            sums = run.values(metric, scope).sum(axis=1)
            assert sums == pytest.approx(nation, rel=1e-9, abs=1e-6), f"{metric} by {scope}"


def test_fewer_scopes_hold_the_same_numbers() -> None:
    whole = simulate(parish(), seed=3)
    assert tuple(whole.series) == SCOPES
    for scopes in (("nation",), ("nation", "district"), ("nation", "sector", "district")):
        part = simulate(parish(), seed=3, scopes=scopes, panel=2)
        assert tuple(part.series) == scopes
        for scope in scopes:
            a, b = whole.series[scope], part.series[scope]
            assert a.places == b.places
            assert a.values == pytest.approx(b.values, rel=1e-9, abs=1e-9, nan_ok=True), scope
        assert np.array_equal(part.accounts.flows, whole.accounts.flows)
        assert part.panel.rows.tolist() == [0, 199]


def test_the_panel_holds_sampled_households() -> None:
    run = simulate(parish(13), seed=3, panel=5)
    assert run.panel.rows.tolist() == [0, 49, 99, 149, 199]
    village = Village(parish(), seed=3)
    for _ in range(13):
        village.step()
    for place, name in enumerate(run.panel.columns):
        held = arrays(village.households)[name][run.panel.rows]
        scale = 100 if held.dtype == np.int64 else 1
        assert run.panel.values[12, place] == pytest.approx(held / scale), name


def test_a_year_is_told_as_its_metric_says() -> None:
    run = simulate(parish(30), seed=3)
    joins, trust = run.values("joins"), run.values("trust")
    first, second = run.values("income_members")[:24].reshape(2, 12).mean(axis=1)
    assert run.by_year("joins") == pytest.approx([joins[:12].sum(), joins[12:24].sum()])
    assert run.by_year("trust") == pytest.approx([trust[11], trust[23]])
    assert run.by_year("income_members") == pytest.approx([first, second])
    assert {metric.over_time for metric in METRICS} == {"last", "sum", "mean"}


def test_books_of_a_year_explain_its_balances() -> None:
    """Opening and closing balances differ by what was booked, account by account."""
    from coopsim.ledger import FLOWS

    accounts = simulate(parish(36), seed=4).accounts
    assert accounts.balances.shape[0] == accounts.flows.shape[0] + 1 == 4
    for place, account in enumerate(accounts.account_names):
        change = np.diff(accounts.balances[:, place], axis=0)
        booked = np.zeros_like(change)
        for flow in FLOWS:
            for leg in flow.legs:
                if (leg.table, leg.account) == ("c", account):
                    booked += leg.sign * accounts.flows[:, accounts.flow_names.index(flow.name)]
        assert np.array_equal(change, booked), account


# ------------------------------------------------------------------------------------ saved


def test_a_saved_run_reads_back_the_same(tmp_path: Path) -> None:
    run = simulate(parish(), seed=7)
    folder = run.save(tmp_path / "run")
    back = Run.load(folder)
    assert same(run, back)
    assert back.scenario == run.scenario
    assert back.scenario.digest == run.scenario.digest
    assert back.metrics == run.metrics
    assert back.cooperatives == run.cooperatives
    assert (back.seed, back.version, back.months) == (7, run.version, 30)
    assert {scope: s.places for scope, s in back.series.items()} == {
        scope: s.places for scope, s in run.series.items()
    }
    assert back.accounts.flow_names == run.accounts.flow_names
    assert back.panel.columns == run.panel.columns
    assert same(simulate(back.scenario, back.seed), run)
    assert back.summary() == run.summary()


def test_a_run_shorter_than_a_year_is_saved_too(tmp_path: Path) -> None:
    run = simulate(parish(5), seed=7, scopes=("nation",), panel=1)
    assert same(run, Run.load(run.save(tmp_path / "run")))


@pytest.mark.parametrize("name", ["run.json", "nation.parquet", "flows.parquet"])
@pytest.mark.parametrize("damage", ["missing", "cut", "empty"])
def test_a_damaged_run_is_refused(tmp_path: Path, name: str, damage: str) -> None:
    folder = simulate(parish(13), seed=7, scopes=("nation",), panel=1).save(tmp_path / "run")
    file = folder / name
    if damage == "missing":
        file.unlink()
    else:
        file.write_bytes(file.read_bytes()[:300] if damage == "cut" else b"")
    with pytest.raises(RunFileError, match="not a complete saved run"):
        Run.load(folder)


# ------------------------------------------------------------------------------------ resumed


class Interrupted(Exception):
    """The power fails."""


@pytest.mark.parametrize("month", [7, 12, 13, 24, 29])
@pytest.mark.parametrize("every", [1, 5, 12])
def test_an_interrupted_run_goes_on_to_the_same_numbers(
    tmp_path: Path, month: int, every: int
) -> None:
    def fail(now: int, _: int) -> None:
        if now == month:
            raise Interrupted

    file = tmp_path / "checkpoint.npz"
    whole = simulate(parish(), seed=9)
    with pytest.raises(Interrupted):
        simulate(parish(), seed=9, checkpoint=file, every=every, progress=fail)
    assert file.exists() == (month > every)
    months: list[int] = []
    resumed = simulate(
        parish(), seed=9, checkpoint=file, every=every, progress=lambda now, _: months.append(now)
    )
    assert months[0] == (month - 1) // every * every + 1, "it began anew"
    assert same(whole, resumed)
    assert not file.exists()


def test_a_run_may_be_interrupted_twice(tmp_path: Path) -> None:
    file = tmp_path / "checkpoint.npz"
    for month in (9, 21):

        def fail(now: int, _: int, month: int = month) -> None:
            if now == month:
                raise Interrupted

        with pytest.raises(Interrupted):
            simulate(parish(), seed=9, checkpoint=file, every=4, progress=fail)
    assert same(simulate(parish(), seed=9, checkpoint=file, every=4), simulate(parish(), seed=9))


@pytest.mark.parametrize("what", ["seed", "scenario", "scopes", "panel"])
def test_a_checkpoint_of_another_run_is_refused(tmp_path: Path, what: str) -> None:
    file = tmp_path / "checkpoint.npz"
    written(file)
    asked: dict[str, Any] = {"scenario": parish(), "seed": 9}
    asked |= {
        "seed": {"seed": 10},
        "scenario": {"scenario": parish().with_terms(fund__tenor=7)},
        "scopes": {"scopes": ("nation",)},
        "panel": {"panel": 3},
    }[what]
    with pytest.raises(RunFileError, match="checkpoint of another scenario, seed or version"):
        simulate(**asked, checkpoint=file)


@pytest.mark.parametrize("content", [b"", b"no checkpoint", b"PK\x03\x04"])
def test_a_damaged_checkpoint_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "checkpoint.npz"
    written(file)
    whole = file.read_bytes()
    for spoilt in (content, whole[: len(whole) // 2]):
        file.write_bytes(spoilt)
        with pytest.raises(RunFileError, match=r"not a checkpoint .*Delete it to start anew"):
            simulate(parish(), seed=9, checkpoint=file)


def written(file: Path) -> None:
    """A checkpoint of month 12 of the parish with seed 9."""

    def fail(now: int, _: int) -> None:
        if now == 13:
            raise Interrupted

    with pytest.raises(Interrupted):
        simulate(parish(), seed=9, checkpoint=file, progress=fail)


def test_a_checkpoint_is_written_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that fills up leaves the checkpoint before."""
    file = tmp_path / "checkpoint.npz"
    written(file)
    before = file.read_bytes()

    def full(*_: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="no space"):
        simulate(parish(), seed=9, checkpoint=file, every=4)
    assert file.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == [file.name]


def test_a_village_goes_on_from_a_snapshot() -> None:
    one = Village(parish(), seed=11)
    for _ in range(10):
        one.step()
    state = {name: np.array(values) for name, values in one.snapshot().items()}
    for _ in range(9):
        one.step()
    other = Village(parish(), seed=11)
    other.restore(state)
    assert other.month == 10
    for _ in range(9):
        other.step()
    for table in ("households", "cooperatives", "fund", "places"):
        for name, values in arrays(getattr(one, table)).items():
            assert np.array_equal(values, arrays(getattr(other, table))[name]), f"{table}.{name}"
    assert one.ledger.totals.tolist() == other.ledger.totals.tolist()
    assert one.ledger.year.tolist() == other.ledger.year.tolist()
    assert one.index == other.index


def test_a_snapshot_is_not_changed_by_going_on() -> None:
    village = Village(parish(), seed=11)
    village.step()
    state = {name: np.array(values) for name, values in village.snapshot().items()}
    other = Village(parish(), seed=11)
    other.restore(state)
    other.step()
    again = Village(parish(), seed=11)
    again.restore(state)
    assert again.households.cash.tolist() == village.households.cash.tolist()


# ------------------------------------------------------------------------------------ compared


def test_a_comparison_pairs_runs_by_seed() -> None:
    a, b = parish(24), parish(24).with_terms(fund__loan_rate=0.3)
    effect = compare(a, b, seeds=[3, 1])
    place = [one.name for one in effect.metrics].index("lent")
    for row, seed in enumerate((3, 1)):
        gap = simulate(b, seed).by_year("lent")[-1] - simulate(a, seed).by_year("lent")[-1]
        assert effect.differences[row, place] == pytest.approx(gap)


def test_a_comparison_says_how_sure_it_is_and_what_pairing_saved() -> None:
    """A change of the office's cost: luck is the same for both, so few runs are needed."""
    a = parish(24)
    effect = compare(a, a.with_terms(office__fixed_cost=150.0), seeds=range(1, 9))
    rows = {row["metric"]: row for row in effect.rows()}
    own = rows["own_capital"]
    assert own["low"] <= own["difference"] <= own["high"]
    assert own["difference"] == pytest.approx(own["b"] - own["a"])
    assert own["high"] < 0, "a dear office eats capital, and eight runs show it"
    assert own["fewer"] > 2
    assert rows["world_price_coffee"]["difference"] == 0
    assert rows["world_price_coffee"]["fewer"] == float("inf")
    assert "same luck" in str(effect)


def test_a_world_compared_with_itself_differs_in_nothing() -> None:
    effect = compare(parish(12), parish(12), seeds=[1, 2])
    assert not np.nan_to_num(effect.differences).any()
    assert "no metric differs" in str(effect)


def test_what_cannot_be_compared_is_refused() -> None:
    with pytest.raises(ComparisonError, match=r"counts in USD and .* in IDR"):
        compare("timor-leste-credit-union", "indonesia-savings-and-loan", seeds=[1])
    with pytest.raises(ComparisonError, match=r"runs 12 months and .* 24"):
        compare(parish(12), parish(24), seeds=[1])
    with pytest.raises(ComparisonError, match="no seed was given"):
        compare(parish(12), parish(12), seeds=[])


def test_a_run_is_asked_by_the_names_of_its_metrics() -> None:
    run = simulate(parish(3), seed=1)
    with pytest.raises(KeyError, match=r"there is no metric 'trusts'\. Did you mean"):
        run.values("trusts")


def test_simulate_takes_a_name_a_file_or_a_scenario(tmp_path: Path) -> None:
    hamlet = load_scenario("hamlet").sized(months=3)
    file = tmp_path / "mine.toml"
    file.write_text('title = "Mine"\nextends = "hamlet"\nmonths = 3\n', encoding="utf-8")
    assert same(simulate(hamlet, 2), simulate(file, 2))
    assert same(simulate(str(file), 2), simulate(hamlet, 2))
    shutil.rmtree(tmp_path)
    assert run_module.simulate("hamlet", 2, scopes=("nation",)).months == 120
