"""Mesa's tools on a village of columns: the same answers as from objects, on Mesa 3.3 and 3.5."""

from __future__ import annotations

import copy
import gc
import inspect
import pickle
import random
import weakref
from functools import partial
from typing import Any

import mesa
import numpy as np
import pytest
from mesa.batchrunner import batch_run

from coopsim.errors import CoopsimError, LedgerError, ScenarioError
from coopsim.metrics import BY_NAME
from coopsim.model.agents import TYPES, Buyer, ColumnError, Cooperative, Household, NationalFund
from coopsim.model.agentset import ColumnAgentSet
from coopsim.model.mesa_model import CoopModel
from coopsim.model.reporters import MAIN
from coopsim.model.village import Village
from coopsim.run import simulate
from coopsim.scenario import CooperativeSet, District, Scenario
from coopsim.state import arrays

MONTHS = 15
HOUSEHOLDS = 90
COLLECTED = {
    "agent_reporters": {"trust": "trust", "cash": "cash", "skill": "skill"},
    "agenttype_reporters": {Cooperative: {"members": "members"}, NationalFund: {"cash": "cash"}},
}


def hamlets() -> Scenario:
    """Two districts, a set of growers and a set of all sectors, one of them not founded yet."""
    return Scenario(
        name="hamlets",
        title="Two hamlets",
        districts=(District("Hill", 0.6, 2.0), District("Shore", 0.4, 0.5)),
        cooperatives=(
            CooperativeSet("growers", "producer", (1.0, 0.0, 0.0), 1, 30, 12),
            CooperativeSet("all", "multi-purpose", (0.4, 0.3, 0.3), 2, 30, 10, unfounded=0.5),
        ),
        households=HOUSEHOLDS,
        months=MONTHS,
    )


@pytest.fixture
def model() -> CoopModel:
    return CoopModel(hamlets(), rng=5)


def columns(model: Any) -> dict[str, list[Any]]:
    """Every number of a village."""
    return {
        f"{table}.{name}": values.tolist()
        for table in ("households", "cooperatives", "fund", "places")
        for name, values in arrays(getattr(getattr(model, "village", model), table)).items()
    }


def stepped(model: CoopModel, months: int) -> CoopModel:
    for _ in range(months):
        model.step()
    return model


# ------------------------------------------------------------------------------ the model


def test_model_lives_the_months_of_its_village(model: CoopModel) -> None:
    village = Village(hamlets(), 5)
    assert columns(model) == columns(village)
    for month in range(1, MONTHS + 1):
        assert model.running
        model.step()
        village.step()
        assert (model.month, model.steps) == (month, month)
    assert not model.running
    assert columns(model) == columns(village)


def test_model_stops_by_itself() -> None:
    model = CoopModel(hamlets(), rng=5, months=3)
    model.run_model()
    assert model.month == 3


def test_seed_is_recorded_and_replays() -> None:
    first = CoopModel(hamlets())
    second = CoopModel(hamlets())
    assert first.seed != second.seed
    again = CoopModel(hamlets(), rng=first.seed)
    assert columns(stepped(again, 2)) == columns(stepped(first, 2)) != columns(stepped(second, 2))


@pytest.mark.parametrize("rng", [np.int64(5), np.uint8(5), np.array(5)])
def test_seed_may_be_numpys(rng: Any, model: CoopModel) -> None:
    other = CoopModel(hamlets(), rng=rng)
    assert type(other.seed) is int
    assert columns(stepped(other, 2)) == columns(stepped(model, 2))
    assert other.random.random() == model.random.random()


@pytest.mark.parametrize("rng", [-1, 2**64, 1.5, "5", [1, 2]])
def test_seed_that_is_none_is_refused(rng: Any) -> None:
    with pytest.raises(ScenarioError, match="is no seed"):
        CoopModel(hamlets(), rng=rng)


def test_overrides_are_flat_names() -> None:
    model = CoopModel(hamlets(), rng=1, households=120, months=np.int64(2), fund__loan_rate=0.06)
    scenario = model.village.scenario
    assert (scenario.households, scenario.months) == (120, 2)
    assert scenario.terms.fund.loan_rate == 0.06
    assert len(model.agents_by_type[Household]) == 120


@pytest.mark.parametrize(
    ("override", "advice"),
    [
        ("fund__loan_rat", "Did you mean 'fund__loan_rate'?"),
        ("househods", "Did you mean 'households'?"),
        ("seed", "Write rng=."),
    ],
)
def test_unknown_override_is_refused(override: str, advice: str) -> None:
    with pytest.raises(ScenarioError) as refused:
        CoopModel(hamlets(), **{override: 1})
    assert advice in str(refused.value)


