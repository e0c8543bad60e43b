"""Where a twin is found."""

import pytest

import reference.fused
import reference.ops
from scratchcnn.oracle.cases.twins import twin_of


@pytest.mark.parametrize("name", ["conv2d", "softmax", "mse_loss"])
def test_the_twin_of_an_op_is_among_the_ops(name: str) -> None:
    assert twin_of(name) is getattr(reference.ops, name)


@pytest.mark.parametrize("name", ["conv2d_relu", "softmax_linear", "softmax_cross_entropy"])
def test_the_twin_of_a_fused_layer_is_among_the_fused_ones(name: str) -> None:
    assert twin_of(name) is getattr(reference.fused, name)
    assert not hasattr(reference.ops, name)


def test_nothing_else_has_a_twin() -> None:
    with pytest.raises(AttributeError, match="swish"):
        twin_of("swish")
