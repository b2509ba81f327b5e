"""Small pictures: whole, named, legible, and safe."""

from __future__ import annotations

import re
from itertools import pairwise
from xml.etree import ElementTree

import numpy as np
import pytest

from coopsim.widgets import svg

AXIS = svg.Axis("years", lambda value: f"{value:g}", (0, 12, 24))
UP = svg.Axis("", lambda value: f"{value:g}")


def drawn(*curves: svg.Curve, title: str = "Capital", told: str = "A ends at 3") -> str:
    return svg.line_chart(curves, AXIS, UP, title=title, told=told)


def rising(name: str, by: float) -> svg.Curve:
    return svg.Curve(name, np.linspace(0, by, 24))


def test_a_picture_is_whole_and_says_what_it_shows() -> None:
    tree = ElementTree.fromstring(drawn(rising("A", 3), rising("B", 5)))
    assert tree.get("role") == "img"
    assert tree.get("aria-label") == "Capital. A ends at 3"
    assert [child.text for child in tree[:2]] == ["Capital", "A ends at 3"]


def test_names_at_the_ends_do_not_overlap() -> None:
    page = drawn(*(rising(name, 3) for name in "ABC"))
    heights = sorted(float(y) for y in re.findall(r'y="([\d.]+)"[^>]*font-weight', page))
    assert len(heights) == 3
    assert all(after - before >= svg.LINE_HEIGHT - 0.1 for before, after in pairwise(heights))
    assert heights[-1] <= svg.HEIGHT - svg.BOTTOM + 4.1


def test_a_line_is_broken_where_there_is_no_number() -> None:
    values = np.array([1.0, 2.0, np.nan, 4.0, 5.0])
    page = drawn(svg.Curve("A", values))
    path = next(one for one in re.findall(r'd="([^"]+)" fill="none"', page))
    assert path.count("M") == 2 and "nan" not in page


@pytest.mark.parametrize("values", [[np.nan] * 3, [0.0] * 3, [-2.0, -1.0, -3.0], [1e12] * 3])
def test_any_numbers_can_be_drawn(values: list[float]) -> None:
    page = drawn(svg.Curve("A", np.array(values)))
    ElementTree.fromstring(page)
    assert "nan" not in page and "inf" not in page


def test_words_are_escaped() -> None:
    page = drawn(rising("<script>", 1), title='"><script>', told="<b>")
    assert "<script" not in page
    ElementTree.fromstring(page)


def test_bars_stack_to_their_sum() -> None:
    bar = svg.Bar("A owns", ((3.0, svg.BLUE), (2.0, svg.SKY)))
    page = svg.bar_chart([bar], UP, title="t", told="w")
    heights = [float(one) for one in re.findall(r'<rect[^>]*height="([\d.]+)"', page)]
    assert heights[0] / heights[1] == pytest.approx(1.5, rel=0.01)
    assert ">5<" in page


def test_ticks_span_the_range_in_round_numbers() -> None:
    for low, high in ((0, 0.07), (-3, 17), (0, 123456), (0.2, 0.21)):
        found = svg.ticks(low, high)
        assert found[0] <= low + 1e-9 and found[-1] >= high - 1e-9 and 2 <= len(found) <= 7
