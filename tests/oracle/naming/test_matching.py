"""Which known bugs behave like the homework, as far as one check sees."""

import numpy as np
import pytest

from scratchcnn.oracle.cards.bugs import BUGS
from scratchcnn.oracle.cards.trials import draw
from scratchcnn.oracle.cases.offers import Offer
from scratchcnn.oracle.cases.twins import twin_of
from scratchcnn.oracle.checks.observation import Observation
from scratchcnn.oracle.naming.matching import (
    OF_PADDING,
    Match,
    can_show,
    consistent,
    distinct,
    has_several_rows,
    leaves,
    matches,
    order_by_size,
    out_of_place,
    relevant,
    same_values,
)
from scratchcnn.oracle.understanding.plans.adapted import Gradients
from tests.helpers.observed import bug_named, observed, relu, trial_of

SIGNED = [[-1.0, 3.0, 2.0]]
OF_STRIDE = {"stride-ignored", "non-tiling-stride"}


def with_gradient(gradient):
    return lambda x: (relu(x)[0], lambda grad_out: (gradient(x, grad_out),))


def flipped(x, g):
    return -g * (x > 0)


def names(op, check, seen):
    return {one.bug.name for one in matches(op, check, seen)}


@pytest.mark.parametrize(
    ("offer", "expected"),
    [
        (Offer(), {*OF_PADDING, *OF_STRIDE}),
        (Offer(padding=True), OF_STRIDE),
        (Offer(named_padding=("same",)), OF_STRIDE),
        (Offer(fixed_padding=(1, 1)), OF_STRIDE),
        (Offer(stride=True), set(OF_PADDING)),
        (Offer(fixed_stride=(1, 1)), {*OF_PADDING, *OF_STRIDE}),
        (Offer(fixed_stride=(2, 1)), set(OF_PADDING)),
        (Offer(fixed_stride=(1, 2)), set(OF_PADDING)),
        (Offer(padding=True, stride=True), set()),
    ],
)
def test_bugs_of_what_a_convolution_does_not_offer_are_out_of_place(offer, expected):
    assert out_of_place("conv2d", offer) == expected


def test_a_pooling_has_a_stride_whether_it_is_offered_or_not():
    assert out_of_place("max_pool2d", Offer()) == set(OF_PADDING)


@pytest.mark.parametrize(
    ("where", "check", "raised", "expected"),
    [
        *((where, where, False, True) for where in ("forward", "grad_x")),
        *((where, "inputs_unchanged", False, True) for where in ("forward", "grad_x")),
        *((where, "repeatable", False, True) for where in ("forward", "grad_x")),
        *(("", check, raised, True) for check in ("forward", "grad_x") for raised in (False, True)),
        ("grad_x", "grad_weight", False, False),
        ("grad_x", "grad_weight", True, True),
        ("grad_x", "forward", True, False),
        ("forward", "grad_x", False, False),
        ("forward", "grad_x", True, False),
    ],
)
def test_a_bug_shows_where_it_is_and_an_exception_in_every_gradient(where, check, raised, expected):
    bug = next(one for one in BUGS if one.where == where)
    assert can_show(bug, check, raised) is expected


def test_a_match_tells_in_how_many_cases_it_is_wrong():
    cases = [
        (SIGNED, None),
        ([[1.0, 2.0]], [[0.0, 0.0]]),
        ([[5.0]], None),
        ([[-1.0, -2.0]], None),
    ]
    seen = [
        observed("relu", with_gradient(flipped), {"x": x}, upstream=upstream)
        for x, upstream in cases
    ]
    (found,) = matches("relu", "grad_x", seen)
    assert (found.bug.id, found.told, found.examples) == ("sign-flipped", 2, 4)
    assert found.named.id == "sign-flipped"
    assert found.named.evidence == "the same result in all 4 cases, 2 of them wrong"


def test_what_is_right_matches_no_bug():
    seen = [observed("relu", relu, {"x": SIGNED})]
    for check in ("forward", "grad_x", "inputs_unchanged", "repeatable"):
        assert matches("relu", check, seen) == []


def test_bugs_of_other_ops_and_other_results_do_not_match():
    seen = [observed("relu", with_gradient(lambda x, g: g), {"x": SIGNED})]
    assert names("relu", "grad_x", seen) == {
        "relu-wrong-formula-grad_x_passed_on",
        "relu-relu-mask-from-gradient-grad_x",
    }


def test_a_learning_rate_is_that_of_the_homework():
    def scaled(x):
        return relu(x)[0], lambda g: (relu(x)[1](g)[0] / 4,)

    trial = trial_of("relu", {"x": SIGNED})
    for rate, expected in ((1 / 4, 1), (1 / 2, 0)):
        found = matches("relu", "grad_x", [Observation(lambda: scaled, trial, rate)])
        assert [one.bug.id for one in found] == ["learning-rate-in-gradient"] * expected


def test_one_gradient_that_raises_takes_the_others_with_it():
    def slicing(x, weight, padding):
        def pullback(g):
            raise ValueError("could not be broadcast")

        return twin_of("conv2d")(x, weight, padding=padding)[0], pullback

    arrays = {"x": np.ones((1, 1, 4, 4)), "weight": np.ones((1, 1, 3, 3))}
    seen = [observed("conv2d", slicing, arrays, padding=0)]
    found = matches("conv2d", "grad_weight", seen)
    assert ("padding-zero-slice", "grad_x") in {(one.bug.id, one.bug.where) for one in found}


