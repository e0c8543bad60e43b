"""Softmax and its logarithm: along which axis, and of nothing."""

import numpy as np
import pytest

from scratchcnn import ops


def test_softmax_adds_up_to_1_along_its_axis_alone() -> None:
    x = np.random.default_rng(0).standard_normal((2, 3, 4))
    for axis in (0, 1, 2, -1, -3):
        np.testing.assert_allclose(ops.softmax(x, axis)[0].sum(axis), 1, rtol=1e-15)
        np.testing.assert_allclose(np.exp(ops.log_softmax(x, axis)[0]).sum(axis), 1, rtol=1e-15)


@pytest.mark.parametrize("op", [ops.softmax, ops.log_softmax])
def test_an_axis_of_nothing_gives_nothing(op: object) -> None:
    assert callable(op)
    with np.errstate(divide="ignore"):  # the logarithm of a sum of nothing
        out, pullback = op(np.zeros((2, 0)))
    (grad_x,) = pullback(np.zeros((2, 0)))
    assert out.shape == grad_x.shape == (2, 0)


@pytest.mark.parametrize("op", [ops.softmax, ops.log_softmax])
def test_the_last_axis_is_the_default(op: object) -> None:
    assert callable(op)
    x = np.arange(6.0).reshape(2, 3)
    np.testing.assert_array_equal(op(x)[0], op(x, axis=-1)[0])


@pytest.mark.parametrize("axis", [0, -1])
@pytest.mark.parametrize(("op", "alone"), [(ops.softmax, 1.0), (ops.log_softmax, 0.0)])
def test_a_single_logit_without_axes_is_certain(op: object, alone: float, axis: int) -> None:
    assert callable(op)
    out, pullback = op(np.array(-3.0), axis)
    (grad_x,) = pullback(np.array(2.0))
    assert isinstance(out, np.ndarray)
    assert isinstance(grad_x, np.ndarray)
    assert (out.shape, float(out), float(grad_x)) == ((), alone, 0.0)
    with pytest.raises(ValueError, match=r"^axis must be one of the 1 axes of x, got 1$"):
        op(np.array(-3.0), 1)
