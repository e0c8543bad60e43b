"""Every bug of a fused layer is a wrong part beside a right one, and shows from outside."""

import inspect
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from scratchcnn.oracle.cards.bugs import BUGS, FUSED_BUGS
from scratchcnn.oracle.cards.bugs.formulas.fused import FURTHER, compose, of_channels
from scratchcnn.oracle.cards.families import dense
from scratchcnn.oracle.cards.families.losses import losses_of_ours
from scratchcnn.oracle.cards.families.sliding import convolution
from scratchcnn.oracle.cards.table import layers
from scratchcnn.oracle.cases.case import Case, Implementation, Trial, trial
from scratchcnn.oracle.cases.drawn import drawn
from scratchcnn.oracle.cases.twins import twin_of
from scratchcnn.oracle.checks.checks import Check, forward, gradient, inputs_unchanged, repeatable
from scratchcnn.oracle.checks.judge import examine

pytestmark = pytest.mark.one_python

TIED = ("tied",)
DRAWN = 4

# A depthwise convolution is one with groups, and the like have no second part either.
FUSED = {
    card.name: card.bound
    for card in layers()
    if not card.regimes and card.name.startswith(("conv2d_", "linear_", "softmax_"))
}


def conv(**drawn: Any) -> st.SearchStrategy[Case]:
    return convolution.drawn(bias=TIED, kinds=("normal",), least=2, **drawn)


def cases(op: str) -> list[st.SearchStrategy[Case]]:
    """Return what to draw from: small, and between them showing every bug."""
    if op == "conv2d_relu":
        return [
            conv(rectangular=True, padding=(0, 0), stride=(1, 1)),
            conv(rectangular=True, padding=(1, 2), stride=(1, 1)),
            conv(rectangular=True, padding=(1, 2), stride=(2, 3), non_tiling=True),
            conv(padding=(0, 0), stride=(2, 3), non_tiling=True),
            conv(rectangular=True, padding="same"),
            convolution.drawn(bias=TIED, kinds=("integers",), padding=(0, 1)),
        ]
    if op == "softmax_cross_entropy":
        given = {"kinds": ("normal",), "least": 2}
        return [
            losses_of_ours.drawn("logits", targets=("labels",), **given),
            losses_of_ours.drawn("logits", targets=("one_hot_rows",), **given),
            losses_of_ours.drawn("logits", kinds=("extreme",), targets=("labels",), least=2),
            losses_of_ours.drawn(
                "logits", targets=("labels",), options={"label_smoothing": st.just(0.5)}, **given
            ),
        ]
    given = {"bias": TIED, "least": 2}
    return [
        dense.drawn(kinds=("normal",), **given),
        dense.drawn(kinds=("extreme",), **given),
        dense.drawn(kinds=("integers",), **given),
    ]


@cache
def trials(op: str) -> tuple[Trial, ...]:
    found = (case for strategy in cases(op) for case in drawn(strategy, DRAWN, 0))
    return tuple(trial(case, np.float64, twin_of(op), FUSED[op]) for case in found)


def checks(op: str) -> list[Check]:
    names = trials(op)[0].differentiable
    return [forward, *(gradient(name) for name in names), inputs_unchanged, repeatable]


def blames(op: str, implementation: Implementation) -> Iterator[str]:
    """Yield the name of every check that notices something, once for each trial."""
    for one in trials(op):
        for check in checks(op):
            verdict = examine(check, implementation, one)
            if verdict is not None and not verdict.ok:
                yield check.__name__


@pytest.mark.parametrize("op", FUSED)
def test_nobody_blames_a_fused_layer_without_a_bug(op: str) -> None:
    assert list(blames(op, twin_of(op))) == []


@pytest.mark.parametrize("op", FUSED)
def test_bugs_in_a_part_of_a_fused_layer_are_noticed(op: str) -> None:
    bugs = [bug for bug in FUSED_BUGS if bug.op == op]
    assert bugs
    assert [bug.name for bug in bugs if next(blames(op, bug.make()), None) is None] == []


@pytest.mark.parametrize(
    ("name", "blamed"),
    [
        (
            "conv2d_relu-relu-mask-from-gradient-grad_x_of_relu",
            ["grad_bias", "grad_weight", "grad_x"],
        ),
        ("conv2d_relu-sign-flipped-grad_bias", ["grad_bias"]),
        (
            "softmax_linear-softmax-diagonal-only-grad_x_of_softmax",
            ["grad_bias", "grad_weight", "grad_x"],
        ),
        ("softmax_linear_of_logits-updated-weights-grad_x", ["grad_x"]),
        ("softmax_linear_of_logits-softmax-overflow-forward_of_softmax", ["forward"]),
        ("softmax_cross_entropy-batch-mean-missing-grad_logits", ["grad_logits"]),
        ("softmax_cross_entropy-softmax-overflow-forward", ["forward"]),
    ],
)
def test_a_bug_in_a_part_is_blamed_by_the_checks_that_see_it(name: str, blamed: list[str]) -> None:
    (bug,) = (bug for bug in FUSED_BUGS if bug.name == name)
    assert sorted(set(blames(bug.op, bug.make())) - {"repeatable"}) == blamed


