"""Nothing is dead: every parameter, verb, metric and flow matters somewhere."""

from __future__ import annotations

from functools import cache
from typing import Any

import attrs
import numpy as np
import pytest
from numpy.typing import NDArray

from coopsim.files import load_scenario
from coopsim.ledger import CODE, FLOWS
from coopsim.metrics import METRICS
from coopsim.model.village import Village
from coopsim.params import Param
from coopsim.results import Run
from coopsim.rules.surplus import SHARES
from coopsim.run import simulate
from coopsim.scenario import (
    PARAMS,
    TABLES,
    VERBS,
    CooperativeSet,
    District,
    Policy,
    Scenario,
)

SHORT, YEAR, LONG = 2, 17, 40
"""Months after which a difference is looked for; most show in the first two."""


def busy() -> Scenario:
    """Every sector and kind, a national fund, programmes, lenders, and a bad year."""
    land, sea, town = (1.0, 0.0, 0.0), (0.2, 0.8, 0.0), (0.2, 0.0, 0.8)
    return Scenario(
        name="busy",
        title="Everything at once",
        districts=(District("Hill", 0.5, 2.0), District("Shore", 0.3, 1.0), District("Town", 0.2)),
        cooperatives=(
            CooperativeSet("growers", "producer", land, 2, 40, 20, ("Hill",), grants=2000.0),
            CooperativeSet("fishers", "fisher", sea, 1, 40, 20, ("Shore",)),
            CooperativeSet("shops", "consumer", town, 1, 40, 20, ("Town",)),
            CooperativeSet(
                "savers", "savings-and-loan", (0.4, 0.2, 0.4), 2, 40, 30, voluntary=80.0
            ),
            CooperativeSet("new", "multi-purpose", (0.5, 0.0, 0.5), 1, 40, 0, unfounded=1.0),
        ),
        households=280,
        whole=2800,
        policies=(Policy(13, (("luck.yield_shift", -0.5),), until=18),),
    ).with_values({
        "national.capital": 200_000.0, "national.budget": 20_000.0, "national.age": 40,
        "national.health": 30.0, "national.applications": 0.8, "national.processing": 2,
        "national.lent_before": 0.9, "national.tranches": 2, "national.guarantee": 0.3,
        "bank.access": 0.5, "fund.insiders_first": True,
        "fund.joint_liability": True, "fund.rescheduling": 0.2, "fund.write_off": 4,
        "fund.discipline": 0.7, "fund.demand": 0.3, "fund.meetings": 2.0, "fund.recovery": 0.2,
        "market.certified_share": 0.6, "trade.shop_share": 0.3, "membership.joining": 0.02,
        "membership.leaving": 0.02, "digital.start": 0.4, "digital.push": 0.5,
        "digital.push_effect": 0.9, "digital.uptake": 0.2, "digital.lapse": 0.8,
        "programme.training": 0.6, "programme.mentors": 0.2, "programme.study_visits": 0.6,
        "programme.entry_subsidy": 0.3, "programme.ice": 0.9, "programme.storage": 0.9,
        "programme.certification": 0.5, "programme.rehabilitation": 0.3, "programme.grant": 100.0,
        "programme.founding": 0.5, "office.paid_manager": True, "office.tax": 0.05,
        "governance.fraud": 0.4, "savings.mandatory_of_sales": 0.02, "office.fixed_cost": 30.0,
    })  # fmt: skip


def small(preset: str, households: int) -> Scenario:
    """A preset of another size, too small to mean anything but large enough to differ."""
    return attrs.evolve(load_scenario(preset), households=households, smallest=12)


def savers() -> Scenario:
    """Credit unions that queue for a small national fund; some are too dear for it."""
    union = CooperativeSet(
        "unions", "savings-and-loan", (0.4, 0.1, 0.5), 3, 50, 40,
        voluntary=100.0, borrowers=0.5, grants=500.0,
    )  # fmt: skip
    large = attrs.evolve(
        union,
        name="large unions",
        grants=5000.0,
        late=0.9,
        age=8,
        terms=(
            ("governance.skill", 0.1),
            ("governance.transparency", 0.1),
        ),
    )
    dear = attrs.evolve(union, name="dear unions", terms=(
        ("fund.loan_rate", 0.3), ("fund.asking_elasticity", 0.0), ("fund.size_elasticity", 0.0),
    ))  # fmt: skip
    return Scenario(
        name="savers",
        title="Credit unions in a queue",
        districts=(District("Here", 1.0),),
        cooperatives=(union, large, dear),
        households=450,
        policies=(Policy(3, (("fund.loan_rate", 0.1),), where=(("set", "large unions"),)),),
    ).with_values({
        "office.fixed_cost": 10.0, "fund.demand": 0.3, "fund.share_lent": 0.95,
        "national.capital": 300.0, "national.budget": 100.0, "national.ceiling": 1000.0,
        "national.health": 20.0, "national.asks_surplus": False, "national.applications": 0.5,
        "national.lent_before": 0.5, "national.processing": 1, "national.tranches": 3,
        "governance.meeting_chance": 0.1, "regulation.meeting_duty": 0.0, "governance.spread": 0.3,
        "fund.top_up": True,
    })  # fmt: skip


