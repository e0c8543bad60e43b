"""The bounds of losses of log-probabilities and of logits, each worked out by hand."""

from math import exp

import numpy as np
from bounded import LN2, LN3, assert_bound, call

from reference import ops as twins
from scratchcnn.oracle.cards.bounds import losses as of_losses


def test_a_likelihood_is_bounded_by_the_sizes_of_its_products() -> None:
    bound = of_losses.nll_loss(
        call(twins.nll_loss, -6, log_p=[[1, -2, 3], [-4, 5, -6]], labels=[2, 1])
    )
    assert list(bound) == ["out", "grad_log_p"]
    assert_bound(bound["out"], terms=6 + 4, magnitude=(3 + 5) / 2)
    assert_bound(bound["grad_log_p"], terms=4, magnitude=[[0, 0, 3], [0, 3, 0]])


def test_a_likelihood_is_bounded_by_the_sizes_of_its_weights() -> None:
    bound = of_losses.nll_loss(
        call(
            *(twins.nll_loss, 2),
            log_p=[[1, -2], [4, 8]],
            target=[[-0.5, 3], [0, 1]],
            reduction="sum",
        )
    )
    assert_bound(bound["out"], terms=4 + 4, magnitude=0.5 + 6 + 8)
    assert_bound(bound["grad_log_p"], terms=4, magnitude=[[1, 6], [0, 2]])


def test_the_binary_loss_of_logits_feels_the_rounding_of_1_minus_p_up_to_a_logit_of_4() -> None:
    bound = of_losses.binary_cross_entropy_with_logits(
        call(twins.binary_cross_entropy_with_logits, -6, logits=[-LN3, 8], target=[1, 0])
    )
    assert list(bound) == ["out", "grad_logits"]
    # 2 |z| + 1 + exp(|z|), and |z| + 1 + exp(4)
    sizes = 2 * LN3 + 1 + 3 + 8 + 1 + exp(4)
    assert_bound(bound["out"], terms=2 + 16, magnitude=sizes / 2)
    assert_bound(bound["grad_logits"], terms=16, magnitude=[3 * 2, 3])


def test_a_sum_of_binary_losses_of_logits_is_not_divided() -> None:
    bound = of_losses.binary_cross_entropy_with_logits(
        call(
            *(twins.binary_cross_entropy_with_logits, 6),
            logits=[0, LN2],
            target=[0, 0.5],
            reduction="sum",
        )
    )
    assert_bound(bound["out"], terms=2 + 16, magnitude=2 + 1.5 * LN2 + 3)
    assert_bound(bound["grad_logits"], terms=16, magnitude=[6, 9])


def test_the_bound_of_logits_is_computed_in_double_precision() -> None:
    one = 1 + 2.0**-23
    bound = of_losses.binary_cross_entropy_with_logits(
        call(twins.binary_cross_entropy_with_logits, 1, np.float32, logits=[one], target=[0])
    )
    assert_bound(bound["out"], terms=1 + 16, magnitude=one + 1 + exp(one))
