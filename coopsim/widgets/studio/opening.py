"""The opening balance of a cooperative beside its book, so that an officer recognises it."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

import attrs

from coopsim.errors import Fault
from coopsim.studio import ENTRIES, Draft, OwnCooperative
from coopsim.studio.recognising import OpeningLine
from coopsim.text import number, percent, said_in, words
from coopsim.widgets.studio.piece import fault_list, note, scrolled
from coopsim.widgets.wording import marked, plain, told

LINES = {
    "members": words("members"), "borrowers": words("members with a loan"), "cash": words("cash"),
    "loans": words("loans to members"), "arrears": words("of these: late"),
    "pokok": words("entry shares"), "wajib": words("compulsory savings"),
    "sukarela": words("voluntary savings"), "reserve": words("reserves"),
    "provision": words("of these: provision for loans"), "grants": words("grants"),
    "debt": words("debt to others"), "rate": words("interest on loans a year"),
    "income": words("income of the year"), "cost": words("cost of the year"),
    "surplus": words("surplus of the year"),
}  # fmt: skip


def beside(own: OwnCooperative | None, draft: Draft, lang: str) -> str:
    """The book beside the village made of it, with what the draft changes in that village."""
    if own is None:
        return ""
    said = ""
    if draft.parent.digest == own.scenario.digest != draft.scenario.digest:
        if draft.faults:
            said = told("Without your changes: something in them is wrong.", lang)
        else:
            own = own.changed(draft.scenario)
            said = told("Worked out with your changes.", lang)
    return f"{note(said)}{recognised(own, own.scenario.currency, lang)}"


def recognised(own: OwnCooperative, currency: str, lang: str) -> str:
    """The book beside the model, line by line; what is assumed, what is odd; the question."""
    rows = "".join(_row(one, lang) for one in own.opening)
    columns = (
        "", told("your book", lang), told("the model’s first day", lang),
        told("after a year in the model", lang), told("why it is not the book’s", lang),
    )  # fmt: skip
    heads = "".join(f"<th scope='col'>{text}</th>" for text in columns)
    title = plain("Your book and the model, in {currency}", lang, currency=currency)
    table = scrolled(
        f"<table class='cs-accounts cs-whys'><caption>{escape(title)}</caption>"
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>", title,
    )  # fmt: skip
    head = f"<h3>{told('Your cooperative in the model', lang)}</h3>"
    game = told(
        "A game gives each team a copy of this cooperative with its households, or as many of "
        "them as a game takes, and lives one year before it begins. All teams begin alike, about "
        "where the third column of numbers stands: the luck of that year is another one.", lang,
    )  # fmt: skip
    ask = told(
        "Do you recognise your cooperative? Prices and luck around it are those of the chosen "
        "village.", lang,
    )  # fmt: skip
    remarks = fault_list(of_the_book(own.remarks, lang), lang)
    around = told(
        "Households around it: {count}.", lang, count=number(own.scenario.households, lang)
    )
    return f"{head}{table}<p>{around} {game}</p>{_assumed(own, lang)}{remarks}<p>{ask}</p>"


def _row(one: OpeningLine, lang: str) -> str:
    cells = "".join(
        f"<td>{_amount(one.key, value, lang)}</td>" for value in (one.book, one.model, one.year)
    )
    why = marked(*said_in(one.why, lang), lang) if one.why else ""
    return f"<tr><th scope='row'>{told(LINES[one.key], lang)}</th>{cells}<td>{why}</td></tr>"


def _amount(key: str, value: float | None, lang: str) -> str:
    if value is None:
        return "–"
    if key == "rate":
        return percent(value, lang, 0 if round(value * 100, 6).is_integer() else 1)
    return number(value, lang)


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
