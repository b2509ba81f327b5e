"""The curriculum as a site: pages in every language, lessons on paper, all of it offline."""

from coopsim.curriculum.site import CurriculumError, build_site

__all__ = ["CurriculumError", "build_site"]