def test_every_fused_layer_has_the_bugs_of_its_parts() -> None:
    def ids(op: str) -> set[str]:
        return {bug.id for bug in (*BUGS, *FUSED_BUGS) if bug.op == op}

    assert ids("conv2d_relu") == (ids("conv2d") - {*FURTHER}) | ids("relu")
    assert ids("depthwise_conv2d") == ids("conv2d")
    assert ids("depthwise_conv1d") == ids("conv1d")
    for name in ("relu", "sigmoid", "tanh"):
        assert ids(f"linear_{name}") == ids("linear") | ids(name)
    assert ids("softmax_linear") == ids("linear") | ids("softmax")
    assert ids("softmax_linear_of_logits") >= ids("linear")
    assert ids("softmax_cross_entropy") == ids("cross_entropy")


def test_no_fused_bug_is_in_the_catalogue_twice() -> None:
    assert len({bug.name for bug in FUSED_BUGS}) == len(FUSED_BUGS)
    assert not {bug.name for bug in FUSED_BUGS} & {bug.name for bug in BUGS}


@pytest.mark.parametrize("op", FUSED)
def test_a_fused_bug_has_the_signature_of_its_twin(op: str) -> None:
    expected = inspect.signature(twin_of(op))
    assert all(inspect.signature(bug.make()) == expected for bug in FUSED_BUGS if bug.op == op)


def test_the_gradient_of_the_second_part_is_the_upstream_of_the_first() -> None:
    layer = compose("softmax_linear", twin_of("linear"), twin_of("softmax"))
    one = trials("softmax_linear")[0]
    out, pullback = one.call(layer)
    expected = twin_of("softmax_linear")(**one.arrays)
    assert_array_equal(out, expected[0])
    for got, right in zip(pullback(one.grad_out), expected[1](one.grad_out), strict=True):
        assert_array_equal(got, right)


def test_a_fused_bug_takes_the_learning_rate_of_its_part() -> None:
    name = "softmax_linear_of_logits-learning-rate-in-gradient-grad_weight"
    (bug,) = (bug for bug in FUSED_BUGS if bug.name == name)
    one = trials("softmax_linear_of_logits")[0]
    for rate in (1.0, 1 / 8):
        _, (_, grad_weight, _) = answered(bug.make(rate), one)
        assert_array_equal(grad_weight, rate * one.grads[1])


def answered(implementation: Implementation, one: Trial) -> tuple[Any, tuple[Any, ...]]:
    out, pullback = one.call(implementation)
    return out, pullback(one.upstream_copy())


def test_a_fused_bug_that_remembers_has_a_memory_of_its_own() -> None:
    name = "softmax_linear_of_logits-gradients-accumulate-layer_grad_weight"
    (bug,) = (bug for bug in FUSED_BUGS if bug.name == name)
    one = trials("softmax_linear_of_logits")[0]
    layer = bug.make()
    for times in (1, 2):
        assert_array_equal(answered(layer, one)[1][1], times * one.grads[1])
    assert_array_equal(answered(bug.make(), one)[1][1], one.grads[1])


@pytest.mark.parametrize(
    ("op", "grouped", "shapes"),
    [
        ("depthwise_conv2d", "conv2d", ((2, 3, 6, 5), (3, 3, 2), (3,))),
        ("depthwise_conv1d", "conv1d", ((2, 3, 6), (3, 2), (3,))),
    ],
)
def test_a_depthwise_convolution_is_one_with_as_many_groups_as_channels(
    op: str, grouped: str, shapes: Sequence[tuple[int, ...]]
) -> None:
    made = of_channels(op, lambda rate: twin_of(grouped))
    rng = np.random.default_rng(0)
    arrays = [rng.standard_normal(shape) for shape in shapes]
    options: dict[str, Any] = {"stride": 2, "padding": 1}
    (out, pullback), (right, right_pullback) = (
        one(*arrays, **options) for one in (made, twin_of(op))
    )
    assert_array_equal(out, right)
    for got, expected in zip(pullback(out), right_pullback(out), strict=True):
        assert_array_equal(got, expected)
    assert inspect.signature(made) == inspect.signature(twin_of(op))