@pytest.mark.parametrize(
    ("name", "shape", "options", "expected"),
    [
        ("max_pool2d-overlap-overwritten-grad_x_by_tap", (4, 4), {"stride": 2}, False),
        ("max_pool2d-overlap-overwritten-grad_x_by_tap", (4, 4), {"stride": 1}, True),
        ("max_pool2d-height-width-swapped-forward", (4, 4), {}, False),
        ("max_pool2d-height-width-swapped-forward", (4, 6), {}, True),
        ("max_pool2d-height-width-swapped-forward_transposed", (4, 4), {}, True),
        ("max_pool2d-ties-split-grad_x", (4, 4), {}, True),
        ("max_pool2d-pool-size-assumes-tiling-forward_window", (4, 4), {}, False),
        ("max_pool2d-pool-size-assumes-tiling-forward_window", (4, 5), {}, True),
    ],
)
def test_a_case_is_evidence_of_a_bug_if_it_is_of_its_kind(name, shape, options, expected):
    trial = trial_of("max_pool2d", {"x": np.ones((1, 1, *shape))}, kernel_size=2, **options)
    assert relevant(bug_named(name), trial) is expected


def test_the_largest_cases_come_first():
    seen = [observed("relu", relu, {"x": np.ones((1, size))}) for size in (2, 3, 1)]
    assert [one.trial.out.size for one in order_by_size(seen)] == [3, 2, 1]


def test_a_changed_argument_is_that_of_the_bug():
    def careless(x, weight):
        out, pullback = twin_of("linear")(x.copy(), weight.copy())
        weight += 1
        return out, pullback

    seen = [observed("linear", careless, {"x": [[1.0, 2.0]], "weight": [[3.0, 4.0]]})]
    found = names("linear", "inputs_unchanged", seen)
    assert found == {"linear-inputs-mutated-forward_weight"}


def stale(off=0.0, gradients=lambda *grads: grads):
    """Return a right linear layer at first; later it is `off` and takes the first x."""
    first = []

    def implementation(x, weight):
        first.append(x.copy())
        out, pullback = twin_of("linear")(x, weight)
        if len(first) == 1:
            return out, pullback
        rows = np.resize(first[0], x.shape)
        return out + off, lambda g: gradients(pullback(g)[0], g.T @ rows)

    return [observed("linear", implementation, {"x": [[1.0, 2.0]], "weight": [[3.0, 4.0]]})]


def test_all_results_of_a_later_call_are_those_of_the_bug():
    expected = {"linear-state-left-over-grad_weight"}
    assert names("linear", "repeatable", stale()) == expected
    assert names("linear", "repeatable", stale(off=1.0)) == set()


def test_a_gradient_that_a_later_call_lacks_says_nothing():
    without = stale(gradients=lambda x, weight: (None, weight))
    assert "linear-state-left-over-grad_weight" in names("linear", "repeatable", without)


def test_a_bug_is_known_from_gradients_read_off_updates():
    def updating(x):
        def pullback(g):
            return Gradients.of({"x": flipped(x, g) + 1e-7}, {"x": np.full(x.shape, 1e-6)})

        return relu(x)[0], pullback

    seen = [observed("relu", updating, {"x": SIGNED})]
    assert names("relu", "grad_x", seen) == {"relu-sign-flipped-grad_x"}


@pytest.mark.parametrize(
    ("gradient", "x", "wrong", "alike"),
    [
        (flipped, SIGNED, True, True),
        (flipped, [[-1.0]], False, True),
        (lambda x, g: g * (x > 0), SIGNED, False, False),
        (lambda x, g: 3 * g * (x > 0), SIGNED, False, False),
    ],
)
def test_a_bug_leaves_what_is_wrong_and_like_it_and_is_consistent_with_what_is_right_and_like_it(
    gradient, x, wrong, alike
):
    bug = bug_named("relu-sign-flipped-grad_x")
    seen = observed("relu", with_gradient(gradient), {"x": x})
    assert leaves(bug, "grad_x", seen) is wrong
    assert consistent(bug, "grad_x", [seen]) is alike


def test_one_case_that_is_not_like_a_bug_is_enough_for_it_not_to_be_consistent():
    bug = bug_named("relu-sign-flipped-grad_x")
    like, unlike = (
        observed("relu", with_gradient(gradient), {"x": SIGNED})
        for gradient in (flipped, lambda x, g: g)
    )
    assert not consistent(bug, "grad_x", [like, unlike])


def test_of_several_variants_of_a_bug_the_first_is_told():
    variants = [
        Match(bug_named(f"relu-{name}"), 1, 1)
        for name in ("sign-flipped-grad_x", "wrong-formula-forward", "wrong-formula-forward_mask")
    ]
    assert list(distinct(variants)) == variants[:2]


@pytest.mark.parametrize(("shape", "expected"), [((1, 3), False), ((2, 3), True), ((3,), False)])
def test_a_wrong_axis_shows_only_in_several_rows(shape, expected):
    assert has_several_rows(trial_of("relu", {"x": np.ones(shape)})) is expected


def test_what_raises_has_no_numbers():
    def failing(x):
        raise ValueError("no numbers")

    seen = [observed("relu", failing, {"x": [[1.0]]})]
    assert not same_values("forward", seen, bug_named("relu-sign-flipped-grad_x"))


@pytest.mark.parametrize("op", ["conv1d", "conv3d", "conv_transpose2d"])
def test_every_trial_of_what_is_no_window_on_an_image_may_be_evidence(op):
    (trial, *_) = draw(op, Offer(), "basic", 1, 0)
    bug = next(bug for bug in BUGS if (bug.op, bug.id) == (op, "overlap-overwritten"))
    assert relevant(bug, trial)
