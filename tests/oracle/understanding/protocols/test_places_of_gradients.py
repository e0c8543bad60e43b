"""Where gradients may lie after a backward pass: returned, beside the output, in attributes."""

import numpy as np
import pytest

from scratchcnn.oracle.understanding.protocols.direct import DIRECT
from scratchcnn.oracle.understanding.protocols.place import Looked, Place
from scratchcnn.oracle.understanding.protocols.reading import Parts, Seen
from scratchcnn.oracle.understanding.protocols.readings import missing
from scratchcnn.oracle.understanding.protocols.readings.slope import SLOPES
from scratchcnn.oracle.understanding.protocols.readings.update import UPDATED
from scratchcnn.oracle.understanding.protocols.sources import attribute, beside, returned
from scratchcnn.oracle.understanding.protocols.table import places_in, source_of
from scratchcnn.oracle.understanding.signatures.signature import Signature

OWN = Signature(parameters={"weight": (("W",), "KD")})
GRADIENTS = (np.ones(2), [np.ones(3)])


def looked(*, called=True, listed=()):
    values = {"gradients": list(GRADIENTS), "returned": [1.0, np.ones(2)]}
    return Looked(OWN, called, Place("returned", (0,)), values, listed)


def test_what_backward_returned_is_looked_through_to_the_second_level():
    found = [place.path for place in returned.find(looked())]
    assert found == [(), (0,), (1,), (1, 0)]
    assert list(returned.find(looked(called=False))) == []


def test_what_forward_returned_is_looked_through_where_no_backward_pass_is_called():
    assert [place.path for place in beside.find(looked(called=False))] == [(), (1,)]
    assert list(beside.find(looked())) == []


def test_attributes_are_looked_at_that_are_called_like_gradients():
    listed = [{"path": ["dW"], "shape": [2]}, {"path": ["W"], "shape": [2]}]
    assert [place.path for place in attribute.find(looked(listed=listed))] == [("dW",)]


@pytest.mark.parametrize("gives", [DIRECT, SLOPES])
def test_a_parameter_is_read_as_updated_whatever_backward_gives(gives):
    readings = {place.path: place.reading for place in places_in(looked(), gives)}
    assert readings[("W",)] is UPDATED
    assert readings[(0,)] is gives


def test_a_slope_is_multiplied():
    seen = Seen(np.zeros(2), np.array([2.0, 3.0]), 1.0)
    np.testing.assert_array_equal(SLOPES.gradient(np.array([1.0, 0.0]), seen), [2.0, 0.0])
    parts = Parts("x", "gradients", "grad_out", "1.0")
    assert SLOPES.text(parts) == "gradients * grad_out"
    assert DIRECT.text(parts) == "gradients"


def test_a_gradient_that_is_nowhere_is_zero():
    place = missing.nothing("K")
    np.testing.assert_array_equal(
        place.reading.gradient(np.ones(2), Seen(np.ones(2), np.ones(2), 1.0)), [0.0, 0.0]
    )
    assert place.reading.text(Parts("bias", "", "grad_out", "1.0")) == "np.zeros_like(bias)"
    assert not place.reading.refused
    assert missing.unwritten().reading.refused == "its body is empty"


@pytest.mark.parametrize(
    ("kind", "variable"),
    [
        ("returned", "gradients"),
        ("forward", "returned"),
        ("attribute", "object"),
        ("nowhere", "gradients"),
    ],
)
def test_a_source_is_known_by_its_name(kind, variable):
    assert source_of(Place(kind)).variable == variable
