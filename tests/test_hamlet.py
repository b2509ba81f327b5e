"""Twelve households, by hand: the arithmetic of every expected number stands beside it.

Money is in cents. Ten of the twelve are members. Each tends one hectare of 200 kg a year; the
world price is 4.00, the trader pays half of it, the cooperative sells at 80 % of it.
"""

from __future__ import annotations

import numpy as np
import pytest
from hamlet import (
    between_months,
    booked,
    give_loan,
    hamlet,
    make_destitute,
    members,
    persons,
    steps,
    village,
)

from coopsim.model.measures import measures
from coopsim.model.verbs.members import admit, release
from coopsim.run import simulate
from coopsim.scenario import Policy


def test_the_first_day() -> None:
    v = village()
    h, c = v.households, v.cooperatives
    assert h.member.sum() == c.members[0] == 10
    # a person needs 40.00 a month, half of it from the garden, wages bring the other half
    assert h.need.tolist() == (persons() * 4000).tolist()
    assert h.other_income.tolist() == (persons() * 2000).tolist()
    # an entry share of 10.00, and 1.00 for each month of membership (``joined`` is below zero)
    assert h.share.tolist() == (h.member * 1000).tolist()
    assert h.mandatory.tolist() == (h.joined * -100).tolist()
    # a reserve of a tenth of both; all of it is in the till
    paid_in = 10 * 1000 + int(h.mandatory.sum())
    assert c.reserve[0] == round(paid_in / 10)
    assert c.cash[0] == paid_in + c.reserve[0]


def test_prices() -> None:
    v = village()
    steps(v, 1)
    assert v.now.world[0, 0] == 400
    assert v.now.traders[0, 0] == 200  # half of 4.00
    assert v.now.sale_price[0] == 320  # 80 % of 4.00
    assert v.now.unit_cost[0] == 20  # 0.20 to handle a kilogram
    assert v.cooperatives.price[0] == 240  # 80 % of 3.20 - 0.20


def test_a_month_without_harvest() -> None:
    v = village()
    before = int(v.cooperatives.cash[0])
    steps(v, 1)
    assert booked(v, "other_income") == 2000 * persons().sum()
    assert booked(v, "mandatory_saved") == 10 * 100
    assert booked(v, "office_cost") == booked(v, "bills_paid") == 1000
    assert v.cooperatives.cash[0] == before + 10 * 100 - 1000
    assert v.cooperatives.surplus[0] == -1000
    assert not v.households.short.any()


def test_the_harvest_month_by_month() -> None:
    """Harvest centred on July, half a year wide: weights 1, 5/7, 3/7, 1/7 of a sum of 25/7."""
    v = village()
    picked = []
    for _ in range(12):
        steps(v, 1)
        picked.append(v.now.output[0])
    # 200 kg x 7/25 in July, x 5/25 a month away, x 3/25, x 1/25
    assert picked == pytest.approx([0, 0, 0, 8, 24, 40, 56, 40, 24, 8, 0, 0])
    assert sum(picked) == pytest.approx(200)


def test_july() -> None:
    """56 kg each; members bring 28 kg to the cooperative and 28 kg to the trader."""
    v = village()
    steps(v, 6)
    before = int(v.cooperatives.cash[0])
    steps(v, 1)
    mine = members(v)
    assert v.now.to_cooperative[mine].tolist() == [6720] * 10  # 28 x 2.40
    assert v.now.to_trader[mine].tolist() == [5600] * 10  # 28 x 2.00
    assert v.now.to_trader[~v.households.member].tolist() == [11200] * 2  # 56 x 2.00
    assert v.now.volume[0] == pytest.approx(280)
    assert booked(v, "delivered_due") == booked(v, "claim_paid") == 67200  # 10 x 67.20
    assert booked(v, "sale") == booked(v, "buyer_paid") == 89600  # 280 x 3.20
    assert booked(v, "cost_of_produce") == 67200
    assert booked(v, "handling") == 5600  # 280 x 0.20
    # 168.00 are kept, a fifth of 280 x 3.00; 10.00 go to the office, 10.00 come from savings
    assert v.cooperatives.cash[0] - before == 16800 - 1000 + 1000
    income = v.households.income[mine]
    assert income.tolist() == (4000 * persons()[mine] + 6720 + 5600).tolist()


