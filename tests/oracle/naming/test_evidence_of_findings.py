"""What one regime shows is a bug's only if the other regimes and checks allow it."""

import numpy as np
import pytest

from scratchcnn.oracle.cases.outcome import Misfit
from scratchcnn.oracle.cases.twins import twin_of
from scratchcnn.oracle.naming.evidence import fitting, named, raises_always
from scratchcnn.oracle.naming.matching import Match
from tests.helpers.gradients_of_relu import flipped, odd, slope_at_zero, with_gradient
from tests.helpers.observed import bug_named, finding_of, observed, relu

# Of these a slope of 1 at 0 is all that differs where the gradient is only passed on.
FLAT, SIGNED = [[0.0, 1.0, 2.0]], [[-1.0, 3.0, 2.0]]


def passed_on(x, g):
    return g


def right(x, g):
    return g * (x > 0)


def failing(x, g):
    raise ZeroDivisionError


def in_single_precision(x):
    out, pullback = relu(x)
    return out, lambda g: (np.float32(pullback(g)[0]).astype(float),)


def gradients(gradient, x, regime="basic"):
    return finding_of("grad_x", [observed("relu", with_gradient(gradient), {"x": x})], regime)


def ids(op, finding, findings, without=()):
    return [one.bug.id for one in named(op, finding, [finding, *findings], without)]


def at_zero(*findings, without=()):
    """Return what is named where the slope at 0 is another, and the others are as given."""
    return ids("relu", gradients(slope_at_zero, FLAT, "kink"), findings, without)


def test_a_bug_that_behaves_alike_is_named():
    assert ids("relu", gradients(flipped, SIGNED), []) == ["sign-flipped"]


def test_a_bug_that_is_out_of_place_is_not():
    assert ids("relu", gradients(flipped, SIGNED), [], {"sign-flipped"}) == []


def test_what_another_regime_shows_without_an_explanation_speaks_against_a_bug():
    assert at_zero(gradients(odd, SIGNED)) == []


@pytest.mark.parametrize(
    "other",
    [
        gradients(right, SIGNED),
        gradients(flipped, SIGNED),
        gradients(failing, SIGNED),
        gradients(odd, SIGNED, "mixed"),
        gradients(odd, SIGNED, "kink"),
        finding_of("forward", [observed("relu", lambda x: (x * 1.2345, None), {"x": SIGNED})]),
    ],
    ids=["right", "another bug", "exception", "all mixed", "same regime", "another check"],
)
def test_what_another_regime_shows_with_an_explanation_speaks_for_no_other_name(other):
    assert "relu-slope-at-zero" in at_zero(other)


def test_a_bug_that_is_out_of_place_explains_no_other_regime():
    assert at_zero(gradients(flipped, SIGNED), without={"sign-flipped"}) == []


def test_a_convention_explains_another_regime():
    upstream = np.array([[0.1, 0.2, 0.3]])
    seen = observed("relu", in_single_precision, {"x": SIGNED}, upstream=upstream)
    other = finding_of("grad_x", [seen])
    assert other.bad
    assert "relu-slope-at-zero" in at_zero(other)


def test_what_the_layout_of_the_homework_has_no_place_for_is_no_other_mistake():
    def refusing(x):
        raise Misfit("no place")

    seen = [observed("relu", refusing, {"x": SIGNED})]
    verdicts = finding_of("forward", seen, "batch")
    wrong = finding_of(
        "forward", [observed("relu", lambda x: (np.minimum(x, 0), None), {"x": SIGNED})]
    )
    assert ids("relu", wrong, [verdicts]) == ["wrong-formula"]


def test_what_is_refused_in_the_same_regime_does_not_count():
    def of_rows(x):
        if len(x) > 1:
            raise Misfit("no place")
        return np.minimum(x, 0), None

    seen = [observed("relu", of_rows, {"x": SIGNED * times}) for times in (1, 2)]
    assert ids("relu", finding_of("forward", seen), []) == ["wrong-formula"]


