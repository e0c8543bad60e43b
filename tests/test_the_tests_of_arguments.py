"""A wrong op is noticed where an argument is that homework does not have, and nowhere else."""

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
import pytest
from planted import is_content, notices

from scratchcnn.oracle.cards.bug import Array, Call, as_op, with_gradient
from scratchcnn.oracle.cases.case import Pullback

pytestmark = pytest.mark.one_python

Answer: TypeAlias = Callable[[Call], tuple[Any, Pullback]]


def without(**usual: Any) -> Answer:
    """Return an op that heeds its arguments, but for some."""

    def answer(call: Call) -> tuple[Any, Pullback]:
        other = call.again(**usual)
        return other.out, other.pullback

    return answer


def output(change: Callable[[Call], Array]) -> Answer:
    """Return an op whose output alone is wrong."""
    return lambda call: (change(call), call.pullback)


def gradient(name: str, change: Callable[[Call, Array], Array]) -> Answer:
    """Return an op of which one gradient alone is wrong."""
    return lambda call: with_gradient(call, name, change)


def counted(call: Call) -> Array:
    """The mean divides by the number of samples, whatever their labels weigh."""
    if call["reduction"] != "mean" or call["target"].dtype.kind == "f":
        return call.out
    return np.asarray(call.again(reduction="sum").out / max(call["target"].size, 1))


def beyond_the_padding(call: Call) -> Array:
    """Every window has its whole area, even where it ends behind the padding."""
    area = int(np.prod(np.broadcast_to(call["kernel_size"], 2)))
    return call.out if not call["count_include_pad"] else call.again(divisor_override=area).out


def unscaled(call: Call) -> Array:
    """What is kept stays as it is."""
    return np.asarray(call["x"] * call["keep"])


def handed_on(call: Call, grad_out: Array) -> Array:
    """The gradient of what was dropped is that of what was not."""
    return np.asarray(grad_out / (1 - call["p"]))


def gate_first(call: Call) -> Array:
    """The first half is the gate."""
    axis = call["axis"]
    first, second = np.split(call["x"], 2, axis)
    return call.again(x=np.concatenate([second, first], axis)).out


def gate_as_constant(call: Call, grad_out: Array) -> Array:
    """The gate has no gradient."""
    grad = call.gradient("x", grad_out).copy()
    np.split(grad, 2, call["axis"])[1][...] = 0
    return grad


def summed_over_everything(call: Call, grad_out: Array) -> Array:
    """Every channel gets the gradient of all."""
    grad = call.gradient("weight", grad_out)
    return np.full_like(grad, grad.sum())


def of_relu(call: Call, grad_out: Array) -> Array:
    """Below 0 there is no slope."""
    return np.asarray(grad_out * (call["x"] > 0))


def halved_again(call: Call, grad_out: Array) -> Array:
    """The slope of the parabola is that of half of it."""
    return call.gradient("p", grad_out) / 2


def negated(call: Call, grad_out: Array) -> Array:
    """The gradient has the wrong sign."""
    return -call.gradient("p", grad_out)


