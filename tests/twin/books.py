"""The ledger: each flow of money is declared once, and ``book`` is the only way to move any."""

from __future__ import annotations

from typing import Any

import mesa

from coopsim.ledger import FLOWS
from coopsim.ledger.flows import MAY_BE_NEGATIVE

LEGS = {
    flow.name: tuple((leg.table, leg.account, leg.sign) for leg in flow.legs if leg.table != "@")
    for flow in FLOWS
}
"""What each flow raises and lowers inside."""
OF_COOPERATIVES = {name for name, legs in LEGS.items() if any(leg[0] == "c" for leg in legs)}


class Actor(mesa.Agent):
    """Anybody with money: an agent that keeps books and knows its row."""

    def __init__(self, model: Any, row: int, columns: dict[str, Any]) -> None:
        super().__init__(model)
        self.row = row
        for name, values in columns.items():
            setattr(self, name, values[row])

    def book(self, flow: str, amount: float) -> int:
        """Book a flow, rounded half to even; nobody's account may fall below zero."""
        whole = round(amount)
        if whole < 0:
            raise ValueError(f"{flow}: a negative amount, {whole}")
        if whole == 0:
            return 0
        for table, account, sign in LEGS[flow]:
            owner = self._owner(table)
            value = getattr(owner, account) + sign * whole
            if value < 0 and sign < 0 and (table, account) not in MAY_BE_NEGATIVE:
                raise ValueError(f"{flow}: {table}.{account} of {self} overdrawn by {-value}")
            setattr(owner, account, value)
        self.model.totals[flow] += whole
        if flow in OF_COOPERATIVES:
            self._owner("c").booked[flow] += whole
        return whole

    def _owner(self, table: str) -> Any:
        """Whose account a leg moves: this agent, its cooperative or the national fund."""
        raise NotImplementedError
