"""The pages around the lessons: the list of them, and what is not there for participants."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.utils import url_path_join
from tornado import web

from coopsim.serve.codes import code_for
from coopsim.serve.lessons import Lesson, find_lessons, find_workshops
from coopsim.serve.settings import Place
from coopsim.text import LANGUAGES, NAMES, NO_HARM, say, spoken


class Lessons(JupyterHandler):
    """The list of lessons, in the language asked for."""

    @property
    def place(self) -> Place:
        """What is served."""
        found: Place = self.settings["coopsim_place"]
        return found

    @web.authenticated
    def get(self) -> None:
        """Show the list."""
        lang = self.get_argument("lang", self.place.lang)
        lang = lang if lang in LANGUAGES else self.place.lang
        asked = self.get_argument("code", "")
        code = code_for(self, asked)
        if asked:  # a reload asks for no other code
            self.redirect(self.request.path + "?" + urlencode({"lang": lang}))
            return
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.write(
            self.render_template(  # type: ignore[no-untyped-call]
                "lessons.html",
                lang=lang,
                languages=NAMES,
                lessons=self._links(find_lessons(self.place.notebooks), lang, code),
                workshops=self._links(self._workshops(), lang, ""),
                code=code,
                lan=self.place.lan,
                words=_words(lang, code),
            )
        )

    def _links(self, lessons: Iterable[Lesson], lang: str, code: str) -> list[tuple[str, str, str]]:
        return [(self._link(one.file, lang, code), *spoken(one.title, lang)) for one in lessons]

    def _workshops(self) -> list[Lesson]:
        """Pages for trainers: on their own computer, never in the room."""
        return [] if self.place.lan else find_workshops(self.place.notebooks)

    def _link(self, file: str, lang: str, code: str) -> str:
        query = {"lang": lang} | ({"team": code} if code else {})
        return url_path_join(self.base_url, "voila/render", file) + "?" + urlencode(query)


def _words(lang: str, code: str) -> dict[str, str]:
    whose = (
        say("Your answers are kept with the code {code}. Write it down: it brings them back.",
            lang, code=code)
        if code
        else say("Your answers are kept without a code. If several people use this computer, each "
                 "takes a code.", lang)
    )  # fmt: skip
    return {
        "whose": whose,
        "another": say("I am another person: a new code", lang),
        "without": say("Without a code", lang),
        "mine": say("I have a code", lang),
        "open": say("Go on", lang),
        "title": say("Lessons", lang),
        "choose": say("Choose a lesson. It opens in a few seconds.", lang),
        "trainers": say("For trainers", lang),
        "language": say("Language", lang),
        "no_harm": say(NO_HARM, lang),
    }


class NotHere(JupyterHandler):
    """What Voila offers and participants have no use for: lists of files."""

    @web.authenticated
    def get(self, *_: Any) -> None:
        """Say that there is no such page."""
        raise web.HTTPError(404)


class Left(JupyterHandler):
    """A page that is closed or reloaded says so, and its kernel ends at once."""

    def check_xsrf_cookie(self) -> None:
        """Ask for no more: Voila's page sends no such cookie, and only it knows its kernel."""

    @web.authenticated
    async def post(self, kernel: str) -> None:
        """End the page's kernel."""
        if kernel in self.kernel_manager:
            await self.kernel_manager.shutdown_kernel(kernel)  # type: ignore[no-untyped-call]
        self.set_status(204)


class Alive(JupyterHandler):
    """A page asks now and then whether its kernel still lives, and tells its reader if not."""

    @web.authenticated
    async def get(self, kernel: str) -> None:
        """Say whether it lives."""
        manager = self.kernel_manager
        alive = kernel in manager and await manager.is_alive(kernel)
        self.set_header("Cache-Control", "no-store")
        self.finish({"alive": alive})


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "coopsim.serve.handlers"}]


def _load_jupyter_server_extension(app: Any) -> None:
    """Add the pages; loaded before Voila, whose own list of files they hide."""
    base = app.web_app.settings["base_url"]
    app.web_app.add_handlers(
        ".*$",
        [
            (url_path_join(base, "lessons"), Lessons),
            (url_path_join(base, r"lessons/alive/([\w-]+)"), Alive),
            (url_path_join(base, r"voila/api/shutdown/([\w-]+)"), Left),
            (url_path_join(base, r"voila/?"), NotHere),
            (url_path_join(base, r"voila/(?:tree|files|api/contents)(.*)"), NotHere),
        ],
    )
