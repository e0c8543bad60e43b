import numpy as np

from scratchcnn.oracle.understanding.protocols.reading import Parts, Seen
from scratchcnn.oracle.understanding.protocols.readings.update import (
    UPDATED,
    rate_attributes,
    updated,
)

SEEN = Seen(before=np.array([3.0, -1.0]), grad_out=np.ones(2), rate=0.5)


def test_rates_are_read_off_the_source():
    described = {"source": "self.W -= self.lr * self.dW"}
    assert rate_attributes("linear", described) == (("lr",),)
    assert rate_attributes("leaky_relu", described) == ()


def test_a_gradient_is_what_the_step_took_divided_by_the_rate():
    np.testing.assert_array_equal(UPDATED.gradient(np.array([2.0, -1.0]), SEEN), [2.0, 0.0])


def test_the_roundings_of_the_subtraction_and_of_the_update_are_allowed():
    allowance = UPDATED.allowance(np.array([2.0, -1.0]), SEEN)
    np.testing.assert_array_equal(allowance, np.finfo(float).eps * np.array([10.0, 4.0]))


def test_an_update_is_written_as_it_is_computed():
    assert UPDATED.text(Parts("weight", "layer.W", "grad_out", "0.5")) == "(weight - layer.W) / 0.5"
    assert updated(("W",), "KD").form == "KD"
