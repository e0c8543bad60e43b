"""What the source of a convolution says of it."""

import pytest

from scratchcnn.oracle.cards.families.sliding.convolution import rectifies


@pytest.mark.parametrize("source", ["np.maximum(0,z)", "z * (z > 0)", "self.relu(z)", "z.clip(0)"])
def test_a_source_that_rectifies_is_recognised(source: str) -> None:
    assert rectifies(source, ())


@pytest.mark.parametrize("source", ["np.pad(x,((0,0),(0,0),(p,p)))", "if pad > 0: x = pad_(x)"])
def test_zeros_in_brackets_are_no_rectifying(source: str) -> None:
    assert not rectifies(source, ())
