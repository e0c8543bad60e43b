"""The command `scratchcnn check` on homework."""

import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import nbformat
import pytest

from scratchcnn.cli import main

SEEDS = Path(__file__).parents[3] / "shared" / "seeds"
RIGHT = """\
import numpy as np

class ReLU:
    def forward(self, x):
        self.x = x
        return np.maximum(x, 0)

    def backward(self, grad):
        return grad * (self.x > 0)
"""
WRONG = RIGHT.replace("self.x > 0)\n", "grad > 0)\n")
SIGMOID = """\
class Sigmoid:
    def forward(self, x):
        self.out = 1 / (1 + np.exp(-x))
        return self.out

    def backward(self, grad):
        return grad * self.out * (1 - self.out)
"""
BUG = "relu-mask-from-gradient"
FORMATS = ("console", "json", "junit", "gradescope")
AS_JSON = ("--format", "json")
# No more than the least number of cases, however fast the machine is.
QUICK = ("--budget", "1e-9")

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run_in_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    """Run `scratchcnn check` in a folder of its own; the exit code, and what is printed."""
    monkeypatch.chdir(tmp_path)

    def check(*arguments: str) -> tuple[int, str]:
        code = main(["check", *QUICK, *arguments])
        return code, capsys.readouterr().out

    return check


@pytest.fixture
def run(run_in_full: Run, few_cases: None) -> Run:
    """Do the same on a few cases."""
    return run_in_full


def strict(text: str) -> dict[str, Any]:
    """Read JSON that holds no NaN and no Infinity."""

    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is not JSON")

    document: dict[str, Any] = json.loads(text, parse_constant=refuse)
    return document


def targets(text: str) -> list[dict[str, Any]]:
    document = strict(text)
    assert (document["schema"], document["seed"]) == (1, 0)
    found: list[dict[str, Any]] = document["targets"]
    return found


def bugs(target: Mapping[str, Any]) -> set[tuple[str, str, str]]:
    """Return the op, its implementation and the bug's id of all that is wrong."""
    return {
        (one["op"], one["implementation"], (one["bug"] or {}).get("id", ""))
        for one in target["results"]
        if one["status"] == "wrong"
    }


def statuses(target: Mapping[str, Any], implementation: str, check: str) -> dict[str, str]:
    """Return the status that one check of an implementation has in every regime."""
    return {
        one["regime"]: one["status"]
        for one in target["results"]
        if (one["implementation"], one["check"]) == (implementation, check)
    }


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


@pytest.mark.parametrize("form", FORMATS)
def test_what_cannot_be_read_is_told_in_every_format(run: Run, form: str) -> None:
    code, out = run("missing.py", "--format", form)
    assert code == 2
    assert "missing.py" in out
    assert "there is no such file" in out
    if form == "junit":
        assert ElementTree.fromstring(out).get("errors") == "1"
    elif form != "console":
        strict(out)


def test_of_several_targets_the_highest_exit_code_counts(run: Run, tmp_path: Path) -> None:
    (tmp_path / "right.py").write_text(RIGHT)
    (tmp_path / "wrong.py").write_text(WRONG)
    code, out = run("right.py", "missing.py", "wrong.py", "--format", "json")
    assert code == 2
    assert [found["verdict"] for found in targets(out)] == ["ok", "error", "wrong"]
    code, out = run("wrong.py", "right.py", "--check", "grad_x")
    assert code == 1
    assert "\nright.py: ok" in out


def test_junit_has_a_failure_for_every_wrong_result(run: Run, tmp_path: Path) -> None:
    (tmp_path / "homework.py").write_text(WRONG)
    code, out = run("homework.py", "--format", "junit")
    suites = ElementTree.fromstring(out)
    assert code == 1
    assert suites.get("failures") == str(len(suites.findall(".//failure"))) != "0"
    assert {test.get("classname") for test in suites.iter("testcase")} == {"relu"}


def test_gradescope_has_a_test_for_every_check(run: Run, tmp_path: Path) -> None:
    (tmp_path / "homework.py").write_text(WRONG)
    _, out = run("homework.py", "--format", "gradescope")
    found = {one["name"]: one["status"] for one in strict(out)["tests"]}
    assert (found["relu forward"], found["relu grad_x"]) == ("passed", "failed")


@pytest.mark.parametrize("form", FORMATS)
def test_the_report_goes_into_a_file(run: Run, tmp_path: Path, form: str) -> None:
    (tmp_path / "homework.py").write_text(RIGHT)
    arguments = ("homework.py", "--check", "forward", "--format", form)
    assert run(*arguments, "--output", "report") == (0, "")
    assert "relu" in (tmp_path / "report").read_text()


