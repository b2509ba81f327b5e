"""Pictures: what they show is computed right, said right, and drawn whatever is missing."""

from __future__ import annotations

import itertools
import subprocess
import sys
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import pytest
from matplotlib.text import Text
from synthetic import PATHS, synthetic_run

from coopsim.ledger.flows import BY_NAME
from coopsim.metrics import BY_NAME as DECLARED
from coopsim.plots import PICTURES, PictureError, draw, save_overview, save_pictures, sentence
from coopsim.plots.arrears import arrears_data
from coopsim.plots.cooperatives import cooperatives_data
from coopsim.plots.districts import columns_of, districts_data, districts_size
from coopsim.plots.flow import cash_sign, flow_data
from coopsim.plots.frame import Frame, change, percent
from coopsim.plots.funds import funds_data
from coopsim.plots.goods import goods_data
from coopsim.plots.income import income_data
from coopsim.plots.members import members_data
from coopsim.plots.overview import overview_data
from coopsim.plots.prices import prices_data
from coopsim.plots.style import spread
from coopsim.plots.surplus import surplus_data
from coopsim.results import Run
from coopsim.run import simulate

DOLLARS, RUPIAH = Frame(2026, 24, "USD"), Frame(2026, 24, "IDR")


def with_metric(run: Run, scope: str = "nation", **values: Any) -> Run:
    """A copy of a run in which some metrics have these values (broadcast over months, places)."""
    names = [one.name for one in run.metrics]
    cube = run.series[scope].values.copy()
    for name, value in values.items():
        cube[:, names.index(name)] = value
    series = dict(run.series) | {scope: attrs.evolve(run.series[scope], values=cube)}
    return attrs.evolve(run, series=series)


def with_flows(run: Run, **amounts: list[int]) -> Run:
    """A copy in which only these flows were booked: cents by year, all in the first cooperative."""
    flows = np.zeros_like(run.accounts.flows)
    for name, by_year in amounts.items():
        flows[:, run.accounts.flow_names.index(name), 0] = by_year
    return attrs.evolve(run, accounts=attrs.evolve(run.accounts, flows=flows))


def without_loans_and_crops(run: Run) -> Run:
    """A copy as of village shops: no fund, no loan, no produce."""
    absent = ("par30", "late_portfolio_1_3", "over_indebted", "debt_service", "borrowers_share")
    bare = with_metric(run, fund_nominal=0, fund_real=0, loans=0, **dict.fromkeys(absent, np.nan))
    return with_metric(bare, "sector", price_paid=np.nan, trader_price=np.nan)


def words_of(figure: Any) -> str:
    """Everything written in a figure."""
    return " ".join(
        text.get_text().replace("\n", " ").replace("\u00a0", " ")
        for text in figure.findobj(Text)
        if text.get_visible()
    )


@pytest.fixture(scope="module")
def two_years() -> Run:
    return synthetic_run(months=24, national=False)


# ---------------------------------------------------------------------------- words of numbers


@pytest.mark.parametrize(
    ("frame", "value", "words"),
    [
        (DOLLARS, 12_345, "12,300 USD"),
        (DOLLARS, 3.456, "3.46 USD"),
        (DOLLARS, 0, "0 USD"),
        (DOLLARS, 999_999, "1 million USD"),
        (DOLLARS, 2_345_678, "2.35 million USD"),
        (RUPIAH, 450_000, "Rp 450,000"),
        (RUPIAH, 12_300_000, "Rp 12.3 million"),
        (RUPIAH, 4_810_000_000, "Rp 4.81 billion"),
        (RUPIAH, 1.2e12, "Rp 1.2 trillion"),
        (DOLLARS, np.nan, "nothing known"),
    ],
)
def test_money_in_words(frame: Frame, value: float, words: str) -> None:
    assert frame.money(value) == words


@pytest.mark.parametrize(
    ("frame", "top", "unit"),
    [
        (DOLLARS, 9_000, "USD"),
        (DOLLARS, 90_000, "thousand USD"),
        (DOLLARS, 9_000_000, "million USD"),
        (RUPIAH, 90_000, "Rp thousand"),
        (RUPIAH, 4_800_000, "Rp million"),
        (RUPIAH, 9e9, "Rp billion"),
    ],
)
def test_axis_unit_follows_the_amounts(frame: Frame, top: float, unit: str) -> None:
    assert frame.scale(np.array([1.0, top, np.nan])).unit == unit


