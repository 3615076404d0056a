"""The documentation: pages in Markdown, results and commands from the catalogue, the reference from docstrings."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from generated import mathml_renderer, write_pages

from boundkit.version import __version__

project = "boundkit"
author = "The boundkit authors"
release = version = __version__
html_title = f"boundkit {__version__}"

extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["_build"]
myst_enable_extensions = ["dollarmath", "deflist"]
myst_heading_anchors = 3
nb_execution_mode = "off"  # notebooks/execute.py ran them
nb_merge_streams = True

autodoc_member_order = "bysource"
autodoc_typehints = "description"
autodoc_typehints_description_target = "documented"
napoleon_google_docstring = False
add_module_names = False
python_display_short_literal_types = True

html_theme = "furo"
html_static_path = ["_static"]
html_css_files = ["results.css"]
html_math_renderer = "mathml"
html_copy_source = False
html_show_sourcelink = False


def setup(app):
    app.add_html_math_renderer("mathml", (mathml_renderer, None), (mathml_renderer, None))
    app.connect("builder-inited", lambda app: write_pages(Path(app.srcdir)))
