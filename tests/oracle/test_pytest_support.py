"""Homework's checks as tests of pytest."""

import builtins
from pathlib import Path
from typing import Any

import pytest

from scratchcnn import oracle
from scratchcnn.oracle import pytest_support
from scratchcnn.oracle.pytest_support import Check, NotJudged, Options, checks

pytest_plugins = ["pytester"]

HOMEWORK = """
import numpy as np


class ReLU:
    def forward(self, x):
        self.x = x
        return np.maximum(x, 0)

    def backward(self, dout):
        return dout * (dout > 0)


class Tanh:
    def forward(self, x):
        raise NotImplementedError

    def backward(self, dout):
        raise NotImplementedError


class Gated:
    def forward(self, x):
        return x / (1 + np.exp(-x))

    def backward(self, dout):
        return dout
"""
TEST = """
from scratchcnn import oracle


@oracle.parametrize("homework.py")
def test_homework(check):
    check()
"""
DEFAULT = Options(op=None, seed=0, timeout=10.0, budget=0.0)


@pytest.fixture
def homework(tmp_path: Path) -> Path:
    (tmp_path / "homework.py").write_text(HOMEWORK)
    return tmp_path


def found(place: Path, target: Any = "homework.py", options: Options = DEFAULT) -> dict[str, Any]:
    return dict(checks(target, place, options))


def message(check: Any) -> str:
    with pytest.raises(AssertionError) as raised:
        check()
    return str(raised.value)


def test_every_check_is_a_test(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(homework=HOMEWORK, test_it=TEST)
    result = pytester.runpytest("-v", "-p", "no:randomly", "-p", "no:cacheprovider")
    result.stdout.fnmatch_lines(
        [
            "*test_homework?ReLU-relu-forward-basic? PASSED*",
            "*test_homework?ReLU-relu-grad_x-basic? FAILED*",
            "*test_homework?Tanh-tanh-forward-basic? FAILED*",
            "*test_homework?not_judged? SKIPPED*",
            "E *AssertionError: wrong: relu (ReLU): The mask is taken from the gradient's sign*",
        ]
    )
    # Nothing of how it came about, but the call itself.
    result.stdout.no_fnmatch_line("*pytest_support.py*")


def test_a_target_that_cannot_be_read_is_one_failing_test(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_it=TEST)
    result = pytester.runpytest("-p", "no:cacheprovider")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*homework.py*no such file*"])


def test_the_message_is_what_the_console_shows(homework: Path) -> None:
    text = message(found(homework)["ReLU-relu-grad_x-basic"])
    assert text.startswith("wrong: relu (ReLU): The mask is taken")
    assert "paste under homework.py" in text


def test_what_is_not_implemented_fails(homework: Path) -> None:
    text = message(found(homework)["Tanh-tanh-forward-basic"])
    assert text.startswith("unimplemented: tanh (Tanh)")


def test_a_convention_passes(homework: Path) -> None:
    (homework / "homework.py").write_text(HOMEWORK.replace("(dout > 0)", "(self.x >= 0)"))
    tests = found(homework, options=Options("relu", 0, 10.0, 0.0))
    said = [one for one in tests.values() if isinstance(one, Check)]
    assert "convention" in {one.result.status for one in said}
    for one in said:
        one()


def test_what_nothing_could_be_made_of_is_skipped_with_the_reason(homework: Path) -> None:
    test = found(homework)["not_judged"]
    with pytest.raises(pytest.skip.Exception, match="Gated"):
        test()


def test_it_fails_if_nothing_else_was_judged(homework: Path) -> None:
    (homework / "homework.py").write_text("x = 1\n")
    tests = found(homework)
    assert list(tests) == ["not_judged"]
    assert "homework.py: " in message(tests["not_judged"])


def test_a_syntax_error_is_told_with_its_line(homework: Path) -> None:
    (homework / "homework.py").write_text("x = 1\ndef f(:\n")
    assert "line 2" in message(found(homework)["not_judged"])


def test_an_error_of_the_judge_is_a_failing_test(
    homework: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: Any) -> Any:
        raise RuntimeError("out of luck")

    monkeypatch.setattr(pytest_support, "judge", fail)

    test = found(homework, options=Options(None, 9, 1.0, 0.0))["not_judged"]
    assert "RuntimeError: out of luck" in message(test)


def test_the_tests_are_the_same_every_time(homework: Path) -> None:
    first = list(found(homework))
    pytest_support.judged_sources.cache_clear()
    assert list(found(homework)) == first


def test_a_target_is_judged_once_as_long_as_it_stays_the_same(homework: Path) -> None:
    first = found(homework)
    assert (
        found(homework)["ReLU-relu-grad_x-basic"].result is first["ReLU-relu-grad_x-basic"].result
    )
    (homework / "homework.py").write_text(HOMEWORK.replace("(dout > 0)", "(self.x > 0)"))
    found(homework)["ReLU-relu-grad_x-basic"]()


def test_what_is_alive_is_judged_as_well() -> None:
    class Cube:
        def forward(self, x: Any) -> Any:
            self.x = x
            return x**3

        def backward(self, dout: Any) -> Any:
            return self.x**2 * dout

    tests = found(Path(), Cube())
    assert list(tests) == [
        "Cube-layer-finite_difference-basic",
        "Cube-layer-finite_difference-batch",
    ]
    assert "paste under Cube" in message(tests["Cube-layer-finite_difference-basic"])


def test_what_cannot_be_judged_at_all_is_a_failing_test() -> None:
    assert "TypeError: obj must be a path" in message(found(Path(), 3)["not_judged"])


def test_a_reason_that_fails_is_told() -> None:
    assert message(NotJudged("too bad")) == "too bad"


def test_an_unknown_op_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^op must be one of"):
        oracle.parametrize("homework.py", op="conv4d")


def test_without_pytest_it_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without_pytest(name: str, *args: Any, **kwargs: Any) -> Any:
        if name == "pytest":
            raise ModuleNotFoundError("No module named 'pytest'", name="pytest")
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without_pytest)
    with pytest.raises(ModuleNotFoundError, match="needs pytest; install it with"):
        oracle.parametrize("homework.py")