def test_of_two_bugs_the_one_that_fits_more_regimes_is_named():
    finding = gradients(passed_on, FLAT, "kink")
    of_values = {"relu-slope-at-zero", "relu-mask-from-gradient"}
    assert set(ids("relu", finding, [])) == {"wrong-formula", *of_values}
    assert set(ids("relu", finding, [gradients(passed_on, SIGNED)])) == {
        "wrong-formula",
        "relu-mask-from-gradient",
    }
    assert set(ids("relu", finding, [gradients(right, SIGNED)])) == {"relu-slope-at-zero"}


def test_where_nothing_is_wrong_this_variant_of_a_bug_must_be_right():
    one = Match(bug_named("relu-wrong-formula-grad_x_passed_on"), told=1, examples=1)
    # Only the other variant, times the output, is right for numbers that are 1 or negative.
    positive, signed = ([[1.0, 1.0, 1.0]], [[-1.0, 1.0, 1.0]])
    assert fitting("relu", one, [gradients(right, positive)]) == 1
    assert fitting("relu", one, [gradients(right, signed)]) == 0


def test_where_something_is_wrong_any_variant_of_a_bug_fits():
    one = Match(bug_named("relu-wrong-formula-grad_x_passed_on"), told=1, examples=1)
    assert fitting("relu", one, [gradients(lambda x, g: g * x * (x > 0), SIGNED)]) == 1
    assert fitting("relu", one, [gradients(odd, SIGNED)]) == 0


IMAGES = np.random.default_rng(0).standard_normal((2, 2, 4, 5))
FILTERS = np.random.default_rng(1).standard_normal((3, 2, 2, 3))


def turned(output):
    """Return a convolution whose gradient is that of turned filters; or both are."""

    def implementation(x, weight, **others):
        out, pullback = twin_of("conv2d")(x=x, weight=weight, **others)
        other, back = twin_of("conv2d")(x=x, weight=weight[:, :, ::-1, ::-1], **others)
        return other if output else out, lambda g: (back(g)[0], *pullback(g)[1:])

    return implementation


def conv(check, implementation, regime="basic"):
    seen = [observed("conv2d", implementation, {"x": IMAGES, "weight": FILTERS})]
    return finding_of(check, seen, regime)


def test_without_an_output_both_bugs_of_turned_filters_are_named():
    found = ids("conv2d", conv("grad_x", turned(False)), [])
    assert set(found) == {"kernel-not-flipped", "kernel-flipped"}


def test_a_right_output_speaks_against_a_bug_that_would_break_it():
    gradient, output = (conv(check, turned(False)) for check in ("grad_x", "forward"))
    assert set(ids("conv2d", gradient, [output])) == {"kernel-not-flipped"}


def test_a_bug_that_explains_the_output_too_comes_first():
    gradient, output, weight = (
        conv(check, turned(True)) for check in ("grad_x", "forward", "grad_weight")
    )
    # A right gradient speaks neither for nor against a bug of another one.
    found = ids("conv2d", gradient, [output, weight, conv("grad_weight", turned(True), "batch")])
    assert list(dict.fromkeys(found)) == ["kernel-flipped", "kernel-not-flipped"]


def test_a_bug_that_explains_another_check_in_another_way_comes_first_too():
    def turned_twice(x, weight):
        out, pullback = turned(False)(x, weight)
        _, other = bug_named("conv2d-kernel-flipped-grad_weight_upstream").make()(x, weight)
        return out, lambda g: (pullback(g)[0], other(g)[1])

    gradient, weight = (conv(check, turned_twice) for check in ("grad_x", "grad_weight"))
    assert ids("conv2d", gradient, [weight])[0] == "kernel-flipped"


def test_of_two_bugs_that_explain_all_the_one_that_does_so_in_one_way_comes_first():
    def divided(x, weight, bias):
        out, pullback = twin_of("linear")(x, weight, bias)

        def divided_pullback(g):
            grad_x, *others = pullback(g)
            return grad_x, *(one / len(x) for one in others)

        return out, divided_pullback

    arrays = {"x": [[1.0, 2.0], [3.0, 5.0]], "weight": [[4.0, -1.0]], "bias": [2.0]}
    seen = [observed("linear", divided, arrays)]
    weight, bias = (finding_of(check, seen) for check in ("grad_weight", "grad_bias"))
    assert ids("linear", weight, [bias]) == ["batch-mean-doubled", "batch-mean-inconsistent"]


