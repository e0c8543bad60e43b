"""The command `scratchcnn check` on homework."""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import nbformat
import pytest
from checked import AS_JSON, BUG, RIGHT, SIGMOID, WRONG, Run, bugs, statuses, targets

pytestmark = pytest.mark.one_python

SEEDS = Path(__file__).parents[3] / "shared" / "seeds"


def write_notebook(path: Path) -> None:
    cells = [nbformat.v4.new_code_cell(one) for one in ("%matplotlib inline", "1 +", WRONG)]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)


def write_directory(path: Path) -> None:
    path.mkdir()
    (path / "base.py").write_text("class Layer:\n    pass\n")
    (path / "layers.py").write_text(
        WRONG.replace("class ReLU:", "from base import Layer\n\nclass ReLU(Layer):")
    )


WRITERS: Mapping[str, Callable[[Path], Any]] = {
    "homework.py": lambda path: path.write_text(WRONG),
    "homework.ipynb": write_notebook,
    "homework.md": lambda path: path.write_text(f"# Layers\n\n```python\n{WRONG}```\n"),
    "homework": write_directory,
}


@pytest.mark.parametrize(
    ("written", "target"),
    [*((name, name) for name in WRITERS), ("homework.py", "homework"), ("homework", "homework.")],
)
def test_targets_of_every_kind_are_judged(
    run: Run, tmp_path: Path, written: str, target: str
) -> None:
    WRITERS[written](tmp_path / written)
    target += "layers" if target.endswith(".") else ""
    code, out = run(target, "--format", "json", "--check", "grad_x")
    (found,) = targets(out)
    assert code == 1
    assert (found["target"], found["verdict"]) == (target, "wrong")
    name = "layers.ReLU" if target == "homework" and written == "homework" else "ReLU"
    assert bugs(found) == {("relu", name, BUG)}


def test_right_homework_gives_exit_code_0(run: Run, tmp_path: Path) -> None:
    (tmp_path / "homework.py").write_text(RIGHT)
    code, out = run("homework.py")
    assert code == 0
    assert out.startswith("homework.py: ok: relu in ")


def test_wrong_homework_gives_exit_code_1_and_the_verdict_first(run: Run, tmp_path: Path) -> None:
    (tmp_path / "homework.py").write_text(WRONG)
    code, out = run("homework.py")
    assert code == 1
    assert out.startswith("homework.py: wrong: relu (ReLU): The mask is taken from")


def test_homework_without_layers_gives_exit_code_1(run: Run, tmp_path: Path) -> None:
    (tmp_path / "homework.py").write_text("answer = 42\n")
    code, out = run("homework.py", "--format", "json")
    (found,) = targets(out)
    assert code == 1
    assert (found["verdict"], found["results"]) == ("error", [])
    assert found["error"] == "no layer found in it"


UNREADABLE = {
    "missing.py": (None, "there is no such file"),
    "no_module": (None, "there is no such file, and no such module"),
    "picture.png": (b"\x89PNG\r\n\x1a\n\x00\xff", "picture.png"),
    "binary.py": (b"\x00\xff\xfe", "binary.py"),
    "latin.py": (b"import numpy as np\n# caf\xe9\n", "latin.py, line 2"),
    "broken.py": (b"import numpy as np\n\ndef relu(x:\n    return x\n", "line 3"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cannot_be_read_gives_exit_code_2_and_says_why(
    run: Run, tmp_path: Path, name: str
) -> None:
    content, words = UNREADABLE[name]
    if content is not None:
        (tmp_path / name).write_bytes(content)
    code, out = run(name, "--format", "json")
    (found,) = targets(out)
    assert code == 2
    assert (found["verdict"], found["results"]) == ("error", [])
    assert words in found["error"]


def test_of_several_targets_the_highest_exit_code_counts(run: Run, tmp_path: Path) -> None:
    (tmp_path / "right.py").write_text(RIGHT)
    (tmp_path / "wrong.py").write_text(WRONG)
    code, out = run("right.py", "missing.py", "wrong.py", "--format", "json")
    assert code == 2
    assert [found["verdict"] for found in targets(out)] == ["ok", "error", "wrong"]
    code, out = run("wrong.py", "right.py", "--check", "grad_x")
    assert code == 1
    assert "\nright.py: ok" in out


def test_one_op_and_one_check_can_be_run_again(run: Run, tmp_path: Path) -> None:
    (tmp_path / "homework.py").write_text(f"{WRONG}\n{SIGMOID}")
    code, out = run(
        "homework.py", "--op", "sigmoid", "--check", "grad_x", "--check", "forward", *AS_JSON
    )
    (found,) = targets(out)
    assert code == 0
    assert {one["op"] for one in found["results"]} == {"sigmoid"}
    assert {one["check"] for one in found["results"]} == {"forward", "grad_x"}


MISHAPS = {
    "Loop": "while True: pass",
    "Leave": "os._exit(3)",
    "Segfault": "ctypes.string_at(0)",
    "Allocate": "np.ones(2**33)",
    "Print": "print('x' * (50 * 2**20))",
}


@pytest.mark.skipif(sys.platform != "linux", reason="other systems lack some of the limits")
@pytest.mark.slow
def test_a_layer_that_misbehaves_costs_the_check_in_hand_and_no_other(
    run: Run, tmp_path: Path
) -> None:
    layers = [
        RIGHT.replace("class ReLU:", f"class ReLU{name}:").replace(
            "        self.x = x",
            f"        if (x == 0).any():\n            {mishap}\n        self.x = x",
        )
        for name, mishap in MISHAPS.items()
    ]
    (tmp_path / "homework.py").write_text("\n".join(["import ctypes, os", *layers, SIGMOID]))
    code, out = run("homework.py", *AS_JSON, "--timeout", "1")
    (found,) = targets(out)
    assert (code, found["verdict"]) == (1, "error")
    for name in MISHAPS:
        status = {"Loop": "timeout", "Print": "ok"}.get(name, "crash")
        forward = statuses(found, f"ReLU{name}", "forward")
        assert (forward["basic"], forward["batch"], forward["kink"]) == ("ok", "ok", status)
        assert statuses(found, f"ReLU{name}", "grad_x")["basic"] == "ok"
    assert set(statuses(found, "Sigmoid", "grad_x").values()) == {"ok"}


needs_seeds = pytest.mark.skipif(
    not (SEEDS / "notebook.py").is_file(), reason="the guides are not beside the checkout"
)


@needs_seeds
def test_the_second_guide_has_three_bugs_and_no_other(run_in_full: Run) -> None:
    code, out = run_in_full(str(SEEDS / "notebook.py"), *AS_JSON)
    (found,) = targets(out)
    assert code == 1
    assert bugs(found) == {
        ("conv2d_relu", "Conv3x", "relu-mask-from-gradient"),
        ("max_pool2d", "MaxPool2", "ties-all-receive"),
        ("softmax_linear", "Softmax", "updated-weights"),
    }
    layers = [one for one in found["results"] if one["op"] != "training_step"]
    assert {one["status"] for one in layers} - {"wrong"} <= {"ok", "convention", "unsupported"}


@needs_seeds
def test_the_first_guide_has_a_syntax_error_and_a_right_relu(run_in_full: Run) -> None:
    code, out = run_in_full(str(SEEDS / "guide.md"), *AS_JSON)
    (found,) = targets(out)
    assert (code, found["verdict"]) == (0, "ok")
    assert "line 40" in found["error"]
    for check in ("forward", "grad_x"):
        assert set(statuses(found, "ReLU", check).values()) == {"ok"}
