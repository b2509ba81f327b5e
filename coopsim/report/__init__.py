"""The report of a study: one page that stands alone, and the same on paper."""

from coopsim.report.page import write_report
from coopsim.report.printing import NoBrowserError, print_page

__all__ = ["NoBrowserError", "print_page", "write_report"]
