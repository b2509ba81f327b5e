"""The opening balance of a cooperative beside its book, so that an officer recognises it."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

import attrs

from coopsim.errors import Fault
from coopsim.studio import ENTRIES, OwnCooperative
from coopsim.text import number, words
from coopsim.widgets.studio.piece import fault_list, scrolled
from coopsim.widgets.wording import plain, told

LINES = {
    "members": words("members"), "borrowers": words("members with a loan"), "cash": words("cash"),
    "loans": words("loans to members"), "arrears": words("of these: late"),
    "pokok": words("entry shares"), "wajib": words("compulsory savings"),
    "sukarela": words("voluntary savings"), "reserve": words("reserves"), "grants": words("grants"),
}  # fmt: skip


def recognised(own: OwnCooperative, currency: str, lang: str) -> str:
    """The two balances, what is assumed, what is odd, and the question to the officer."""
    rows = "".join(
        f"<tr><th scope='row'>{told(LINES[one.key], lang)}</th>"
        f"<td>{'–' if one.book is None else number(one.book, lang)}</td>"
        f"<td>{number(one.model, lang)}</td></tr>"
        for one in own.opening
    )
    columns = ("", told("your book", lang), told("the model's first day", lang))
    heads = "".join(f"<th scope='col'>{text}</th>" for text in columns)
    title = plain("The opening balance, in {currency}", lang, currency=currency)
    table = scrolled(
        f"<table class='cs-accounts'><caption>{escape(title)}</caption>"
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>", title,
    )  # fmt: skip
    head = f"<h3>{told('Your cooperative in the model', lang)}</h3>"
    ask = told(
        "Do you recognise your cooperative? Households, prices and luck around it are those of "
        "the chosen village.", lang,
    )  # fmt: skip
    remarks = fault_list(of_the_book(own.remarks, lang), lang)
    return f"{head}{table}{_assumed(own, lang)}{remarks}<p>{ask}</p>"


def of_the_book(faults: Iterable[Fault], lang: str) -> list[Fault]:
    """The same faults, each at the line of the book as the page calls it."""
    names = {one.key: plain(one.label, lang) for one in ENTRIES}
    return [attrs.evolve(one, where=names.get(one.where, one.where)) for one in faults]


def _assumed(own: OwnCooperative, lang: str) -> str:
    if not own.assumed:
        return ""
    names = {one.key: plain(one.label, lang) for one in ENTRIES}
    listed = "; ".join(names[key] for key in own.assumed)
    said = told("Assumed, as in the chosen village (grade C): {names}.", lang, names=listed)
    return f"<p>{said}</p>"