def poor_savers() -> Scenario:
    """Credit unions that nobody trusts; cheaper lenders stand beside a fund that channels."""
    return small("timor-leste-credit-union", 400).with_values({
        "membership.first_trust": 0.2, "savings.panic": 0.3, "bank.soft_share": 0.4,
        "bank.soft_rate": 0.4, "national.capital": 100_000.0, "national.mode": "channelling",
        "national.asks_surplus": False, "national.health": 0.0,
        "national.applications": 0.9, "national.lent_before": 0.0, "fund.discipline": 0.5,
        "national.guarantee": 0.4, "national.on_lending_cap": 0.6, "fund.write_off": 3,
        "fund.loan_rate": 0.3,
        "regulation.rate_cap": 0.24, "savings.rate": 0.12, "regulation.savings_cap": 0.05,
    })  # fmt: skip


def sharia_savers() -> Scenario:
    """Murabahah, money of a national fund under a profit share, and one payment at the end."""
    return small("indonesia-savings-and-loan", 1200).with_values({
        "fund.contract": "murabahah", "fund.bullet": True, "national.contract": "profit share",
        "national.asks_surplus": False, "national.health": 0.0, "national.applications": 0.9,
        "national.lent_before": 0.0, "national.on_lending_cap": 0.6, "national.capital": 1e9,
    })  # fmt: skip


def waiting_savers(**asked: Any) -> Scenario:
    """Credit unions that a rich national fund would serve, but for what it asks of them."""
    preset = small("timor-leste-credit-union", 400)
    young = tuple(attrs.evolve(one, age=6) for one in preset.cooperatives)
    return attrs.evolve(preset, cooperatives=young).with_values({
        "national.capital": 100_000.0, "national.age": 0, "national.lent_before": 0.0,
        "national.asks_surplus": False, "national.asks_meeting": False, "national.health": 0.0,
        "national.applications": 0.9, "national.on_lending_cap": 0.6, "national.processing": 0,
    }).with_terms(**asked)  # fmt: skip


def exporters() -> Scenario:
    """Coffee that may be sold to exporters, when there is enough and it is good enough."""
    return small("timor-leste-coffee", 400).with_values({
        "market.channel": "export", "market.minimum_volume": 300.0,
        "programme.certification": 0.9, "programme.storage": 0.9,
    })  # fmt: skip


def proud_exporters() -> Scenario:
    """Exporters ask for more quality than there is; the law asks for a reserve."""
    return exporters().with_values({
        "market.minimum_quality": 0.95, "surplus.reserve": 0.05, "surplus.patronage": 0.60,
        "regulation.reserve_share": 0.3,
    })  # fmt: skip


def ruined() -> Scenario:
    """Cooperatives that did well, borrowed, and cannot pay their bills from month 16 on."""
    one = CooperativeSet(
        "growers", "producer", (1.0, 0.0, 0.0), 2, 60, 40, ("Hill",), voluntary=50.0
    )
    sea = attrs.evolve(one, name="fishers", kind="fisher", sectors=(0.0, 1.0, 0.0))
    shop = attrs.evolve(one, name="shops", kind="consumer", sectors=(0.0, 0.0, 1.0))
    return Scenario(
        name="ruined",
        title="Ruin after a good year",
        districts=(District("Hill", 1.0),),
        cooperatives=(one, sea, shop),
        households=360,
        policies=(Policy(16, (("office.fixed_cost", 5000.0),)),),
    ).with_values({
        "membership.refund_share": False, "membership.leaving": 0.05, "programme.ice": 1.0,
        "programme.storage": 1.0, "programme.equipment": 500.0, "office.fixed_cost": 1.0,
        "office.tax": 0.05,
        "office.budget_share": 1.0, "market.buyer_delay": 120.0, "market.advance_share": 0.2,
        "market.supplies_on_credit": 1.0, "bank.access": 1.0, "national.capital": 50_000.0,
        "national.age": 0, "national.health": 0.0, "national.asks_surplus": False,
        "national.applications": 1.0, "national.processing": 0, "national.lent_before": 0.0,
        "agriculture.harvest_month": 3,
    })  # fmt: skip


WORLDS = {
    "busy": busy,
    "ruined": ruined,
    "exporters": exporters,
    "poor savers": poor_savers,
    "sharia savers": sharia_savers,
    "savers": savers,
    "young savers": lambda: waiting_savers(national__age=60),
    "idle savers": lambda: waiting_savers(national__lent_before=1.0, fund__demand=0.01),
    "unmet savers": lambda: waiting_savers(
        governance__meeting_chance=0.0, regulation__meeting_duty=0.0
    ).with_policies(Policy(1, (("national.applications", 0.0),), until=20)),
    "fisheries": lambda: small("timor-leste-fisheries", 250),
    "proud exporters": proud_exporters,
    "village cooperatives": lambda: small("indonesia-desa-merah-putih", 400).with_terms(
        membership__shell_members=14
    ),
    "contract": lambda: exporters().with_terms(market__channel="contract"),
    "digital": lambda: exporters().with_terms(market__channel="digital"),
}


