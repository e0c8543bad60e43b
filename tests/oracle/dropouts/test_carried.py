"""Dropout on a class of the homework's own, whose graph finds the gradient."""

from pathlib import Path

import pytest
from dropped import bad, dropped

ENGINES = Path(__file__).parents[2] / "homework" / "dropout_layers"
SOURCE = (ENGINES / "right_tensor_of_its_own.py").read_text("utf-8")
CHECKS = {"forward", "grad_x", "inputs_unchanged", "repeatable"}


def test_a_right_layer_on_a_tensor_is_right_in_every_check(tmp_path: Path) -> None:
    (found,) = dropped(tmp_path, SOURCE)
    assert bad([found]) == {}
    assert {result.check for result in found.results} == CHECKS
    assert found.layer is not None
    assert "on Tensor" in found.layer.understood


@pytest.mark.parametrize(
    ("old", "new", "bug"),
    [
        ("x.grad + out.grad * mask", "x.grad + out.grad", "dropout-gradient-not-masked"),
        ("            return x\n", "            pass\n", "dropout-active-at-test"),
        ("/ (1 - self.p)", "/ self.p", "dropout-wrong-scale"),
    ],
)
def test_a_mistake_on_a_tensor_is_found(tmp_path: Path, old: str, new: str, bug: str) -> None:
    assert set(bad(dropped(tmp_path, SOURCE, (old, new))).values()) == {bug}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("out.grad * np.ones_like", "2 * out.grad * np.ones_like"),
        ("unbroadcast(out.grad * other.data, ", "unbroadcast(out.grad, "),
    ],
)
def test_what_is_wrong_in_the_graph_is_not_blamed_on_dropout(
    tmp_path: Path, old: str, new: str
) -> None:
    assert bad(dropped(tmp_path, SOURCE, (old, new))) == {}
