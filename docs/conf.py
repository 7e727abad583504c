"""How Sphinx builds the site. Nothing of it is loaded from a network; see docs/tools/site.py."""

from kg.resources import program_version

project = "Pactgraph"
author = "Pactgraph contributors"
version = release = program_version()
extensions = ["myst_parser"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
exclude_patterns = ["_extra"]
html_theme = "furo"
html_title = "Pactgraph"
html_extra_path = ["_extra"]
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_copyright = False
html_show_sphinx = False
html_last_updated_fmt = None  # no clock: the same sources give the same pages
suppress_warnings = ["misc.highlighting_failure"]  # csv has no lexer, and that of SPARQL knows no paths
smartquotes = False  # "--store" is no dash
pygments_style = "friendly"
pygments_dark_style = "native"
#: Types in signatures are words of ours or of Python; they need no page.
nitpick_ignore_regex = [("py:.*", ".*")]
