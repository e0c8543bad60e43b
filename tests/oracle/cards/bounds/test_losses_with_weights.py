"""The bounds of losses with weights, labels that do not count, and more axes; by hand."""

from math import inf

import numpy as np
from bounded import LN2, LN3, assert_bound, call

from reference import ops as twins
from scratchcnn.oracle.cards.bounds import losses as of_losses


def test_the_mean_of_weighed_labels_adds_up_their_weights() -> None:
    bound = of_losses.cross_entropy(
        call(twins.cross_entropy, -4, logits=[[0, 0], [0, 0]], labels=[0, 1], weight=[1.0, 3.0])
    )
    # Each size is 1 + ln 2; the weights add up to 4.
    assert_bound(bound["out"], terms=4 + 16 + 4, magnitude=1 + LN2)
    assert_bound(
        bound["grad_logits"],
        terms=np.full((2, 2), 36 + 4),
        magnitude=[[0.5 + 1, 0.5], [1.5, 1.5 + 3]],
    )


def test_a_sum_of_weighed_labels_is_not_divided() -> None:
    bound = of_losses.cross_entropy(
        call(
            *(twins.cross_entropy, 2),
            logits=[[0, 0]],
            labels=[1],
            weight=[1.0, 3.0],
            reduction="sum",
        )
    )
    assert_bound(bound["out"], terms=2 + 16, magnitude=3 * (1 + LN2))
    assert_bound(bound["grad_logits"], terms=[[36, 36]], magnitude=[[3, 3 + 6]])


def test_losses_that_are_not_reduced_are_bounded_one_by_one() -> None:
    bound = of_losses.cross_entropy(
        call(
            *(twins.cross_entropy, [-2, 4]),
            logits=[[0, 0], [0, LN3]],
            labels=[1, 0],
            reduction="none",
        )
    )
    assert_bound(bound["out"], terms=16 + 2, magnitude=[1 + LN2, 2 * LN3 + 1 + LN2])
    assert_bound(
        bound["grad_logits"],
        terms=[[36, 36], [36 + 4 * LN3, 36 + 8 * LN3]],
        magnitude=[[1, 1 + 2], [1 + 4, 3]],
    )


def test_what_does_not_count_adds_nothing() -> None:
    bound = of_losses.cross_entropy(
        call(twins.cross_entropy, 2, logits=[[0, 0], [0, 0]], labels=[1, -100])
    )
    assert_bound(bound["out"], terms=4 + 16, magnitude=1 + LN2)
    assert_bound(bound["grad_logits"], terms=[[36, 36]] * 2, magnitude=[[1, 3], [0, 0]])
    other = of_losses.nll_loss(
        call(twins.nll_loss, 2, log_p=[[-1, -2], [-4, -8]], labels=[7, 1], ignore_index=7)
    )
    assert_bound(other["out"], terms=4 + 4, magnitude=8)
    assert_bound(other["grad_log_p"], terms=[[4, 4]] * 2, magnitude=[[0, 0], [0, 2]])


def test_a_label_of_a_class_may_not_count_and_is_not_smoothed() -> None:
    for ignored, label in ({"ignore_index": 0}, 0), ({}, -100):
        bound = of_losses.cross_entropy(
            call(
                *(twins.cross_entropy, 2),
                logits=[[0, 0], [0, 0]],
                labels=[1, label],
                label_smoothing=0.5,
                **ignored,
            )
        )
        assert_bound(bound["out"], terms=4 + 16, magnitude=1 + LN2)
        sizes = [[2 * (0.5 + 0.25), 2 * (0.5 + 0.75)], [0, 0]]
        assert_bound(bound["grad_logits"], terms=[[36, 36]] * 2, magnitude=sizes)


def test_smoothing_weighs_every_class() -> None:
    bound = of_losses.cross_entropy(
        call(
            *(twins.cross_entropy, 1),
            logits=[[0, 0]],
            labels=[1],
            weight=[2.0, 4.0],
            label_smoothing=0.5,
        )
    )
    # 1/4 of class 0 and 3/4 of class 1, by their weights; the mean divides by 4.
    assert_bound(bound["out"], terms=2 + 16 + 2, magnitude=3.5 * (1 + LN2) / 4)
    assert_bound(
        bound["grad_logits"],
        terms=[[38, 38]],
        magnitude=[[(1.75 + 0.5) / 4, (1.75 + 3) / 4]],
    )


def test_probabilities_are_smoothed_by_their_size() -> None:
    bound = of_losses.cross_entropy(
        call(
            *(twins.cross_entropy, 1),
            logits=[[0, 0]],
            target=[[-1.0, 1.0]],
            weight=[2.0, 4.0],
            label_smoothing=0.5,
        )
    )
    assert_bound(bound["out"], terms=2 + 16 + 2, magnitude=(1.5 + 3) * (1 + LN2))


