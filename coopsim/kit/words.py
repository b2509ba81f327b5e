"""What a kit says: at its start, in its first page, and where there is no Python."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape

from coopsim.kit.plan import Kit
from coopsim.text import NAMES, NO_HARM, say, spoken, words
from coopsim.version import __version__

FIRST = ("id", "en", "pt", "tet")
"""The order of languages in a kit."""
TITLE = words("coopsim: lessons and the game without internet")
WORDS: Mapping[str, str] = {
    "title": TITLE,
    "no_harm": NO_HARM,
    "type": words("Type a number, then Enter:"),
    "lessons": words("Lessons on this computer"),
    "room": words("Lessons for the whole room, behind a PIN"),
    "game": words("The game on this computer, to practise"),
    "game-room": words("The game for the whole room, behind a PIN"),
    "check": words("Check that everything is here"),
    "language": words("Another language"),
    "end": words("End"),
    "preparing": words(
        "Preparing, this once. It takes a few minutes; leave this window open and wait."
    ),
    "prepared": words("Everything is prepared."),
    "whole": words("Everything is here: {files} files, each as it was packed; Python {version}."),
    "failed": words(
        "The preparation did not succeed. Close other programs and start again: what is half "
        "done is made anew. More is in {log}. It said: {what}"
    ),
    "other_computer": words(
        "This kit is for another kind of computer ({kit}); this one is {here}. "
        "Ask for the kit for it."
    ),
    "other_python": words(
        "This kit needs Python {needed}, and was started with {found}. Read no-python.txt: it "
        "says where to put the right one."
    ),
    "lost": words(
        "Missing or damaged files: {count}, among them {names}. Unzip the whole kit again."
    ),
    "read_only": words(
        "Nothing can be written to this folder. Copy it to the computer's own disk, for example "
        "to the desktop, and start it there."
    ),
    "no_room": words(
        "There is too little room on this disk: {free} MB are free, {needed} MB are needed."
    ),
    "too_long": words(
        "The place of this folder has too long a name for Windows: {length} characters, at most "
        "{most}. Move it nearer to the top, for example to C:\\coopsim."
    ),
}  # fmt: skip
NO_PYTHON = words(
    "This kit needs Python {versions} (64 bit). Where there is none, two ways need no "
    "administrator. First way: install it from python.org for yourself alone. Second way: "
    "put a folder 'python' beside this file, with python.exe in it. The package 'python' of "
    "nuget.org is such a Python: change the end of its name to .zip, unzip it, and copy its folder "
    "'tools' here as 'python'. Then start again."
)
START = words(
    "Unzip everything. Windows: double-click Mulai.bat. macOS: double-click Mulai.command. Linux: "
    "run mulai.sh. The first start takes a few minutes. Your answers stay in this folder."
)
LINKS = words("These need nothing but a browser, and work on a phone too:")
SITE, EXPLORER = words("The pages for trainers"), words("Move the sliders: {title}")
HOLDS = words("In this kit: coopsim {version} for {platform}, Python {versions}, {megabytes} MB.")
NEEDS = words("What is needed")
UNTRIED = words(
    "Not tried: Mulai.bat and Mulai.command were never started on a Windows computer or a Mac by "
    "those who made them. What they start was tried on Linux, with the network cut. If something "
    "does not work, tell us what you saw."
)


def start_words(langs: Iterable[str]) -> dict[str, dict[str, str]]:
    """What ``start.py`` says, by language; its placeholders are left to it."""
    return {lang: {key: _unfilled(text, lang) for key, text in WORDS.items()} for lang in langs}


def _unfilled(message: str, lang: str) -> str:
    from coopsim.errors import PLACEHOLDER

    return say(message, lang, **{name: f"{{{name}}}" for name in PLACEHOLDER.findall(message)})


def no_python(kit: Kit) -> str:
    """What is told where there is no Python, in every language that has words of its own."""
    versions = ", ".join(kit.versions)
    texts = [say(NO_PYTHON, lang, versions=versions) for lang in FIRST if lang in kit.langs]
    return "\n\n".join(dict.fromkeys(texts)) + "\n"


STYLE = """
body { font: 17px/1.55 system-ui, sans-serif; color: #1b1b1b; max-width: 44rem; margin: 1.5rem auto;
  padding: 0 1rem; overflow-wrap: anywhere; } h1 { font-size: 1.5rem; }
nav a { margin-right: 1rem; }
section { border-top: 1px solid #bbb; margin-top: 1.5rem; } h2 { font-size: 1.2rem; }
h3 { font-size: 1rem; margin-bottom: 0.2rem; } a { color: #00548a; }
.mark { border-left: 5px solid #0072b2; background: #eef5fa; padding: 0.5rem 0.9rem; }
.warn { border-left: 5px solid #d55e00; background: #fdf1e8; padding: 0.5rem 0.9rem; }
"""


def first_page(kit: Kit, titles: Mapping[str, str], megabytes: int) -> str:
    """The kit's first page: how it is started and what else is in it, Indonesian first.

    ``titles`` names each explorer's file and its English title.
    """
    langs = [lang for lang in FIRST if lang in kit.langs]
    nav = "".join(f'<a href="#{lang}" lang="{lang}">{escape(NAMES[lang])}</a>' for lang in langs)
    sections = "\n".join(_section(kit, titles, megabytes, lang) for lang in langs)
    title = escape(say(TITLE, langs[0]))
    return (
        f'<!doctype html>\n<html lang="{langs[0]}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "style-src 'unsafe-inline'\">"
        f"<title>{title}</title><style>{STYLE}</style></head>\n"
        f"<body><main><h1>{title}</h1><nav>{nav}</nav>\n{sections}\n</main></body></html>\n"
    )


def _section(kit: Kit, titles: Mapping[str, str], megabytes: int, lang: str) -> str:
    versions = ", ".join(kit.versions)
    links = [f'<li><a href="site/{lang}/index.html">{_said(SITE, lang)}</a></li>'] * kit.site
    links += [
        f'<li><a href="{escape(file)}#{lang}">'
        f"{_said(EXPLORER, lang, title=say(title, lang))}</a></li>"
        for file, title in titles.items()
    ]
    listed = f"<p>{_said(LINKS, lang)}</p><ul>{''.join(links)}</ul>" if links else ""
    holds = {"version": __version__, "platform": kit.platform.name, "versions": versions}
    needs = "" if kit.python else f"<p>{_said(NO_PYTHON, lang, versions=versions)}</p>"
    return (
        f'<section id="{lang}" lang="{lang}"><h2>{escape(NAMES[lang])}</h2>'
        f'<p class="mark">{_said(NO_HARM, lang)}</p><p>{_said(START, lang)}</p>{listed}'
        f"<h3>{_said(NEEDS, lang)}</h3><p>{_said(HOLDS, lang, megabytes=megabytes, **holds)}</p>"
        f"{needs}"
        f'<p class="warn">{_said(UNTRIED, lang)}</p></section>'
    )


def _said(message: str, lang: str, **values: object) -> str:
    text, heard = spoken(message, lang, **values)
    return escape(text) if heard == lang else f'<span lang="{heard}">{escape(text)}</span>'
