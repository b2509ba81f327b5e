"""What is missing as a table for a spreadsheet, and the table read back."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from coopsim.errors import Fault
from coopsim.results import write_whole
from coopsim.text.catalogues import DOMAINS
from coopsim.text.languages import chain
from coopsim.translation.checking import SAME, differences
from coopsim.translation.sources import Checkout, TranslationError
from coopsim.translation.updating import (
    forms_of,
    is_said,
    key_of,
    messages,
    read_catalogue,
    write_catalogue,
)

COLUMNS = ("english", "translation", "where", "note")


def missing(checkout: Checkout, lang: str, out: Path) -> int:
    """Write what ``lang`` has not said, or has said of an older English, as CSV; how many."""
    chain(lang)
    stream = io.StringIO()
    table = csv.writer(stream)
    table.writerow(COLUMNS)
    count = 0
    for domain in DOMAINS:
        for message in messages(read_catalogue(checkout.catalogue(domain, lang))):
            if message.fuzzy or not is_said(message):
                was = f"was: {message.previous_id[0]}" if message.previous_id else ""
                where = " ".join(place for place, _ in message.locations[:3])
                note = "; ".join([*message.auto_comments, was]).strip("; ")
                table.writerow([key_of(message), forms_of(message)[0], where, note])
                count += 1
    write_whole(out, stream.getvalue().encode("utf-8-sig"))  # a spreadsheet looks for the mark
    return count


def fill(checkout: Checkout, lang: str, table: Path) -> int:
    """Put the translations of a table (CSV: english, translation) into the catalogues; how many.

    A row without a translation is passed over. ``TranslationError`` names every row whose
    English nobody says or whose placeholders, links, code or tags differ; nothing is then written.
    """
    chain(lang)
    wanted = _rows(table)
    faults = [
        Fault(f"{table}: {english!r}", f"{what}.", "Keep it as it is in the English.")
        for english, said in wanted.items()
        for what in differences(english, said)
    ]
    catalogues = {one: read_catalogue(checkout.catalogue(one, lang)) for one in DOMAINS}
    known = {key_of(one) for catalogue in catalogues.values() for one in messages(catalogue)}
    advice = "Run 'coopsim translate update', and copy the English whole."
    faults += [
        Fault(f"{table}: {english!r}", "no catalogue has this English.", advice)
        for english in wanted
        if english not in known
    ]
    if faults:
        raise TranslationError(faults)
    for domain, catalogue in catalogues.items():
        for message in messages(catalogue):
            if said := wanted.get(key_of(message)):
                message.string = (
                    said if isinstance(message.id, str) else (said,) * len(forms_of(message))
                )
                message.flags.discard("fuzzy")
                if said == key_of(message) and SAME not in message.user_comments:
                    message.user_comments.append(SAME)  # somebody wrote it down on purpose
                message.previous_id = []
        write_catalogue(checkout.catalogue(domain, lang), catalogue, lang, domain)
    return len(wanted)


def _rows(table: Path) -> dict[str, str]:
    try:
        text = table.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise TranslationError([Fault(str(table), f"it cannot be read: {error}.")]) from error
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)  # spreadsheets write what their country writes
    rows = csv.DictReader(io.StringIO(text), delimiter=delimiter)
    if not rows.fieldnames or not {"english", "translation"} <= set(rows.fieldnames):
        what = "its first line does not name the columns 'english' and 'translation'."
        raise TranslationError([Fault(str(table), what)])
    return {
        row["english"]: row["translation"].strip()
        for row in rows
        if row["english"] and (row["translation"] or "").strip()
    }