def test_mesas_generators_change_nothing(model: CoopModel) -> None:
    other = CoopModel(hamlets(), rng=5)
    other.random.random()
    other.rng.random()
    other.agents.shuffle()
    assert columns(stepped(other, 3)) == columns(stepped(model, 3))


def test_reserved_names_stay_mesas(model: CoopModel) -> None:
    """Mesa 3.5 keeps its own scenario on the model, and it is not ours."""
    assert not isinstance(getattr(model, "scenario", None), Scenario)
    own = set(vars(model)) - set(vars(mesa.Model(rng=1)))
    assert own == {"seed", "village", "spans", "nation", "datacollector"}


def test_models_are_freed() -> None:
    gone = []
    for _ in range(3):
        model = stepped(CoopModel(hamlets(), collect=COLLECTED), 1)
        model.agents.do(lambda agent: agent.unique_id)
        gone.append(weakref.ref(model.village))
        del model
    gc.collect()
    assert [one() for one in gone] == [None] * 3


@pytest.mark.parametrize("duplicate", [copy.deepcopy, lambda m: pickle.loads(pickle.dumps(m))])
def test_copy_goes_on_identically(duplicate: Any) -> None:
    model = stepped(CoopModel(hamlets(), rng=5, collect=COLLECTED), 2)
    other = duplicate(model)
    assert other.village is not model.village
    before = columns(model)
    stepped(other, 3)
    assert columns(model) == before
    stepped(model, 3)
    assert columns(other) == columns(model)
    assert (other.month, other.steps) == (5, 5)
    ours, theirs = model.datacollector, other.datacollector
    assert repr(theirs.model_vars) == repr(ours.model_vars)
    assert theirs.get_agent_vars_dataframe().equals(ours.get_agent_vars_dataframe())


# --------------------------------------------------------------------------- the collector


def test_metrics_are_those_of_a_run(model: CoopModel) -> None:
    run = simulate(hamlets(), 5)
    assert model.members == model.village.households.member.sum()
    for month in range(MONTHS):
        model.step()
        for name in BY_NAME:
            told = run.values(name)[month]
            assert getattr(model, name) == pytest.approx(told, rel=1e-9, nan_ok=True), name
    assert isinstance(model.members, float)


def test_unknown_metric_is_refused(model: CoopModel) -> None:
    with pytest.raises(AttributeError, match="a CoopModel has no 'povert'"):
        _ = model.povert
    assert not set(BY_NAME) & set(dir(model))


def test_collector_has_the_main_numbers(model: CoopModel) -> None:
    table = stepped(model, 3).datacollector.get_model_vars_dataframe()
    assert list(table) == list(MAIN) and len(table) == 3
    assert table["members"].iloc[-1] == model.village.households.member.sum()
    rows = model.agents_by_type[Cooperative]
    cents = sum(rows.agg(name, sum) for name in ("voluntary", "mandatory", "share"))
    assert table["savings"].iloc[-1] == pytest.approx(cents / 100)


def test_collector_asks_rows_of_all_types() -> None:
    model = stepped(CoopModel(hamlets(), rng=5, collect=COLLECTED), 2)
    table = model.datacollector.get_agent_vars_dataframe()
    assert len(table) == 2 * len(model.agents)
    last = table.xs(2, level="Step")
    assert last["trust"].iloc[:HOUSEHOLDS].tolist() == model.village.households.trust.tolist()
    assert last["skill"].iloc[:HOUSEHOLDS].isna().all()  # a household has none: None, not an error
    skill = model.agents_by_type[Cooperative].get("skill")
    assert last["skill"].dropna().tolist() == skill
    types = model.datacollector.get_agenttype_vars_dataframe(Cooperative)
    assert (
        types.xs(2, level="Step")["members"].tolist() == model.village.cooperatives.members.tolist()
    )


