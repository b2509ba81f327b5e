"""Harvests, fishing trips and kiosks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from coopsim.model.order import paid_in_order
from coopsim.rules.agriculture import harvest, harvest_weight
from coopsim.rules.fisheries import catch_weight, stock_after, trip_season, trips_made
from coopsim.rules.luck import weather_met
from coopsim.rules.trade import kiosk_demand
from coopsim.state import ACTIVE

if TYPE_CHECKING:
    from coopsim.model.village import Village


def produce(v: Village) -> None:
    """What every household brings forth this month."""
    month = (v.month - 1) % 12 + 1
    if v.farms.stop > v.farms.start:
        _tend_trees(v, month)
        _pick(v, month)
    if v.boats.stop > v.boats.start:
        _fish(v, month)
    if v.kiosks.stop > v.kiosks.start:
        _keep_kiosk(v, month)


def served(v: Village, rows: slice) -> NDArray[np.bool_]:
    """Members whose cooperative is active and trades in what they live from."""
    h, c = v.households, v.cooperatives
    open_ = (c.status == ACTIVE) & c.trades
    home = h.home[rows]
    found: NDArray[np.bool_] = h.member[rows] & open_[home] & (c.sector[home] == h.sector[rows])
    return found


def _tend_trees(v: Village, month: int) -> None:
    """Trees grow older; some are pruned or replanted; four months ahead inputs are bought."""
    h, crop = v.households, v.at_home("agriculture", "farms")
    ages = h.tree_age[v.farms]
    ages += 1 / 12
    programme = v.at_home("programme", "farms")
    helped = np.asarray(programme.rehabilitation) * h.member[v.farms]
    chosen = v.draw_for("rehabilitation", v.farms) < (helped + crop.replanting) / 12
    renewed = chosen & (ages > crop.old_age)
    np.copyto(ages, np.maximum(np.asarray(crop.mature_age) - 1.5, 0.0), where=renewed)
    due = (np.asarray(crop.harvest_month) - 5) % 12 + 1 == month
    if np.any(due):
        _buy_inputs(v, due)


def _buy_inputs(v: Village, due: Any) -> None:
    h = v.households
    crop, market = v.at_home("agriculture", "farms"), v.at_home("market", "farms")
    rows = v.farms
    cost = np.where(due, h.capacity[rows] * crop.input_cost * v.index, 0.0)
    wish, kept = cost * market.supplies_on_credit, h.need[rows] * v.index * 0.5
    asks = h.cash[rows] > 2 * (cost - wish) + kept
    lent = lend_supplies(v, rows, wish * asks, "inputs queue")
    rest = np.maximum(np.rint(cost) - lent, 0.0)
    able = (lent > 0) | (h.cash[rows] > 2 * rest + kept)  # nobody owes for what is not bought
    paid = v.ledger.move("supplies_paid", np.minimum(rest * able, h.cash[rows]), rows)
    v.now.income[rows] -= paid + lent
    v.households.inputs[rows] = np.where(due, able & (cost > 0), h.inputs[rows])


def lend_supplies(v: Village, rows: slice, asked: Any, purpose: str) -> NDArray[np.int64]:
    """Supplies lent to members, first come first served, out of half the cooperative's cash."""
    h, c = v.households, v.cooperatives
    wanted = np.rint(asked * served(v, rows) * (h.supplies[rows] == 0)).astype(np.int64)
    if not wanted.any():
        return wanted
    lent = paid_in_order(wanted, h.home[rows], c.cash // 2, lambda: v.draw_for(purpose, rows))
    return v.ledger.move("supplies_lent", lent, rows)


def _pick(v: Village, month: int) -> None:
    h, crop = v.households, v.at_home("agriculture", "farms")
    weight = harvest_weight(month, v.terms.agriculture)
    if not np.any(weight):
        return
    home = h.home[v.farms]
    if np.ndim(weight):
        weight = np.asarray(weight)[home]
    c = v.cooperatives
    v.now.output[v.farms] = harvest(
        h.capacity[v.farms], h.tree_age[v.farms], weight,
        weather=np.asarray(weather_met(c.weather, v.terms.luck))[home], inputs=h.inputs[v.farms],
        skill=c.skill[home] * h.member[v.farms], terms=crop,
    )  # fmt: skip


def _fish(v: Village, month: int) -> None:
    h, c = v.households, v.cooperatives
    rows, sea, market = v.boats, v.at_home("fisheries", "boats"), v.at_home("market", "boats")
    home = h.home[rows]
    wanted = sea.trips * trip_season(month, sea)
    cost = np.asarray(sea.fuel_cost) * v.index
    lent = lend_supplies(v, rows, wanted * cost * market.supplies_on_credit, "fuel queue")
    trips = trips_made(wanted, h.cash[rows], cost, credit=lent)
    fuel = np.clip(trips * cost - lent, 0, h.cash[rows] // 2)
    v.now.income[rows] -= v.ledger.move("supplies_paid", fuel, rows) + lent
    district = c.district[home]
    caught = catch_weight(
        trips, h.capacity[rows], v.places.fish[district],
        weather=np.asarray(weather_met(c.sea, v.terms.luck))[home],
        skill=c.skill[home] * h.member[rows],
        terms=sea,
    )  # fmt: skip
    v.now.output[rows] = caught
    taken = np.bincount(district, caught, len(v.places.fish))
    v.places.fish[:] = stock_after(
        v.places.fish, taken, v.places.unfished, terms=v.at_places("fisheries")
    )


def _keep_kiosk(v: Village, month: int) -> None:
    h, shop, rows = v.households, v.at_home("trade", "kiosks"), v.kiosks
    customers = v.draw_for("customers", rows)
    wanted = kiosk_demand(h.capacity[rows] * v.index, customers, month, terms=shop)
    sold = np.minimum(np.rint(wanted), h.stock[rows]).astype(np.int64)
    revenue = sold * (1 + np.asarray(shop.markup)) / (1 - h.held[rows])
    on_credit = np.rint(revenue * shop.bon_share)
    in_cash = np.rint(revenue) - on_credit
    lost = v.ledger.move("bon_lost", h.bon[rows] * np.asarray(shop.bon_lost), rows)
    came = np.minimum(np.rint(h.bon[rows] * np.asarray(shop.bon_collected)), h.bon[rows])
    v.ledger.move("bon_collected", came, rows)
    v.ledger.move("kiosk_cost", sold, rows)
    v.ledger.move("kiosk_sale", in_cash, rows)
    v.ledger.move("bon_given", on_credit, rows)
    v.now.income[rows] += revenue - sold - lost
    target = h.capacity[rows] * v.index
    v.now.output[rows] = np.maximum(target - h.stock[rows], 0.0)