@cache
def world(name: str) -> Scenario:
    return WORLDS[name]()


@cache
def base_numbers(name: str, months: int, seed: int) -> NDArray[np.float64]:
    return numbers(world(name), months, seed)


def numbers(scenario: Scenario, months: int, seed: int = 1) -> NDArray[np.float64]:
    """Every metric of the nation, month by month."""
    return simulated(scenario, months, seed).series["nation"].values


def simulated(scenario: Scenario, months: int, seed: int = 1) -> Run:
    return simulate(scenario.sized(months=months), seed, scopes=("nation",), panel=1)


# -------------------------------------------------------------------------------- parameters


def ends(param: Param) -> list[str]:
    """Where a parameter can be moved to: each of its bounds, or each of the other choices."""
    if param.kind == "choice":
        return [one for one in param.choices if one != param.default]
    return ["high", "low"]


def moved(scenario: Scenario, param: Param, end: str) -> Scenario:
    """The scenario with one parameter at an end of what is allowed."""
    value: Any = end
    if param.kind == "yes/no":
        value = end == "high"
    elif param.kind != "choice":
        scale = scenario.per_dollar if param.is_money else 1.0
        value = (param.low if end == "low" else param.high) * scale
    if param.table != "surplus":
        return scenario.with_values({param.name: value})
    rest = (1 - value) / (len(SHARES) - 1)  # the others share what is left
    return scenario.with_values(
        {f"surplus.{name}": value if name == param.key else rest for name in SHARES}
    )


FIRST = {"national": "savers", "fisheries": "fisheries", "surplus": "exporters"}
"""Where a table's parameters most often matter; the busy world otherwise."""


def is_alive(param: Param, end: str) -> bool:
    """Whether moving a parameter makes a difference to any metric of any world.

    Worlds that stand at that end anyhow are passed over. Where all do, the way from the other
    end is the same as the way to it, which is tried as that end.
    """
    names = dict.fromkeys([FIRST.get(param.table, "busy"), *WORLDS])
    changed = {name: moved(world(name), param, end) for name in names}
    changed = {name: one for name, one in changed.items() if one.digest != world(name).digest}
    if not changed:
        return is_alive(param, "low" if end == "high" else "high")
    first, *others = changed
    order = [(first, SHORT, 1), (first, YEAR, 1)]
    order += [(name, months, 1) for months in (SHORT, YEAR) for name in others]
    order += [(first, LONG, seed) for seed in (1, 2, 3)]
    order += [(name, LONG, 1) for name in others]
    return any(
        not np.array_equal(
            numbers(changed[name], months, seed), base_numbers(name, months, seed), equal_nan=True
        )
        for name, months, seed in order
    )


@pytest.mark.parametrize("table", TABLES)
def test_no_parameter_is_dead(table: str) -> None:
    dead = [
        f"{param.name} at {end}"
        for param in PARAMS.values()
        if param.table == table
        for end in ends(param)
        if not is_alive(param, end)
    ]
    assert not dead, f"nothing changes with: {', '.join(dead)}"


# ------------------------------------------------------------------- verbs, metrics and flows

MATTERS = {
    "luck": "world_price_coffee",
    "earn_elsewhere": "income_others",
    "produce": "harvest",
    "deliver": "volume",
    "sell_and_pay": "oss",
    "pay_in_and_out": "voluntary",
    "lend": "lent",
    "run_office": "cost_per_member",
    "refinance": "fund_debt",
    "join_and_leave": "joins",
    "govern": "skill",
    "close_year": "meetings_held",
}
"""What each verb brings about: a metric that is another without it."""


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_left_out_is_missed(verb: str) -> None:
    without = attrs.evolve(world("busy"), without=(verb,))
    metric = MATTERS[verb]
    with_it, left_out = simulated(world("busy"), 26), simulated(without, 26)
    assert not np.array_equal(with_it.values(metric), left_out.values(metric), equal_nan=True)


def test_every_metric_is_a_number_somewhere() -> None:
    seen = {
        metric.name
        for name in WORLDS
        for place, metric in enumerate(METRICS)
        if np.isfinite(base_numbers(name, LONG, 1)[:, place]).any()
    }
    assert not {metric.name for metric in METRICS} - seen


def test_every_flow_is_booked_somewhere() -> None:
    """Goods are sold in the month they come in; only where nobody sells can stock be lost."""
    unsold = attrs.evolve(world("ruined"), without=("sell_and_pay",))
    booked: set[str] = set()
    for scenario in (*map(world, WORLDS), unsold):
        village = Village(scenario, seed=1)
        for _ in range(LONG):
            village.step()
        booked |= {flow.name for flow in FLOWS if village.ledger.totals[CODE[flow.name]]}
    assert not {flow.name for flow in FLOWS} - booked
