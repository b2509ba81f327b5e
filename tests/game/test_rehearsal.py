"""A game rehearsed alone: what its numbers and pictures show."""

from __future__ import annotations

from coopsim.game.rehearsal import Rehearsal


def test_a_dial_and_a_number_are_drawn_and_told() -> None:
    game = Rehearsal("timor-leste-credit-union", teams=3, years=1, seed=3)
    game.decide(loan_rate=0.12)
    game.to_end()
    number = game.results.numbers[0].key
    for key in ("trust", number):
        shown = game.dial(key)
        assert shown._repr_html_().count("<svg") == 1
        assert all(name in str(shown) for name in game.names)
    assert "Trust" in str(game.what_if("ceiling", 2.0))
