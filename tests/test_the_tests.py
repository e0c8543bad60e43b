"""The judge is judged: every known bug is planted, and the checks that should notice it do.

What must be red, and what must stay green, is written down for each, so that neither a judge that
lets everything pass nor one that fails everything gets through.
"""

import inspect
from collections.abc import Callable, Iterator
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import reference.ops
from scratchcnn.oracle.cards.bug import Call, as_op
from scratchcnn.oracle.cards.bugs import BUGS
from scratchcnn.oracle.cards.table import ours
from scratchcnn.oracle.cases.case import Implementation, Pullback, Trial
from scratchcnn.oracle.cases.twins import twin_of
from scratchcnn.oracle.checks.asked import checks_of
from scratchcnn.oracle.checks.checks import Check, Verdict, compare
from scratchcnn.oracle.checks.judge import draw_trials, examine

ENTRIES = ours()
OPS = sorted({bug.op for bug in BUGS})
# As many as a regime of homework gets at least.
EXAMPLES = 12
# What stays green is believed after so many trials.
CONTENT = 8

IDS = """
    average-for-max batch-mean-doubled batch-mean-inconsistent batch-mean-missing bias-inside-sum
    bias-missing channels-not-swapped derivative-of-wrong-value filter-index-missing
    first-sample-only gradients-accumulate height-width-swapped im2col-axis-order inputs-mutated
    kernel-flipped kernel-not-flipped last-channel-only last-sample-only last-tied-maximum
    learning-rate-in-gradient log-of-zero loss-uses-logits non-tiling-stride overlap-overwritten
    padding-cropped-wrong-axes padding-hard-coded padding-ignored padding-not-cropped
    padding-zero-slice pool-size-assumes-tiling relu-mask-from-gradient relu-slope-at-zero
    sign-flipped softmax-diagonal-only softmax-overflow softmax-wrong-axis state-left-over
    stride-ignored ties-all-receive ties-split transposed-weight updated-weights upstream-ignored
    wrong-formula zero-padding-enters-max
"""


@cache
def expectations() -> dict[str, tuple[list[str], list[str]]]:
    """Read the table: for every bug's name, "check/regime" that are red, and that are green."""
    lines = Path(__file__).with_name("planted_bugs.txt").read_text(encoding="utf-8").splitlines()
    rows = [line.split("|") for line in lines if line and not line.startswith("#")]
    return {name.strip(): (red.split(), green.split()) for name, red, green in rows}


def named(op: str, regime: str, check: str) -> Check:
    (found,) = (one for one in checks_of(ENTRIES[op], regime) if one.__name__ == check)
    return found


def verdicts(
    implementation: Implementation, op: str, regime: str, check: str, examples: int = EXAMPLES
) -> Iterator[Verdict]:
    """Yield what a check says of every trial of a regime, one after the other."""
    judged = named(op, regime, check)
    for trial in draw_trials(op, regime, examples):
        verdict = examine(judged, implementation, trial)
        if verdict is not None:
            yield verdict


def notices(implementation: Implementation, op: str, where: str, examples: int = EXAMPLES) -> bool:
    """Return whether "check/regime" goes red."""
    check, regime = where.split("/")
    said = verdicts(implementation, op, regime, check, examples)
    return any(not verdict.ok for verdict in said)


def is_content(implementation: Implementation, op: str, where: str) -> bool:
    """Return whether "check/regime" says something, and stays green."""
    check, regime = where.split("/")
    said = list(islice(verdicts(implementation, op, regime, check), CONTENT))
    return bool(said) and all(verdict.ok for verdict in said)


def nothing_wrong(op: str) -> Implementation:
    """Return the twin in the plumbing of the known bugs, with no bug in it."""
    return as_op(op, lambda call: (call.out, call.pullback))


@pytest.mark.parametrize("op", OPS)
def test_planted_bugs_are_noticed_where_they_should_be_and_nowhere_else(op: str) -> None:
    silent, loud = [], []
    for bug in (bug for bug in BUGS if bug.op == op):
        red, green = expectations()[bug.name]
        assert red, f"nothing is expected of {bug.name}"
        assert green, f"nothing would notice a judge that fails everything on {bug.name}"
        # A fresh one every time: what one check leaves behind must not help the next.
        silent += [(bug.name, where) for where in red if not notices(bug.make(), op, where)]
        loud += [(bug.name, where) for where in green if not is_content(bug.make(), op, where)]
    assert not silent, f"unnoticed: {silent}"
    assert not loud, f"blamed by what should be content: {loud}"


