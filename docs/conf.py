"""Sphinx builds the documentation: `make docs`."""

from importlib.metadata import version as installed_version

project = "Parley"
author = "The Parley contributors"
copyright = "The Parley contributors, Apache-2.0"
version = release = installed_version("parley")

# The tutorial on opinion mapping is a notebook: it is run whenever these pages are built.
extensions = ["myst_nb"]
nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_execution_timeout = 180
nb_render_markdown_format = "myst"
myst_enable_extensions = ["colon_fence", "deflist", "fieldlist"]
myst_heading_anchors = 3
exclude_patterns = ["_build"]
nitpicky = True

html_theme = "furo"
html_title = "Parley"
html_copy_source = False
html_show_sphinx = False
# The pages ask nothing of any other host: no web fonts, no badges, no edit links.
html_theme_options = {
    "light_css_variables": {"font-stack": "system-ui, sans-serif"},
    "dark_css_variables": {"font-stack": "system-ui, sans-serif"},
}
