"""Words by language: the English sentence is the key, and catalogues hold the others."""

from coopsim.text.citing import Source, cited, sources
from coopsim.text.glossary import Term, glossary
from coopsim.text.languages import CHAINS, LANGUAGES, NAMES, chain
from coopsim.text.numbers import date, listed, money, month, number, percent
from coopsim.text.prose import marked, prose
from coopsim.text.saying import NO_HARM, said, said_in, say, say_many, spoken, words

__all__ = [
    "CHAINS",
    "LANGUAGES",
    "NAMES",
    "NO_HARM",
    "Source",
    "Term",
    "chain",
    "cited",
    "date",
    "glossary",
    "listed",
    "marked",
    "money",
    "month",
    "number",
    "percent",
    "prose",
    "said",
    "said_in",
    "say",
    "say_many",
    "sources",
    "spoken",
    "words",
]