def test_axis_of_nothing_has_a_unit() -> None:
    assert DOLLARS.scale(np.array([np.nan])).unit == "USD"


@pytest.mark.parametrize(
    ("share", "words"),
    [(0.176, "18 %"), (0.096, "10 %"), (0.0042, "0.4 %"), (0, "0 %"), (1, "100 %")],
)  # fmt: skip
def test_percent_in_words(share: float, words: str) -> None:
    assert percent(share) == words


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (100, 82, "lost 18 % of it"),
        (100, 118, "gained 18 % of it"),
        (100, 100.2, "kept it"),
        (100, 950, "grew to 9.5 times it"),
        (0, 10, "began with nothing of it"),
    ],
)
def test_change_in_words(start: float, end: float, words: str) -> None:
    assert change(start, end, "it") == words


def test_years_and_months_lie_where_they_should() -> None:
    assert DOLLARS.month_ends[[0, 11, 23]].tolist() == pytest.approx([2026 + 1 / 12, 2027, 2028])
    assert DOLLARS.year_middles.tolist() == [2026.5, 2027.5]
    assert Frame(2026, 6, "USD").year_middles.tolist() == [2026.25]


@pytest.mark.parametrize("wanted", [[5, 5, 5], [0, 1, 50], [98, 99, 100], [10, 40, 42]])
def test_labels_never_cover_each_other(wanted: list[float]) -> None:
    sizes = [10.0, 20.0, 10.0]
    places = spread(wanted, sizes, 100)
    edges = [(p - s / 2, p + s / 2) for p, s in zip(places, sizes, strict=True)]
    assert all(low[1] <= high[0] + 1e-9 for low, high in itertools.pairwise(edges))
    assert edges[0][0] >= -1e-9 and edges[-1][1] <= 100 + 1e-9


# ---------------------------------------------------------------------------- data by hand


def test_funds_say_what_inflation_took(two_years: Run) -> None:
    real = np.linspace(12_300, 10_100, 24)[:, None]
    run = with_metric(two_years, fund_nominal=12_300, fund_real=real)
    data = funds_data(run)
    assert [one.name for one in data.funds] == ["Cooperatives' own funds"]
    assert data.sentence == (
        "The funds of the cooperatives held 12,300 USD at the start and 10,100 at the end in money "
        "of 2026: they lost 18 % of their real value."
    )
    assert data.note == "There is no national fund in this scenario."


def test_funds_name_the_national_fund_and_what_members_lost(two_years: Run) -> None:
    run = with_metric(two_years, national_capital=50_000, national_real=50_000, savings_lost=10)
    data = funds_data(run)
    assert len(data.funds) == 2 and not data.note
    assert "The national fund held 50,000 USD" in data.sentence
    assert data.sentence.endswith("Members lost 240 USD where cooperatives were wound up.")
    assert "Members lost 240 USD" in sentence(run, "overview")


def test_income_is_told_without_inflation(two_years: Run) -> None:
    index = np.where(np.arange(24) < 12, 1.0, 1.25)[:, None]
    run = with_metric(two_years, income_members=250, income_others=200, price_index=index)
    data = income_data(run)
    assert data.members.tolist() == [250, 200]
    assert data.others.tolist() == [200, 160]
    live = run.scenario.terms.livelihood
    assert data.line == pytest.approx(live.poverty_line * live.household_size)
    assert data.sentence.startswith(
        "Member households had 250 USD a month in 2026 and 200 in 2027; other households had "
        "200 USD a month in 2026 and 160 in 2027, in prices of 2026, own produce included."
    )


def test_prices_are_compared_sector_by_sector(two_years: Run) -> None:
    paid = np.array([[1.1, 2.0, np.nan]])
    trader = np.array([[1.0, 2.5, np.nan]])
    run = with_metric(two_years, "sector", price_paid=paid, trader_price=trader)
    data = prices_data(run)
    assert [one.sector for one in data.sectors] == ["agriculture", "fisheries"]
    assert data.sentence == (
        "Agriculture: in 2027 cooperatives paid 1.10 USD a kg and traders 1 USD: cooperatives paid "
        "10 % more. Fisheries: in 2027 cooperatives paid 2 USD a kg and traders 2.50 USD: "
        "cooperatives paid 20 % less."
    )


