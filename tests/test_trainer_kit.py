"""The trainer's kit: on paper stands what the game, the lessons and the study say."""

from __future__ import annotations

import itertools
import re
import shlex
from collections.abc import Iterable
from html import unescape
from itertools import pairwise
from pathlib import Path

import attrs
import numpy as np
import pytest
import typer
from typer.testing import CliRunner

from coopsim.cli.app import app
from coopsim.curriculum import CurriculumError
from coopsim.curriculum.asked import Asked
from coopsim.curriculum.cards import ON_A_SHEET, event_cards
from coopsim.curriculum.charts import CHARTS, Chart, debrief, pair_of, write_charts
from coopsim.curriculum.gamesheets import (
    SIGNED,
    WORLDS,
    accounts_sheet,
    decision_sheet,
    desk_sheet,
    years_sheet,
)
from coopsim.curriculum.outcomes import (
    START,
    STUDY,
    Found,
    beaten,
    cell_of,
    cells,
    choices,
    outcomes,
    paper_beaten,
    paper_tables,
    read,
    study,
)
from coopsim.curriculum.papersheets import CARRIED, DECIDED, READ, paper_sheet
from coopsim.curriculum.parts import filled
from coopsim.curriculum.runsheets import SHEET, with_minutes
from coopsim.curriculum.site import KIT
from coopsim.curriculum.slides import write_slides
from coopsim.files import load_scenario, save_scenario
from coopsim.game import (
    DIALS,
    EVENTS,
    NUMBERS,
    Year,
    board_of,
    desk_levers,
    events_of,
    lived,
    prepared,
    team_levers,
)
from coopsim.game.events import CHANCE
from coopsim.game.web.words import WORDS
from coopsim.run import simulate
from coopsim.scenario import Policy
from coopsim.study import Execution
from coopsim.text import NO_HARM, percent
from coopsim.widgets.lessonfile import load_lesson

CURRICULUM = Path(__file__).parents[1] / "curriculum"
TRAINER = CURRICULUM / "trainer"
EN = Asked("en")


def plain(lines: Iterable[str]) -> str:
    return unescape("\n".join(lines))


# ------------------------------------------------------------------------------- run sheets


