"""A cell's address says what decides its numbers, and nothing else."""

from __future__ import annotations

import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import attrs
import numpy as np
import pytest
from sweeping import base

from coopsim.errors import ScenarioError
from coopsim.files import load_scenario
from coopsim.scenario import PARAMS, Policy
from coopsim.sweep import Base, FactorTarget, SweepError, addressing, canonical, sources_digest

HAMLET = load_scenario("hamlet")


def key(one: Base, seed: int = 1, **values: float) -> str:
    return one.key(values, seed)


def test_worlds_that_are_reached_by_other_names_share_their_runs(tmp_path: Path) -> None:
    one = base(tmp_path)
    values = {"rate": 0.2, "shock": -0.5}
    written = one.unchanged.with_policies(Policy(1, (("luck.price_shift", -0.5),), until=2))
    other = Base(written, {"fund.loan_rate": FactorTarget("fund.loan_rate")})
    assert one.key(values, 3) == other.key({"fund.loan_rate": 0.2}, 3)
    assert one.key(values, 3) == Base(one.scenario(values)).key({}, 3)
    assert one.key({"shock": -0.5, "rate": 0.2}, 3) == one.key(values, 3)
    assert one.key({"rate": np.float64(0.2), "shock": -0.5}, 3) == one.key(values, 3)


def test_what_a_set_says_of_its_own_gives_way_to_a_factor() -> None:
    only = attrs.evolve(HAMLET.cooperatives[0], terms=(("fund.loan_rate", 0.3),))
    one = Base(attrs.evolve(HAMLET, cooperatives=(only,)), {"rate": FactorTarget("fund.loan_rate")})
    assert one.key({"rate": 0.2}, 1) == Base(one.scenario({"rate": 0.2})).key({}, 1)
    assert one.key({"rate": 0.3}, 1) != one.key({}, 1)  # a term of all, and one of the set


def test_words_do_not_count_and_numbers_do() -> None:
    plain = key(Base(HAMLET))
    policy = Policy(3, (("fund.loan_rate", 0.2), ("fund.tenor", 6)), until=9, why="a plan")
    apart = [Policy(3, (pair,), until=9) for pair in reversed(policy.changes)]
    assert key(Base(attrs.evolve(HAMLET, title="x", note="y", words=(("tet", "z"),)))) == plain
    assert key(Base(HAMLET.with_policies(policy))) == key(Base(HAMLET.with_policies(*apart)))
    others = [
        HAMLET.sized(months=13), HAMLET.sized(households=13), HAMLET.with_policies(policy),
        attrs.evolve(HAMLET, without=("lend",)),
        attrs.evolve(HAMLET, districts=(attrs.evolve(HAMLET.districts[0], hours=3.0),)),
    ]  # fmt: skip
    assert len({plain, key(Base(HAMLET), 2), *(key(Base(one)) for one in others)}) == 7


def test_every_parameter_moves_the_address() -> None:
    one = Base(HAMLET, {name: FactorTarget(name) for name in PARAMS})
    plain = one.key({}, 1)
    for name, param in PARAMS.items():
        value = getattr(getattr(HAMLET.terms, param.table), param.key)
        assert one.key({name: value}, 1) == plain, name
        other = next((c for c in param.choices if c != value), None) or (
            not value if param.kind == "yes/no" else value + 1
        )
        assert one.key({name: other}, 1) != plain, name
    assert len(canonical(HAMLET)) > len(PARAMS)


def test_a_changed_source_is_another_address(monkeypatch: pytest.MonkeyPatch) -> None:
    before = Base(HAMLET).key({}, 1)
    monkeypatch.setattr(addressing, "sources_digest", lambda: "0" * 32)
    assert Base(HAMLET).key({}, 1) != before


def test_sources_are_all_that_a_run_imports() -> None:
    """A module that a run needs and the digest leaves out is named here with its reason."""
    script = (
        "import sys; from coopsim.sweep.running import simulated\n"
        "print(*(m for m in sys.modules if m.startswith('coopsim.')))"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    silent = {
        "coopsim.errors", "coopsim.version",  # words
        "coopsim.files", "coopsim.data", "coopsim.text",  # what they read is in the scenario
        "coopsim.sweep", "coopsim.sweep.addressing", "coopsim.sweep.errors",
    }  # fmt: skip
    names = {name.removesuffix(".py").replace("/", ".") for name in addressing.SOURCES}
    for module in ran.stdout.split():
        below = module.removeprefix("coopsim.")
        counted = any(below == name or below.startswith(f"{name}.") for name in names)
        sweeping = module.startswith("coopsim.sweep.")
        assert (
            counted
            or sweeping
            or any(module == one or module.startswith(f"{one}.") for one in silent)
        ), module
    assert all(
        files("coopsim").joinpath(name).is_file() or files("coopsim").joinpath(name).is_dir()
        for name in addressing.SOURCES
    )
    assert len(sources_digest()) == addressing.DIGITS


def test_faults_of_factors_are_told() -> None:
    with pytest.raises(SweepError, match=r"no parameter 'fund.loan_rte'. Did you mean"):
        Base(HAMLET, {"rate": FactorTarget("fund.loan_rte")})
    twice = {"rate": FactorTarget("fund.loan_rate"), "price": FactorTarget("fund.loan_rate")}
    with pytest.raises(SweepError, match="'price': it changes what factor 'rate' changes"):
        Base(HAMLET, twice)
    one = Base(HAMLET, {"rate": FactorTarget("fund.loan_rate")})
    with pytest.raises(SweepError, match=r"no factor 'rat'. Did you mean 'rate'"):
        one.cell({"rat": 0.1}, 1)
    with pytest.raises(ScenarioError, match="out of bounds"):
        one.scenario({"rate": 50.0})
