"""What goes wrong when a kit is made."""

from coopsim.errors import CoopsimError


class KitError(CoopsimError):
    """A kit that cannot be made: an unknown platform, a wheel that is not there."""