@pytest.mark.parametrize("op", ENTRIES)
def test_no_check_in_any_regime_is_red_without_a_bug(op: str) -> None:
    entry, twin = ENTRIES[op], nothing_wrong(op)
    red = [
        (regime, check.__name__, verdict.message)
        for regime in entry.regimes
        for check in checks_of(entry, regime)
        for verdict in verdicts(twin, op, regime, check.__name__, examples=4)
        if not verdict.ok
    ]
    assert not red


def test_every_known_bug_is_planted_and_every_planted_one_is_known() -> None:
    assert {bug.name for bug in BUGS} == set(expectations())
    assert {bug.id for bug in BUGS} == set(IDS.split())


def test_no_bug_is_in_the_catalogue_twice() -> None:
    assert len({(bug.id, bug.op, bug.variant) for bug in BUGS}) == len(BUGS) >= 40


@pytest.mark.parametrize("op", OPS)
def test_a_bug_has_words_and_the_signature_of_the_twin(op: str) -> None:
    signature = inspect.signature(twin_of(op))
    for bug in (bug for bug in BUGS if bug.op == op):
        assert bug.title, bug.name
        assert "\n" not in bug.title, bug.name
        assert bug.hint.endswith("."), bug.name
        assert inspect.signature(bug.make()) == signature, bug.name


def test_a_wrong_op_refuses_the_arguments_that_its_twin_does_not_have() -> None:
    with pytest.raises(TypeError, match="dilation"):
        nothing_wrong("max_pool2d")(np.ones((1, 1, 2, 2)), 2, dilation=2)


def test_a_bug_that_remembers_has_a_memory_of_its_own() -> None:
    (bug,) = (bug for bug in BUGS if bug.name == "relu-state-left-over-grad_x")

    def slopes(relu: Implementation, x: float) -> list[float]:
        return [float(grad) for grad in relu(np.array([x]))[1](np.ones(1))[0]]

    first, second = bug.make(), bug.make()
    assert (slopes(first, 1.0), slopes(first, -1.0)) == ([1.0], [1.0])
    assert slopes(second, -1.0) == [0.0]


@pytest.mark.parametrize(
    ("name", "step"),
    [
        ("linear-learning-rate-in-gradient-grad_x", lambda rate: rate * 10.0),
        # The weight 2 is updated with 3 * 5 before it meets the gradient 5.
        ("linear-updated-weights-grad_x", lambda rate: (2 - rate * 15) * 5.0),
    ],
)
def test_a_bug_in_proportion_to_the_learning_rate_is_made_for_one(
    name: str, step: Callable[[float], float]
) -> None:
    (bug,) = (bug for bug in BUGS if bug.name == name)
    for rate in (1.0, 1 / 8):
        _, pullback = bug.make(rate)(np.array([[3.0]]), np.array([[2.0]]))
        assert pullback(np.array([[5.0]]))[0] == step(rate)


def scaled_gradient(op: str, factor: float, place: int = 0) -> Implementation:
    """Return an op of which one gradient is a little too large."""

    def answer(call: Call) -> tuple[Any, Pullback]:
        def pullback(grad_out: Any) -> tuple[Any, ...]:
            grads = list(call.pullback(grad_out))
            grads[place] = grads[place] * factor
            return tuple(grads)

        return call.out, pullback

    return as_op(op, answer)


@pytest.mark.parametrize(
    ("op", "check"),
    [
        ("mse_loss", "grad_p"),
        ("mse_loss", "finite_difference"),
        ("linear", "grad_x"),
        ("linear", "finite_difference"),
        ("linear", "adjoint"),
        ("sigmoid", "grad_x"),
        ("sigmoid", "finite_difference"),
        ("max_pool2d", "finite_difference"),
    ],
)
def test_a_derivative_of_2_001_for_2_is_noticed(op: str, check: str) -> None:
    assert notices(scaled_gradient(op, 2.001 / 2), op, f"{check}/basic")


@pytest.mark.parametrize("name", ["grad_x", "grad_weight", "grad_bias"])
def test_a_relative_error_of_1e_12_is_noticed_where_a_fixed_tolerance_is_blind(name: str) -> None:
    place = ["grad_x", "grad_weight", "grad_bias"].index(name)
    slightly_off = scaled_gradient("conv2d", 1 + 1e-12, place)
    double = [one for one in draw_trials("conv2d", "untied_bias", EXAMPLES) if is_double(one)]
    seen = [examine(named("conv2d", "untied_bias", name), slightly_off, one) for one in double]
    bad = [verdict for verdict in seen if verdict is not None and not verdict.ok]
    assert len(bad) > len(double) / 2
    for verdict in bad:
        np.testing.assert_allclose(verdict.got, verdict.expected, rtol=1e-5)


def is_double(trial: Trial) -> bool:
    return trial.dtype == np.float64


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
