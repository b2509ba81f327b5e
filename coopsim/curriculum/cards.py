"""Cards to cut out: the events of the game, eight on a sheet of A4."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from coopsim.assessment.wording import told
from coopsim.curriculum.asked import Asked
from coopsim.curriculum.gamesheets import WORLDS, setup_of
from coopsim.game import EVENTS, Event, events_of
from coopsim.game.events import CHANCE
from coopsim.text import listed, month, say, words

ON_A_SHEET = 8
QUIET = (words("A quiet year"), words("Nothing out of the ordinary happens this year."))
HOW_LARGE = words("How large the change is, is assumed (grade C).")


def event_cards(asked: Asked) -> Iterator[str]:
    """The deck of a world, with so many quiet years that it is as quiet as the game.

    Where no world is named it is the deck of all that are printed, and says which cards are for
    some of them only.
    """
    if asked.given:
        cards = [_card(one, (), asked.lang) for one in events_of(setup_of(asked.given))]
    else:
        decks = {world: events_of(setup_of(world)) for world in WORLDS}
        fitting = {one.key: [at for at in WORLDS if one in decks[at]] for one in EVENTS.values()}
        cards = [_card(one, fitting[one.key], asked.lang) for one in EVENTS.values()]
    cards += [_quiet(asked.lang)] * quiet_years(len(cards))
    for start in range(0, len(cards), ON_A_SHEET):
        yield from cut(cards[start : start + ON_A_SHEET])


def quiet_years(events: int) -> int:
    """How many quiet cards go with so many events: the game's chance, in whole half-sheets.

    >>> quiet_years(10), quiet_years(7)
    (6, 5)
    """
    half = ON_A_SHEET // 2
    return max(half * round(events / CHANCE / half) - events, 0)


def cut(cards: Sequence[str]) -> Iterator[str]:
    """Cards of one sheet as HTML, with lines to cut along."""
    yield f'<div class="cards">{"".join(cards)}</div>\n'


def _card(event: Event, only: Sequence[str], lang: str) -> str:
    """A card; ``only`` are the worlds it is for, none where that need not be said."""
    foot = []
    if any(times for _, times in event.changes.values()):
        foot.append(told(HOW_LARGE, lang))
    if (event.start, event.until) != (1, 12):
        first, last = month(event.start, lang), month(event.until, lang)
        foot.append(told("{first} to {last}.", lang, first=first, last=last))
    if 0 < len(only) < len(WORLDS):
        titles = listed([say(setup_of(one).world.title, lang) for one in only], lang)
        foot.append(told("Only for: {worlds}.", lang, worlds=titles))
    return _html(told(event.title, lang), told(event.story, lang), " ".join(foot))


def _quiet(lang: str) -> str:
    title, story = QUIET
    return _html(told(title, lang), told(story, lang), "")


def _html(title: str, story: str, foot: str) -> str:
    end = f'<p class="foot">{foot}</p>' if foot else ""
    return f'<section class="card"><h3>{title}</h3><p>{story}</p>{end}</section>'