def test_mesas_own_collector_works(model: CoopModel) -> None:
    model.datacollector = mesa.DataCollector(
        model_reporters={"month": "month", "poverty": "poverty", "rows": lambda m: len(m.agents)},
        agent_reporters={"cash": "cash", "skill": "skill", "twice": lambda a: 2 * a.row},
        agenttype_reporters={Buyer: {"sector": "sector"}, mesa.Agent: {"number": "unique_id"}},
    )
    stepped(model, 2)
    kept = model.datacollector.model_vars
    assert (kept["month"], kept["rows"]) == ([1, 2], [len(model.agents)] * 2)
    assert kept["poverty"][1] == model.poverty
    table = model.datacollector.get_agent_vars_dataframe().xs(2, level="Step")
    assert table.loc[0, "cash"] == model.village.households.cash[0]
    every = model.datacollector.get_agenttype_vars_dataframe(mesa.Agent).xs(2, level="Step")
    assert every["number"].tolist() == list(range(len(model.agents)))


def test_nothing_is_collected_unless_asked() -> None:
    model = stepped(CoopModel(hamlets(), rng=5, collect=False), 2)
    assert set(map(len, model.datacollector.model_vars.values())) == {0}
    with pytest.raises(AttributeError, match="not measured, because of collect=False"):
        _ = model.poverty


# ------------------------------------------------------------------------------ batch runs


@pytest.mark.parametrize("processes", [1, 2])
def test_batch_run(processes: int) -> None:
    """Mesa 3.5 hands out seeds by itself; 3.3 takes them as a parameter like any other."""
    parameters: dict[str, Any] = {
        "scenario": hamlets(),
        "months": 3,
        "fund__loan_rate": [0.06, 0.24],
        "collect": [{"agenttype_reporters": {NationalFund: {"cash": "cash"}}}],
    }
    options: dict[str, Any] = {"number_processes": processes, "display_progress": False}
    if "rng" in inspect.signature(batch_run).parameters:
        options["rng"] = [1, 2]
    else:
        parameters["rng"] = [1, 2]
    rows = batch_run(CoopModel, parameters, **options)
    found = {(row["rng"], row["fund__loan_rate"]): row["members"] for row in rows}
    assert len(rows) == len(found) == 4
    for (seed, rate), members in found.items():
        village = Village(hamlets().with_terms(fund__loan_rate=rate), seed)
        for _ in range(3):
            village.step()
        assert members == village.households.member.sum()


def test_batch_run_without_a_seed() -> None:
    rows = batch_run(
        CoopModel, {"scenario": hamlets(), "months": [2]}, display_progress=False,
        data_collection_period=1,
    )  # fmt: skip
    assert len(rows) == 2


# ------------------------------------------------------------------------------- the views


def test_views_read_columns_as_python_numbers(model: CoopModel) -> None:
    h = model.village.households
    view = model.agents_by_type[Household][7]
    for name, values in arrays(h).items():
        value = getattr(view, name)
        assert value == values[7]
        assert type(value) in (int, float, bool)
    assert isinstance(view.cash, int)
    assert model.agents_by_type[Cooperative][0].buyers_due == [0] * 7
    assert view.cooperative == model.agents_by_type[Cooperative][int(h.home[7])]
    h.trust[7] = 0.125
    assert view.trust == 0.125  # always the present


def test_views_are_agents_with_stable_ids(model: CoopModel) -> None:
    ids = model.agents.get("unique_id")
    assert ids == list(range(len(model.agents))) == [agent.unique_id for agent in model.agents]
    shown = [(type(agent), agent.row) for agent in model.agents]
    stepped(model, MONTHS)
    assert [(type(agent), agent.row) for agent in model.agents] == shown
    assert all(isinstance(agent, mesa.Agent) for agent in model.agents)
    assert model.agent_types == list(TYPES) == list(model.agents_by_type)


def test_views_of_one_row_are_one_agent(model: CoopModel) -> None:
    first, second = Household(model, 3), Household(model, 3)
    assert first == second and hash(first) == hash(second) and len({first, second}) == 1
    assert first != Household(model, 4) and first != Cooperative(model, 3)
    assert first != Household(CoopModel(hamlets(), rng=5), 3)
    assert first != 3
    assert repr(first) == "Household(3)"
    assert copy.copy(first) == first
    thawed = pickle.loads(pickle.dumps(first))
    assert (thawed.row, thawed.cash) == (3, first.cash)
    assert copy.deepcopy(first).model is not model


def test_view_reads_other_tables_as_none_and_refuses_unknown_names(model: CoopModel) -> None:
    view = Household(model, 0)
    assert view.skill is None and view.pos is None
    with pytest.raises(AttributeError, match="a Household has no 'trsut'"):
        _ = view.trsut
    for name in ("__array__", "__len__", "_repr_html_", "nonsense"):
        assert not hasattr(view, name)
    assert "trust" in dir(view) and "step" in dir(view)
    assert not hasattr(Household.__new__(Household), "trust")


