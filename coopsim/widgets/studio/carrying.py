"""A draft as a workbook: out to a spreadsheet program, and back with every fault at its cell."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ipywidgets as W

from coopsim.errors import CoopsimError
from coopsim.studio import as_xlsx, from_xlsx
from coopsim.widgets.downloads import link
from coopsim.widgets.part import button, classed, page
from coopsim.widgets.studio.bench import Bench
from coopsim.widgets.studio.piece import Piece, note


class Carrying(Piece):
    """A button for the workbook, a field to bring it back; ``name`` is what its file is called."""

    def __init__(self, bench: Bench, name: Callable[[], str]) -> None:
        super().__init__(bench)
        self.name = name
        self._head, self._links = page(), page()
        self._sheet, self.upload = button(self.sheet), W.FileUpload(accept=".xlsx", multiple=False)
        self.upload.observe(lambda change: self._brought(change["new"]), "value")
        row = classed(W.HBox([self._sheet, self.upload]), "cs-row")
        self.box.children = [self._head, row, self._links]

    def tell(self) -> None:
        """Write the heading and the buttons."""
        self._head.value = f"<h3>{self.told('As a workbook, for a spreadsheet program')}</h3>"
        self._sheet.description = self.plain("Make a workbook (.xlsx)")
        self.upload.description = self.plain("Bring a workbook back")

    def sheet(self) -> None:
        """Offer the workbook to fill in."""
        name = self.name() or "scenario"
        content = as_xlsx(self.bench.draft.scenario, self.bench.lang)
        self._links.value = (
            f"<p>{link(f'{name}.xlsx', content, self.told('Workbook to fill in'))}</p>"
        )

    def _brought(self, files: Any) -> None:
        if files:
            one = files[0]
            self.bring(bytes(one["content"]), str(one["name"]))

    def bring(self, content: bytes, name: str) -> None:
        """Take the scenario of a workbook, or tell every fault with its sheet and cell."""
        try:
            scenario = from_xlsx(content, name)
        except CoopsimError as error:
            self._links.value = self.wrong(error)
            return
        self.bench.change(scenario)
        self._links.value = note(self.told("The workbook {file} is the draft now.", file=name))
