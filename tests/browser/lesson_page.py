"""A lesson as a participant uses it: what is on the page, and what the browser complained of."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from playwright.sync_api import Browser, Locator, Page

SECOND = 1000
PATIENCE = 60 * SECOND
"""How long, in milliseconds, before a test gives up waiting."""
HERE = "127.0.0.1"


def elsewhere(url: str) -> bool:
    """Whether an address is of another host."""
    parts = urlsplit(url)
    return parts.scheme not in ("data", "blob") and parts.hostname != HERE


class LessonPage:
    """An open lesson. Elements are found by class, never by words."""

    def __init__(self, browser: Browser, address: str, lesson: str = "") -> None:
        self.address, self.lesson = address, lesson
        self.worked = 0.0
        """Processor seconds of server and kernel until the first picture."""
        self.context = browser.new_context(viewport={"width": 1200, "height": 900})
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.complaints: list[str] = []
        """Errors in the browser's console, exceptions, and windows that popped up."""
        self.strangers: list[str] = []
        """Requests to other hosts; each hangs, as behind a Wi-Fi without internet."""
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", self._popped_up)
        self.context.route(elsewhere, lambda route: self.strangers.append(route.request.url))

    def _heard(self, message: Any) -> None:
        if message.type == "error":
            self.complaints.append(f"{message.text} {message.location}")

    def _popped_up(self, dialog: Any) -> None:
        self.complaints.append(f"a window: {dialog.message}")
        dialog.dismiss()

    def open(self, team: str, lang: str = "en") -> None:
        """Open the lesson in a language, with the answers of a team's code."""
        here = urlsplit(self.address)
        token = here.query.partition("token=")[2]
        query = urlencode({"lang": lang, "team": team, "token": token})
        self.page.goto(
            f"http://{here.netloc}/voila/render/{self.lesson}?{query}", wait_until="commit"
        )
        self.wait_alive()

    def wait_alive(self) -> None:
        """Until the page shows its parts."""
        self.page.locator(".cs-header .cs-noharm").wait_for()
        self.page.locator("#loading").wait_for(state="detached")

    def close(self) -> None:
        """Leave the lesson; its kernel ends."""
        self.context.unroute_all(behavior="ignoreErrors")
        self.context.close()

    # ------------------------------------------------------------------ what is on the page

    @property
    def language(self) -> Locator:
        """The language menu."""
        return self.page.locator(".cs-header select")

    @property
    def guesses(self) -> Locator:
        """Questions that lock before a trial opens."""
        return self.page.locator(".cs-part:has(> .cs-choice):has(> .cs-main)")

    @property
    def sliders(self) -> Locator:
        """Sliders of trials, those folded away left out."""
        return self.page.locator(".cs-trial .cs-side input[type=range]:visible")

    @property
    def sentence(self) -> Locator:
        """What the first trial says."""
        return self.page.locator(".cs-trial .cs-shown .cs-status").first

    @property
    def picture(self) -> Locator:
        """The first picture of the first trial."""
        return self.page.locator(".cs-trial .cs-shown svg[role=img]").first

    @property
    def lines(self) -> Locator:
        """Lines to write in."""
        return self.page.locator(".cs-line textarea")

    @property
    def has_trial(self) -> bool:
        """Whether the lesson lets something be tried."""
        return self.page.locator(".cs-trial").count() > 0

    def guess(self) -> None:
        """Choose the second answer of every guess and lock it, where it is not locked yet."""
        for at in range(self.guesses.count()):
            one = self.guesses.nth(at)
            if one.locator("button.cs-main").is_enabled():
                one.locator("input[type=radio]").nth(1).check()
                one.locator("button.cs-main").click()

    def settled(self, timeout: float = PATIENCE) -> None:
        """Until a picture is shown and nothing is being worked out."""
        self.picture.wait_for(timeout=timeout)
        self.page.wait_for_function(
            "!document.querySelector('.cs-trial .cs-waiting')", timeout=timeout
        )

    def answers(self) -> dict[str, list[Any]]:
        """Everything a participant can set, as it stands."""
        return {
            "radios": self.page.eval_on_selector_all(
                "input[type=radio]", "all => all.map(one => one.checked)"
            ),
            "sliders": self.page.eval_on_selector_all(
                "input[type=range]", "all => all.map(one => one.value)"
            ),
            "lines": self.page.eval_on_selector_all(
                ".cs-line textarea", "all => all.map(one => one.value)"
            ),
        }

    def too_wide(self) -> int:
        """Pixels by which the page is wider than the window."""
        wide: int = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        return max(wide, 0)

    def whole(self, to: Path) -> None:
        """A picture of the whole page."""
        to.parent.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=to, full_page=True)

    def violations(self, axe: str) -> list[str]:
        """What axe finds against WCAG 2, levels A and AA: rule, element, why."""
        self.page.evaluate(axe)
        found = self.page.evaluate(
            "axe.run(document, {runOnly: {type: 'tag', "
            "values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']}})"
        )
        return [
            f"{one['id']} ({one['impact']}): {node['html'][:160]} {node['failureSummary'][:200]}"
            for one in found["violations"]
            for node in one["nodes"][:3]
        ]
