"""Formulas as MathML, which browsers draw themselves: pages need no script of another host."""

import re
from typing import Any

from docutils import nodes
from latex2mathml.converter import convert
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.writers.html5 import HTML5Translator

LOGGER = logging.getLogger(__name__)
# What the converter does not know it leaves as it is.
LEFT_OVER = re.compile(r"\\[A-Za-z]+|<mi>&(amp;)?</mi>")


def converted(node: nodes.Element, display: str) -> str:
    """Return a formula as MathML; a command that is not known is a warning."""
    text: str = convert(node.astext(), display=display)
    for left in LEFT_OVER.finditer(text):
        LOGGER.warning("the formula has %s, which is not known", left[0], location=node)
    return text


def inline(self: HTML5Translator, node: nodes.Element) -> None:
    """Write a formula within a line."""
    self.body.append(converted(node, "inline"))
    raise nodes.SkipNode


def block(self: HTML5Translator, node: nodes.Element) -> None:
    """Write a formula of its own line, or lines."""
    self.body.append(f'<div class="math">{converted(node, "block")}</div>\n')
    raise nodes.SkipNode


def setup(app: Sphinx) -> dict[str, Any]:
    """Register what draws formulas."""
    app.add_html_math_renderer("mathml", (inline, None), (block, None))
    app.config.html_math_renderer = "mathml"
    return {"parallel_read_safe": True, "parallel_write_safe": True}