def test_portfolio_ages_add_up_to_the_loans(two_years: Run) -> None:
    run = with_metric(
        two_years, loans=1000, par30=0.15, late_portfolio_1_3=0.09, over_indebted=0.05,
        debt_service=0.2,
    )  # fmt: skip
    data = arrears_data(run)
    assert data.money[-1].tolist() == pytest.approx([850, 90, 60])
    assert data.money.sum(axis=1) == pytest.approx(1000)
    assert data.sentence == (
        "At the start 15 % of the money lent was a month or more late, at the end 15 %; 6 % was "
        "over three months late. In the last year debts took 20 % of borrowers' income, and 5 % of "
        "borrowers paid more than 40 % of theirs."
    )


def test_surplus_goes_where_the_books_say(two_years: Run) -> None:
    run = with_flows(
        two_years,
        year_closed_surplus=[100_000, 50_000], year_closed_loss=[0, 20_000], to_reserve=[0, 40_000],
        patronage_refund=[0, 25_000], capital_refund=[0, 15_000], to_social=[0, 20_000],
        loss_charged=[0, 1_000], loss_charged_to_grants=[0, 500],
    )  # fmt: skip
    balances = np.zeros_like(run.accounts.balances)
    place = run.accounts.account_names.index("undivided")
    balances[-1, place, :2] = 50_000, -18_500
    run = attrs.evolve(run, accounts=attrs.evolve(run.accounts, balances=balances))
    data = surplus_data(run)
    assert data.surpluses.tolist() == [1000, 500]
    assert data.losses.tolist() == [0, 200]
    assert data.charged.tolist() == [0, 15]
    assert data.uses["to_reserve"].tolist() == [0, 400]
    assert data.sentence == (
        "In 2 years the cooperatives together made surpluses of 1,500 USD and losses of 200 USD. "
        "Of what was divided, 40 % went to the reserve, 40 % to members and 20 % to board, staff, "
        "education and social purposes. At the end 500 USD waited to be divided and 185 USD of "
        "losses were carried on."
    )


def test_districts_weigh_income_by_members(two_years: Run) -> None:
    run = with_metric(
        two_years, "district", members_share=0.25, income_members=400, income_others=200,
        par30=np.array([[0.1, 0.3, np.nan]]),
    )  # fmt: skip
    run = with_metric(run, price_index=1.0)
    data = districts_data(run)
    assert data.income == pytest.approx(250)
    assert "Most money is late in Liquiçá, 30 % of what is lent." in data.sentence


def test_members_with_a_loan_are_a_share_of_households(two_years: Run) -> None:
    data = members_data(with_metric(two_years, members_share=0.5, borrowers_share=0.4))
    assert data.borrowers == pytest.approx(0.2)
    assert data.sentence == "50 % of households were members at the start and 50 % at the end."


def status(active: Any, dormant: Any, dissolved: Any) -> dict[str, Any]:
    """Metrics of 24 months, from a number each, or one for each year."""
    told = {"active": active, "dormant": dormant, "dissolved": dissolved}
    return {
        name: np.repeat(np.broadcast_to(one, 2), 12)[:, None].astype(float)
        for name, one in told.items()
    }


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        (([8, 7], [0, 1], [0, 3]), "7 cooperatives were active at the end (8 at the start, 3 "
         "founded later); 1 was dormant, 3 were dissolved and 1 was not yet founded."),
        ((12, 0, 0), "12 cooperatives were active at the end as at the start; none was dormant or "
         "dissolved."),
        (([12, 0], 0, [0, 12]), "No cooperatives were active at the end (12 at the start); 12 were "
         "dissolved."),
        (([12, 1], 0, [0, 11]), "1 cooperative was active at the end (12 at the start); 11 were "
         "dissolved."),
    ],
)  # fmt: skip
def test_what_became_of_cooperatives_in_words(two_years: Run, counts: Any, words: str) -> None:
    run = with_metric(two_years, **status(*counts))
    data = cooperatives_data(run)
    assert data.counts.sum(axis=1) == pytest.approx(12)
    assert data.sentence.startswith(words)
    assert words in sentence(run, "overview")


