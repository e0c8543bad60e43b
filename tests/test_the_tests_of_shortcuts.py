"""What a shortcut in the tests would miss is noticed by ours."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from planted import is_content, notices

import reference.ops
from scratchcnn.oracle.cards.bug import Call, as_op
from scratchcnn.oracle.cases.case import Implementation, Pullback
from scratchcnn.oracle.checks.comparing import compare
from scratchcnn.oracle.checks.judge import draw_trials

pytestmark = pytest.mark.one_python

# As many as a regime of homework gets at least.
EXAMPLES = 12


# What each of these gets wrong, a well-known shortcut of tests does not see.


def softmax_without_upstream(call: Call) -> tuple[Any, Pullback]:
    """Right for gradients of ones, under which the gradient of softmax is 0."""
    return call.out, lambda grad_out: (np.zeros(call["x"].shape),)


def right_where_the_stride_tiles(call: Call) -> tuple[Any, Pullback]:
    """Rows that fill no window are counted, unless there are none."""
    kernel, stride = call["weight"].shape[2:], np.broadcast_to(call["stride"], 2)
    left_over = any((np.array(call["x"].shape[2:]) - kernel) % stride)
    return call.out * (2 if left_over and call["padding"] == 0 else 1), call.pullback


def reads_memory_in_its_own_order(call: Call) -> tuple[Any, Pullback]:
    """`ravel(order="K")` takes the elements as they lie in memory."""
    x = call.given["x"]
    return call.again(x=x.ravel(order="K").reshape(x.shape)).out, call.pullback


def writes_and_restores(call: Call) -> tuple[Any, Pullback]:
    """Nobody sees the change afterwards, but a read-only argument does not allow it."""
    x = call.given["x"]
    x += 1
    x -= 1
    return call.out, call.pullback


def wrong_in_float32(call: Call) -> tuple[Any, Pullback]:
    """Half the digits are lost, in single precision only."""
    single = call.given["x"].dtype == np.float32
    out = call.out.astype(np.float16).astype(np.float32) if single else call.out
    return out, call.pullback


def wrong_without_samples(call: Call) -> tuple[Any, Pullback]:
    """An empty batch gives nothing, where it should give an empty array."""
    return call.out if len(call["x"]) else np.zeros(0), call.pullback


def remembers_the_first_shape() -> Implementation:
    """Return an op whose second call, of another size, meets a buffer of the first one's."""
    buffers: list[Any] = []

    def answer(call: Call) -> tuple[Any, Pullback]:
        buffers.append(np.zeros(call.out.shape))
        buffers[0][...] = call.out
        return buffers[0].copy(), call.pullback

    return as_op("relu", answer)


def remembers_the_first_data() -> Implementation:
    """Return an op whose second call of the same size gives the first one's result."""
    outs: dict[Any, Any] = {}
    return as_op(
        "relu",
        lambda call: (outs.setdefault(call["x"].shape, call.out).copy(), call.pullback),
    )


def drops_nan(call: Call) -> tuple[Any, Pullback]:
    """`np.fmax`, which prefers any number to NaN."""
    return np.fmax(call["x"], 0), call.pullback


@pytest.mark.parametrize(
    ("op", "make", "where", "blind"),
    [
        ("softmax", softmax_without_upstream, "grad_x/basic", "forward/basic"),
        ("conv2d", right_where_the_stride_tiles, "forward/non_tiling", "forward/basic"),
        ("relu", reads_memory_in_its_own_order, "forward/memory_layout", "forward/basic"),
        ("conv2d", reads_memory_in_its_own_order, "forward/memory_layout", "forward/basic"),
        ("max_pool2d", reads_memory_in_its_own_order, "forward/memory_layout", "forward/basic"),
        ("max_pool2d", writes_and_restores, "forward/memory_layout", "grad_x/basic"),
        ("linear", wrong_in_float32, "forward/basic", "finite_difference/basic"),
        ("linear", wrong_without_samples, "forward/empty_batch", "forward/basic"),
        ("relu", drops_nan, "forward/non_finite", "forward/basic"),
    ],
)
def test_what_a_shortcut_would_miss_is_noticed(
    op: str, make: Callable[[Call], tuple[Any, Pullback]], where: str, blind: str
) -> None:
    implementation = as_op(op, make)
    # A quarter of the odd layouts is in another order, and a vector has only one.
    assert notices(implementation, op, where, examples=4 * EXAMPLES)
    assert is_content(implementation, op, blind)


def test_gradients_of_ones_do_not_see_a_softmax_that_ignores_its_upstream() -> None:
    x = np.random.default_rng(5).standard_normal((3, 4))
    (expected,) = reference.ops.softmax(x)[1](np.ones((3, 4)))
    np.testing.assert_allclose(expected, 0, atol=1e-15)


@pytest.mark.parametrize("make", [remembers_the_first_data, remembers_the_first_shape])
def test_an_op_that_goes_wrong_at_its_second_call_is_noticed(
    make: Callable[[], Implementation],
) -> None:
    assert notices(make(), "relu", "repeatable/basic")


def test_a_first_call_by_itself_would_not_be_enough() -> None:
    first = draw_trials("relu", "basic", EXAMPLES)[0]
    for make in (remembers_the_first_data, remembers_the_first_shape):
        out, _ = first.call(make())
        assert compare("out", out, first.out, np.zeros(())).ok