def test_the_year_is_closed() -> None:
    """1,000 kg x 0.60 kept, less twelve months of 10.00."""
    v = village()
    steps(v, 11)
    assert v.cooperatives.surplus[0] == 60000 - 11000
    steps(v, 1)
    assert booked(v, "year_closed_surplus") == 48000
    assert v.cooperatives.surplus[0] == 0
    assert v.cooperatives.undivided[0] == v.cooperatives.last_surplus[0] == 48000
    assert v.households.patronage[members(v)].tolist() == [24000] * 10  # 100 kg x 2.40


def test_the_surplus_is_divided() -> None:
    """480.00: 40 % reserve, 25 % by business, 15 % by shares, four times 5 %."""
    v = village(governance__meeting_window=1.0)  # the meeting is in January
    steps(v, 12)
    reserve = int(v.cooperatives.reserve[0])
    own = (v.households.share + v.households.mandatory + 100)[members(v)]  # and January's 1.00
    steps(v, 1)
    assert v.cooperatives.met[0]
    assert v.cooperatives.reserve[0] - reserve == 19200
    assert booked(v, "patronage_refund") == 12000
    assert booked(v, "capital_refund") == 7200
    assert [booked(v, f"to_{who}") for who in ("board", "staff", "education", "social")] == [
        2400, 2400, 2400, 2400]  # fmt: skip
    assert v.cooperatives.undivided[0] == 0
    # 12.00 each by business, as all brought the same; 72.00 by shares, to the cent
    claim = v.households.claim[members(v)]
    assert claim.sum() == 19200
    assert claim - 1200 == pytest.approx(7200 * own / own.sum(), abs=1)
    steps(v, 1)
    assert booked(v, "claim_paid") == 19200
    assert not v.households.claim.any()
    assert booked(v, "dues_paid") == 4 * 2400


def test_a_loan_is_repaid() -> None:
    """120.00 over 12 months at 12 % a year: 10.00 a month, and 1 % of what is still owed."""
    v = village()
    row = members(v)[0]
    give_loan(v, row, 12000)
    for month in range(1, 13):
        steps(v, 1)
        assert booked(v, "interest_accrued") == booked(v, "interest_paid") == 120 - 10 * (month - 1)
        assert booked(v, "principal_paid") == 1000
        assert v.households.loan[row] == v.cooperatives.loans[0] == 12000 - 1000 * month
        assert v.households.late[row] == 0
    # 1.20 + 1.10 + ... + 0.10 = 12 x 1.30 / 2
    assert v.households.service_year[row] == 12000 + 780


def test_a_flat_loan_costs_the_same_every_month() -> None:
    """12 % flat is 1 % of the first 120.00 each month: 14.40 instead of 7.80."""
    v = village(fund__contract="flat")
    row = members(v)[0]
    give_loan(v, row, 12000)
    interest = []
    for _ in range(12):
        steps(v, 1)
        interest.append(booked(v, "interest_paid"))
    assert interest == [120] * 12
    assert v.households.loan[row] == 0


def test_a_bullet_loan_with_grace() -> None:
    v = village(fund__bullet=True, fund__tenor=3)
    row = members(v)[0]
    give_loan(v, row, 12000)
    steps(v, 2)
    assert v.households.loan[row] == 12000
    steps(v, 1)
    assert booked(v, "principal_paid") == 12000
    w = village(fund__grace=2, fund__tenor=5)
    give_loan(w, row, 12000)
    steps(w, 2)
    assert w.households.loan[row] == 12000
    steps(w, 1)
    assert booked(w, "principal_paid") == 4000  # a third, three months are left


