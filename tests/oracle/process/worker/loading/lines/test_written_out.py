"""A backward pass that is written out runs as it is, and with a variable moved."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from scratchcnn.oracle.process.worker.loading.load import Loaded

Loading = Callable[..., Loaded]

PASS = """
import numpy as np
x = np.array([[1.0, 2.0], [3.0, 4.0]])
w = np.random.randn(2)
print("never")
h = x @ w
loss = (h ** 2).mean()
dh = h.copy()
dh *= 2 / 2
dw = x.T @ dh
w -= 0.1 * dw
"""


def ran(result: Loaded) -> tuple[Any, dict[str, Any]]:
    (facts,) = result.find("written out")()
    one = result.find(facts["name"])
    return one, one.run()


def test_all_are_listed_with_the_line_where_they_begin(loaded: Loading) -> None:
    (facts,) = loaded(PASS).find("written out")()
    assert facts["line"] == 8
    assert facts["gradients"] == ["dh", "dw"]
    assert facts["file"] == "homework.py"
    assert loaded("x = 1\n").find("written out")() == []


def test_a_pass_runs_only_when_it_is_asked_to(
    loaded: Loading, capsys: pytest.CaptureFixture[str]
) -> None:
    _, seen = ran(loaded(PASS))
    assert [(one["name"], one["begins"]) for one in seen["gradients"]] == [
        ("dh", True),
        ("dh", False),
        ("dw", True),
    ]
    assert [(one["of"], one["made"]) for one in seen["places"]] == [
        ("w", False),
        ("h", True),
    ]
    assert [one["name"] for one in seen["scalars"]] == ["loss"]
    assert capsys.readouterr().out == ""


def test_a_variable_is_moved_and_the_loss_follows(loaded: Loading) -> None:
    one, seen = ran(loaded(PASS))
    (key,) = one.moved(0, [(-1, 0.0)])[0]
    rest, ahead, behind = (float(n[key]) for n in one.moved(0, [(-1, 0.0), (1, 1e-6), (1, -1e-6)]))
    expected = seen["gradients"][-1]["value"][1]
    assert (ahead - behind) / 2e-6 == pytest.approx(expected, rel=1e-6)
    assert rest == pytest.approx((ahead + behind) / 2)


def test_every_run_draws_the_same_numbers(loaded: Loading) -> None:
    one, first = ran(loaded(PASS.replace("x @ w", "x @ w + np.random.rand(2)")))
    assert np.array_equal(one.run()["gradients"][-1]["value"], first["gradients"][-1]["value"])
    answers = one.moved(0, [(-1, 0.0), (-1, 0.0)])
    assert answers[0] == answers[1]


def test_what_cannot_be_computed_says_why(loaded: Loading) -> None:
    _, seen = ran(loaded(PASS.replace("x = np.array", "x = y + np.array")))
    assert "NameError" in seen["failed"]["x"]
    assert "line 3" in seen["failed"]["x"]


def test_arguments_are_what_the_module_calls_so(loaded: Loading) -> None:
    result = loaded(
        """
        import numpy as np
        X = np.ones((2, 3))
        def fit(X, rate=0.1):
            W = np.ones(3)
            b = np.zeros(1)
            loss = (X @ W + b).sum()
            dW = X.sum(0)
            db = np.array([2.0])
        """
    )
    _, seen = ran(result)
    assert [one["name"] for one in seen["gradients"]] == ["dW", "db"]
    assert seen["failed"] == {}


def test_what_a_line_that_fails_was_to_change_is_not_told(loaded: Loading) -> None:
    more = "dh = h * 0\nfor k in range(2):\n    dh[k] += nothing[k]\ndh *= 2\n"
    _, seen = ran(loaded(PASS + more))
    assert [one["line"] for one in seen["gradients"] if one["name"] == "dh"] == [8, 9]
    assert "nothing" in seen["failed"]["dh"]
