"""Controls made from the declarations of parameters: never a range typed by hand."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any

import anywidget
import ipywidgets as W
import traitlets as T

from coopsim.scenario import Scenario
from coopsim.text import say
from coopsim.widgets.lessonparts import Control
from coopsim.widgets.wording import evidence, plain, value_of

STATIC = Path(__file__).parent / "static"
Moved = Callable[[Control], None]


class Slider(anywidget.AnyWidget):
    """A native range input: named, read aloud in words, moved by keys, mouse or finger.

    ``index`` is the place among ``texts``; ``value`` the place's value.
    """

    _esm = STATIC / "slider.js"
    index = T.Int(0).tag(sync=True)
    texts = T.List(T.Unicode(), []).tag(sync=True)
    label = T.Unicode("").tag(sync=True)
    task = T.Unicode("").tag(sync=True)
    about = T.Unicode("").tag(sync=True)
    disabled = T.Bool(False).tag(sync=True)


class ControlView:
    """One control of a trial: a slider, or buttons where words are chosen.

    ``value`` reads and moves it; ``box`` is what is shown.
    """

    def __init__(self, control: Control, scenario: Scenario, moved: Moved) -> None:
        self.control, self.scenario = control, scenario
        self._moved = moved
        self._quiet = False
        self.box: Any
        if control.param.kind in ("yes/no", "choice"):
            self._radio = W.RadioButtons(options=[(str(one), one) for one in control.positions])
            self._about = W.HTML()
            self._radio.add_class("cs-radio")
            self._about.add_class("cs-about")
            self.box = W.VBox([self._radio, self._about])
            self._radio.observe(self._changed, "value")
        else:
            self._radio = None
            self.box = Slider()
            self.box.observe(self._changed, "index")
        self.box.add_class("cs-control")

    @property
    def value(self) -> Any:
        """Where it stands."""
        if self._radio is not None:
            return self._radio.value
        return self.control.positions[self.box.index]

    @value.setter
    def value(self, value: Any) -> None:
        """Move it, as a participant would."""
        if self._radio is not None:
            self._radio.value = value
        else:
            control = self.control
            self.box.index = control.positions.index(control.nearest(value))

    @property
    def disabled(self) -> bool:
        """Whether it can be moved."""
        return bool((self._radio or self.box).disabled)

    @disabled.setter
    def disabled(self, disabled: bool) -> None:
        """Hold it, or let it move."""
        (self._radio or self.box).disabled = disabled

    def put(self, value: Any) -> None:
        """Move it without telling anybody."""
        self._quiet = True
        try:
            self.value = value
        finally:
            self._quiet = False

    def _changed(self, _: Any) -> None:
        if not self._quiet:
            self._moved(self.control)

    def tell(self, lang: str, currency: str) -> None:
        """Write its words in a language, without moving it."""
        control, param = self.control, self.control.param
        origin = dict(self.scenario.origins).get(control.term)
        found = (origin.grade, origin.source) if origin else None
        about = evidence(param, lang, found)
        texts = [value_of(param, one, lang, currency) for one in control.positions]
        label = plain(control.label, lang)
        if control.where:
            label += f" ({', '.join(str(value) for _, value in control.where)})"
        task = say(control.task, lang) if control.task else ""
        if self._radio is None:
            with self.box.hold_sync():
                self.box.texts, self.box.label, self.box.task = texts, label, task
                self.box.about = about
            return
        self._quiet = True
        kept = self._radio.value
        self._radio.options = list(zip(texts, control.positions, strict=True))
        self._radio.value = kept if kept in control.positions else control.positions[0]
        self._radio.description = label
        asked = f"<div class='cs-task'>{escape(task)}</div>" if task else ""
        self._about.value = asked + about
        self._quiet = False
