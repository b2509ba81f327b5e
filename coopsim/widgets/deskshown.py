"""What the ministry's desk shows: the budget as a table, a sentence, pictures by district."""

from __future__ import annotations

from html import escape

import numpy as np

from coopsim.metrics import BY_NAME
from coopsim.results import Run
from coopsim.run import last_year
from coopsim.scenario import Scenario
from coopsim.text import money, number, say, words
from coopsim.widgets import svg, verdict
from coopsim.widgets.deskfile import DeskFile, Split
from coopsim.widgets.deskworlds import Runs
from coopsim.widgets.lessonparts import Outcome
from coopsim.widgets.telling import between_years, years_axis
from coopsim.widgets.wording import number_of, plain, told

SIDES = (("none", words("no budget")), ("a", words("A: equal split")), ("b", words("B: yours")))


def budget_table(
    file: DeskFile, places: tuple[str, ...], split: Split, scenario: Scenario, lang: str
) -> str:
    """Lines by districts, sums on both sides, and what is left."""
    left = money(file.budget - sum(split.values()), scenario.currency, lang, 0)
    whole = money(file.budget, scenario.currency, lang, 0)
    head = "".join(f"<th scope='col'>{escape(one)}</th>" for one in places)
    rows = []
    for line in file.lines:
        amounts = [split[place, line.key] for place in places]
        cells = "".join(f"<td>{number(one, lang)}</td>" for one in (*amounts, sum(amounts)))
        rows.append(f"<tr><th scope='row'>{told(line.words, lang)}</th>{cells}</tr>")
    sums = [sum(split[place, line.key] for line in file.lines) for place in places]
    total = "".join(f"<td>{number(one, lang)}</td>" for one in (*sums, sum(sums)))
    label = escape(say("The budget", lang), quote=True)
    caption = told("Left: {left} of {whole} a year", lang, left=left, whole=whole)
    return (
        f"<p><b>{caption}</b></p>"
        f"<div class='cs-scroll' tabindex='0' role='region' aria-label='{label}'><table>"
        f"<thead><tr><th scope='col'>{told('a year', lang)}</th>{head}"
        f"<th scope='col'>{told('Sum', lang)}</th></tr></thead>"
        f"<tbody>{''.join(rows)}<tr><th scope='row'>{told('Sum', lang)}</th>{total}</tr>"
        "</tbody></table></div>"
    )


def mended(asked: int, most: int, step: int, scenario: Scenario, lang: str) -> str:
    """Why another amount stands than was asked for; nothing where it stands as asked."""

    def shown(amount: int) -> str:
        return money(amount, scenario.currency, lang, 0)

    if asked > most:
        return told("{most} is all that can be given here: the rest of the budget is given away.",
                    lang, most=shown(most))  # fmt: skip
    if asked % step:
        return told("{asked} was rounded down: amounts go in steps of {step}.", lang,
                    asked=shown(asked), step=shown(step))  # fmt: skip
    return ""


def notes(file: DeskFile, lang: str) -> str:
    """What each line does in the model and what it costs, behind a click."""
    lines = "".join(
        f"<dt>{told(one.words, lang)}</dt><dd>{told(one.note, lang)}</dd>" for one in file.lines
    )
    summary = told("What each line does in the model, and what it costs", lang)
    return f"<details data-key='desk'><summary>{summary}</summary><dl>{lines}</dl></details>"


def active(run: Run, place: str = "nation") -> np.ndarray:
    """Members who used a service in the last year: shape (months, places)."""
    found: np.ndarray = np.nan_to_num(
        run.values("members", place) * run.values("used_share", place)
    )
    return found


def sentence(runs: Runs, spent: dict[str, int], scenario: Scenario, lang: str) -> str:
    """Active members of A and B, what each costs, and in how many lucks B has more.

    ``spent`` is the money a year by side.
    """
    ends = {side: _ends(rows) for side, rows in runs.items()}
    mean = {side: float(values.mean()) for side, values in ends.items()}
    count = len(ends["a"])
    said = {side: number(value, lang) for side, value in mean.items()}
    shown = [told("Members who use their cooperative, last year, mean of {count} lucks: B {b}, "
                  "A {a}, no budget {none}.", lang, count=number(count, lang), **said)]  # fmt: skip
    for side, name in SIDES[1:]:
        shown.append(
            _cost(spent[side], mean[side], mean["none"], plain(name, lang), scenario, lang)
        )
    lucks = told("Luck only:", lang)
    lines = "".join(f"<li>{one}</li>" for one in shown[1:])
    return f"<p><b>{shown[0]}</b></p><ul>{lines}</ul><p>{lucks} {_compared(runs, lang)}</p>"


def doubt(runs: Runs, lang: str) -> str:
    """The same two splits with other assumptions and other costs, as HTML."""
    varied = told("Luck, assumptions, and costs from half to double:", lang)
    return f"<p>{varied} {_compared(runs, lang)}</p>"