def pools(fails, *shapes, pooling=None):
    def implementation(x, **options):
        if fails(x):
            raise ValueError("does not fit")
        return (pooling or twin_of("max_pool2d"))(x=x, **options)

    images = [np.random.default_rng(0).standard_normal((1, 1, *shape)) for shape in shapes]
    return [observed("max_pool2d", implementation, {"x": x}, kernel_size=2) for x in images]


def test_an_exception_is_named_by_a_bug_that_raises_in_no_regime_that_is_right():
    raising = finding_of("forward", pools(lambda x: True, (5, 4)), "non_tiling")
    assert {"non-tiling-stride", "height-width-swapped"} <= set(ids("max_pool2d", raising, []))
    sides = finding_of("forward", pools(lambda x: False, (6, 4)), "rectangular")
    assert set(ids("max_pool2d", raising, [sides])) == {"non-tiling-stride"}


def non_tiling(x, **options):
    """Return a max pooling that takes the rest as further windows."""
    rows, columns = (-side % 2 for side in x.shape[2:])
    edges = ((0, 0), (0, 0), (0, rows), (0, columns))
    return twin_of("max_pool2d")(x=np.pad(x, edges, constant_values=-np.inf), **options)


def raising_beside(*findings):
    """Return what is named where a pooling raises, and the others are as given."""
    raising = finding_of("forward", pools(lambda x: True, (5, 4)), "non_tiling")
    return set(ids("max_pool2d", raising, findings))


RIGHT = [
    finding_of("forward", pools(lambda x: False, shape), f"right {shape}")
    for shape in ((9, 9), (6, 4), (4, 4))
]


def test_an_exception_that_every_bug_would_raise_elsewhere_too_has_no_name():
    assert raising_beside(*RIGHT) == set()


def test_exceptions_of_another_regime_are_no_reason_to_name_one():
    again = finding_of("forward", pools(lambda x: True, (7, 6)), "batch")
    assert raising_beside(*RIGHT, again) == set()


def test_values_of_other_regimes_are_a_reason_to_name_an_exception():
    values = [
        finding_of("forward", pools(lambda x: False, shape, pooling=non_tiling), f"{shape}")
        for shape in ((7, 7), (5, 5))
    ]
    assert all(one.bad for one in values)
    assert raising_beside(RIGHT[0], *values) == {"non-tiling-stride"}


def test_a_bug_may_show_where_it_is_no_evidence():
    bug = bug_named("max_pool2d-overlap-overwritten-grad_x_of_all_ties")

    def pooled(x, regime, **options):
        seen = observed("max_pool2d", bug.make(), {"x": x}, kernel_size=2, **options)
        return finding_of("grad_x", [seen], regime)

    overlapping = pooled(IMAGES, "basic", stride=1)
    ties = pooled(np.zeros((1, 1, 4, 4)), "ties")
    assert ties.bad
    others = {"ties-all-receive", "pool-size-assumes-tiling"}
    assert set(ids("max_pool2d", overlapping, [ties], others)) == {"overlap-overwritten"}


def test_a_check_that_saw_nothing_but_exceptions_raises_always():
    raising = finding_of("forward", pools(lambda x: True, (4, 4), (6, 6)))
    assert raises_always("forward", [raising])


def test_one_case_alone_does_not_raise_always():
    assert not raises_always("forward", [finding_of("forward", pools(lambda x: True, (4, 4)))])


def test_a_result_beside_exceptions_does_not_raise_always():
    some = finding_of("forward", pools(lambda x: x.shape[2] == 4, (4, 4), (6, 6)))
    assert not raises_always("forward", [some])


def test_whether_a_gradient_raises_always_is_no_matter_of_the_output():
    raising = [gradients(failing, FLAT), gradients(failing, SIGNED, "batch")]
    forward = finding_of("forward", raising[0].observations)
    assert raises_always("grad_x", [*raising, forward])
    assert not raises_always("forward", [*raising, forward, forward])