def test_no_column_hides_behind_an_attribute_of_the_class() -> None:
    for kind in TYPES:
        assert not [name for name in kind.columns if hasattr(kind, name)]


def test_view_writes_a_column(model: CoopModel) -> None:
    view = Household(model, 2)
    view.trust, view.member, view.late = 0.5, True, np.int64(3)
    h = model.village.households
    assert (h.trust[2], h.member[2], h.late[2]) == (0.5, True, 3)
    Cooperative(model, 0).members_due = [1, 0, 0, 0, 0, 0, 0.5]
    assert model.village.cooperatives.members_due[0].tolist() == [1, 0, 0, 0, 0, 0, 0.5]


@pytest.mark.parametrize("kind", TYPES)
def test_money_is_written_by_the_ledger_alone(kind: Any, model: CoopModel) -> None:
    before = columns(model)
    money = [name for name, one in kind.columns.items() if one.metadata["by"] == "ledger"]
    assert bool(money) == (kind is not Buyer)
    for name in money:
        with pytest.raises(LedgerError, match="only the ledger writes money"):
            setattr(kind(model, 0), name, 5)
        with pytest.raises(LedgerError, match=f"{kind.__name__}.{name} "):
            model.agents_by_type[kind].set(name, 5)
    assert columns(model) == before


@pytest.mark.parametrize(
    ("kind", "name", "value", "message"),
    [
        (Household, "trsut", 0.5, "Did you mean 'trust'?"),
        (Household, "skill", 0.5, "a Household has no 'skill'"),
        (Household, "unique_id", 4, "a Household has no 'unique_id'"),
        (Household, "home", 0, "settled when the world is made"),
        (Household, "sector", 1, "settled when the world is made"),
        (Cooperative, "district", 0, "settled when the world is made"),
        (Buyer, "price", 5.0, "worked out from the cooperatives"),
        (Household, "trust", float("nan"), "cannot be nan. Allowed: a number that float64"),
        (Household, "trust", "high", "cannot be 'high'"),
        (Household, "trust", None, "cannot be None"),
        (Household, "trust", [0.5, 0.5], "Allowed: a number"),
        (Household, "late", 1.5, "Allowed: a number that int16 can hold"),
        (Household, "late", 40_000, "cannot be 40000"),
        (Household, "late", float("inf"), "cannot be inf"),
        (Household, "member", 2, "a number that bool can hold"),
        (Cooperative, "members_due", 1.0, "Allowed: 7 numbers"),
    ],
)
def test_column_refuses(kind: Any, name: str, value: Any, message: str, model: CoopModel) -> None:
    before = columns(model)
    with pytest.raises(ColumnError) as refused:
        setattr(kind(model, 0), name, value)
    assert message in str(refused.value)
    assert columns(model) == before


def test_rows_are_never_removed(model: CoopModel) -> None:
    with pytest.raises(CoopsimError, match="an identity for the whole run"):
        model.agents[0].remove()


def test_buyers_tell_what_cooperatives_meet(model: CoopModel) -> None:
    c = stepped(model, 2).village.cooperatives
    markets = model.agents_by_type[Buyer]
    assert markets.get(["district", "sector"]) == [[d, s] for d in (0, 1) for s in (0, 1, 2)]
    for buyer in markets:
        here = (c.district == buyer.district) & (c.sector == buyer.sector)
        assert buyer.cooperatives == (here & (c.status == 1)).sum()
        if here.any():
            assert buyer.trader_price == pytest.approx(c.trader_price[here].mean())
        else:
            assert np.isnan(buyer.trader_price)
        assert buyer.fish == model.village.places.fish[buyer.district]


# -------------------------------------------------------------- sets, against plain objects


class Plain(mesa.Agent):
    """A household as Mesa would keep it, to compare with."""


@pytest.fixture
def both(model: CoopModel) -> tuple[ColumnAgentSet, Any]:
    """The households as columns, and the same ones as objects in Mesa's own set."""
    stepped(model, 3)
    plain = mesa.Model(rng=1)
    for values in model.agents_by_type[Household]:
        agent = Plain(plain)
        agent.unique_id = values.unique_id
        for name in Household.columns:
            setattr(agent, name, getattr(values, name))
    rows = model.agents_by_type[Household]
    rows.random = random.Random(3)
    objects = plain.agents.select(lambda agent: True)
    objects.random = random.Random(3)
    plain.keep = model
    rows.keep = plain
    return rows, objects


