"""How Sphinx builds the curriculum; 'make site' runs it for every language."""

from coopsim.curriculum.signs import STATIC

project = "coopsim"
author = "the coopsim contributors"
extensions = ["myst_nb", "coopsim.curriculum.extension"]
nb_execution_mode = "off"
myst_enable_extensions = ["colon_fence"]
suppress_warnings = ["myst.header"]  # a lesson on paper begins where its notebook does
html_theme = "coopsim"
html_theme_path = ["theme"]
html_static_path = [str(STATIC)]
html_use_index = False
html_copy_source = False
html_title = "coopsim"