def test_one_cooperative_is_told_as_one() -> None:
    run = with_metric(synthetic_run(months=24, cooperatives=1), **status(1, 0, 0))
    assert cooperatives_data(run).sentence.startswith("The one cooperative was active at the start")


def test_health_is_marked_and_stands_with_what_debts_take(two_years: Run) -> None:
    run = with_metric(two_years, health=72, debt_service=0.2, meetings_held=0.75, savings_lost=10)
    data = cooperatives_data(run)
    assert data.sentence.endswith(
        "In the last year 75 % of those active held their annual meeting. Members lost 240 USD "
        "where cooperatives were wound up. The mean health score (training simulation, no rating) "
        "was 72 of 100; debts took 20 % of borrowers' income."
    )
    assert "training simulation, no rating" in words_of(draw(run, "cooperatives"))
    without = cooperatives_data(with_metric(run, debt_service=np.nan))
    assert without.sentence.endswith("72 of 100; no member had a loan.")


def test_health_is_unknown_before_a_year_is_closed() -> None:
    assert np.isnan(cooperatives_data(synthetic_run(months=7)).health).all()


def test_goods_add_up_what_was_sold_and_bought(two_years: Run) -> None:
    run = with_flows(
        two_years, shop_sale=[100, 200], goods_sold=[300, 0], goods_sold_on_credit=[0, 500],
        goods_bought=[250, 0], goods_owed=[0, 400],
    )  # fmt: skip
    data = goods_data(run)
    assert data.sold.tolist() == [4, 7]
    assert data.bought.tolist() == [2.5, 4]
    assert goods_data(with_flows(two_years)).missing


def test_overview_shows_the_first_six_pictures_that_have_numbers(two_years: Run) -> None:
    first = [one.title for one in overview_data(two_years).panels]
    assert first == [
        "Who is a member", "Income of a household", "Price in agriculture",
        "Cooperatives' own funds", "Loans in arrears", "Surplus and loss of the year",
    ]  # fmt: skip
    run = without_loans_and_crops(two_years)
    assert [one.title for one in overview_data(run).panels] == [
        "Who is a member", "Income of a household", "Surplus and loss of the year",
        "Cooperatives by status", "Annual meetings and trust", "Savings and shares a member",
    ]  # fmt: skip


def test_overview_speaks_of_nothing_that_is_absent(two_years: Run) -> None:
    run = without_loans_and_crops(two_years)
    written = words_of(draw(run, "overview"))
    assert "There are no" not in written and "There is no" not in written
    assert "There are no loans in this scenario." in words_of(draw(run, "arrears"))


def test_overview_of_few_numbers_has_few_pictures(two_years: Run) -> None:
    empty = with_flows(synthetic_run(months=24, empty=True), shop_sale=[100, 200])
    run = with_metric(empty, **status(12, 0, 0))
    assert [one.title for one in overview_data(run).panels] == [
        "Cooperatives by status", "Goods and shop business"
    ]  # fmt: skip
    assert sentence(run, "overview").startswith("12 cooperatives were active")
    draw(run, "overview")


@pytest.mark.parametrize(
    ("share", "words"), [(0.0, "no borrower pays over 40 %"), (0.03, "3 % of borrowers pay over")]
)
def test_overview_tells_late_loans_from_heavy_debts(
    two_years: Run, share: float, words: str
) -> None:
    figure = draw(with_metric(two_years, over_indebted=share, par30=share), "overview")
    figure.canvas.draw()
    assert words in words_of(figure)
    late, heavy = (
        next(one for one in figure.findobj(Text) if said in one.get_text())
        for said in (" late", "over\n40 %")
    )
    assert late.get_color() != heavy.get_color()


def test_money_of_a_year_comes_in_as_it_goes_out() -> None:
    run = synthetic_run(months=36)
    for year in (2026, 2027, 2028):
        data = flow_data(run, year)
        came, went = (sum(one.amount for one in side) for side in (data.came, data.went))
        assert came == pytest.approx(went, abs=0.005)