def test_a_loan_nobody_repays() -> None:
    """A purse that stays empty: late from the second month, written off when a year late."""
    v = village()
    row = members(v)[0]
    give_loan(v, row, 12000)
    make_destitute(v, row)
    late, interest, provision = [], [], []
    for _ in range(12):
        steps(v, 1)
        late.append(int(v.households.late[row]))
        interest.append(booked(v, "interest_accrued"))
        provision.append(int(v.cooperatives.provision[0]))
        assert v.households.short[row]
    # the first instalment falls due in month 1 and is a month late in month 2
    assert late == [*range(12)]
    # 1.20 a month until it is three months late, then it earns nothing in the books
    assert interest == [120, 120, 120, 120, *[0] * 8]
    assert provision == [0, *[4200] * 11]  # 35 % of 120.00
    assert v.cooperatives.late_share[0] == 1
    surplus = int(v.cooperatives.surplus[0])
    steps(v, 1)
    assert booked(v, "loan_written_off") == 12000
    assert booked(v, "provision_made") == 12000 - 4200
    assert booked(v, "interest_given_up") == 4 * 120
    assert v.households.written_off[row] == v.cooperatives.written_off[0] == 12000
    assert not v.households.loan[row] and not v.cooperatives.loans[0]
    # the loss of the month: what was not provided for, the interest, 10.00 for the office
    assert v.cooperatives.surplus[0] - surplus == -(12000 - 4200) - 480 - 1000


def test_delays_are_paid_in_their_month() -> None:
    """45 days: half after one month, half after two. April brings 4 kg x 2.40 x 10 members."""
    v = village(market__payment_delay=45.0)
    paid = []
    for _ in range(9):
        steps(v, 1)
        paid.append(booked(v, "claim_paid"))
    april, may, june, july, august = 9600, 28800, 48000, 67200, 48000
    assert paid[:4] == [0, 0, 0, 0]
    assert paid[4:] == pytest.approx([
        april / 2,
        (april + may) / 2,
        (may + june) / 2,
        (june + july) / 2,
        (july + august) / 2,
    ], abs=10)  # fmt: skip  # a cent a member


def test_a_balance_waits_for_the_buyer() -> None:
    """A quarter is paid when the buyer pays, after 30 days."""
    v = village(market__advance_share=0.75, market__buyer_delay=30.0)
    steps(v, 4)
    assert booked(v, "delivered_due") == booked(v, "claim_paid") == 7200  # 3/4 of 96.00
    assert booked(v, "delivered") == v.households.promised.sum() == 2400
    assert v.cooperatives.receivable[0] == booked(v, "sale") == 12800  # 40 kg x 3.20
    steps(v, 1)
    assert booked(v, "buyer_paid") == 12800
    assert booked(v, "promise_matured") == 2400
    assert booked(v, "claim_paid") == 2400 + 21600  # and 3/4 of May's 288.00


def test_a_heavy_month_is_seen_though_the_loan_is_gone_after_it() -> None:
    """All of 120.00 falls due in March: more than 40 % of what fewer than eight persons earn."""
    v = village(fund__bullet=True, fund__tenor=3)
    row = members(v)[0]
    assert persons()[row] <= 7  # 40.00 a person, of which 40 % is 16.00: 7 x 16.00 = 112.00
    give_loan(v, row, 12000)
    found = []
    for _ in range(4):
        steps(v, 1)
        sums = measures(v)
        found.append((sums["owing"][0], sums["heavy"][0]))
    assert found == [(1, 0), (1, 0), (1, 1), (0, 0)]


