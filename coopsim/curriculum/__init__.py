"""The curriculum as a site: pages in every language, lessons on paper, all of it offline."""

from coopsim.curriculum.errors import CurriculumError
from coopsim.curriculum.site import build_site

__all__ = ["CurriculumError", "build_site"]
