import sys
from typing import Any

import numpy as np
import pytest
import torch

from scratchcnn.oracle.process.worker.answering.answers import Room, as_data
from scratchcnn.oracle.process.worker.answering.foreign import (
    array_for_jax,
    array_of,
    copy_like,
    is_elsewhere,
    is_tensor,
    put_into_tensor,
    tensor_of,
)
from scratchcnn.oracle.process.worker.answering.paths import arrays_within, pick, put
from scratchcnn.oracle.process.worker.imports.stubs import MissingModule


class Layer:
    def __init__(self) -> None:
        self.weight = torch.ones(2, 3, dtype=torch.float64)


class Module(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.weight = torch.nn.Parameter(torch.ones(2, 3, dtype=torch.float64))


def test_a_tensor_shares_its_memory_with_the_array_that_it_is_made_of() -> None:
    array = np.zeros(3)
    tensor_of(array)[1] = 5
    np.testing.assert_array_equal(array, [0, 5, 0])


def test_a_tensor_is_made_where_pytorch_makes_its_own() -> None:
    with torch.device("meta"):
        tensor = tensor_of(np.zeros(3))
    assert is_elsewhere(tensor)
    assert not is_elsewhere(tensor_of(np.zeros(3)))
    assert not is_elsewhere(np.zeros(3))


def test_the_numbers_of_a_tensor_come_back_even_if_it_asks_for_a_gradient() -> None:
    found = array_of(torch.ones(2, requires_grad=True))
    assert found is not None
    np.testing.assert_array_equal(found, [1, 1])


def test_what_numpy_has_no_precision_for_comes_back_in_single_precision() -> None:
    found = array_of(torch.ones(2, dtype=torch.bfloat16))
    assert found is not None
    assert found.dtype == np.float32


@pytest.mark.parametrize("value", [np.ones(2), [1.0], None, 1.0])
def test_nothing_else_is_a_tensor(value: Any) -> None:
    assert not is_tensor(value)
    assert array_of(value) is None


def test_tensors_cross_as_arrays_do() -> None:
    out, cache = as_data((torch.ones(2), {"x": torch.zeros(1)}), Room())
    np.testing.assert_array_equal(out, [1, 1])
    np.testing.assert_array_equal(cache["x"], [0])


@pytest.mark.parametrize("kind", [Layer, Module])
def test_the_tensors_of_an_object_are_found_and_replaced(kind: Any) -> None:
    layer = kind()
    listed = arrays_within(layer, lambda one: one.__module__ == __name__)
    assert [one["path"] for one in listed] == [["weight"]]
    kept = layer.weight
    put(layer, ["weight"], torch.full((2, 3), 7.0, dtype=torch.float64))
    assert layer.weight is kept
    np.testing.assert_array_equal(array_of(pick(layer, ["weight"])), np.full((2, 3), 7.0))


def test_a_parameter_takes_the_precision_of_what_is_put_into_it() -> None:
    parameter = torch.nn.Parameter(torch.ones(2))
    assert put_into_tensor(parameter, torch.zeros(2, dtype=torch.float64))
    assert parameter.dtype is torch.float64


def test_a_tensor_of_another_shape_is_not_written_into() -> None:
    assert not put_into_tensor(torch.ones(2), torch.ones(3))


def test_a_copy_of_a_tensor_is_a_tensor() -> None:
    array = np.ones(2)
    assert is_tensor(copy_like(torch.ones(2), array))
    assert not is_tensor(copy_like(array, array))


def test_where_jax_is_missing_it_is_that_which_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jax", None)
    with pytest.raises(MissingModule, match="jax"):
        array_for_jax(np.ones(2))