def test_classes_are_the_second_axis() -> None:
    # (1, 2, 3): two classes, three pixels.
    bound = of_losses.cross_entropy(
        call(twins.cross_entropy, 3, logits=[[[0, 0, 0], [0, LN3, 0]]], labels=[[0, 0, 1]])
    )
    assert_bound(bound["out"], terms=6 + 16, magnitude=(3 * (1 + LN2) + 2 * LN3) / 3)
    assert_bound(
        bound["grad_logits"],
        terms=[[[36, 36 + 4 * LN3, 36], [36, 36 + 8 * LN3, 36]]],
        magnitude=[[[1.5, 1.25, 0.5], [0.5, 0.75, 1.5]]],
    )


def test_a_single_sample_has_no_axis_for_the_batch() -> None:
    bound = of_losses.cross_entropy(call(twins.cross_entropy, 2, logits=[0, 0], target=[0.5, 0.5]))
    assert_bound(bound["out"], terms=2 + 16, magnitude=1 + LN2)
    assert_bound(bound["grad_logits"], terms=[36, 36], magnitude=[2, 2])
    alone = of_losses.nll_loss(
        call(twins.nll_loss, 3, log_p=[-2, -4], target=[0.5, 0.5], reduction="none")
    )
    assert_bound(alone["out"], terms=4 + 2, magnitude=3)
    assert np.shape(alone["out"].magnitude) == ()
    assert_bound(alone["grad_log_p"], terms=[4, 4], magnitude=[1.5, 1.5])


def test_the_likelihood_of_a_label_does_not_depend_on_what_is_not_chosen() -> None:
    bound = of_losses.nll_loss(
        call(twins.nll_loss, 2, log_p=[[-inf, -2]], labels=[1], weight=[1.0, 3.0])
    )
    assert_bound(bound["out"], terms=2 + 4 + 2, magnitude=2)
    assert_bound(bound["grad_log_p"], terms=[[4 + 2, 4 + 2]], magnitude=[[0, 2]])


def test_a_weight_of_the_binary_loss_is_one_rounding_more() -> None:
    bound = of_losses.binary_cross_entropy(
        call(twins.binary_cross_entropy, 4, p=[0.5, 0.5], target=[1, 0], weight=[-3.0, 2.0])
    )
    assert_bound(bound["grad_p"], terms=9, magnitude=[2 * 3 * 1.5 / 0.25, 2 * 2 * 0.5 / 0.25])
    plain = of_losses.binary_cross_entropy(
        call(
            *(twins.binary_cross_entropy, [1, 1]),
            p=[0.5, 0.5],
            target=[1, 0],
            weight=[3.0, 2.0],
            reduction="none",
        )
    )
    assert_bound(plain["out"], terms=8, magnitude=[3 * LN2, 2 * LN2 + 2])


def test_the_weight_of_yes_counts_for_at_least_1() -> None:
    bound = of_losses.binary_cross_entropy_with_logits(
        call(
            *(twins.binary_cross_entropy_with_logits, 4),
            logits=[0, 0],
            target=[1, 0],
            weight=[-3.0, 5.0],
            pos_weight=[-2.0, 0.5],
        )
    )
    # 1 + exp(0) is 2: weight times weight of yes times 2, averaged.
    assert_bound(bound["out"], terms=2 + 16 + 6, magnitude=(3 * 2 * 2 + 5 * 2) / 2)
    assert_bound(bound["grad_logits"], terms=16 + 6, magnitude=[2 * 3 * 2 * 2, 2 * 5])


def test_the_absolute_difference_is_as_large_as_both_numbers() -> None:
    bound = of_losses.absolute_difference(call(twins.l1_loss, -4, p=[-1, 2], target=[3, 2]))
    assert list(bound) == ["out", "grad_p"]
    assert_bound(bound["out"], terms=2 + 4, magnitude=(4 + 4) / 2)
    assert_bound(bound["grad_p"], terms=2, magnitude=[2, 0])


def test_a_rounded_corner_is_as_steep_as_its_line_and_bent_as_its_parabola() -> None:
    huber = of_losses.rounded_corner(
        "delta", call(twins.huber_loss, -4, p=[-1, 2], target=[3, 2], delta=2.0)
    )
    assert list(huber) == ["out", "grad_p"]
    assert_bound(huber["out"], terms=2 + 6, magnitude=2 * (4 + 4) / 2)
    assert_bound(huber["grad_p"], terms=4, magnitude=[2 * (2 + 4), 2 * (2 + 4)])
    smooth = of_losses.rounded_corner(
        "beta",
        call(twins.smooth_l1_loss, [1, 2], p=[1, 2], target=[3, 1], beta=4.0, reduction="none"),
    )
    assert_bound(smooth["out"], terms=6, magnitude=[4, 3])
    assert_bound(smooth["grad_p"], terms=4, magnitude=[1 + 4 / 4, 2 * (1 + 3 / 4)])


def test_the_corner_is_at_1_unless_given_and_may_be_sharp() -> None:
    for option, twin in (("beta", twins.smooth_l1_loss), ("delta", twins.huber_loss)):
        bound = of_losses.rounded_corner(option, call(twin, 1, p=[1], target=[2]))
        assert_bound(bound["grad_p"], terms=4, magnitude=[1 + 3])
    sharp = of_losses.rounded_corner(
        "beta", call(twins.smooth_l1_loss, 1, p=[1], target=[2], beta=0.0)
    )
    assert_bound(sharp["grad_p"], terms=4, magnitude=[1])
