"""What twins have answered lately."""

from typing import Any

import numpy as np
import pytest

from scratchcnn.oracle.cases.case import Implementation
from scratchcnn.oracle.cases.remembered import LATELY, Arguments, answer_of


class Counting:
    """An op that doubles, and counts how often it is asked."""

    def __init__(self) -> None:
        self.calls: list[str] = []

    def __call__(self, x: Any, *, power: Any = 1) -> Any:
        self.calls.append("forward")

        def pullback(grad_out: Any) -> Any:
            self.calls.append("pullback")
            return (grad_out * 2,)

        return x * 2, pullback


def ask(twin: Implementation, x: Any, **options: Any) -> Any:
    return answer_of(twin, Arguments({"x": x, **options}))


def test_a_twin_is_asked_once_for_equal_arguments() -> None:
    twin = Counting()
    for _ in range(2):
        answer = ask(twin, np.arange(3.0))
        assert answer.out.tolist() == [0, 2, 4]
        assert answer.pullback(np.ones(3))[0].tolist() == [2, 2, 2]
    assert twin.calls == ["forward", "pullback"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"x": np.zeros(2)}, {"x": np.zeros((2, 1))}),
        ({"x": np.zeros(2)}, {"x": np.zeros(2, int)}),
        ({"x": np.zeros(2)}, {"x": -np.zeros(2)}),
        ({"x": np.zeros(2), "power": 1}, {"x": np.zeros(2), "power": (1, 1)}),
        ({"x": np.zeros(2), "power": 1}, {"x": np.zeros(2), "power": True}),
        ({"x": np.zeros(2), "power": (1, 2)}, {"x": np.zeros(2), "power": (1, 3)}),
        ({"x": np.zeros(2)}, {"x": np.zeros(2), "power": 1}),
        ({"x": np.zeros(2), "power": 0.0}, {"x": np.zeros(2), "power": -0.0}),
        # What may change in the meantime is never taken for the same.
        ({"x": np.zeros(2), "power": {}}, {"x": np.zeros(2), "power": {}}),
    ],
)
def test_arguments_that_differ_in_anything_are_asked_for_anew(
    first: dict[str, Any], second: dict[str, Any]
) -> None:
    twin = Counting()
    ask(twin, **first)
    ask(twin, **second)
    assert len(twin.calls) == 2


def test_another_gradient_is_asked_for_anew() -> None:
    answer = ask(Counting(), np.ones(2))
    assert answer.pullback(np.ones(2))[0].tolist() == [2, 2]
    assert answer.pullback(np.full(2, 3.0))[0].tolist() == [6, 6]


def test_who_writes_into_an_answer_changes_it_for_no_one_else() -> None:
    answer = ask(Counting(), np.ones(2))
    answer.out[:] = 7
    answer.pullback(np.ones(2))[0][:] = 7
    assert answer.out.tolist() == [2, 2]
    assert answer.pullback(np.ones(2))[0].tolist() == [2, 2]


def test_what_was_asked_long_ago_is_forgotten() -> None:
    twin = Counting()
    for number in (*range(LATELY + 1), 0):
        ask(twin, np.full(1, float(number)))
    assert len(twin.calls) == LATELY + 2
