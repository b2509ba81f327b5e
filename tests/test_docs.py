"""The description of the model says what the model does: nothing stale, nothing unknown."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import attrs
import pytest

from coopsim.ledger import BY_NAME
from coopsim.model.now import Now
from coopsim.scenario import PARAMS, TABLES
from coopsim.state import Cooperatives, Households, NationalFund, Places

DOCS = Path(__file__).parents[1] / "docs"
TEXT = (DOCS / "model.md").read_text(encoding="utf-8")
BY_HAND = re.sub(r"<!-- generated.*?<!-- end -->", "", TEXT, flags=re.DOTALL)
SUBMODELS = BY_HAND.split("## 7. Submodels")[1].split("## 8. Limits")[0]
IN_WORDS = {
    "agriculture.harvest_weight", "market.paid_by_month", "surplus.split_by_largest_remainder",
    "health.health_score", "lending.flat_rate", "livelihood.is_poor",
}  # fmt: skip
"""Rules the text gives in words, and those that only a metric needs."""
OPENING = {name for name in BY_NAME if name.startswith("opening_")}
STATE = {"h": Households, "c": Cooperatives, "f": NationalFund, "p": Places, "now": Now}


@pytest.fixture(scope="module")
def build() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_build", DOCS / "build.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_generated_blocks_are_fresh(build: ModuleType) -> None:
    assert build.stale() == [], "run python docs/build.py"


def test_a_stale_block_is_found(build: ModuleType, tmp_path: Path) -> None:
    copy = tmp_path / "model.md"
    copy.write_text(TEXT.replace("| `fund.loan_rate` |", "| `fund.lone_rate` |"), encoding="utf-8")
    build.DOCUMENT = copy
    try:
        assert build.stale() == ["parameters"]
        assert build.main(["--check"]) == 1
        assert build.main([]) == 0
        assert copy.read_text(encoding="utf-8") == TEXT
    finally:
        build.DOCUMENT = DOCS / "model.md"


def test_every_rule_a_verb_calls_is_given(build: ModuleType) -> None:
    shown = set(re.findall(r"<!-- generated: rule (\S+) -->", TEXT))
    assert build.rules_used() - shown - IN_WORDS == set()


def test_every_draw_of_a_month_is_in_the_submodels(build: ModuleType) -> None:
    asked = re.findall(r"^\| `([^`]+)` \| [^|]+ \| every month", build.draws(), re.MULTILINE)
    assert asked
    assert [one for one in asked if f'"{one}"' not in SUBMODELS] == []
    named = set(re.findall(r'U\("([^"]+)"\)|queue "([^"]+)"', SUBMODELS))
    assert {a or b for a, b in named} == set(asked)


def test_every_flow_a_verb_books_is_in_the_submodels(build: ModuleType) -> None:
    names = set(re.findall(r"[a-z_]+", SUBMODELS))
    assert build.flows_moved() - OPENING - names == set()


def test_every_parameter_is_in_a_submodel_or_in_the_opening() -> None:
    said = set(re.findall(r"[a-z_]+\.[a-z_]+", TEXT.split("## A. Parameters")[0]))
    opening = BY_HAND.split("## 5. Initialisation")[1].split("## 6. Input")[0]
    words = set(re.findall(r"[a-z_]+", opening + SUBMODELS))
    missing = [name for name in PARAMS if name not in said and name.split(".")[1] not in words]
    assert missing == []


def test_every_name_in_the_text_exists() -> None:
    unknown = set()
    for table, key in re.findall(r"\b([a-z]+)\.([a-z][a-z_]*)\b", SUBMODELS):
        if table in STATE:
            known = {field.name for field in attrs.fields(STATE[table])}
            unknown |= {f"{table}.{key}"} if key not in known else set()
        elif table in TABLES and f"{table}.{key}" not in PARAMS:
            unknown.add(f"{table}.{key}")
    assert unknown == set()


def test_every_flow_moved_in_the_text_exists() -> None:
    named = re.findall(r"move ([a-z_]+)(?=:| \()", SUBMODELS)
    assert len(named) > 50
    assert [name for name in named if name not in BY_NAME and name != "flow"] == []


def test_every_source_key_is_resolved() -> None:
    listed = set(re.findall(r"^- \*\*(\S+)\*\*", TEXT, re.MULTILINE))
    keys = {
        key
        for one in PARAMS.values()
        for key in re.findall(r"\b[A-Z][A-Z-]{1,}\d+\b(?![A-Za-z])", one.source)
    }
    assert keys - listed == set()


def test_links_lead_somewhere() -> None:
    heads = re.findall(r"^#+ (.+)$", TEXT, re.MULTILINE)
    anchors = {re.sub(r"[^\w -]", "", one).strip().lower().replace(" ", "-") for one in heads}
    assert [link for link in re.findall(r"\]\(#([^)]+)\)", TEXT) if link not in anchors] == []


def test_every_rule_gets_as_many_arguments_as_it_takes(build: ModuleType) -> None:
    seen = 0
    for name in re.findall(r"<!-- generated: rule (\S+) -->", TEXT):
        takes = len(re.search(r"\n\w+\((.*)\):\n", build.rule(name))[1].split(", "))
        for call in re.finditer(rf"(?<![\w.]){name.split('.')[1]}\(", SUBMODELS):
            given = _arguments(SUBMODELS[call.end() :])
            seen += 1
            assert given == takes or "…" in SUBMODELS[call.end() : call.end() + 3], name
    assert seen > 50


def _arguments(text: str) -> int:
    """How many arguments stand before the bracket closes."""
    depth, count = 0, 1
    for sign in text:
        depth += (sign in "([") - (sign in ")]")
        if depth < 0:
            break
        count += sign == "," and depth == 0
    return count
