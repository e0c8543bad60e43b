"""Gradients of joined arrays belong to them by their order."""

import numpy as np
import pytest
from judged_in_process import judged, wrong

pytestmark = pytest.mark.usefixtures("few_cases")


class Joined:
    def forward(self, a, b):
        self.size = a.shape[1]
        return np.concatenate([a, b], axis=1)


def test_gradients_in_another_order_are_not_judged():
    class Concat(Joined):
        def backward(self, grad):
            return grad[:, self.size :], grad[:, : self.size]

    assert "in another order" in judged(Concat).error
    assert not wrong(judged(Concat))


def test_gradients_of_the_wrong_parts_are_wrong():
    class Concat(Joined):
        def backward(self, grad):
            half = grad.shape[1] // 2
            return grad[:, :half], grad[:, half:]

    assert wrong(judged(Concat)) == {("cat", "grad_x"), ("cat", "grad_other")}


def test_arrays_may_be_joined_in_the_other_order():
    class Concat:
        def forward(self, x, skip):
            self.size = skip.shape[1]
            return np.concatenate([skip, x], axis=1)

        def backward(self, grad):
            return grad[:, self.size :], grad[:, : self.size]

    assert judged(Concat).verdict == "ok"


def test_a_list_is_of_as_many_arrays_as_backward_has_gradients():
    class Concat:
        def forward(self, arrays):
            self.size = arrays[0].shape[1]
            return np.concatenate(arrays, axis=1)

        def backward(self, grad):
            return grad[:, : self.size], grad[:, self.size :]

    assert judged(Concat).verdict == "ok"
