"""What a trial shows: sentence, pictures, table; never blank, never of another position."""

from __future__ import annotations

from coopsim.errors import CoopsimError
from coopsim.widgets.lessonparts import Settings, Trial
from coopsim.widgets.part import page
from coopsim.widgets.telling import (
    Pair,
    change_sentence,
    in_brief,
    outcome_sentence,
    pictures,
    table,
)  # fmt: skip
from coopsim.widgets.wording import told
from coopsim.widgets.worlds import Answer

OLD = "cs-waiting"


class Shown:
    """Three boxes of HTML; while a world is worked out the old picture is dimmed.

    ``brief`` is a fourth for a narrow page: a few lines that stay in sight above the finger.
    """

    def __init__(self, trial: Trial) -> None:
        self.trial = trial
        self.sentence, self.picture, self.table = page("", "cs-status"), page(), page()
        self.boxes = [self.sentence, self.picture, self.table]
        self.brief = page("", "cs-brief")
        self.waiting = False
        """Whether a world is still worked out."""

    @property
    def taken_home(self) -> str:
        """The sentence and the pictures, for a page to print."""
        return f"{self.sentence.value}{self.picture.value}"

    def say(self, words: str) -> None:
        """A line instead of the sentence."""
        self.sentence.value = f"<p>{words}</p>"
        self.brief.value = self._hidden(words)

    def wait(self, words: str) -> None:
        """Nothing is blanked: the picture is dimmed, and the words say why."""
        self.waiting = True
        self.picture.add_class(OLD)
        self.table.add_class(OLD)
        self.say(words)

    def draw(
        self, runs: tuple[Answer, Answer], a_set: Settings, b_set: Settings, lang: str
    ) -> Pair | None:
        """Two runs, or why one of them cannot be; returns the pair that is shown."""
        a, b = runs
        if isinstance(a, CoopsimError) or isinstance(b, CoopsimError):
            wrong = a if isinstance(a, CoopsimError) else b
            why = str(wrong).strip().splitlines()[-1]
            self.wait(told("These settings do not go together: {why}", lang, why=why))
            return None
        pair = Pair(a, b, lang)
        changed = change_sentence(self.trial.decisions, a_set, b_set, lang, pair.currency)
        first, *others = [outcome_sentence(pair, one) for one in self.trial.outcomes]
        more = "".join(f"<li>{one}</li>" for one in others)
        self.sentence.value = f"<p>{changed} <b>{first}</b></p><ul>{more}</ul>"
        self.brief.value = self._hidden(in_brief(pair, self.trial.outcomes))
        self.picture.value = pictures(pair, self.trial.outcomes, self.trial.start)
        self.table.value = table(pair, self.trial.outcomes)
        self.waiting = False
        self.picture.remove_class(OLD)
        self.table.remove_class(OLD)
        return pair

    @staticmethod
    def _hidden(words: str) -> str:
        """What is read aloud already elsewhere is only for the eye."""
        return f"<p aria-hidden='true'>{words}</p>"
