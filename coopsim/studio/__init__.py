"""The scenario studio's logic: what a trainer does to a scenario, without a widget.

A scenario is listed as named values (``values``), compared with its parent (``differences``),
checked with every fault at its place (``faults_at``), tried under several lucks and held against
what is plausible (``Trials``, ``sanity``), kept as a file (``keep``) or a workbook (``as_xlsx``,
``from_xlsx``), begun from an annual-meeting book (``from_annual_book``), and published to a
lesson (``publish``).

>>> from coopsim.scenario import example
>>> from coopsim.studio import differences
>>> base = example()
>>> [(one.name, one.a, one.b) for one in differences(base, base.with_terms(fund__tenor=9))]
[('fund.tenor', 12, 9)]
"""

from coopsim.studio.annual_book import ENTRIES, AnnualBook, Entry, asked_of, from_annual_book
from coopsim.studio.differences import Difference, differences
from coopsim.studio.drafts import Draft
from coopsim.studio.edits import with_policy, with_value, without_policy
from coopsim.studio.errors import StudioError
from coopsim.studio.keeping import ROLES, Provenance, file_text, keep, provenance
from coopsim.studio.own_cooperative import OwnCooperative
from coopsim.studio.places import Placed, faults_at
from coopsim.studio.publishing import publish
from coopsim.studio.real_names import real_name
from coopsim.studio.sanity import Finding, sanity
from coopsim.studio.spreadsheet import as_xlsx, from_xlsx
from coopsim.studio.trials import Fan, Trials, fan
from coopsim.studio.values import GROUPS, Value, search, values

__all__ = [
    "ENTRIES", "GROUPS", "ROLES", "AnnualBook", "Difference", "Draft", "Entry", "Fan", "Finding",
    "OwnCooperative", "Placed", "Provenance", "StudioError", "Trials", "Value", "as_xlsx",
    "asked_of", "differences", "fan", "faults_at", "file_text", "from_annual_book", "from_xlsx",
    "keep", "provenance", "publish", "real_name", "sanity", "search", "values", "with_policy",
    "with_value", "without_policy",
]  # fmt: skip
