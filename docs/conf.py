"""How the documentation is built: `sphinx-build -W docs site`."""

import os
import sys
from pathlib import Path

# How wide the help of the commands is.
os.environ["COLUMNS"] = "88"
sys.path.insert(0, str(Path(__file__).parent / "extensions"))

project = "scratchcnn"
author = "the scratchcnn authors"
extensions = [
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx.ext.viewcode",
    "sphinx_copybutton",
    "sphinxcontrib.programoutput",
    "myst_nb",
    "mathml",
]
exclude_patterns = ["extensions"]

html_theme = "furo"
html_title = "scratchcnn"
html_copy_source = False
html_show_copyright = False
html_show_sourcelink = False

# Every heading can be linked to, as on the pages of a repository.
myst_heading_anchors = 3
myst_enable_extensions = ["dollarmath"]
# The notebooks are committed as they ran; `pytest --nbmake docs/guide` runs them again.
nb_execution_mode = "off"
nb_merge_streams = True

# What stands in single backticks is code, and a link where it names something of ours.
default_role = "py:obj"
autodoc_member_order = "bysource"
# The docstrings say the shapes, which the types do not.
autodoc_typehints = "none"
napoleon_google_docstring = False
napoleon_use_rtype = False
copybutton_prompt_text = r"\$ |>>> |\.\.\. "
copybutton_prompt_is_regexp = True
