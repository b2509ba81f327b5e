"""What can be wrong with pages."""

from coopsim.errors import CoopsimError


class CurriculumError(CoopsimError):
    """Pages that cannot be made."""
