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
HOW_HARD = words("How hard it hits is assumed (grade C).")


def event_cards(asked: Asked) -> Iterator[str]:
    """Every event of the game, and so many quiet years that the deck is as quiet as the game."""
    decks = {world: events_of(setup_of(world)) for world in WORLDS}
    cards = [
        _card(one, [world for world, deck in decks.items() if one in deck], asked.lang)
        for one in EVENTS.values()
    ]
    cards += [_quiet(asked.lang)] * quiet_years(len(cards))
    for start in range(0, len(cards), ON_A_SHEET):
        yield from cut(cards[start : start + ON_A_SHEET])


def quiet_years(events: int) -> int:
    """How many quiet cards go with so many events: the game's chance, in whole sheets.

    >>> quiet_years(10)
    6
    """
    sheets = max(round(events / CHANCE / ON_A_SHEET), -(-events // ON_A_SHEET))
    return sheets * ON_A_SHEET - events


def cut(cards: Sequence[str]) -> Iterator[str]:
    """Cards of one sheet as HTML, with lines to cut along."""
    yield f'<div class="cards">{"".join(cards)}</div>\n'


def _card(event: Event, worlds: Sequence[str], lang: str) -> str:
    foot = [told(HOW_HARD, lang)]
    if (event.start, event.until) != (1, 12):
        first, last = month(event.start, lang), month(event.until, lang)
        foot.append(told("{first} to {last}.", lang, first=first, last=last))
    if len(worlds) < len(WORLDS):
        titles = listed([say(setup_of(one).world.title, lang) for one in worlds], lang)
        foot.append(told("Only for: {worlds}.", lang, worlds=titles))
    return _html(told(event.title, lang), told(event.story, lang), " ".join(foot))


def _quiet(lang: str) -> str:
    title, story = QUIET
    return _html(told(title, lang), told(story, lang), "")


def _html(title: str, story: str, foot: str) -> str:
    end = f'<p class="foot">{foot}</p>' if foot else ""
    return f'<section class="card"><h3>{title}</h3><p>{story}</p>{end}</section>'
