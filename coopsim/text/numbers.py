"""Numbers, money and dates in each language's form.

Tetun is not in the Unicode tables that libraries read, so the few forms needed stand here.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Sequence

from coopsim.errors import TextError
from coopsim.text.languages import SOURCE, chain

COMMA_POINT = {"en": (",", "."), "id": (".", ","), "pt": (".", ","), "tet": (".", ",")}
"""What stands between thousands and before decimals."""
SIGNS = {"USD": "US$", "IDR": "Rp"}
MINOR_DIGITS = {"USD": 2, "IDR": 0}
MONTHS = {
    "en": "January February March April May June July August September October November December",
    "id": "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember",
    "pt": "janeiro fevereiro março abril maio junho "
    "julho agosto setembro outubro novembro dezembro",
    "tet": "Janeiru Fevereiru Marsu Abríl Maiu Juñu "
    "Jullu Agostu Setembru Outubru Novembru Dezembru",
}
AND = {
    "en": (" and ", ", and "),
    "id": (" dan ", ", dan "),
    "pt": (" e ", " e "),
    "tet": (" no ", " no "),
}
"""What joins two, and the last of more."""
NOTHING = "–"
HARD_SPACE = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"


def number(value: float, lang: str = SOURCE, digits: int = 0) -> str:
    """A number with ``digits`` decimals; a dash where there is none (NaN, infinity).

    >>> number(1234.5, "id", 1)
    '1.234,5'
    """
    chain(lang)
    if not math.isfinite(value):
        return NOTHING
    thousands, point = COMMA_POINT[lang]
    plain = f"{abs(value):,.{digits}f}".translate({ord(","): thousands, ord("."): point})
    below = value < 0 and any(figure in plain for figure in "123456789")
    return MINUS + plain if below else plain


def percent(share: float, lang: str = SOURCE, digits: int = 0) -> str:
    """A share, 0.12 for 12 %, in per cent.

    >>> percent(0.125, "pt", 1)
    '12,5%'
    """
    shown = number(share * 100, lang, digits)
    return shown if shown == NOTHING else f"{shown}%"


def money(value: float, currency: str, lang: str = SOURCE, digits: int | None = None) -> str:
    """An amount in units of a currency (not cents) with its sign.

    As many decimals as the currency has, unless told. A currency without a sign here keeps its
    code.
    """
    shown = number(value, lang, MINOR_DIGITS.get(currency, 2) if digits is None else digits)
    if shown == NOTHING:
        return shown
    sign = SIGNS.get(currency, currency)
    minus, amount = (MINUS, shown[1:]) if shown.startswith(MINUS) else ("", shown)
    return f"{minus}{sign}{HARD_SPACE}{amount}"


def month(number: int, lang: str = SOURCE) -> str:
    """The name of a month of the calendar, 1 to 12.

    >>> month(3, "id")
    'Maret'
    """
    chain(lang)
    if not 1 <= number <= 12:
        raise TextError(f"There is no month {number} in a year. Allowed: 1 to 12.")
    return MONTHS[lang].split()[number - 1]


def date(day: datetime.date, lang: str = SOURCE) -> str:
    """A date in words.

    >>> date(datetime.date(2026, 11, 23), "pt")
    '23 de novembro de 2026'
    """
    between = " de " if lang == "pt" else " "
    return between.join((str(day.day), month(day.month, lang), str(day.year)))


def listed(items: Sequence[str], lang: str = SOURCE) -> str:
    """Words in a row: ``a, b, and c``.

    >>> listed(["kopi", "ikan", "kios"], "id")
    'kopi, ikan, dan kios'
    """
    chain(lang)
    two, more = AND[lang]
    if len(items) < 2:
        return "".join(items)
    return ", ".join(items[:-1]) + (two if len(items) == 2 else more) + items[-1]
