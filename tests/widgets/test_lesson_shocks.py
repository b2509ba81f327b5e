"""What lesson 08 says of its village: with a small reserve savers wait, with a large one not."""

from __future__ import annotations

import numpy as np
import pytest

from coopsim.widgets import open_lesson

WAITING = 0.05
"""Share of voluntary savings above which the lesson says that savers wait."""


@pytest.mark.parametrize("luck", [0, 3])
def test_savers_wait_with_a_small_reserve_and_not_with_a_large_one(luck: int) -> None:
    lesson = open_lesson("08_shocks", folder=None)
    trial = lesson.trial("reserve")
    worst = []
    for settings in (trial.a, trial.b):
        run = lesson.worlds.live(trial.world(settings, luck, brief=True))
        waiting = np.asarray(run.values("unpaid_claims")) / np.asarray(run.values("voluntary"))
        worst.append(waiting[trial.trial.start - 1 :].max())
    assert worst[0] > WAITING > worst[1]
