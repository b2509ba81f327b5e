"""Trade: a kiosk's stock, turnover, supplier credit and sales on credit (bon)."""

from __future__ import annotations

import attrs
import numpy as np

from coopsim.params import Number, param


@attrs.frozen
class TradeTerms:
    """Kiosks of households and the shop of the cooperative."""

    kiosk_stock: Number = param(120.0, 1.0, 5000.0, "money", "median stock of a kiosk, at cost")
    kiosk_spread: Number = param(0.6, 0.0, 1.5, "log points", "spread of kiosks")
    turnover: Number = param(0.8, 0.05, 3.0, "times a month", "stock sold a month")
    markup: Number = param(0.15, 0.0, 1.0, "share of cost", "markup of a kiosk")
    bon_share: Number = param(0.25, 0.0, 0.9, "share of sales", "sold on credit (bon)")
    bon_collected: Number = param(0.6, 0.0, 1.0, "share a month", "bon paid back a month")
    bon_lost: Number = param(0.03, 0.0, 0.5, "share a month", "bon never paid, a month")
    festive_sales: Number = param(0.4, 0.0, 2.0, "share", "extra sales in December")
    supplier_credit: Number = param(
        0.3, 0.0, 1.0, "share of purchases", "bought from wholesalers on credit"
    )
    bulk_discount: Number = param(
        0.10, 0.0, 0.5, "share", "the most a cooperative saves by buying in bulk"
    )
    bulk_volume: Number = param(
        3000.0, 10.0, 1000000.0, "money a month", "purchases at which half the discount is had"
    )
    wholesale_margin: Number = param(
        0.04, 0.0, 0.4, "share", "margin the cooperative adds on goods", role="decision"
    )
    shop_share: Number = param(
        0.0, 0.0, 0.8, "share of spending", "members' daily spending at the cooperative's shop"
    )
    shop_margin: Number = param(
        0.06, 0.0, 0.5, "share", "margin of the cooperative's shop", role="decision"
    )


def kiosk_demand(stock_size: Number, draw: Number, month: int, *, terms: TradeTerms) -> Number:
    """Goods customers want this month, at cost."""
    festive = 1 + terms.festive_sales * (month % 12 == 0)
    return stock_size * terms.turnover * festive * (0.7 + 0.6 * np.asarray(draw))


def bulk_saving(purchases: Number, index: float, terms: TradeTerms) -> Number:
    """Share saved by buying together; rises with volume towards ``bulk_discount``."""
    volume = np.asarray(purchases)
    return terms.bulk_discount * volume / (volume + np.asarray(terms.bulk_volume) * index)
