"""Your cooperative in ten minutes: the numbers of its book, and the balance they give."""

from __future__ import annotations

from typing import Any

import ipywidgets as W

from coopsim.errors import CoopsimError
from coopsim.files import preset_names
from coopsim.scenario import Scenario
from coopsim.studio import (
    ENTRIES,
    AnnualBook,
    Draft,
    Entry,
    OwnCooperative,
    StudioError,
    Value,
    asked_of,
    from_annual_book,
)
from coopsim.text import money, said
from coopsim.widgets.part import button, classed, page
from coopsim.widgets.studio.beginning import BOOK, preset_of, titled
from coopsim.widgets.studio.bench import FIRST, Bench
from coopsim.widgets.studio.fields import Fields, shown, typed, unit
from coopsim.widgets.studio.opening import beside, of_the_book
from coopsim.widgets.studio.piece import Piece
from coopsim.widgets.wording import plain


class Own(Piece):
    """The fields of the book, what the model makes of them, and the way on."""

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        self._quiet = False
        self.menu = classed(W.Dropdown(options=[("", "")], value=""), "cs-asked")
        self.menu.observe(lambda _: self._chosen(), "value")
        self.fields = Fields(self.set, lambda _: None)
        self.make, self.go_on = button(self.made, main=True), button(self.taken)
        self._stays, self._said, self._shown = page(), page("", "cs-status"), page()
        self.own: OwnCooperative | None = None
        self._faults: dict[str, str] = {}
        self._fold = classed(button(self.unfold), "cs-fold")
        self._book = W.VBox(
            [self.menu, self.fields, self.make, self._said, self._shown, self.go_on]
        )
        self._book.add_class("cs-book")
        self._book.layout.display = "none"
        self.box.children = [self._stays, self._fold, self._book]

    def unfold(self) -> None:
        """Show the fields, or put them away."""
        hidden = self._book.layout.display == "none"
        self._book.layout.display = "" if hidden else "none"
        (self._fold.add_class if hidden else self._fold.remove_class)("cs-open")

    @property
    def preset(self) -> str:
        """The village chosen; while none is, the preset the draft began as."""
        wishes = (self.bench.answer("book").get("preset"), self.bench.draft.parent_name, FIRST)
        return next(str(one) for one in wishes if one in preset_names())

    def drawn(self) -> None:
        """The draft may have begun anew, as another preset, or changed what the book gave."""
        if self.menu.value and self.menu.value != self.preset:
            self.own = None
            self.tell()
        elif self.own is not None:
            self._shown.value = beside(self.own, self.bench.draft, self.bench.lang)

    @property
    def typed(self) -> dict[str, float]:
        """The numbers typed so far, by key, shares as shares."""
        kept = self.bench.answer("book")
        known = {one.key for one in ENTRIES}
        return {
            key: one for key, one in kept.items() if key in known and isinstance(one, int | float)
        }

    def tell(self) -> None:
        """Write the fields and what came of them."""
        lang = self.bench.lang
        self._stays.value = (
            f"<p>{self.told('These numbers stay on this computer: nothing is sent.')}</p>"
        )
        options = [(titled(name, lang), name) for name in preset_names()]
        chosen = self.preset
        self._quiet = True
        self.menu.options = options
        self.menu.value = chosen
        self._quiet = False
        self.menu.description = self.plain("A village like")
        self._fold.description = self.plain("Numbers from the book")
        self.make.description = self.plain("Make the village")
        self.go_on.description = self.plain("Go on with this village")
        self._show()

    def _chosen(self) -> None:
        if self.menu.value and not self._quiet:
            self.bench.answer("book")["preset"] = self.menu.value
            self.own = None
            self._show()

    def set(self, name: str, text: str) -> None:
        """Note a number of the book; an empty field is a number the book does not say."""
        entry = next((one for one in ENTRIES if one.key == name), None)
        if entry is None:
            return
        kept = self.bench.answer("book")
        value = typed(text, _value(entry.key))
        self._faults = {}
        if value is None:
            kept.pop(name, None)
            if text.strip():
                self._faults[name] = self.plain("This is no number.")
        else:
            kept[name] = value
        self.own = None
        self.bench.write()
        self._show()

    def made(self) -> None:
        """Make the village, or say what cannot be."""
        self.own, self._faults = None, {}
        try:
            asked = {one.key for one in asked_of(preset_of(self.preset))}
            numbers = {key: value for key, value in self.typed.items() if key in asked}
            self.own = from_annual_book(AnnualBook(**numbers), self.preset)
        except StudioError as error:
            keys = {one.key for one in ENTRIES}
            lang = self.bench.lang
            self._faults = {
                one.where: f"{said(one.what, lang)} {said(one.allowed, lang)}"
                for one in error.faults
            }
            others = [one for one in error.faults if one.where not in keys]
            self._show()
            self._said.value = self.listed(of_the_book(error.faults, lang) if others else ()) or (
                f"<p>{self.told('Some numbers cannot be; it stands beside each.')}</p>"
            )
            return
        except CoopsimError as error:
            self._said.value = self.wrong(error)
            return
        self._show()

    def taken(self) -> None:
        """Go on with the village as the draft."""
        if self.own is not None:
            self.bench.answer("book")["preset"] = self.preset
            self.bench.begin(Draft.made(self.own.scenario, BOOK))

    def _show(self) -> None:
        lang = self.bench.lang
        preset, numbers = preset_of(self.preset), self.typed
        currency = preset.currency
        self.fields.rows = [
            {
                "name": one.key, "label": _label(one, preset, lang), "kind": "number",
                "value": shown(numbers[one.key], _value(one.key)) if one.key in numbers else "",
                "unit": unit(one.unit, lang, currency), "fault": self._faults.get(one.key, ""),
                "bounds": _echo(one, numbers.get(one.key), currency, lang),
            }
            for one in asked_of(preset)
        ]  # fmt: skip
        self.go_on.layout.display = "none" if self.own is None else ""
        self._said.value = ""
        self._shown.value = beside(self.own, self.bench.draft, self.bench.lang)

    @property
    def result(self) -> Any:
        """The opening balance in whole units, and how much is assumed."""
        if self.own is None:
            return None
        opening = {one.key: round(one.model) for one in self.own.opening if one.model is not None}
        counts = {"assumed": len(self.own.assumed), "remarks": len(self.own.remarks)}
        return {"opening": opening} | counts


def _label(one: Entry, preset: Scenario, lang: str) -> str:
    """A line's words; beside them its name in an Indonesian book, where there is one."""
    native = one.indonesian if preset.country == "Indonesia" else ""
    return f"{plain(one.label, lang)} ({native})" if native else plain(one.label, lang)


def _echo(one: Entry, amount: float | None, currency: str, lang: str) -> str:
    """A large amount as it is read aloud: a zero too many is seen."""
    if amount is None or one.unit != "money" or amount < 10_000:
        return ""
    return money(amount, currency, lang, 0)


def _value(key: str) -> Value:
    """A line of the book as a value, so that it is shown and typed alike."""
    entry = next(one for one in ENTRIES if one.key == key)
    return Value(key, "scenario", entry.label, None, "number", entry.unit)
