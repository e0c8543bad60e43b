"""The judge is judged: every known bug is planted, and the checks that should notice it do.

What must be red, and what must stay green, is written down for each, so that neither a judge that
lets everything pass nor one that fails everything gets through.
"""

import inspect
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from planted import ENTRIES, EXAMPLES, is_content, named, notices, verdicts

from scratchcnn.oracle.cards.bug import Call, as_op
from scratchcnn.oracle.cards.bugs import BUGS
from scratchcnn.oracle.cases.case import Implementation, Pullback, Trial
from scratchcnn.oracle.cases.twins import twin_of
from scratchcnn.oracle.checks.asked import checks_of
from scratchcnn.oracle.checks.judge import draw_trials, examine

pytestmark = pytest.mark.one_python

OPS = sorted({bug.op for bug in BUGS})

IDS = """
    adaptive-windows average-for-max axes-ignored batch-mean-doubled batch-mean-inconsistent
    batch-mean-missing bias-inside-sum bias-missing bias-row-in-gradient broadcast-not-summed
    channels-mixed channels-not-swapped copies-not-summed correct-class-missing
    derivative-of-wrong-value dilation-ignored filter-index-missing filter-shared
    first-sample-only gradients-accumulate height-width-swapped im2col-axis-order inputs-mutated
    kernel-flipped kernel-not-flipped kink-not-masked label-off-by-one last-channel-only
    last-sample-only last-tied-maximum learning-rate-in-gradient log-missing log-of-zero
    loss-uses-logits mean-not-divided non-tiling-stride not-spread not-transposed
    operand-without-gradient operands-swapped order-changed order-not-topological
    output-padding-ignored output-padding-wrong-side overlap-overwritten own-class-counted
    padding-cropped-wrong-axes padding-hard-coded padding-ignored padding-not-cropped
    padding-zero-slice pool-size-assumes-tiling relu-mask-from-gradient relu-slope-at-zero
    same-zeros sigmoid-overflow sign-flipped slope-at-kink softmax-diagonal-only
    softmax-overflow softmax-wrong-axis split-elsewhere state-left-over statistics-wrong-axes
    stride-ignored ties-all-receive ties-split transposed-weight updated-weights
    upstream-broadcast upstream-ignored used-twice-overwritten wrong-formula wrong-operand
    zero-padding-enters-max
"""


@cache
def expectations() -> dict[str, tuple[list[str], list[str]]]:
    """Read the table: for every bug's name, "check/regime" that are red, and that are green."""
    lines = Path(__file__).with_name("planted_bugs.txt").read_text(encoding="utf-8").splitlines()
    rows = [line.split("|") for line in lines if line and not line.startswith("#")]
    return {name.strip(): (red.split(), green.split()) for name, red, green in rows}


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
    with pytest.raises(TypeError, match="groups"):
        nothing_wrong("max_pool2d")(np.ones((1, 1, 2, 2)), 2, groups=2)


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