@pytest.mark.parametrize(
    ("op", "wrong", "where", "blind"),
    [
        ("max_pool2d", without(dilation=1), "forward/dilation", "forward/ceil_mode"),
        ("max_pool2d", without(ceil_mode=False), "forward/ceil_mode", "forward/dilation"),
        ("max_pool2d", without(ceil_mode=False), "forward/dilated_ceil_mode", "forward/basic"),
        ("avg_pool2d", without(ceil_mode=False), "forward/ceil_mode", "forward/non_tiling"),
        ("avg_pool2d", output(beyond_the_padding), "forward/ceil_mode", "forward/padding"),
        ("avg_pool2d", without(count_include_pad=True), "forward/not_counted", "forward/padding"),
        ("avg_pool2d", without(divisor_override=None), "grad_x/divisor", "grad_x/ceil_mode"),
        ("max_pool1d", without(dilation=1), "forward/dilation", "forward/ceil_mode"),
        ("max_pool1d", without(ceil_mode=False), "forward/ceil_mode", "forward/padding"),
        ("max_pool3d", without(dilation=1), "forward/dilation", "forward/ceil_mode"),
        ("max_pool3d", without(ceil_mode=False), "forward/ceil_mode", "forward/dilation"),
        ("avg_pool1d", without(ceil_mode=False), "forward/beyond_padding", "forward/overlap"),
        ("avg_pool1d", without(count_include_pad=True), "forward/not_counted", "forward/padding"),
        ("avg_pool3d", without(count_include_pad=True), "grad_x/beyond_padding", "forward/padding"),
        ("avg_pool3d", without(divisor_override=None), "forward/divisor", "forward/not_counted"),
        ("lp_pool1d", without(ceil_mode=False), "forward/ceil_mode", "forward/non_tiling"),
        ("lp_pool2d", without(norm_type=2), "forward/norm_type", "forward/basic"),
        ("lp_pool2d", without(norm_type=2), "forward/infinite_norm", "forward/ceil_mode"),
        ("lp_pool2d", without(stride=None), "forward/overlap", "forward/basic"),
        ("max_unpool2d", without(output_size=None), "forward/output_size", "forward/padding"),
        ("max_unpool2d", without(padding=0, output_size=None), "forward/padding", "forward/stride"),
        ("cross_entropy", without(weight=None), "forward/weight", "forward/none"),
        ("cross_entropy", output(counted), "forward/weight", "forward/mean"),
        ("cross_entropy", output(counted), "forward/ignore_index", "forward/sum"),
        (
            "cross_entropy",
            without(label_smoothing=0.0),
            "grad_logits/label_smoothing",
            "forward/axes",
        ),
        (
            "cross_entropy",
            without(label_smoothing=0.0),
            "forward/smoothed_probabilities",
            "forward/weight",
        ),
        ("nll_loss", without(weight=None), "grad_log_p/weight", "grad_log_p/axes"),
        ("nll_loss", output(counted), "forward/ignore_index", "forward/none"),
        ("binary_cross_entropy", without(weight=None), "forward/weight", "forward/none"),
        (
            "binary_cross_entropy_with_logits",
            without(weight=None),
            "forward/weight",
            "forward/none",
        ),
        (
            "binary_cross_entropy_with_logits",
            without(pos_weight=None),
            "grad_logits/pos_weight",
            "forward/weight",
        ),
        ("dropout", output(unscaled), "forward/p", "forward/empty_batch"),
        ("dropout", without(p=0.5), "grad_x/p", "grad_x/basic"),
        ("dropout", gradient("x", handed_on), "grad_x/channels", "forward/channels"),
        ("mse_loss", without(reduction="mean"), "forward/sum", "forward/mean"),
        ("mse_loss", without(reduction="sum"), "forward/none", "forward/sum"),
        (
            "prelu",
            gradient("weight", summed_over_everything),
            "grad_weight/channels",
            "grad_weight/shared",
        ),
        ("prelu", gradient("x", of_relu), "grad_x/basic", "grad_weight/basic"),
        ("glu", output(gate_first), "forward/basic", "grad_x/basic"),
        ("glu", without(axis=-1), "forward/axis", "forward/basic"),
        ("glu", gradient("x", gate_as_constant), "grad_x/basic", "forward/basic"),
        ("l1_loss", gradient("p", negated), "grad_p/basic", "forward/basic"),
        ("smooth_l1_loss", without(beta=1.0), "forward/beta", "forward/basic"),
        (
            "smooth_l1_loss",
            gradient("p", halved_again),
            "finite_difference/away_from_kinks",
            "forward/beta",
        ),
        ("huber_loss", without(delta=1.0), "grad_p/delta", "grad_p/basic"),
        ("huber_loss", gradient("p", negated), "grad_p/basic", "forward/delta"),
    ],
)
def test_a_wrong_op_is_noticed_where_its_argument_is(
    op: str, wrong: Answer, where: str, blind: str
) -> None:
    assert notices(as_op(op, wrong), op, where, examples=24)
    assert is_content(as_op(op, wrong), op, blind)
