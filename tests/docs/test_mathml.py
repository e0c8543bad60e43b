"""Formulas of the site that are misspelled are noticed."""

import importlib.util
import logging
from pathlib import Path
from types import ModuleType

import pytest

EXTENSION = Path(__file__).parents[2] / "docs" / "extensions" / "mathml.py"


@pytest.fixture
def mathml() -> ModuleType:
    for needed in ("sphinx", "latex2mathml"):
        pytest.importorskip(needed, reason="formulas are drawn where the site is built")
    spec = importlib.util.spec_from_file_location("mathml", EXTENSION)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("formula", "unknown"),
    [
        (r"\frac{1}{N} \sum_n x_{n} \, w", []),
        (r"\nosuch x", [r"\nosuch"]),
        (r"\begin{aligned} a &= b \end{aligned}", ["<mi>&"]),
    ],
)
def test_a_command_that_is_not_known_is_a_warning(
    formula: str, unknown: list[str], mathml: ModuleType, caplog: pytest.LogCaptureFixture
) -> None:
    from docutils import nodes

    with caplog.at_level(logging.WARNING):
        text = mathml.converted(nodes.math(formula, formula), "inline")
    assert text.startswith("<math")
    told = [record.getMessage() for record in caplog.records]
    assert all(any(one in line for line in told) for one in unknown)
    assert bool(told) == bool(unknown)
