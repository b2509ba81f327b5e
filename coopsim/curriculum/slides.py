"""The debrief as slides (PPTX): a trainer changes them in any office program."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coopsim.curriculum.charts import CHARTS, PER_INCH, Chart, picture
from coopsim.curriculum.errors import CurriculumError
from coopsim.results import write_whole
from coopsim.text import NO_HARM, say, words
from coopsim.version import __version__

if TYPE_CHECKING:
    from pptx.presentation import Presentation

WIDE, TALL, MARGIN = 13.333, 7.5, 0.6
"""Inches of a slide, and of the white around it."""
TITLE, BODY, FOOT = 30, 24, 12
"""Points: read from the last row; the foot is for who takes a slide home."""
EMPTY = 6
"""The layout without placeholders in the library's own template."""
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
    slide = _slide(deck, say(chart.title, lang), lang)
    wide, tall = shown.size
    high = 4.15
    left = (WIDE - high * wide / tall) / 2
    drawn = slide.shapes.add_picture(
        io.BytesIO(shown.png(foot, PER_INCH)), Inches(left), Inches(1.35), height=Inches(high)
    )
    drawn._element.nvPicPr.cNvPr.set("descr", shown.data.sentence)
    _write(slide, [say(chart.seen, lang)], (MARGIN, 5.55, WIDE - 2 * MARGIN, 1.3), 18)
    slide.notes_slide.notes_text_frame.text = shown.data.sentence


def _slide(deck: Presentation, title: str, lang: str) -> Any:
    slide = deck.slides.add_slide(deck.slide_layouts[EMPTY])
    _write(slide, [title], (MARGIN, 0.4, WIDE - 2 * MARGIN, 0.9), TITLE, bold=True)
    foot = f"{say(NO_HARM, lang)} coopsim {__version__}"
    _write(slide, [foot], (MARGIN, 6.95, WIDE - 2 * MARGIN, 0.4), FOOT)
    return slide


def _write(
    slide: Any, lines: list[str], box: tuple[float, float, float, float], size: int, *,
    bold: bool = False, gap: int = 0,
) -> None:  # fmt: skip
    """Lines in a box of inches: left, top, width and height."""
    from pptx.util import Inches, Pt

    frame = slide.shapes.add_textbox(*(Inches(one) for one in box)).text_frame
    frame.word_wrap = True
    for place, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
        paragraph.text = line
        paragraph.space_after = Pt(gap)
        paragraph.font.size, paragraph.font.bold = Pt(size), bold