def test_check_off_takes_the_instalment_from_the_proceeds() -> None:
    """A borrower who would never pay at the counter pays from the crop."""
    v = village(market__check_off=0.5, fund__grace=3, fund__tenor=5)
    row = members(v)[0]
    give_loan(v, row, 12000)
    make_destitute(v, row)
    v.households.capacity[row] = 1.0  # the land is still there
    steps(v, 3)
    assert v.households.interest[row] == 3 * 120
    steps(v, 1)
    # April: 4 kg x 2.40 = 9.60, half of it goes to the four months of interest owed, 4.80
    assert booked(v, "interest_paid") == 480
    assert booked(v, "principal_paid") == 0


def test_a_household_joins() -> None:
    """Of the entry share of 10.00 the state pays 40 %."""
    v = village()
    steps(v, 1)
    row = int(np.flatnonzero(~v.households.member)[0])
    purse, till = int(v.households.cash[row]), int(v.cooperatives.cash[0])
    between_months(v, lambda: admit(v, np.array([row]), 0.4))
    assert booked(v, "share_subsidised") == 400
    assert booked(v, "share_paid_in") == 600
    assert v.households.share[row] == 1000
    assert v.households.cash[row] == purse - 600
    assert v.cooperatives.cash[0] == till + 1000
    assert v.households.member[row]


@pytest.mark.parametrize(("refund", "due"), [(True, 3400), (False, 2400)])
def test_a_member_leaves(refund: bool, due: int) -> None:
    """With a loan of 30.00: 10.00 of share, if it is paid back, and the savings of 54.00."""
    v = village(membership__refund_share=refund)
    row = next(one for one in members(v) if v.households.joined[one] == -54)
    give_loan(v, row, 3000)
    between_months(v, lambda: release(v, np.array([row])))
    assert v.households.claim[row] == due == (1000 if refund else 0) + 5400 - 3000
    assert v.households.loan[row] == v.households.share[row] == v.households.mandatory[row] == 0
    assert booked(v, "loan_set_off") == 3000
    assert booked(v, "share_forfeited") == (0 if refund else 1000)


def test_a_policy_of_one_month() -> None:
    """In July alone the cooperative pays out everything: 3.00 a kilogram."""
    policy = Policy(7, (("market.payout", 1.0),), until=7)
    run = simulate(hamlet().with_policies(policy).sized(months=12))
    price = run.accounts.flows[0, run.accounts.flow_names.index("delivered_due"), 0]
    assert price == 10 * (100 * 240 + 28 * 60)  # 28 kg of the 100 for 0.60 more
    assert run.by_year("surplus")[0] == pytest.approx(480 - 10 * 28 * 0.60)


def test_what_a_run_says_of_the_hamlet() -> None:
    run = simulate(hamlet().sized(months=24))
    assert run.by_year("members").tolist() == [10, 10]
    assert run.by_year("harvest").tolist() == pytest.approx([2400, 2400])
    assert run.by_year("volume").tolist() == pytest.approx([1000, 1000])
    # 100 kg at 2.40 of a crop worth 100 x 2.40 + 100 x 2.00
    assert run.by_year("delivered_share")[0] == pytest.approx(2.40 / 4.40)
    assert run.by_year("price_paid").tolist() == pytest.approx([2.40, 2.40])
    assert run.by_year("price_gap").tolist() == pytest.approx([0.2, 0.2])
    assert run.by_year("surplus").tolist() == pytest.approx([480, 480])
    # needs met by garden and wages, 40.00 a person, and 440.00 of crop a year
    mine = members(village())
    mean = np.mean(40 * persons()[mine] + 440 / 12)
    assert run.by_year("income_members")[0] == pytest.approx(mean)
    assert run.by_year("poverty").tolist() == [0, 0]
    assert run.by_year("price_index").tolist() == [1, 1]
    # 192.00 of the first year's 480.00 went to ten members
    assert run.by_year("refund_per_member")[1] == pytest.approx(19.20)
    assert run.by_year("cost_per_member").tolist() == pytest.approx([12, 12])
    assert run.by_year("oss")[0] == pytest.approx(3200 / (2400 + 200 + 120))