def test_money_of_a_year_by_hand(two_years: Run) -> None:
    run = with_flows(two_years, buyer_paid=[0, 90_000], loan_fee=[0, 100], interest_paid=[0, 9_900],
                     claim_paid=[0, 80_000], provision_made=[0, 7_777])  # fmt: skip
    balances = np.zeros_like(run.accounts.balances)
    balances[1:, run.accounts.account_names.index("cash"), 0] = [1_000, 21_000]
    data = flow_data(attrs.evolve(run, accounts=attrs.evolve(run.accounts, balances=balances)))
    assert [(one.name, one.amount) for one in data.came] == [
        ("received from buyers", 900), ("interest and fees received", 100),
        ("cash in hand on 1 January", 10),
    ]  # fmt: skip
    assert [(one.name, one.amount) for one in data.went] == [
        ("paid to members for produce, refunds and exits", 800),
        ("cash in hand on 31 December", 210),
    ]
    assert data.sentence.startswith("In 2027 the cooperatives had 1,010 USD to work with, 10 USD")


def test_small_streams_are_drawn_together(two_years: Run) -> None:
    run = with_flows(two_years, buyer_paid=[0, 100_000], loan_fee=[0, 900], grant_received=[0, 800])
    data = flow_data(run)
    assert "other (2 smaller lines)" in [one.name for one in data.came]


def test_a_year_outside_the_run_is_refused(two_years: Run) -> None:
    with pytest.raises(PictureError, match="Allowed: 2026 to 2027"):
        flow_data(two_years, 2030)


def test_every_flow_of_cash_has_a_line() -> None:
    without = [
        name
        for name, flow in BY_NAME.items()
        if cash_sign(flow) and not flow.cash_line and not name.startswith("opening_")
    ]
    assert not without


# ---------------------------------------------------------------------------- drawing


@pytest.mark.parametrize("name", PICTURES)
@pytest.mark.parametrize(
    "how",
    [
        {"months": 24},
        {"months": 24, "empty": True},
        {"months": 24, "districts": 1, "cooperatives": 1},
        {"months": 24, "districts": 38, "currency": "IDR"},
        {"months": 7},
        {"months": 1, "empty": True},
        {"months": 600, "districts": 2},
    ],
    ids=lambda how: "-".join(f"{key}={value}" for key, value in how.items()),
)
def test_every_picture_draws_and_says_what_it_is(name: str, how: dict[str, Any]) -> None:
    run = synthetic_run(**how)
    figure = draw(run, name)
    figure.canvas.draw()
    written = words_of(figure)
    assert PICTURES[name].title in written
    assert "says nothing about any real cooperative" in written
    assert "seed 1" in written and "coopsim 0.1.0" in written
    assert sentence(run, name) in written
    assert "nan" not in written.lower().replace("finance", "")


@pytest.mark.parametrize("name", PICTURES)
def test_a_missing_subject_is_said(name: str) -> None:
    run = synthetic_run(months=24, empty=True)
    said = sentence(run, name)
    assert said.startswith(("There is no", "There are no", "No ", "Nobody"))


@pytest.mark.parametrize("name", PICTURES)
def test_words_stay_on_the_sheet(name: str) -> None:
    figure = draw(synthetic_run(months=36, districts=14), name)
    figure.canvas.draw()
    wide, tall = figure.bbox.width, figure.bbox.height
    for text in figure.findobj(Text):
        if text.get_visible() and text.get_text().strip():
            box = text.get_window_extent()
            assert box.x0 >= -1 and box.x1 <= wide + 1, text.get_text()
            assert box.y0 >= -1 and box.y1 <= tall + 1, text.get_text()


def covered(figure: Any) -> list[tuple[str, str]]:
    """Pairs of words in a figure that lie over each other by more than a pixel."""
    figure.canvas.draw()
    shown = [
        (one.get_text(), one.get_window_extent().padded(-0.5))
        for one in figure.findobj(Text)
        if one.get_visible() and one.get_text().strip()
    ]
    pairs = itertools.combinations(shown, 2)
    return [(a, b) for (a, place), (b, other) in pairs if place.overlaps(other)]


