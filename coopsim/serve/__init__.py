"""Lessons for participants in a browser: one server, its pages, and who may do what on it.

``serve`` starts Jupyter's server with Voila and a template of our own. Nothing a page loads comes
from another host, and a page may talk to the lesson it opened and to nothing else.
"""

from coopsim.serve.lessons import Lesson, find_lessons, find_workshops
from coopsim.serve.settings import SHARE, Place
from coopsim.serve.starting import serve

__all__ = ["SHARE", "Lesson", "Place", "find_lessons", "find_workshops", "serve"]
