"""Several frameworks in one folder: the layers of each are read by themselves."""

from pathlib import Path

import pytest

from scratchcnn.oracle.judging import Settings
from scratchcnn.oracle.target import judge_target
from scratchcnn.oracle.understanding.calls.frameworks import frameworks


def grouped(*names: str) -> list[list[str]]:
    return [[one["name"] for one in some] for some in frameworks({"name": n} for n in names)]


def test_what_has_no_modules_is_one_framework() -> None:
    assert grouped("relu", "Conv2D", "relu_backward") == [["relu", "Conv2D", "relu_backward"]]
    assert grouped() == []


def test_folders_with_layers_of_the_same_names_are_apart() -> None:
    assert grouped("a.x.relu", "b.x.relu", "a.y.Conv2D", "b.y.Conv2D", "main.f") == [
        ["a.x.relu", "a.y.Conv2D"],
        ["b.x.relu", "b.y.Conv2D"],
        ["main.f"],
    ]


def test_files_with_layers_of_the_same_names_are_apart() -> None:
    assert grouped("ann.relu", "ann.tanh", "bob.relu", "bob.tanh") == [
        ["ann.relu", "ann.tanh"],
        ["bob.relu", "bob.tanh"],
    ]


def test_folders_within_a_folder_are_apart_too() -> None:
    assert grouped("src.a.relu", "src.a.tanh", "src.b.relu", "src.b.tanh", "lib.softmax") == [
        ["src.a.relu", "src.a.tanh"],
        ["src.b.relu", "src.b.tanh"],
        ["lib.softmax"],
    ]


@pytest.mark.parametrize(
    "names",
    [
        # A name may be used twice, a helper or a class and its function may be called alike.
        ("a.relu", "b.relu", "a.tanh", "b.softmax"),
        ("a.pad", "b.pad", "a.main", "b.main"),
        ("a.relu", "a.tanh", "b.Relu", "b.Tanh"),
        ("a._relu", "b._relu", "a._tanh", "b._tanh"),
        ("a.fwd.relu", "a.bwd.relu_backward", "b.conv2d"),
    ],
)
def test_a_framework_in_several_folders_is_one(names: tuple[str, ...]) -> None:
    assert grouped(*names) == [list(names)]


ACTIVATIONS = """
import numpy as np

def relu(x):
    return np.maximum(x, 0)

def {name}(grad, x):
    return {sign}grad * (x > 0)

def softmax(x):
    e = np.exp(x - x.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)
"""


def verdicts(path: Path) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for result in judge_target(str(path), Settings(budget=0, ops=("relu",))):
        if result.check == "grad_x":
            found.setdefault(result.implementation, set()).add(result.status)
    return found


def test_a_backward_pass_of_another_framework_is_not_taken(tmp_path: Path) -> None:
    for name, sign in (("right", ""), ("wrong", "-")):
        (tmp_path / name).mkdir()
        text = ACTIVATIONS.format(name="relu_backward", sign=sign)
        (tmp_path / name / "activations.py").write_text(text)
    assert verdicts(tmp_path) == {
        "right.activations.relu": {"ok"},
        "wrong.activations.relu": {"wrong"},
    }


def test_the_backward_pass_in_the_same_file_is_taken_first(tmp_path: Path) -> None:
    other = "\ndef relu_backward(grad, x):\n    return grad * (x > 0)\n"
    (tmp_path / "a_other.py").write_text(other)
    text = ACTIVATIONS.format(name="relu_grad", sign="-")
    (tmp_path / "b_own.py").write_text(text)
    assert verdicts(tmp_path) == {"b_own.relu": {"wrong"}}
