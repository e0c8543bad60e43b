"""Objects that hold one number each, in nested lists."""

import numpy as np
import pytest

from scratchcnn.oracle.process.worker.answering.numbers import begin, each, flat, numbers


class Value:
    def __init__(self, data: float, slopes: tuple[tuple["Value", float], ...] = ()) -> None:
        self.data, self.slopes, self.grad = data, slopes, 0.0

    def __add__(self, other: "Value") -> "Value":
        return Value(self.data + other.data, ((self, 1.0), (other, 1.0)))

    def __mul__(self, number: float) -> "Value":
        return Value(self.data * number, ((self, number),))

    def backward(self, grad: float = 1.0) -> None:
        self.grad += grad
        for one, slope in self.slopes:
            one.backward(grad * slope)


ARRAY = np.array([[1.0, 2.0], [3.0, 4.0]])


def test_every_number_of_an_array_is_an_object() -> None:
    made = numbers(Value, ARRAY, ["grad"])
    assert [[one.data for one in row] for row in made] == ARRAY.tolist()


def test_a_single_number_is_one_object() -> None:
    assert numbers(Value, np.array(2.5), ["grad"]).data == 2.5


def test_gradients_are_an_array_of_the_same_shape() -> None:
    made = numbers(Value, ARRAY, ["grad"])
    begin([[one * 3 for one in row] for row in made], "backward", ARRAY)
    np.testing.assert_array_equal(made.gradients, 3 * ARRAY)


def test_one_output_is_started_as_well() -> None:
    made = numbers(Value, ARRAY[0], ["grad"])
    begin(made[0] + made[1], "backward", np.array(2.0))
    np.testing.assert_array_equal(made.gradients, [2.0, 2.0])


def test_gradients_for_another_number_of_outputs_are_refused() -> None:
    with pytest.raises(ValueError, match=r"shorter|longer"):
        begin([Value(1.0)], "backward", ARRAY)


def test_a_function_of_one_is_called_with_each() -> None:
    doubled = each(lambda one: one * 2)(numbers(Value, ARRAY, ["grad"]))
    assert [one.data for one in flat(doubled)] == [2.0, 4.0, 6.0, 8.0]
