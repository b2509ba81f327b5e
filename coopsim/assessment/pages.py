"""What is handed out: a certificate of taking part, and the trainer's report; both as HTML."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from html import escape

import attrs

from coopsim.assessment.forms import assessment
from coopsim.assessment.scoring import FEW, NO_PROOF, Report
from coopsim.assessment.wording import told
from coopsim.text import NAMES, NO_HARM, date, listed, number, say, words
from coopsim.version import __version__

NO_MARKS = words("It says who was there. It is no licence, and no examination was taken.")
ANSWERED = words("{before} people answered before, {after} after, {both} both times.")
MOVED = words("{better} had more right answers afterwards, {same} as many, {worse} fewer.")
MEAN = words("Right answers of {all}, on average: {before} before, {after} after.")
MOST_IDEAS = 5
STYLE = """
body { font: 16px/1.55 system-ui, sans-serif; color: #1b1b1b; max-width: 50rem; margin: 2rem auto;
  padding: 0 1rem; } h1 { font-size: 1.7rem; line-height: 1.25; }
table { border-collapse: collapse; width: 100%; } td, th { text-align: left; vertical-align: top;
  padding: 0.3rem 0.8rem 0.3rem 0; border-bottom: 1px solid #ccc; } .number { text-align: right; }
.mark { border-left: 5px solid #00588f; background: #eef5fa; padding: 0.5rem 0.9rem; }
.warn { border-left: 5px solid #d55e00; background: #fdf1e8; padding: 0.5rem 0.9rem; }
.stamp { color: #555; font-size: 0.85rem; } .name { font-size: 1.9rem; margin: 1.2rem 0; }
.certificate { border: 3px double #00588f; padding: 2rem 2.5rem; text-align: center; }
.certificate ul { display: inline-block; text-align: left; } .sign { margin-top: 4rem; }
.sign span { border-top: 1px solid #1b1b1b; padding: 0.3rem 3rem; }
sup[lang] { color: #555; font-size: 0.7em; }
@media print { body { margin: 0; max-width: none; } @page { margin: 16mm; } }
"""


@attrs.frozen
class Stamp:
    """Where a page comes from: it can be made again from this."""

    scenario: str
    """Digest of the scenario."""
    seed: int
    lang: str
    day: datetime.date | None = None
    version: str = __version__

    def said(self) -> str:
        """The stamp in its language."""
        day = self.day or datetime.datetime.now(datetime.UTC).date()
        return say(
            "coopsim {version} · village {digest} · luck {seed} · {language} · {day}", self.lang,
            version=self.version, digest=self.scenario, seed=self.seed,
            language=NAMES[self.lang], day=date(day, self.lang),
        )  # fmt: skip


def certificate(name: str, lessons: list[str], days: list[datetime.date], stamp: Stamp) -> str:
    """A certificate of taking part, as a page; it certifies no marks.

    ``name`` is shown as typed, ``lessons`` are English titles.
    """
    lang = stamp.lang
    when = listed([date(day, lang) for day in days], lang)
    rows = "".join(f"<li>{told(one, lang)}</li>" for one in lessons)
    body = (
        f"<div class='certificate'><h1>{told('Certificate of taking part', lang)}</h1>"
        f"<p class='name'>{escape(name)}</p>"
        f"<p>{told('took part in the training on cooperatives with coopsim', lang)}<br>{when}</p>"
        f"<ul>{rows}</ul>"
        f"<p class='sign'><span>{told('Place, day, trainer', lang)}</span></p></div>"
        f"<p class='mark'>{told(NO_MARKS, lang)} {told(NO_HARM, lang)}</p>"
        f"<p class='stamp'>{escape(stamp.said())}</p>"
    )
    return page(say("Certificate of taking part", lang), body, lang)


def report_page(report: Report, lang: str) -> str:
    """The report of a room for its trainer, as a page."""
    title = say("Before and after: what this room answered", lang)
    body = "".join(_report(report, lang))
    return page(title, f"<h1>{escape(title)}</h1>{body}", lang)


def _report(report: Report, lang: str) -> Iterator[str]:
    count = {
        key: number(value, lang)
        for key, value in (
            ("before", report.before),
            ("after", report.after),
            ("both", report.both),
        )
    }
    yield f"<p class='mark'>{told(NO_HARM, lang)}</p>"
    yield f"<p>{told(ANSWERED, lang, **count)}</p>"
    if report.few:
        yield f"<p class='warn'>{told(FEW, lang, count=count['both'])}</p>"
    yield f"<p>{told(NO_PROOF, lang)}</p>"
    if report.both:
        gains = {"better": report.better, "same": report.same, "worse": report.worse}
        moved = {key: number(value, lang) for key, value in gains.items()}
        averages = {
            "before": number(report.right_before, lang, 1),
            "after": number(report.right_after, lang, 1),
            "all": number(len(report.concepts), lang),
        }
        yield f"<p>{told(MOVED, lang, **moved)} {told(MEAN, lang, **averages)}</p>"
        yield from _concepts(report, lang)
        yield from _sure(report, lang)
    if report.ideas:
        yield f"<h2>{told('Wrong ideas that stayed', lang)}</h2><ul>"
        for one in report.ideas[:MOST_IDEAS]:
            shown = f"{told(one.idea, lang)} ({told(one.concept, lang)})"
            yield f"<li>{shown}: {number(one.count, lang)}</li>"
        yield "</ul>"


def _concepts(report: Report, lang: str) -> Iterator[str]:
    heads = (words("Concept"), words("right before"), words("right after"))
    yield _table_head(heads, lang)
    for one in report.concepts:
        before, after = (
            say("{count} of {all}", lang, count=number(value, lang), all=number(report.both, lang))
            for value in (one.before, one.after)
        )
        yield (
            f"<tr><td>{told(one.concept.title, lang)}</td><td class='number'>{before}</td>"
            f"<td class='number'>{after}</td></tr>"
        )
    yield "</table>"


def _sure(report: Report, lang: str) -> Iterator[str]:
    heads = (words("How sure, from 1 to 5 on average"), words("before"), words("after"))
    yield _table_head(heads, lang)
    texts = {one.key: one.text for one in assessment().confidence}
    for key, before, after in report.confidence:
        yield (
            f"<tr><td>{told(texts[key], lang)}</td><td class='number'>"
            f"{number(before, lang, 1)}</td><td class='number'>{number(after, lang, 1)}</td></tr>"
        )
    yield "</table>"


def _table_head(heads: tuple[str, ...], lang: str) -> str:
    cells = "".join(f"<th>{told(one, lang)}</th>" for one in heads)
    return f"<table><tr>{cells}</tr>"


def page(title: str, body: str, lang: str) -> str:
    """A page of HTML that stands alone; ``body`` is HTML already."""
    return (
        f'<!doctype html>\n<html lang="{lang}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head>\n<body>{body}</body></html>\n"
    )
