"""What may go wrong with a sweep as a whole; a run that fails is a row and no error."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from coopsim.errors import CoopsimError


class SweepError(CoopsimError):
    """A sweep that cannot be begun or go on."""


class SourcesDifferError(SweepError):
    """The code that would run is not the code the numbers were asked of."""


class StoreError(SweepError):
    """A store that cannot be opened or read."""


class StoreBusyError(StoreError):
    """Another runner is writing to the store."""


class StoreFullError(StoreError):
    """The store could not be written; what it held before is safe."""


def optional(module: str, extra: str) -> Any:
    """A module that an extra brings, or a ``SweepError`` that says how to get it."""
    try:
        return import_module(module)
    except ImportError as error:
        package = module.split(".", 1)[0]
        raise SweepError(
            f'this needs {package}, which is not installed: pip install "coopsim[{extra}]".'
        ) from error
