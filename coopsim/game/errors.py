"""What a game refuses, in one clear sentence."""

from __future__ import annotations

from collections.abc import Mapping

from coopsim.errors import CoopsimError


class GameError(CoopsimError):
    """Something a game refuses: what happened, and what to do."""


class StaleError(GameError):
    """A decision made from an older version than the one that stands.

    ``stands`` and ``sent`` hold, by lever, the values that differ: nothing of either is lost.
    """

    def __init__(
        self, message: str, stands: Mapping[str, object], sent: Mapping[str, object], version: int
    ) -> None:
        self.stands, self.sent, self.version = dict(stands), dict(sent), version
        super().__init__(message)


class StoreError(GameError):
    """A log that cannot be read or written; the game stays as it was."""
