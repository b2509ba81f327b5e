"""Two worlds in which everything happens: the harder half of what the twin is held against."""

from coopsim.scenario import CooperativeSet, District, Policy, Scenario

BUSY = {
    "national.capital": 200_000.0, "national.budget": 20_000.0, "national.age": 12,
    "national.health": 30.0, "national.applications": 0.8, "national.processing": 2,
    "national.lent_before": 0.95, "national.tranches": 2, "national.guarantee": 0.3,
    "bank.access": 0.5, "fund.insiders_first": True, "fund.joint_liability": True,
    "fund.rescheduling": 0.2, "fund.write_off": 4, "fund.discipline": 0.85, "fund.demand": 0.3,
    "fund.meetings": 2.0, "fund.recovery": 0.2, "market.certified_share": 0.6,
    "trade.shop_share": 0.3, "membership.joining": 0.02, "membership.leaving": 0.02,
    "digital.start": 0.4, "digital.push": 0.5, "digital.push_effect": 0.9, "digital.uptake": 0.2,
    "digital.lapse": 0.8, "programme.training": 0.6, "programme.mentors": 0.2,
    "programme.study_visits": 0.6, "programme.entry_subsidy": 0.3, "programme.ice": 0.9,
    "programme.storage": 0.9, "programme.certification": 0.5, "programme.rehabilitation": 0.3,
    "programme.grant": 100.0, "programme.founding": 0.5, "office.paid_manager": True,
    "office.tax": 0.05, "governance.fraud": 0.4, "savings.mandatory_of_sales": 0.02,
    "office.fixed_cost": 30.0,
}  # fmt: skip
HARD = {
    "national.mode": "channelling", "national.contract": "profit share", "national.ranking": "size",
    "national.tenor": 6, "national.grace": 0, "national.asks_meeting": False,
    "national.asks_surplus": False, "national.health": 0.0, "national.age": 0,
    "national.of_capital": 8.0, "national.lent_before": 0.1, "national.profit_share": 0.9,
    "national.on_lending_cap": 0.6, "fund.discipline": 0.4, "fund.contract": "murabahah",
    "fund.top_up": True, "regulation.dormant_after": 6, "regulation.meeting_duty": 0.0,
    "governance.meeting_chance": 0.3, "market.channel": "contract", "market.buyer_delay": 75.0,
    "savings.panic_trust": 0.8, "bank.tenor": 6, "surplus.reserve": 0.4,
    "programme.refounding": 0.1,
}  # fmt: skip


def busy() -> Scenario:
    """Every sector and kind, a national fund, programmes, lenders, and a bad year."""
    land, sea, town = (1.0, 0.0, 0.0), (0.2, 0.8, 0.0), (0.2, 0.0, 0.8)
    mixed = (0.4, 0.2, 0.4)
    sets = (
        CooperativeSet("growers", "producer", land, 2, 40, 20, ("Hill",), grants=2000.0),
        CooperativeSet("fishers", "fisher", sea, 1, 40, 20, ("Shore",)),
        CooperativeSet("shops", "consumer", town, 1, 40, 20, ("Town",)),
        CooperativeSet("savers", "savings-and-loan", mixed, 2, 40, 30, voluntary=80.0),
        CooperativeSet("new", "multi-purpose", (0.5, 0.0, 0.5), 1, 40, 0, unfounded=1.0),
    )
    scenario = Scenario(
        name="busy",
        title="Everything at once",
        districts=(District("Hill", 0.5, 2.0), District("Shore", 0.3, 1.0), District("Town", 0.2)),
        cooperatives=sets,
        households=280,
        whole=2800,
        policies=(Policy(13, (("luck.yield_shift", -0.5),), until=18),),
    )
    return scenario.with_values(BUSY)


def hard_times() -> Scenario:
    """The same people with bad habits and a fund that passes losses on: cooperatives end."""
    return busy().with_values(HARD)
