"""What is said where no number is wrong: of the scale of a loss, and the shape of a gradient."""

from dataclasses import replace

import numpy as np
import pytest

from scratchcnn.oracle.cards.families.sliding.lower_padding import WORDS_OF_SAME
from scratchcnn.oracle.cards.families.sliding.pooling_of_homework import NOT_COUNTED
from scratchcnn.oracle.cases.twins import twin_of
from scratchcnn.oracle.checks.comparing import Verdict
from scratchcnn.oracle.checks.homework import Finding
from scratchcnn.oracle.naming.conventions import NOT_REDUCED_WORDS, SCALE_WORDS
from scratchcnn.oracle.understanding.protocols.place import Place
from tests.helpers.observed import finding_of, observed
from tests.helpers.samples.living import Dense, mse, plan_of
from tests.helpers.unshrinking import conclusions


def loss(*batches, scale="mean", form="", check="forward", planned=True):
    """Return what is said of a right loss of batches of these sizes."""
    plan = replace(plan_of(mse), scale=scale).by(out=Place("returned", form=form))
    arrays = [{"p": np.ones((n, 3)), "target": np.zeros((n, 3))} for n in batches]
    seen = [observed("mse_loss", twin_of("mse_loss"), one) for one in arrays]
    found = finding_of(check, seen)
    return conclusions("mse_loss", plan if planned else None).result(found, [found])


def test_a_mean_is_right():
    result = loss(1, 2)
    assert (result.status, result.verdict.message, result.examples) == ("ok", "", 2)
    assert (result.op, result.check, result.regime) == ("mse_loss", "forward", "basic")


@pytest.mark.parametrize("scale", ["sum", "per_sample", "half_mean", "half_sum", "half_per_sample"])
def test_another_scale_is_said_and_not_failed(scale):
    result = loss(1, 2, scale=scale)
    assert (result.status, result.verdict.ok) == ("convention", False)
    assert result.verdict.message == SCALE_WORDS[scale]
    assert result.counterexample is None


def test_of_one_sample_alone_the_sum_is_the_mean():
    assert loss(1, 1, scale="sum").status == "ok"
    assert loss(1, scale="half_sum").status == "convention"


@pytest.mark.parametrize("form", ["N+", "ND"])
def test_a_loss_that_is_not_reduced_is_said_and_not_failed(form):
    result = loss(1, form=form, scale="sum")
    assert (result.status, result.verdict.ok) == ("convention", False)
    assert result.verdict.message == NOT_REDUCED_WORDS


def test_the_layout_of_an_output_that_is_no_loss_says_nothing():
    plan = plan_of(Dense)
    assert plan.protocol.out.form == "ND"
    seen = observed("linear", twin_of("linear"), {"x": [[1.0]], "weight": [[2.0]]})
    found = finding_of("forward", [seen])
    assert conclusions("linear", plan).result(found, [found]).status == "ok"


def test_a_gradient_does_not_repeat_what_is_said_of_the_loss():
    assert loss(2, scale="sum", check="grad_p").status == "ok"


def test_without_a_plan_nothing_is_known_of_a_scale():
    assert loss(2, scale="sum", planned=False).status == "ok"


def bias_gradient(form, *batches):
    """Return what is said of the right gradient of a bias, in this layout."""
    plan = plan_of(Dense)
    place = Place("attribute", ("db",), form)
    plan = plan.by(gradients={**plan.protocol.gradients, "bias": place})
    shapes = [{"x": (n, 2), "weight": (3, 2), "bias": (3,)} for n in batches]
    arrays = [{name: np.ones(shape) for name, shape in one.items()} for one in shapes]
    seen = [observed("linear", twin_of("linear"), one) for one in arrays]
    found = finding_of("grad_bias", seen)
    return conclusions("linear", plan).result(found, [found])


def test_a_gradient_of_another_shape_is_shown_by_the_smallest_of_the_cases_always_drawn():
    result = bias_gradient("1K", 3, *[2] * 11, 1)
    assert (result.status, result.examples) == ("wrong", 13)
    assert result.verdict.message.startswith(
        "grad_bias has the shape (1, 3), but its bias has (3,)"
    )
    assert len(result.counterexample.arrays["x"]) == 2
    assert result.reproducer.startswith("import numpy")


def test_a_gradient_of_the_right_shape_is_shown_by_no_case():
    result = bias_gradient("K", 1, 2)
    assert (result.status, result.counterexample, result.reproducer) == ("ok", None, None)


def test_the_error_that_is_told_is_the_one_nearest_to_its_limit():
    seen = [observed("linear", twin_of("linear"), {"x": [[1.0]], "weight": [[2.0]]})] * 3
    errors = [Verdict(True, error, allowed) for error, allowed in ((3, 9), (2, 4), (4, 10))]
    found = Finding("forward", "basic", tuple(seen), tuple(zip(seen, errors, strict=True)))
    assert conclusions("linear").result(found, [found]).verdict is errors[1]


def padded(meaning, implementation=None, op="conv2d", check="forward"):
    """Return what is said of a right convolution or pooling with a stride of 2."""
    arrays = {"x": np.arange(1.0, 37.0).reshape(1, 1, 6, 6)}
    arrays |= {"weight": np.ones((1, 1, 3, 3))} if op == "conv2d" else {}
    options = {"stride": 2, "padding": meaning}
    options |= {} if op == "conv2d" else {"kernel_size": 3}
    found = finding_of(check, [observed(op, implementation or twin_of(op), arrays, **options)])
    plan = plan_of(mse) if op == "conv2d" else None
    return conclusions(op, plan).result(found, [found])


def test_a_meaning_of_same_is_said_and_not_failed():
    result = padded("same_size")
    assert (result.status, result.verdict.ok) == ("convention", False)
    assert result.verdict.message == WORDS_OF_SAME["same_size"]


def test_the_usual_meaning_of_same_needs_no_word():
    assert padded("same").status == "ok"


def test_a_gradient_says_nothing_of_same():
    assert padded("same_size", check="grad_x").status == "ok"


def of_pixels_alone(x, **options):
    average = twin_of("avg_pool2d")
    out, pullback = average(x, **options)
    covered, _ = average(np.ones_like(x), **options)
    return out / covered, lambda grad_out: pullback(grad_out / covered)


def test_a_meaning_of_same_is_said_beside_another_convention():
    result = padded("same_unstrided", of_pixels_alone, "avg_pool2d")
    assert result.status == "convention"
    assert result.verdict.message == f"{NOT_COUNTED}; {WORDS_OF_SAME['same_unstrided']}"
    assert padded("same", of_pixels_alone, "avg_pool2d").verdict.message == NOT_COUNTED
