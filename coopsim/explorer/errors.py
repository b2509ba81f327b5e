"""What goes wrong when an explorer is made."""

from coopsim.errors import CoopsimError


class ExplorerError(CoopsimError):
    """A study that no explorer can be made of."""