@pytest.mark.parametrize("form", FORMATS)
def test_names_without_numbers_can_be_revealed(run: Run, tmp_path: Path, form: str) -> None:
    (tmp_path / "homework.py").write_text(WRONG.replace("return grad", "return 7.125 * grad"))
    _, full = run("homework.py", "--format", form)
    code, out = run("homework.py", "--format", form, "--reveal", "name")
    assert code == 1
    numbers = {str(7.125 * times) for times in range(1, 5)}
    assert any(number in full for number in numbers)
    assert "grad_x" in out
    assert not any(word in out for word in ("[[", "np.array", *numbers))
    if form == "json":
        (found,) = targets(out)
        hidden = ("counterexample", "reproducer", "max_error", "allowed_error", "index")
        assert all(one[key] is None for one in found["results"] for key in hidden)


def test_one_op_and_one_check_can_be_run_again(run: Run, tmp_path: Path) -> None:
    (tmp_path / "homework.py").write_text(f"{WRONG}\n{SIGMOID}")
    code, out = run(
        "homework.py", "--op", "sigmoid", "--check", "grad_x", "--check", "forward", *AS_JSON
    )
    (found,) = targets(out)
    assert code == 0
    assert {one["op"] for one in found["results"]} == {"sigmoid"}
    assert {one["check"] for one in found["results"]} == {"forward", "grad_x"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["homework.py", "--examples", "3"], "argument --examples: only without a TARGET"),
        (["homework.py", ""], "argument TARGET: must not be empty"),
        (["--adapter", "adapter.py"], "argument --adapter: needs a TARGET"),
        (["--explain"], "argument --explain: needs a TARGET"),
        (["--timeout", "3"], "argument --timeout: needs a TARGET"),
        (["--budget", "3"], "argument --budget: needs a TARGET"),
        (["--reveal", "none"], "argument --reveal: needs a TARGET"),
        (["--against", "git:HEAD", "--check", "forward"], "argument --check: not with --against"),
        (["--op", "relu", "--check", "grad_weight"], "must be one of forward, grad_x, "),
        (["homework.py", "--adapter", "missing.py"], "argument --adapter: there is no file"),
        (["homework.py", "--against", "git:HEAD"], "argument --against: not with a TARGET"),
        (["--against", "git:HEAD", "--format", "junit"], "has no format but console and json"),
        (["homework.py", "--op", "conv3d"], "argument --op: must be one of avg_pool2d"),
        (["homework.py", "--op", "log_softmax"], "argument --op: must be one of avg_pool2d"),
        (["homework.py", "--check", "grad_X"], "argument --check: must be one of forward, grad_x"),
        (["--op", "conv2d_relu"], "argument --op: must be one of conv2d, max_pool2d"),
        (["homework.py", "--timeout", "0"], "argument --timeout: must be"),
        (["homework.py", "--reveal", "some"], "argument --reveal: invalid choice: 'some'"),
        (["homework.py", "--output", "no/folder/report"], "argument --output: there is no folder"),
    ],
)
def test_options_that_do_not_go_together_give_exit_code_2(
    capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    with pytest.raises(SystemExit) as raised:
        main(["check", *arguments])
    assert raised.value.code == 2
    assert message in capsys.readouterr().err


def test_the_same_seed_gives_the_same_report_to_the_byte(run: Run, tmp_path: Path) -> None:
    (tmp_path / "homework.py").write_text(f"{WRONG}\n{SIGMOID}")
    first = run("homework.py", *AS_JSON)
    assert run("homework.py", *AS_JSON) == first


def test_how_a_layer_was_understood_can_be_explained(run: Run, tmp_path: Path) -> None:
    (tmp_path / "homework.py").write_text(RIGHT)
    _, brief = run("homework.py", "--check", "forward")
    _, long = run("homework.py", "--check", "forward", "--explain")
    assert "ReLU  relu: class; any shape; backward(grad)" in brief
    assert len(long.splitlines()) > len(brief.splitlines())


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
    others = {one["status"] for one in found["results"]} - {"wrong"}
    assert others <= {"ok", "convention", "unsupported"}


@needs_seeds
def test_the_first_guide_has_a_syntax_error_and_a_right_relu(run_in_full: Run) -> None:
    code, out = run_in_full(str(SEEDS / "guide.md"), *AS_JSON)
    (found,) = targets(out)
    assert (code, found["verdict"]) == (0, "ok")
    assert "line 40" in found["error"]
    for check in ("forward", "grad_x"):
        assert set(statuses(found, "ReLU", check).values()) == {"ok"}
