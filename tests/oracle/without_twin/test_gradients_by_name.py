"""Which array is the gradient of which, by their names and shapes."""

import pytest

from scratchcnn.oracle.without_twin.gradients_by_name import (
    Path,
    alike,
    belongs_to,
    in_order,
    paired,
    returned_names,
)


@pytest.mark.parametrize(
    ("gradient", "parameter"),
    [
        (("dgamma",), ("gamma",)),
        (("grad_slope",), ("slope",)),
        (("slope_grad",), ("slope",)),
        (("dL_dW",), ("W",)),
        (("nabla_w",), ("w",)),
        (("grads", "W"), ("params", "W")),
        (("grads", "dW"), ("params", "W")),
        (("grads", 0), ("params", 0)),
        (("gamma", "grad"), ("gamma", "data")),
        (("inner", "dW"), ("inner", "W")),
    ],
)
def test_names_say_what_a_gradient_belongs_to(gradient: Path, parameter: Path) -> None:
    assert belongs_to(gradient, parameter)


@pytest.mark.parametrize(
    ("gradient", "parameter"),
    [
        (("W",), ("W",)),
        (("dbeta",), ("gamma",)),
        (("grads", 1), ("params", 0)),
        (("inner", "dW"), ("W",)),
        (("mask",), ("W",)),
    ],
)
def test_other_names_do_not(gradient: Path, parameter: Path) -> None:
    assert not belongs_to(gradient, parameter)


def test_a_second_name_for_the_same_thing_is_understood() -> None:
    assert paired({("weights",): (2, 3)}, {("dW",): (2, 3)}) == {("weights",): ("dW",)}


def test_a_gradient_of_another_shape_is_none() -> None:
    assert paired({("gamma",): (3,)}, {("dgamma",): (2, 3)}) == {}


def test_axes_of_length_one_do_not_count() -> None:
    assert alike((1, 3), (3,))
    assert not alike((3, 1), (2, 3))


def test_without_names_the_order_counts() -> None:
    parameters: dict[Path, tuple[int, ...]] = {("a",): (3,), ("b",): (3,)}
    gradients: dict[Path, tuple[int, ...]] = {("0",): (3,), ("1",): (2,), ("2",): (3,)}
    assert in_order(parameters, gradients) == {("a",): ("0",), ("b",): ("2",)}


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("def f():\n    return dx, self.dW, 3\n", ["dx", "dW", ""]),
        ("    def f():\n        return dx\n", []),
        ("def f(:", []),
        ("", []),
    ],
)
def test_the_names_that_are_returned_are_read(source: str, names: list[str]) -> None:
    assert returned_names(source) == names
