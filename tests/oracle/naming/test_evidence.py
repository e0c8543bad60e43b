import numpy as np
import pytest

from scratchcnn import oracle
from scratchcnn.oracle.cards.table import card_of
from scratchcnn.oracle.cards.trials import draw
from scratchcnn.oracle.cases.offers import Offer
from scratchcnn.oracle.cases.twins import twin_of
from scratchcnn.oracle.checks.verdicts import check_named
from scratchcnn.oracle.naming.conventions import convention
from tests.helpers.observed import observed


@pytest.mark.parametrize(("op", "name"), [("softmax", "x"), ("softmax_cross_entropy", "logits")])
def test_large_values_overflow_with_one_maximum_for_all_rows(op, name):
    for trial in draw(op, Offer(), "large_values", 12, 0):
        rows = trial.arrays[name]
        with np.errstate(all="ignore"):
            powers = np.exp(rows - rows.max())
        assert (powers.sum(1) == 0).any()


def test_same_has_even_kernels():
    trials = draw("conv2d", Offer(named_padding=("same", "valid")), "same", 12, 0)
    sides = {trial.arrays["weight"].shape[2] for trial in trials}
    assert any(side % 2 == 0 for side in sides)
    assert any(side % 2 for side in sides)


def without_padding_counted(x, kernel_size, stride, padding):
    options = {"kernel_size": kernel_size, "stride": stride, "padding": padding}
    covered, _ = twin_of("avg_pool2d")(np.ones_like(x), **options)
    out, pullback = twin_of("avg_pool2d")(x, **options)
    return out / covered, lambda grad_out: pullback(grad_out / covered)


def test_an_average_over_the_image_alone_is_a_convention():
    x = np.random.default_rng(0).standard_normal((2, 3, 4, 6))
    options = {"kernel_size": 2, "stride": 2, "padding": 1}
    seen = observed("avg_pool2d", without_padding_counted, {"x": x}, **options)
    found = convention(card_of("avg_pool2d"), "forward", [(seen, check_named("forward")(seen))])
    assert found is not None
    assert "TensorFlow" in found.words


class Dense:
    """Its weight gradient has the wrong sign, for several samples only."""

    def __init__(self, n_in, n_out):
        self.W = np.random.standard_normal((n_in, n_out))

    def forward(self, x):
        self.x = x
        return x @ self.W

    def backward(self, dout):
        self.dW = self.x.T @ dout * (-1 if len(dout) > 1 else 1)
        return dout @ self.W.T


def test_a_bug_that_would_show_where_the_homework_is_right_is_not_named():
    found = [one for one in oracle.check(Dense) if one.check == "grad_weight" and not one]
    assert {one.regime for one in found} == {"batch", "mixed"}
    assert not [bug for one in found for bug in one.bugs]
