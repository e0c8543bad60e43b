"""The functions in what the homework has made, and the variables that they share."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from scratchcnn.oracle.process.worker.answering.closures import functions_within, put_for_all
from scratchcnn.oracle.process.worker.answering.paths import arrays_within, pick


class Pair:
    def __init__(self, **members: Any) -> None:
        self.__dict__.update(members)

    def forward(self) -> None: ...


def is_mine(kind: type) -> bool:
    return kind.__module__ == __name__


def made(dtype: type = float) -> tuple[Callable[..., Any], Callable[..., Any], dict[str, Any]]:
    weight = np.ones(2, dtype)

    def forward() -> Any:
        return weight

    def backward() -> Any:
        return late

    for late in ():  # noqa: B007 - so that it is a variable without a value
        pass
    return forward, backward, {"weight": weight}


def paths_of(root: Any) -> list[list[str | int]]:
    return [one["path"] for one in functions_within(root, is_mine, lambda _: {})]


def test_functions_are_found_in_containers_and_attributes() -> None:
    f, g, _ = made()
    assert paths_of((f, g)) == [[0], [1]]
    assert paths_of({"a": f, "b": [g]}) == [["a"], ["b", 0]]
    assert paths_of(SimpleNamespace(a=f)) == [["a"]]
    assert paths_of(Pair(a=f)) == [["a"], ["forward"]]


def test_a_function_is_found_itself_with_those_in_its_attributes() -> None:
    f, g, _ = made()
    f.backward = g  # type: ignore[attr-defined]  # as homework does
    assert paths_of(f) == [[], ["backward"]]


def test_a_function_that_lies_in_two_places_is_found_once() -> None:
    f, _, _ = made()
    assert paths_of([f, f]) == [[0]]


def test_functions_are_described() -> None:
    f, _, _ = made()
    (found,) = functions_within([f], is_mine, lambda one: {"said": one.__qualname__})
    assert found["name"] == "forward"
    assert found["said"].endswith("forward")


def test_arrays_are_found_in_the_variables_of_functions_after_all_others() -> None:
    f, g, _ = made()
    other = {"weight": np.zeros(3)}
    found = [(one["path"], one.get("cells")) for one in arrays_within([f, g, other], is_mine)]
    assert found == [([2, "weight"], None), ([0, "weight"], [[1, 0]])]


@pytest.mark.parametrize("dtype", [float, np.float32])
def test_functions_know_the_array_that_is_put_into_a_container(dtype: type) -> None:
    layer = made(dtype)
    put_for_all(layer, [2, "weight"], np.array([3.0, 4.0]))
    assert layer[0]().tolist() == [3, 4]
    assert layer[2]["weight"].tolist() == [3, 4]


def test_a_variable_of_a_function_is_put_by_its_cell() -> None:
    layer = made(np.float32)
    path = [0, "__closure__", 0, "cell_contents"]
    put_for_all(layer, path, np.array([3.0, 4.0]))
    assert pick(layer, path).dtype == np.float64
    assert layer[0]().tolist() == [3, 4]
