"""The ledger: every flow of money, one ``move``, and the monthly audit."""

from coopsim.ledger.book import Ledger, whole
from coopsim.ledger.flows import BOOKS, BY_NAME, CODE, FLOWS, OPERATING, PARTIES, Flow, Leg

__all__ = [
    "BOOKS",
    "BY_NAME",
    "CODE",
    "FLOWS",
    "OPERATING",
    "PARTIES",
    "Flow",
    "Ledger",
    "Leg",
    "whole",
]
