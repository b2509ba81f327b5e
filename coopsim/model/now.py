"""What only the present month needs: made by one verb, read by a later one or by a metric."""

from __future__ import annotations

import numpy as np


class Now:
    """Scratch of a month; households and cooperatives a row each, all zero at its start."""

    def __init__(self, households: int, cooperatives: int) -> None:
        self._sizes = households, cooperatives
        self.clear()

    def clear(self) -> None:
        """Begin a month."""
        households, cooperatives = self._sizes
        self.hardship = np.zeros(households)
        self.output = np.zeros(households)
        """Kilograms produced, or goods a kiosk wants, minor units."""
        self.income = np.zeros(households)
        """Income so far this month, minor units."""
        self.crop_value = np.zeros(households)
        """What was sold this month, minor units."""
        self.to_cooperative = np.zeros(households)
        """The part of it that went to the cooperative, minor units."""
        self.to_trader = np.zeros(households)
        self.at_shop = np.zeros(households)
        """Spent at the shop of the cooperative, minor units."""
        self.tightness = np.zeros(households)
        """How short of cash a household is, 0 to 1."""
        self.own_reasons = np.zeros(households)
        """Uniform draw behind the choice where to sell."""
        self.principal_due = np.zeros(households, dtype=np.int64)
        """Principal that has fallen due and is not paid, minor units."""
        self.world = np.zeros((2, cooperatives))
        """World price of crop and fish, minor units a kilogram."""
        self.traders = np.zeros((2, cooperatives))
        """What traders pay for crop and fish, minor units a kilogram."""
        self.collected = np.zeros(cooperatives)
        """Loan money that came in, minor units."""
        self.due = np.zeros(cooperatives)
        """Loan money that fell due, minor units."""
        self.outsiders_kg = np.zeros(cooperatives)
        self.spoiled = np.zeros(cooperatives)
        self.sale_price = np.zeros(cooperatives)
        self.is_open = np.zeros(cooperatives, dtype=bool)
        self.unit_cost = np.zeros(cooperatives)
        self.volume = np.zeros(cooperatives)
        self.trained = np.zeros(cooperatives, dtype=bool)
        self.met_now = np.zeros(cooperatives, dtype=bool)
        self.missed_now = np.zeros(cooperatives, dtype=bool)
        self.defrauded = np.zeros(cooperatives, dtype=bool)
        self.members_lost = np.zeros(cooperatives)
        self.joins = np.zeros(cooperatives)
        self.leaves = np.zeros(cooperatives)