def _compared(runs: Runs, lang: str) -> str:
    """In how many worlds B has more active members than A, and whether that can be told."""
    info = BY_NAME["members"].info
    pairs = list(zip(_ends(runs["a"]).tolist(), _ends(runs["b"]).tolist(), strict=True))
    ways = verdict.counted(info, pairs)
    said = told(
        "in {more} of {count} worlds B has more members who use their cooperative than A, in "
        "{less} it has fewer.", lang,
        more=number(ways[1], lang), less=number(ways[-1], lang), count=number(len(pairs), lang),
    )  # fmt: skip
    found = verdict.way_over(info, pairs)
    return f"{said} {verdict.verdict(Outcome('members', 'more'), found, lang)}"


def _ends(rows: list[Run]) -> np.ndarray:
    """Active members in the last month of each run."""
    return np.array([active(run)[-1] for run in rows])


def _cost(
    spent: int, with_it: float, without: float, name: str, scenario: Scenario, lang: str
) -> str:
    """What an active member costs, and what one more costs than with no budget.

    Members are counted as they are shown, whole, so that a reader finds the same price.
    """
    with_it, without = round(with_it), round(without)
    each = money(spent / max(with_it, 1), scenario.currency, lang, 0)
    if with_it - without < 1:
        return told("{name}: {each} a year for each active member; not one more than with no "
                    "budget.", lang,
                    name=name, each=each)  # fmt: skip
    more = money(spent / (with_it - without), scenario.currency, lang, 0)
    return told("{name}: {each} a year for each active member; {more} for each one more than "
                "with no budget.", lang, name=name, each=each, more=more)  # fmt: skip


def pictures(file: DeskFile, runs: Runs, lang: str) -> str:
    """Active members by district, and a table of the other outcomes."""
    places = runs["a"][0].series["district"].places
    by_side = {
        side: between_years(np.mean([active(run, "district")[11::12] for run in rows], axis=0))
        for side, rows in runs.items()
    }
    high = max(float(np.nanmax(values)) for values in by_side.values())
    up = svg.Axis("", lambda value: number(value, lang), svg.ticks(0.0, high))
    charts = []
    for column, name in enumerate(places):
        curves = [svg.Curve("A", by_side["a"][:, column], svg.ORANGE, dashed=True),
                  svg.Curve("B", by_side["b"][:, column], svg.BLUE)]  # fmt: skip
        ends = [number(float(by_side[side][-1, column]), lang) for side in ("a", "b")]
        text = say("A ends at {a}, B at {b}.", lang, a=ends[0], b=ends[1])
        drawn = svg.line_chart(
            curves, years_axis(len(by_side["a"]), lang), up, title=name, told=text,
            mark=file.start - 1,
        )  # fmt: skip
        charts.append(f"<figure><figcaption>{escape(name)}</figcaption>{drawn}</figure>")
    heading = told("Members who use their cooperative, by district", lang)
    drawn = f"<h3>{heading}</h3><div class='cs-charts cs-small'>{''.join(charts)}</div>"
    return drawn + _open_table(runs, places, lang) + _table(file, runs, lang)


def _open_table(runs: Runs, places: tuple[str, ...], lang: str) -> str:
    """How many cooperatives of each district are still active in the last year."""
    rows = []
    for side, name in SIDES:
        ends = np.mean([run.values("active", "district")[-1] for run in runs[side]], axis=0)
        rows.append((told(name, lang), [number(float(one), lang, 1) for one in ends]))
    title = words("Cooperatives still active in the last year, mean of the lucks")
    return _titled(title, [escape(one) for one in places], rows, lang)


def _table(file: DeskFile, runs: Runs, lang: str) -> str:
    """The other outcomes, side by side."""
    currency = runs["a"][0].scenario.currency
    rows = []
    for metric in file.metrics:
        info = BY_NAME[metric].info
        means = [_mean(runs[side], metric) for side, _ in SIDES]
        cells = [escape(number_of(info, mean, lang, currency)) for mean in means]
        rows.append((told(file.words_of(metric), lang), cells))
    heads = [told(name, lang) for _, name in SIDES]
    return _titled(words("What else changed, last year"), heads, rows, lang)


def _titled(title: str, heads: list[str], rows: list[tuple[str, list[str]]], lang: str) -> str:
    """A table with its heading; it may scroll sideways on a phone, and the keyboard reaches it."""
    label = escape(say(title, lang), quote=True)
    columns = "".join(f"<th scope='col'>{one}</th>" for one in heads)
    lines = "".join(
        f"<tr><th scope='row'>{name}</th>{''.join(f'<td>{one}</td>' for one in cells)}</tr>"
        for name, cells in rows
    )
    return (
        f"<h3>{told(title, lang)}</h3>"
        f"<div class='cs-scroll' tabindex='0' role='region' aria-label='{label}'><table><thead>"
        f"<tr><td></td>{columns}</tr></thead><tbody>{lines}</tbody></table></div>"
    )


def _mean(runs: list[Run], metric: str) -> float:
    return float(np.nanmean([last_year(run, [metric])[0] for run in runs]))
