"""Local response normalisation as homework has it: what its numbers mean, and what is told."""

import numpy as np
import pytest
from offered import cases

from scratchcnn import oracle
from scratchcnn.oracle.cards.families.normalization.response_of_homework import (
    OF_SUMS,
    bound_of_sums,
    is_divided,
    of_own_numbers,
)
from scratchcnn.oracle.cards.table import card_of
from scratchcnn.oracle.cases.case import Trial
from scratchcnn.oracle.cases.offers import Offer
from scratchcnn.oracle.cases.twins import twin_of

MEANS, SUMS = "response_norm_of_means", "response_norm_of_sums"


class LRN:
    """Alpha multiplies the sum over `n` channels, which stand in axis 1."""

    def __init__(self, n=5, k=2.0, alpha=1e-4, beta=0.75):
        self.n, self.k, self.alpha, self.beta = n, k, alpha, beta

    def share(self):
        return self.alpha

    def sums(self, x):
        half, channels = self.n // 2, x.shape[1]
        padded = np.pad(x, ((0, 0), (half, half), (0, 0), (0, 0)))
        return sum(padded[:, i : i + channels] for i in range(2 * half + 1))

    def forward(self, x):
        self.x, self.scale = x, self.k + self.share() * self.sums(x**2)
        return x * self.scale**-self.beta

    def backward(self, grad):
        through = self.sums(grad * self.x * self.scale ** (-self.beta - 1))
        factor = 2 * self.share() * self.beta
        return grad * self.scale**-self.beta - factor * self.x * through


class LRNOfMeans(LRN):
    """Alpha is divided by the size: alpha / n."""

    def share(self):
        return self.alpha / self.n


class LRNOfRadius(LRN):
    """Its window is told by a radius."""

    def __init__(self, depth_radius, bias, alpha, beta):
        super().__init__(2 * depth_radius + 1, bias, alpha, beta)


class LRNWithoutK(LRN):
    """Its k is 1, whatever is said."""

    def __init__(self, n, alpha, beta):
        super().__init__(n, 1.0, alpha, beta)


def found(kind):
    return {(one.check, one.status) for one in oracle.check(kind)}


def test_alpha_times_the_sum_is_a_convention_and_its_gradient_right():
    assert found(LRN) == {
        ("forward", "convention"),
        *((check, "ok") for check in ("grad_x", "inputs_unchanged", "repeatable")),
    }


def test_the_convention_says_whose_it_is():
    told = {one.verdict.message for one in oracle.check(LRN) if one.status == "convention"}
    assert told == {OF_SUMS}


def test_alpha_times_the_mean_is_right():
    assert {status for _, status in found(LRNOfMeans)} == {"ok"}


@pytest.mark.parametrize("kind", [LRNOfRadius, LRNWithoutK])
def test_a_radius_and_numbers_of_its_own_are_understood(kind):
    assert {status for _, status in found(kind)} == {"ok", "convention"}


def test_a_number_of_its_own_is_in_every_case():
    drawn = cases(SUMS, "mixed", Offer(numbers=(("alpha", 1e-4), ("size", 5))))
    assert {(case.options["alpha"], case.options["size"]) for case in drawn} == {(1e-4, 5)}


def test_where_alpha_is_small_numbers_are_so_large_that_it_shows():
    for case in cases(SUMS, "basic", Offer(numbers=(("alpha", 1e-4),))):
        out, _ = twin_of(SUMS)(**case.arrays, **case.options)
        without, _ = twin_of(SUMS)(**case.arrays, **{**case.options, "alpha": 0.0})
        assert np.abs(out - without).max() > 0.01 * np.abs(without).max()


def test_no_window_has_an_even_size():
    assert all(case.options["size"] % 2 for case in cases(MEANS, "mixed"))


def test_alpha_of_a_sum_is_bounded_as_that_of_a_mean_as_many_times_as_large():
    x, options = np.arange(12.0).reshape(1, 6, 1, 2), {"size": 3, "beta": 0.75, "k": 2.0}
    grad = np.ones_like(x)
    mean = Trial(twin_of(MEANS), card_of(MEANS).bound, {"x": x}, {**options, "alpha": 1.5}, grad)
    total = Trial(twin_of(SUMS), bound_of_sums, {"x": x}, {**options, "alpha": 0.5}, grad)
    for name in ("out", "grad_x"):
        np.testing.assert_array_equal(
            mean.limit(name, np.dtype(float)), total.limit(name, np.dtype(float))
        )


def test_a_layer_that_takes_all_four_numbers_is_in_no_doubt():
    assert not of_own_numbers("def __init__(self, n=5, k=2, alpha=1e-4, beta=0.75):")
    assert not of_own_numbers("def lrn(x, p): p['size'], p['k'], p['alpha'], p['beta']")


def test_a_layer_with_a_number_of_its_own_may_have_another_than_the_usual_one():
    assert of_own_numbers("def __init__(self, n, alpha, beta): self.k = 7.5")


@pytest.mark.parametrize(
    ("source", "divided"),
    [("alpha / size * s", True), ("sq.sum(1) / self.n", True), ("self.alpha * s / d", False)],
)
def test_the_source_shows_what_alpha_multiplies(source, divided):
    assert is_divided(source, ()) is divided