@pytest.mark.parametrize(
    "page", sorted((CURRICULUM / "lessons").glob("*.md")), ids=lambda p: p.stem
)
def test_a_run_sheet_has_each_part_of_its_lesson(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    sheets = list(SHEET.finditer(text))
    if not sheets and "{lesson}" not in text:
        return  # a lesson without a file has its minutes on its own page
    assert len(sheets) == 1
    lesson = load_lesson(sheets[0]["lesson"])
    made = with_minutes(text, "en", page.name)
    for part in lesson.parts:
        assert f"**{part.words}**" in made
    clock = [(int(one), int(end)) for one, end in re.findall(r"^\| (\d+)–(\d+)<br>", made, re.M)]
    assert clock[0][0] == 0
    assert clock[-1][1] == lesson.minutes
    assert all(end == start for (_, end), (start, _) in pairwise(clock))
    assert len(re.findall(r"^\| \+\d+<br>\*could\*", made, re.M)) == sum(
        one.mark == "could" for one in lesson.parts
    )


def test_a_run_sheet_worked_by_hand() -> None:
    lesson = load_lesson("00_start")
    assert [(one.mark, one.minutes) for one in lesson.parts] == [
        ("must", 5), ("must", 5), ("should", 3), ("must", 15),
    ]  # fmt: skip
    rows = "".join(f'| {part} | "Say {part}." | do | see |\n' for part in (1, 2, 2, 3, 4))
    page = f"% run-sheet 00_start\n\n| Part | You say | Do | Screen |\n|---|---|---|---|\n{rows}"
    made = [line for line in with_minutes(page, "en").splitlines() if line.startswith("| ")]
    assert [line.split("|")[1].strip() for line in made[1:]] == [
        "0–5<br>*must*", "5–10<br>*must*", "", "10–13<br>*should*", "13–28<br>*must*",
    ]  # fmt: skip


def test_a_part_without_a_row_is_told() -> None:
    page = "% run-sheet 00_start\n\n| Part | Say |\n|---|---|\n| 1 | a |\n| 3 | b |\n"
    with pytest.raises(CurriculumError, match=r"x\.md: .*parts 1, 3; the lesson has 1, 2, 3, 4"):
        filled(page, EN, "x.md")


# ------------------------------------------------------------------------ paper of the game


def test_event_cards_are_those_of_the_game_eight_to_a_sheet() -> None:
    sheets = list(event_cards(EN))
    cards = plain(sheets)
    for event in EVENTS.values():
        assert event.title in cards
        assert event.story in cards
    assert {one.count('<section class="card">') for one in sheets} == {ON_A_SHEET}
    assert "Only for: Fishing villages of Timor-Leste." in cards
    inspection = cards[cards.index("<h3>Inspection") :].split("</section>")[0]
    assert "assumed" not in inspection, "that nobody counts how large"
    assert "How large the change is" in cards[cards.index("<h3>The price rises") :]


@pytest.mark.parametrize("world", WORLDS)
def test_the_deck_of_a_world_is_as_quiet_as_the_game(world: str) -> None:
    deck = plain(event_cards(Asked("en", world)))
    cards, quiet = deck.count('<section class="card">'), deck.count("<h3>A quiet year")
    assert cards - quiet == len(events_of(prepared("x", world, 4)))
    assert 1 - quiet / cards == pytest.approx(CHANCE, abs=0.05)
    assert "Only for" not in deck


@pytest.mark.parametrize("world", WORLDS)
def test_decision_sheets_are_the_levers_of_the_game(world: str) -> None:
    setup = prepared("x", world, 4, desk=True)
    sheet = plain(decision_sheet(Asked("en", world)))
    for lever in team_levers(setup):
        assert f"**{lever.label}**" in sheet
        assert f"| {lever.shown(lever.default)} |" in sheet
        for _, words in lever.choices:
            assert words in sheet
    assert sheet.count("<br>*") == len(team_levers(setup))
    assert [line for line in sheet.splitlines() if line.startswith("| Signed")] == [
        f"| {who} |{' &nbsp; |' * 6}".replace("&nbsp;", "\u00a0") for who in SIGNED
    ], "two sign each year"
    assert "if they say no, last year's split stays" in sheet, "on the screen and on paper"
    desk = plain(desk_sheet(Asked("en", world)))
    assert desk.count("<br>*") == len(desk_levers(setup))


def test_sheets_of_years_and_accounts() -> None:
    world = "timor-leste-coffee"
    board = board_of(prepared("x", world, 4))
    years = plain(years_sheet(Asked("en", world)))
    assert all((one.label in years) == one.fits(board) for one in NUMBERS)
    for dial in DIALS:
        assert f"**{dial.label}**" in years
        assert dial.formula in years
    accounts = plain(accounts_sheet(EN))
    for line in ("total assets", "total debts", "total own capital", "surplus of the year"):
        assert f"**{line}**" in accounts


@pytest.mark.parametrize("world", WORLDS)
def test_every_line_of_the_screen_has_its_line_on_paper(world: str) -> None:
    """Two years of a game: what is not nought on the screen can be copied, a loss too."""
    setup = prepared("x", world, 4)
    usual = {one.key: one.default for one in team_levers(setup)}
    year = Year((usual,) * 4, ({},) * 4, (None,) * 4, (False,) * 4)
    played = lived(setup, (year,) * 2)
    sheet = plain(accounts_sheet(Asked("en", world)))
    for team in range(4):
        balance, surplus, *_ = played.accounts(team, 2)
        totals = [one for one in surplus.lines if one.kind == "total"]
        for line in (*balance.lines, *totals):
            if line.amount and line.kind != "memo" and line.label != "total debts and own capital":
                total = line.label if line.label in sheet else line.label.removeprefix("total ")
                assert total in sheet


def test_a_credit_union_copies_no_lines_of_trade() -> None:
    union = plain(accounts_sheet(Asked("en", "timor-leste-credit-union")))
    for line in ("produce in store", "owed by buyers", "goods on credit", "national fund", "sales"):
        assert line not in union
        assert line in plain(accounts_sheet(EN))
    assert "accumulated loss" in union


def test_sheets_of_a_village_of_ones_own(tmp_path: Path) -> None:
    """A rate, a title with signs of HTML in it; pages that ask for nothing else."""
    base = load_scenario("timor-leste-with-national-fund").with_values({"fund.loan_rate": 0.13})
    own = attrs.evolve(base, title="Ours | <b>mine</b>", words=())
    save_scenario(own, tmp_path / "our-village.toml")
    asked = ["game", "sheets", str(tmp_path / "our-village.toml"), "--out", str(tmp_path / "s")]
    made = CliRunner().invoke(app, asked)
    assert made.exit_code == 0, made.output
    pages = {path.stem: path.read_text(encoding="utf-8") for path in (tmp_path / "s").iterdir()}
    assert set(pages) == {"decisions", "desk", "years", "accounts", "events"}
    rate = re.search(
        r"Lending rate, a year</strong>.*?</td>\s*<td>([^<]+)</td>", pages["decisions"]
    )
    assert rate is not None and rate[1] == "13%"
    assert "Rate of the national fund" in pages["desk"]
    for name, text in pages.items():
        assert "<b>mine" not in text
        assert NO_HARM in unescape(text)
        assert not re.search(r"(?:src|href)=|https?:|url\(", text), name
        assert "<table" in text or "card" in text


def test_where_no_game_can_be_made_no_sheet_is_written(tmp_path: Path) -> None:
    asked = ["game", "sheets", "no-such-world", "--out", str(tmp_path / "s")]
    made = CliRunner().invoke(app, asked)
    assert made.exit_code != 0
    assert not (tmp_path / "s").exists()


# ------------------------------------------------------------------------- the game on paper


def test_tables_on_paper_hold_the_study() -> None:
    table = plain(paper_tables(EN))
    assert len(cells()) == 18
    calm, bad = cells()[0.0, 0.15, 0.8], cells()[-0.4, 0.06, 0.6]
    assert f"fund **+{percent(calm.fund.mean)}** (+{percent(calm.fund.low)} to" in table
    assert f"fund **{percent(bad.fund.mean)}**" in table
    assert f"better off US$\u00a0{calm.better_off:.0f}<br>" in table
    assert f"refused {percent(bad.sent_away)}<br>" in table
    assert table.count("instalments ") == len(cells()), "no fund without what debt does"
    assert table.index("A quiet year") < table.index("A bad year")
    assert {one.name for one in study().outcomes} == set(outcomes()[0.0, 0.15, 0.8])


def test_a_year_worked_by_hand() -> None:
    """Own capital grows by a fifth of 1,000, of which 110 at prices 1.1 higher were paid in."""
    found = {
        "fund": 0.2, "own": 1000.0, "saved": 150.0, "deposited": 40.0, "prices": 1.1,
        "members": 0.05, "loans": 2000.0, "deposits": 1000.0, "refunds": 10.0, "lost": 0.0,
        "lent": 900.0, "refused": 25.0, "late": 0.02, "borrowers": 0.3, "debt": 0.07,
    }  # fmt: skip
    cell = cell_of({name: Found(one, one, one) for name, one in found.items()}, 0.1)
    assert cell.fund.mean == pytest.approx(0.2 - 100 / 1000)
    assert cell.sent_away == pytest.approx(300 / 1200)
    # loans at 10% where other lenders take 60%, 3% on deposits, refunds; at the first prices
    assert cell.better_off == pytest.approx((1000 + 30 + 10) / 1.1 / 2000)


def test_tables_on_paper_are_fresh(tmp_path: Path) -> None:
    """One cell of the bad year, lived again."""
    shock = -0.4
    held = {"fund.loan_rate": 0.15, "fund.share_lent": 0.8, "luck.income_shift": shock}
    factors = tuple(
        attrs.evolve(one, levels=(held[one.name],)) if one.name in held else one
        for one in study().factors
    )
    one = attrs.evolve(study(), factors=factors)
    one.run(tmp_path, Execution("threads", workers=2)).wait()
    table = one.by_point(tmp_path).set_index("outcome")
    assert len(table) == len(study().outcomes)
    for name, found in outcomes()[shock, 0.15, 0.8].items():
        assert table.loc[name, "mean"] == pytest.approx(found.mean, rel=1e-4), (
            f"coopsim study run {STUDY} --out DIR; coopsim study export DIR --csv; put "
            f"by_point.csv in the place of coopsim/data/studies/{STUDY}.csv"
        )


COMPARED = ("fund", "members", "better_off", "sent_away", "debt")
"""What each choice is compared by within one kind of year."""


@pytest.mark.parametrize("shock", [0.0, -0.4], ids=["quiet", "bad"])
def test_no_choice_is_best_in_everything(shock: float) -> None:
    rates, lent = choices()
    every = {
        (rate, one): {name: read(shock, rate, one)[name] for name in COMPARED}
        for rate in rates
        for one in lent
    }
    best = {name: max(one[name] for one in every.values()) for name in COMPARED}
    first = {
        at: {name for name in COMPARED if one[name] == best[name]} for at, one in every.items()
    }
    for at, wins in first.items():
        assert len(wins) <= 3, f"{at} is first in {wins}"
    for rate in rates:
        assert any(first[rate, one] for one in lent), f"{rate} is first in nothing"
    assert min(len({at[0] for at, wins in first.items() if name in wins}) for name in COMPARED) == 1


def test_choices_that_another_beats_in_everything_are_told() -> None:
    """15% and 60% against 15% and 80%: better in nothing, in a quiet and in a bad year."""
    every = {(rate, limit) for rate in choices()[0] for limit in choices()[1]}
    numbers = {at: [*read(0.0, *at).values(), *read(-0.4, *at).values()] for at in every}
    assert len(numbers[START]) == 2 * 7
    losers = set(beaten())
    assert (0.15, 0.6) in losers and START not in losers
    for at in every:
        others = [one for one in every if np.all(np.array(numbers[one]) >= numbers[at])]
        assert (at in losers) == any(numbers[one] != numbers[at] for one in others), at
    told = plain(paper_beaten(EN))
    assert all(f"{percent(rate)} / {percent(limit)}" in told for rate, limit in losers)
    assert told.count(" / ") == len(losers) < 5


def test_what_the_page_says_of_the_tables() -> None:
    for rate, limit in ((rate, lent) for rate in choices()[0] for lent in choices()[1]):
        calm, bad = cells()[0.0, rate, limit], cells()[-0.4, rate, limit]
        assert bad.fund.high < calm.fund.low
        if rate == 0.06:
            assert calm.sent_away > 0.9 and -0.12 < calm.fund.mean < -0.08
        if rate == 0.24:
            assert calm.sent_away < 0.005
            assert calm.better_off < min(
                cells()[0.0, one, limit].better_off for one in (0.06, 0.15)
            )
    assert all(
        cells()[-0.4, rate, 0.95].members < cells()[-0.4, rate, 0.8].members - 0.01
        for rate in (0.06, 0.15)
    )
    assert {round(100 * one.debt) for one in cells().values()} == {7, 8}
    late = {
        shock: [one.late for at, one in cells().items() if at[0] == shock] for shock in (0, -0.4)
    }
    assert max(late[0]) < 0.04 and min(late[-0.4]) > 0.13, "the weather, whatever is decided"
    text = (TRAINER / "paper.md").read_text(encoding="utf-8")
    assert percent(float(study().base.terms.bank.lender_rate)) in text
    assert f"mean of {study().replicates.count} lucks" in text


def test_on_paper_as_on_the_screen() -> None:
    """Four years of the same decisions under four lucks: the same order of rates."""
    gained, fund = dict.fromkeys(choices()[0], 0.0), dict.fromkeys(choices()[0], 0.0)
    for seed, rate in itertools.product(range(1, 5), choices()[0]):
        setup = prepared("x", study().base.name, 3, seed=seed)
        usual = {one.key: one.default for one in team_levers(setup)}
        decided = (usual | {"loan_rate": rate, "share_lent": START[1]},) * 3
        year = Year(decided, ({},) * 3, (None,) * 3, (False,) * 3)
        played = lived(setup, (year,) * 4)  # teams are copies: one is as good as all
        gained[rate] += played.values("members_better_off")[-1, 0] / 4
        fund[rate] += played.values("fund_alive")[-1, 0] / 4
    assert fund[0.06] < fund[0.24] < fund[0.15]
    assert gained[0.24] < min(gained[0.15], gained[0.06])
    on_paper = {rate: cells()[0.0, rate, START[1]] for rate in choices()[0]}
    assert on_paper[0.06].fund.mean < on_paper[0.24].fund.mean < on_paper[0.15].fund.mean
    for rate, money in gained.items():
        assert on_paper[rate].better_off == pytest.approx(money, rel=0.25)


def test_the_sheet_has_a_row_for_all_that_is_read() -> None:
    sheet = plain(paper_sheet(EN)).splitlines()
    rows = [line for line in sheet if line.startswith("| ") and not line.startswith("| Year")]
    now = [line.split("|")[2].strip() for line in rows]
    assert now[:2] == [percent(one) for one in START]
    assert [one for one in now if one == "100"] == ["100", "100"]
    assert len(rows) == 2 * (len(DECIDED) + 2 + 1 + len(CARRIED) + len(READ))
    assert all(line.count("|") == 8 for line in rows), "Now and five years"
    assert [line for line in sheet if line.startswith("| Year")][1].endswith(
        "| 5 | 6 | 7 | 8 | 9 | 10 |"
    )
    assert "**Loan rate a year**<br>*6% / 15% / 24%*" in rows[0]


def test_cards_that_make_a_bad_year_are_cards_of_the_game() -> None:
    page = (TRAINER / "paper.md").read_text(encoding="utf-8")
    named = re.search(r"read it aloud\. (.+) are a bad year", page)
    assert named is not None
    titles = {one.title for one in EVENTS.values()}
    assert set(re.findall(r"\*([^*]+)\*", named[1])) <= titles


# --------------------------------------------------------------------- charts and slides


def yearly(chart: str, metric: str = "") -> tuple[np.ndarray, np.ndarray]:
    """A metric of the chart by year, in A and in B; its own metric unless told."""
    one = next(one for one in CHARTS if one.key == chart)
    a, b = (run.by_year(metric or one.metric).ravel() for run in pair_of(one))
    return a, b


@pytest.mark.parametrize("chart", CHARTS, ids=lambda one: one.key)
def test_the_lower_line_of_a_chart_is_the_one_its_words_mean(chart: Chart) -> None:
    a, b = (line[-1] for line in yearly(chart.key))
    lower, higher = (a, b) if chart.less == "a" else (b, a)
    assert lower < 0.9 * higher


def test_the_fund_is_eaten_up_while_nearly_everything_is_repaid() -> None:
    fed, eaten = yearly("cheap-fund")
    assert all(np.diff(eaten) < 0), "buys less every year"
    assert eaten[0] > 0 > eaten[-1], "it owes more than it owns"
    assert fed[-1] > 2 * fed[0]
    assert yearly("cheap-fund", "repayment")[1].mean() > 0.97
    members = yearly("cheap-fund", "members")[1]
    assert members[-1] > members[0], "members are there to the end"


def test_the_empty_box_loses_its_savers_in_the_storm_and_wins_them_back_slowly() -> None:
    storm = load_lesson("08_shocks").scenario.policies[0]
    empty, full = (
        run.values("trust").ravel()
        for run in pair_of(next(one for one in CHARTS if one.key == "empty-box"))
    )
    before, end = storm.start - 1, storm.until
    assert end is not None
    assert empty[:before] == pytest.approx(full[:before], abs=0.01), "together before the storm"
    assert min(empty[before : end + 6]) < 0.7 * empty[before - 1]
    assert all(np.diff(full[before : end + 6]) > -0.02)
    assert empty[-1] > min(empty[before:]), "it comes back"
    assert empty[-1] < 0.8 * empty[before - 1], "slowly"
    assert yearly("empty-box", "unpaid_claims")[0].max() > 0


def test_what_is_learned_is_forgotten() -> None:
    kept, sinking = yearly("forgotten")
    assert all(np.diff(sinking) < 0)
    assert kept.min() > 0.9 * kept[0]
    lesson = load_lesson("05_training_and_mentoring")
    village = lesson.scenario.with_values(lesson.trials["after"].b)
    course = Policy(25, (("programme.training", 0.5),), 36)
    skill = simulate(attrs.evolve(village, policies=(course,)), seed=lesson.seed).by_year("skill")
    steps = np.diff(skill.ravel())
    assert steps[1] > 0, "the year of a single course is a step up"
    assert all(steps[2:] < 0), "and then the slope goes on down"


def test_charts_and_slides_are_made(tmp_path: Path) -> None:
    from pptx import Presentation

    made = write_charts(tmp_path, "en")
    assert [one.name for one in made] == [f"{one.key}.png" for one in CHARTS]
    assert all(one.read_bytes().startswith(b"\x89PNG") for one in made)
    assert all(one.with_suffix(".svg").is_file() for one in made)
    write_slides(tmp_path / "debrief.pptx", "en")
    slides = Presentation(str(tmp_path / "debrief.pptx")).slides
    assert len(slides) == 1 + 2 * len(CHARTS)
    for slide in slides:
        texts = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
        assert slide.shapes.title.text_frame.text
        assert any(NO_HARM in text for text in texts)
    pictures = [shape for slide in slides for shape in slide.shapes if shape.shape_type == 13]
    assert len(pictures) == len(CHARTS)
    for picture in pictures:
        assert "In the last year A has" in picture._element.nvPicPr.cNvPr.get("descr")


def test_without_runs_the_debrief_is_words_alone() -> None:
    text = plain(debrief(Asked("en", runs=False)))
    assert "![" not in text
    assert all(one.seen in text for one in CHARTS)


# -------------------------------------------------------------- what pages say of the screen


def test_every_page_of_the_kit_is_in_the_contents() -> None:
    assert {path.stem for path in TRAINER.glob("*.md")} == set(KIT)


@pytest.mark.parametrize("name", ["game", "rehearsal"])
def test_buttons_that_are_named_are_there(name: str) -> None:
    page = (TRAINER / f"{name}.md").read_text(encoding="utf-8")
    named = set(re.findall(r"(?<!\*)\*([^*\n]+)\*(?!\*)", page))
    assert named
    assert named <= set(WORDS.values()) | {one.title for one in EVENTS.values()}


def commands() -> list[str]:
    """Every command line of the kit's pages, in blocks and within sentences."""
    found = []
    for path in sorted(TRAINER.glob("*.md")):
        text = path.read_text(encoding="utf-8")
        found += re.findall(r"^(coopsim .+)$", text, re.MULTILINE)
        found += re.findall(r"`(coopsim [^`]+)`", text)
    return sorted(set(found))


@pytest.mark.parametrize("line", commands())
def test_commands_that_are_named_are_there(line: str) -> None:
    command = typer.main.get_command(app)
    words = shlex.split(line)[1:]
    while words and hasattr(command, "commands"):
        assert words[0] in command.commands, f"{line}: no such command"
        command = command.commands[words.pop(0)]
    options = {name for one in command.params for name in (*one.opts, *one.secondary_opts)}
    assert {word for word in words if word.startswith("--")} <= options


def test_options_named_alone_are_options_of_the_game() -> None:
    serve = typer.main.get_command(app).commands["serve"]  # type: ignore[attr-defined]
    options = {name for one in serve.params for name in one.opts}
    for name in ("game", "rehearsal", "breaks", "room"):
        text = (TRAINER / f"{name}.md").read_text(encoding="utf-8")
        for span in re.findall(r"`(--[^`]+)`", text):
            assert {one for one in shlex.split(span) if one.startswith("--")} <= options, span
