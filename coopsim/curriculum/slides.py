"""The debrief as slides (PPTX): a trainer changes them in any office program."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from coopsim.curriculum.charts import CHARTS, PER_INCH, Chart, picture
from coopsim.curriculum.errors import CurriculumError
from coopsim.results import write_whole
from coopsim.text import NO_HARM, say, words
from coopsim.version import __version__

if TYPE_CHECKING:
    from pptx.presentation import Presentation

WIDE, TALL, MARGIN = 13.333, 7.5, 0.6
"""Inches of a slide, and of the white around it."""
TITLE, BODY, SEEN, FOOT = 24, 24, 17, 11
"""Points: read from the last row; the foot is for who takes a slide home."""
TITLE_ONLY = 5
"""The layout with a title and nothing else in the library's own template."""
DRAWN, LARGER = (6.6, 3.5), 1.32
"""Inches a chart is drawn in, and how much larger it and its letters are on the slide."""
OPENING = (
    words("Ten years of your cooperative: the debrief"),
    (words("What did you decide, and what did it do?"),
     words("Who gained, who waited, who paid?"),
     words("What will you say at your next members' meeting?")),
)  # fmt: skip


def write_slides(path: Path, lang: str) -> None:
    """The debrief in a language: an opening, and for each chart the picture and its questions.

    Raises ``CurriculumError`` where the library that writes slides is not installed.
    """
    try:
        from pptx import Presentation
        from pptx.util import Inches
    except ImportError as error:
        raise CurriculumError(
            "Slides are written by python-pptx, which is not installed. "
            'Install it: pip install "coopsim[kit]".'
        ) from error
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(WIDE), Inches(TALL)
    title, lines = OPENING
    _words(deck, say(title, lang), [say(one, lang) for one in lines], lang)
    for chart in CHARTS:
        _chart(deck, chart, lang)
        questions = [say(one, lang) for one in chart.questions]
        _words(deck, say(chart.title, lang), questions, lang)
    buffer = io.BytesIO()
    deck.save(buffer)
    write_whole(path, buffer.getvalue())


def _words(deck: Presentation, title: str, lines: list[str], lang: str) -> None:
    slide = _slide(deck, title, lang)
    _write(slide, lines, (MARGIN, 1.9, WIDE - 2 * MARGIN, 4.6), BODY, gap=18)


def _chart(deck: Presentation, chart: Chart, lang: str) -> None:
    from pptx.util import Inches

    shown, foot = picture(chart, lang)
    shown = attrs.evolve(shown, size=DRAWN)
    slide = _slide(deck, say(chart.title, lang), lang)
    wide, high = (LARGER * one for one in DRAWN)
    drawn = slide.shapes.add_picture(
        io.BytesIO(shown.png(foot, PER_INCH)), Inches((WIDE - wide) / 2), Inches(1.2),
        height=Inches(high),
    )  # fmt: skip
    drawn._element.nvPicPr.cNvPr.set("descr", shown.data.sentence)
    _write(slide, [say(chart.seen, lang)], (MARGIN, 5.9, WIDE - 2 * MARGIN, 1.0), SEEN)
    slide.notes_slide.notes_text_frame.text = shown.data.sentence


def _slide(deck: Presentation, title: str, lang: str) -> Any:
    from pptx.util import Inches

    slide = deck.slides.add_slide(deck.slide_layouts[TITLE_ONLY])
    head = slide.shapes.title
    assert head is not None, "the layout has a title"
    head.left, head.top, head.width, head.height = (
        Inches(one) for one in (MARGIN, 0.25, WIDE - 2 * MARGIN, 0.9)
    )
    _fill(head.text_frame, [title], TITLE, bold=True)
    foot = f"{say(NO_HARM, lang)} coopsim {__version__}"
    _write(slide, [foot], (MARGIN, 6.95, WIDE - 2 * MARGIN, 0.4), FOOT)
    return slide


def _write(
    slide: Any, lines: list[str], box: tuple[float, float, float, float], size: int, gap: int = 0
) -> None:
    """Lines in a box of inches: left, top, width and height."""
    from pptx.util import Inches

    frame = slide.shapes.add_textbox(*(Inches(one) for one in box)).text_frame
    _fill(frame, lines, size, gap=gap)


def _fill(frame: Any, lines: list[str], size: int, *, bold: bool = False, gap: int = 0) -> None:
    from pptx.enum.text import PP_ALIGN
    from pptx.util import Pt

    frame.word_wrap = True
    for place, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
        paragraph.text, paragraph.alignment = line, PP_ALIGN.LEFT
        paragraph.space_after = Pt(gap)
        paragraph.font.size, paragraph.font.bold = Pt(size), bold