def ids(agents: Any) -> list[int]:
    return [agent.unique_id for agent in agents]


def plain(answer: Any) -> Any:
    """An answer without NumPy's scalars, which Mesa gives where ours are Python's."""
    if isinstance(answer, list | tuple):
        return [plain(one) for one in answer]
    return answer.item() if isinstance(answer, np.generic) else answer


def rich(agent: Any) -> bool:
    return bool(agent.cash > 5000)


def tens(agent: Any) -> int:
    return int(agent.unique_id // 10)


SAME: dict[str, Any] = {
    "len": len,
    "ids": ids,
    "an item": lambda s: s[4].unique_id,
    "the last": lambda s: s[-1].unique_id,
    "a slice": lambda s: ids(s[3:9:2]),
    "get": lambda s: s.get("trust"),
    "get two": lambda s: s.get(["cash", "member"]),
    "get with a default": lambda s: s.get(["cash", "nothing"], "default", 3),
    "agg": lambda s: [s.agg("cash", one) for one in (sum, min, max, len, np.mean, np.median)],
    "agg of several": lambda s: s.agg("trust", [sum, np.sum, np.std, np.max]),
    "agg with a lambda": lambda s: s.agg("trust", lambda values: sorted(values)[3]),
    "agg with a partial": lambda s: s.agg("income", partial(np.quantile, q=0.25)),
    "agg of short integers": lambda s: s.agg("persons", [np.sum, sum, np.prod, np.ptp]),
    "agg of flags": lambda s: s.agg("member", [sum, np.sum, np.mean, any]),
    "select all": lambda s: ids(s.select()),
    "select": lambda s: ids(s.select(rich)),
    "select at most": lambda s: ids(s.select(rich, at_most=3)),
    "select none": lambda s: ids(s.select(rich, at_most=0)),
    "select a share": lambda s: ids(s.select(at_most=0.25)),
    "select inplace": lambda s: (ids(s.select(rich, inplace=True)), ids(s)),
    "select of a type": lambda s: ids(s.select(rich, agent_type=mesa.Agent)),
    "select of another type": lambda s: ids(s.select(agent_type=Cooperative)),
    "sort": lambda s: ids(s.sort("trust")),
    "sort upwards": lambda s: ids(s.sort("income", ascending=True)),
    "sort with ties": lambda s: (ids(s.sort("member")), ids(s.sort("member", ascending=True))),
    "sort by a function": lambda s: ids(s.sort(tens)),
    "sort inplace": lambda s: (ids(s.sort("cash", inplace=True)), ids(s)),
    "sort a part": lambda s: ids(s.select(rich).sort("persons")),
    "shuffle": lambda s: (ids(s.shuffle()), ids(s)),
    "shuffle inplace": lambda s: (ids(s.shuffle(inplace=True)), ids(s)),
    "shuffle, then select": lambda s: ids(s.shuffle().select(rich, at_most=4)),
    "map": lambda s: s.map(tens),
    "map a method": lambda s: s.map("__getattribute__", "unique_id"),
    "copy": lambda s: ids(copy.copy(s)),
    "groups": lambda s: {key: ids(group) for key, group in s.groupby("home")},
    "groups by a function": lambda s: {key: ids(group) for key, group in s.groupby(tens)},
    "groups as lists": lambda s: s.groupby("member", result_type="list").map(ids),
    "groups counted": lambda s: (s.groupby("sector").count(), len(s.groupby("sector"))),
    "groups of groups": lambda s: s.groupby("home").map(lambda g: g.groupby("member").count()),
    "groups' agg": lambda s: s.groupby("sector").agg("cash", sum),
    "list groups' agg": lambda s: s.groupby("sector", result_type="list").agg("cash", sum),
    "groups' method": lambda s: s.groupby("member").map("get", "trust"),
    "of a shuffled set": lambda s: s.shuffle().get(["unique_id", "trust"]),
    "an empty set": lambda s: (len(s.select(at_most=0)), s.select(at_most=0).get("trust")),
}  # fmt: skip


@pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")  # Mesa 3.5, of AgentSet[...]
@pytest.mark.parametrize("case", SAME)
def test_set_answers_as_mesas(case: str, both: Any) -> None:
    rows, objects = both
    assert repr(plain(SAME[case](rows))) == repr(plain(SAME[case](objects)))


@pytest.mark.parametrize("call", ["do", "shuffle_do"])
def test_set_calls_each_row_in_mesas_order(call: str, both: Any) -> None:
    called: list[list[int]] = []
    for agents in both:
        met: list[int] = []
        done = getattr(agents, call)(lambda agent, to, m=met: m.append(agent.unique_id + to), to=1)
        assert done is agents
        called.append(met)
    assert called[0] == called[1]
    assert sorted(called[0]) == [number + 1 for number in range(HOUSEHOLDS)]


def test_groups_do(both: Any) -> None:
    rows, _ = both
    groups = rows.groupby("member")
    assert groups.do("set", "used", True) is groups
    assert all(rows.get("used"))


def test_set_writes_a_column_for_its_rows(model: CoopModel) -> None:
    rows = model.agents_by_type[Household]
    some = rows.select(lambda agent: agent.row % 2 == 0)
    rows.set("trust", 0.75)
    assert some.set("trust", 0.25) is some
    trust = model.village.households.trust
    assert set(trust[::2]) == {0.25} and set(trust[1::2]) == {0.75}
    some.set("late", np.int8(2))
    assert set(model.village.households.late[::2].tolist()) == {2}


def test_set_of_all_types_writes_all_or_nothing(model: CoopModel) -> None:
    before = columns(model)
    with pytest.raises(ColumnError, match="a Cooperative has no 'trust'"):
        model.agents.set("trust", 0.5)
    assert columns(model) == before


def test_set_of_all_types(model: CoopModel) -> None:
    every = model.agents
    assert len(every) == sum(len(rows) for rows in model.agents_by_type.values())
    assert every.get("cash", "default", None) == [agent.cash for agent in every]
    mixed = every.shuffle()
    assert mixed.get("cash", "default", None) == [agent.cash for agent in mixed]
    assert every.groupby(type).count() == {k: len(r) for k, r in model.agents_by_type.items()}
    rows = mixed.select(agent_type=Cooperative)
    assert [type(agent) for agent in rows] == [Cooperative] * 3
    assert mixed.select(agent_type=mesa.Agent).get("unique_id") == mixed.get("unique_id")
    money = every.select(lambda agent: agent.cash is not None)
    assert money.agg("cash", sum) == money.agg("cash", np.sum) == sum(a.cash for a in money)
    assert ids(money.sort("cash", ascending=True)) == [
        a.unique_id for a in sorted(money, key=lambda a: a.cash)
    ]
    with pytest.raises(ColumnError, match="a Cooperative has no 'trust'"):
        every.get("trust")
    assert repr(every) == "<ColumnAgentSet: 90 Household, 3 Cooperative, 1 NationalFund, 6 Buyer>"
    assert repr(every.select(at_most=0)) == "<ColumnAgentSet: empty>"


def test_set_selects_by_name(model: CoopModel) -> None:
    rows = model.agents_by_type[Household]
    members = rows.select("member")
    assert members.get("row") == np.flatnonzero(model.village.households.member).tolist()
    assert ids(rows.select("member", at_most=2)) == ids(members)[:2]


def test_set_reads_properties_of_views(model: CoopModel) -> None:
    rows = model.agents_by_type[Household]
    assert rows.get("cooperative") == [agent.cooperative for agent in rows]
    assert rows.get("model") == [model] * len(rows)
    assert model.agents_by_type[Cooperative].get("members_due")[0] == [0.0] * 7


def test_set_contains_its_rows(model: CoopModel) -> None:
    households = model.agents_by_type[Household]
    first, other = households[0], model.agents_by_type[Cooperative][0]
    assert first in households and first in model.agents and first in households.shuffle()
    assert other not in households and 0 not in households
    assert Household(CoopModel(hamlets(), rng=5), 0) not in households
    assert first in households.to_list()
    with pytest.raises(IndexError):
        _ = households[HOUSEHOLDS]


def test_set_makes_no_view_to_answer_from_columns(
    model: CoopModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = model.agents_by_type[Household]
    monkeypatch.setattr(Household, "__init__", None)
    rows.get(["trust", "cash"])
    rows.set("trust", 0.5).sort("income").groupby("home").agg("cash", np.mean)
    rows.select("member").shuffle().agg("trust", [np.mean, max])
    with pytest.raises(TypeError):
        list(rows)


def test_unknown_handling_is_refused(model: CoopModel) -> None:
    with pytest.raises(ValueError, match="handle_missing is 'skip'"):
        model.agents.get("trust", "skip")
