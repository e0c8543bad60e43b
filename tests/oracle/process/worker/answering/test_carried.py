"""Numbers within objects of the homework's own classes."""

import numpy as np
import pytest

from scratchcnn.oracle.process.worker.answering.carried import Kind, numbers_within


class Value:
    def __init__(self, data):
        self.data = data

    def item(self):
        return self.data

    def broken(self):
        raise RuntimeError


class Layer:
    def __init__(self):
        self.weight = Value(np.ones((2, 3)))
        self.later = Value(None)
        self.mean = np.zeros(3)


def explores(kind):
    return kind in (Value, Layer)


@pytest.mark.parametrize("path", [["data"], ["item()"]])
def test_an_object_is_opened_by_an_attribute_or_a_method(path):
    np.testing.assert_array_equal(Kind(Value, path).opened(Value(np.ones(2))), np.ones(2))


def test_what_is_no_such_object_stays_as_it_is():
    array = np.ones(2)
    assert Kind(Value, ["data"]).opened(array) is array


def test_numbers_that_travel_one_by_one_are_an_array():
    opened = Kind(Value, ["data"]).opened([[Value(1.0), Value(2.0)], [Value(3.0), Value(4.0)]])
    np.testing.assert_array_equal(opened, [[1.0, 2.0], [3.0, 4.0]])


def test_the_parts_of_a_tuple_stay_apart():
    opened = Kind(Value, ["data"]).opened((Value(np.ones(2)), Value(np.zeros(2))))
    assert len(opened) == 2


def test_only_what_carries_numbers_is_listed():
    listed = Kind(Value, ["data"]).listed(Layer(), explores)
    assert [(one["path"], one["shape"]) for one in listed] == [(["weight"], [2, 3])]


def test_numbers_are_told_with_those_of_methods_and_without_what_raises():
    found = numbers_within(Value(2.0), explores, ["item", "broken"], None)
    assert [one["path"] for one in found] == [["data"], ["item()"]]
