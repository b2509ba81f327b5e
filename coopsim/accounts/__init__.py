"""The yearly accounts of any cooperative of a run, as a board knows them.

>>> from coopsim.accounts import balance_sheet, text  # text(balance_sheet(run, 0, year=1))
"""

from coopsim.accounts.books import Books, open_books
from coopsim.accounts.health import HealthReport, RatioLine, health
from coopsim.accounts.lines import Line, Statement
from coopsim.accounts.rendering import report, text
from coopsim.accounts.statements import (
    balance_sheet,
    cash_flow,
    members_capital,
    sources_and_uses,
    statement_of_surplus,
)

__all__ = [
    "Books", "HealthReport", "Line", "RatioLine", "Statement", "balance_sheet", "cash_flow",
    "health", "members_capital", "open_books", "report", "sources_and_uses",
    "statement_of_surplus", "text",
]  # fmt: skip
