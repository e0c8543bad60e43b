"""Arrays are reached by paths that read as Python does, and moved in place."""

from types import SimpleNamespace
from typing import Any

import numpy as np

from scratchcnn.oracle.process.worker.loading.lines.reached import (
    at,
    fill,
    is_array,
    move,
    put,
    reached,
)


def names() -> dict[str, Any]:
    layer = SimpleNamespace(weights=np.ones((2, 3)), rate=0.5, count=3)
    return {"layers": [layer], "params": {"b1": np.zeros(2)}, "np": np}


def test_what_lists_dictionaries_and_objects_hold_is_reached() -> None:
    assert set(reached(names())) == {"layers[0].weights", "layers[0].rate", "params['b1']"}


def test_an_array_with_two_names_is_reached_once() -> None:
    w = np.ones(2)
    assert list(reached({"w": w, "same": w})) == ["w"]


def test_an_object_that_holds_itself_ends() -> None:
    node = SimpleNamespace(w=np.ones(2))
    node.next = node
    assert list(reached({"node": node})) == ["node.w"]


def test_labels_are_no_array_that_can_be_moved() -> None:
    assert not is_array(np.arange(3))


def test_one_element_is_moved_in_place() -> None:
    w = np.zeros((2, 3))
    move(w, 4, 0.5)
    assert w[1, 1] == 0.5
    assert np.count_nonzero(w) == 1


def test_an_array_is_filled_in_place() -> None:
    w = np.zeros((2, 2))
    same = w
    fill(w, [1, 2, 3, 4])
    assert same.tolist() == [[1, 2], [3, 4]]


def test_a_number_is_put_where_its_path_says() -> None:
    inside = names()
    put("layers[0].rate", 0.25, inside)
    assert at("layers[0].rate", inside) == 0.25


def test_what_is_gone_is_none() -> None:
    assert at("layers[7].weights", names()) is None