@pytest.mark.parametrize("name", ["overview", "cooperatives"])
@pytest.mark.parametrize("currency", ["USD", "IDR"])
@pytest.mark.parametrize("heavy", [0.0, 0.0006, 0.1])
def test_words_do_not_cover_each_other(name: str, currency: str, heavy: float) -> None:
    run = with_metric(synthetic_run(currency=currency), over_indebted=heavy, par30=0.0)
    assert not covered(draw(run, name))


@pytest.mark.parametrize("count", range(1, 39))
def test_every_number_of_districts_has_a_page(count: int) -> None:
    assert 1 <= columns_of(count) <= min(count, 7)
    wide, tall = districts_size(count)
    assert wide <= 14 and tall <= 12


def test_a_run_without_districts_says_so(two_years: Run) -> None:
    kept = {scope: one for scope, one in two_years.series.items() if scope == "nation"}
    run = attrs.evolve(two_years, series=kept)
    assert "not recorded" in words_of(draw(run, "districts"))
    assert prices_data(run).sectors[0].sector == "all produce"


def test_a_what_if_is_marked(two_years: Run) -> None:
    scenario = attrs.evolve(two_years.scenario, what_if=True, whole=20_000)
    written = words_of(draw(attrs.evolve(two_years, scenario=scenario), "funds"))
    assert "a what-if" in written and "(about 1 in 10)" in written


# ---------------------------------------------------------------------------- files


def test_pictures_are_saved_with_their_words(two_years: Run, tmp_path: Path) -> None:
    saved = save_pictures(
        two_years, tmp_path / "new", names=["funds", "flow"], formats=("png", "svg")
    )
    assert [path.name for path in saved] == ["funds.png", "funds.svg", "flow.png", "flow.svg"]
    assert saved[0].read_bytes()[:4] == b"\x89PNG"
    text = (tmp_path / "new" / "funds.txt").read_text(encoding="utf-8")
    assert text == funds_data(two_years).sentence + "\n"
    assert not [path for path in (tmp_path / "new").iterdir() if path.name.startswith(".")]


def test_all_pictures_are_saved_unless_named(two_years: Run, tmp_path: Path) -> None:
    saved = save_pictures(two_years, tmp_path)
    assert [path.stem for path in saved] == list(PICTURES)
    assert all(path.with_suffix(".txt").exists() for path in saved)


def test_the_same_run_gives_the_same_files(two_years: Run, tmp_path: Path) -> None:
    kinds = ("png", "svg", "pdf")
    first, second = (
        save_pictures(two_years, tmp_path / f"{i}", names=["funds"], formats=kinds) for i in (1, 2)
    )
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_overview_is_saved_where_asked(two_years: Run, tmp_path: Path) -> None:
    path = save_overview(two_years, tmp_path / "docs" / "picture.png")
    assert path.read_bytes()[:4] == b"\x89PNG"
    assert "members at the start" in path.with_suffix(".txt").read_text(encoding="utf-8")


def test_wrong_names_are_refused_with_advice(two_years: Run, tmp_path: Path) -> None:
    with pytest.raises(PictureError, match="Did you mean 'funds'"):
        draw(two_years, "fund")
    with pytest.raises(PictureError, match="Did you mean 'prices'"):
        save_pictures(two_years, tmp_path, names=["prizes"])
    with pytest.raises(PictureError, match="'gif'"):
        save_pictures(two_years, tmp_path, formats=["gif"])
    with pytest.raises(PictureError, match=r"\.png, \.svg or \.pdf"):
        save_overview(two_years, tmp_path / "a.jpeg")
    assert not list(tmp_path.iterdir())


# ---------------------------------------------------------------------------- with the model


def test_pictures_of_the_model() -> None:
    run = simulate("hamlet", seed=1)
    for name in PICTURES:
        draw(run, name)
    assert not covered(draw(run, "overview")) and not covered(draw(run, "cooperatives"))
    data = flow_data(run)
    came, went = (sum(one.amount for one in side) for side in (data.came, data.went))
    assert came == pytest.approx(went, abs=0.005)


def test_the_made_up_run_speaks_of_the_models_metrics() -> None:
    assert set(PATHS) <= set(DECLARED)


def test_importing_plots_loads_no_matplotlib() -> None:
    code = "import sys, coopsim.plots; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
