"""The backward pass beside a forward pass that is known, if no name says which it is."""

import numpy as np
import pytest
from judged_in_process import judged, wrong

from tests.helpers.samples.living import plan_of

pytestmark = pytest.mark.usefixtures("few_cases")


class Apply:
    """A sigmoid whose backward pass is written in the tests, under a name of their own."""

    def apply(self, x):
        self.y = 1 / (1 + np.exp(-x))
        return self.y


def test_beside_a_known_forward_pass_the_method_that_gives_its_gradients_is_found():
    class Sigmoid(Apply):
        def undo(self, g):
            return g * self.y * (1 - self.y)

    assert plan_of(Sigmoid).protocol.backward.name == "undo"
    assert {one.check for one in judged(Sigmoid)} >= {"forward", "grad_x"}


def test_a_method_that_is_called_pullback_is_a_backward_pass_even_if_it_is_wrong():
    class Sigmoid(Apply):
        def pullback(self, g):
            return g * self.y * self.y

    assert wrong(judged(Sigmoid)) == {("sigmoid", "grad_x")}


def test_a_method_that_gives_no_gradient_beside_a_known_forward_pass_is_a_helper():
    class Sigmoid(Apply):
        def clip(self, x):
            return np.clip(x, -30, 30)

    report = judged(Sigmoid)
    assert {one.status for one in report} == {"ok"}
    assert "grad_x" not in {one.check for one in report}
