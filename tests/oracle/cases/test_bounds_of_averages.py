"""The bound of averages that divide by another number, by hand."""

import numpy as np
import pytest
from bounded import assert_bound, call

from reference import ops as twins
from scratchcnn.oracle.cases import bounds

X = [[[[1.0, -2.0], [3.0, 4.0]]]]


@pytest.mark.parametrize("divisor", [8, -8])
def test_a_given_divisor_takes_the_place_of_the_area(divisor: int) -> None:
    one = call(twins.avg_pool2d, [[[[-16.0]]]], x=X, kernel_size=2, divisor_override=divisor)
    bound = bounds.average(one)
    assert_bound(bound["out"], terms=[[[[4]]]], magnitude=[[[[10 / 8]]]])
    assert_bound(bound["grad_x"], terms=np.ones((1, 1, 2, 2)), magnitude=np.full((1, 1, 2, 2), 2))


def test_padding_that_does_not_count_leaves_the_area_as_it_is() -> None:
    one = call(
        *(twins.avg_pool2d, [[[[2.0, 2.0]]]]),
        x=[[[[1.0, -2.0]]]],
        kernel_size=(1, 2),
        padding=(0, 1),
        count_include_pad=False,
    )
    bound = bounds.average(one)
    assert_bound(bound["out"], terms=[[[[2, 2]]]], magnitude=[[[[1, 2]]]])
