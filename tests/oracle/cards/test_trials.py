"""Every regime of homework gives calls that the twin takes and that show what is wrong."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, find, given, settings
from hypothesis import strategies as st
from offered import EVERYTHING, cases, grad_out, grads, out

from scratchcnn.oracle.cards.card import no_homework
from scratchcnn.oracle.cards.table import cards
from scratchcnn.oracle.cards.trials import regimes
from scratchcnn.oracle.cases.case import Case
from scratchcnn.oracle.cases.offers import Offer
from scratchcnn.oracle.cases.twins import twin_of
from scratchcnn.oracle.cases.values import Layout

SIZES = st.none() | st.integers(1, 3)
PAIRS = st.none() | st.tuples(st.integers(1, 3), st.integers(1, 3))
OFFERS = st.builds(
    Offer,
    batch=st.booleans(),
    ndim=st.sampled_from([None, (2,), (4,), (2, 3), (1,)]),
    in_channels=SIZES,
    out_channels=SIZES,
    kernel_size=PAIRS,
    rectangular_kernel=st.booleans(),
    stride=st.booleans(),
    fixed_stride=PAIRS,
    rectangular_stride=st.booleans(),
    dilation=st.booleans(),
    groups=st.booleans(),
    output_padding=st.booleans(),
    padding=st.booleans(),
    fixed_padding=st.sampled_from([0, 1, "same"]),
    named_padding=st.sampled_from([(), ("same",), ("same", "valid")]),
    image_size=st.sampled_from([None, (5, 5), (4, 6)]),
    square_image=st.booleans(),
    tiling=st.booleans(),
    bias=st.sampled_from([("none",), ("tied",), ("none", "tied")]),
    in_features=SIZES,
    out_features=SIZES,
    negative_slope=st.sampled_from([None, 0.2]),
    targets=st.sampled_from([("labels",), ("one_hot_rows",), ("bits", "labels")]),
    reductions=st.sampled_from([(), ("sum",), ("mean", "sum")]),
    upstream=st.sampled_from([("nonzero", "integers", "normal"), ("one_hot",), ("ones",)]),
    eps=st.sampled_from([None, 1e-3]),
    training=st.sampled_from([(True,), (False,), (True, False)]),
)


def everything_drawn(op: str) -> Iterator[tuple[str, Case]]:
    """Yield every case of every regime, and the regime."""
    for regime in regimes(op, EVERYTHING):
        yield from ((regime, case) for case in cases(op, regime))


@pytest.mark.parametrize("op", cards())
def test_the_twin_takes_every_case_under_an_upstream_gradient_that_shows(
    op: str,
) -> None:
    for regime, case in everything_drawn(op):
        answer, pullback = twin_of(op)(**case.arrays, **case.options)
        upstream = np.asarray(case.grad_out.fill(answer.shape))
        assert np.isfinite(answer).all(), regime
        assert all(np.isfinite(grad).all() for grad in pullback(upstream)), regime
        assert upstream.any(), regime
        assert upstream.size == 1 or upstream.min() < 0 < upstream.max(), regime


@pytest.mark.parametrize("op", cards())
def test_arrays_are_of_float64_and_contiguous(op: str) -> None:
    for regime, case in everything_drawn(op):
        assert case.layout is Layout.CONTIGUOUS, regime
        for name, array in case.arrays.items():
            labels = name == "indices" or (name == "target" and array.ndim == 1)
            assert array.dtype == (np.int64 if labels else np.float64), regime
            assert array.flags.c_contiguous, regime
            assert name in ("target", "p") or array.any() or regime == "kink", regime


@pytest.mark.parametrize("op", ["softmax", "log_softmax", "softmax_linear"])
@pytest.mark.parametrize("regime", ["basic", "batch", "mixed", "large_values"])
def test_no_row_of_an_upstream_gradient_is_lost_on_softmax(op: str, regime: str) -> None:
    for case in cases(op, regime):
        gradient = grad_out(op, case)
        assert gradient.shape[1] == 1 or (np.ptp(gradient, axis=1) > 0).all()


@pytest.mark.parametrize("op", ["conv2d", "max_pool2d", "relu", "linear", "mse_loss"])
def test_a_third_of_the_cases_are_not_of_whole_numbers(op: str) -> None:
    drawn = cases(op, "basic", EVERYTHING, 90)
    whole = [all((a == np.rint(a)).all() for a in case.arrays.values()) for case in drawn]
    assert 0.5 < np.mean(whole) < 0.85


@pytest.mark.parametrize("op", cards())
def test_the_simplest_case_can_be_worked_through_by_hand(op: str) -> None:
    for regime in regimes(op, EVERYTHING):
        # The first case that hypothesis draws is the one that everything shrinks towards.
        (simplest,) = cases(op, regime, examples=1)
        limit = 60 if regime == "mixed" or cards()[op].transposed else 30
        # Some need several channels for every new pixel, or for a neighbour.
        limit *= 2 if op.startswith(("pixel", "response")) else 1
        # A volume has more numbers, and so has its kernel; of a pooling it is 5 x 5 x 5 at most.
        volume = len(simplest.arrays[cards()[op].first].shape) == 5
        limit *= (5 if "pool" in op else 4) if volume else 1
        assert sum(array.size for array in simplest.arrays.values()) <= limit, regime
        sixteenths = [16 * array for array in simplest.arrays.values()]
        assert all((array == np.rint(array)).all() for array in sixteenths), regime


def test_a_failure_shrinks_to_few_small_numbers() -> None:
    def padding_shows(case: Case) -> bool:
        bare = twin_of("conv2d")(**case.arrays, **{**case.options, "padding": 0})[0]
        return case.arrays["x"].shape[2] > 3 and bare.shape != out("conv2d", case).shape

    offer = Offer(stride=True, padding=True)
    always_fits = regimes("conv2d", offer)["mixed"].cases.filter(
        lambda case: case.arrays["x"].shape[3] >= case.arrays["weight"].shape[3]
    )
    smallest = find(always_fits, padding_shows, settings=settings(database=None))
    assert smallest.options == {"stride": 1, "padding": 1}
    assert smallest.arrays["weight"].shape == (3, 2, 2, 2)
    assert smallest.arrays["x"].shape == (1, 2, 4, 5)
    np.testing.assert_array_equal(smallest.arrays["bias"], [1, 2, 3])


@pytest.mark.parametrize(
    "op", [name for name, card in cards().items() if card.homework is not no_homework]
)
@settings(suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_whatever_is_offered_the_twin_takes_the_cases(op: str, data: Any) -> None:
    offer = data.draw(OFFERS)
    # Sums over windows of padding only are 0, for which the fused layer has no use.
    assume(op != "conv2d_relu" or offer.padding or offer.fixed_padding == 0)
    offered = regimes(op, offer)
    assume(offered)
    case = data.draw(st.sampled_from(list(offered.values())).flatmap(lambda one: one.cases))
    assert np.isfinite(out(op, case)).all()
    assert len(grads(op, case)) > 0


@pytest.mark.parametrize("kind", ["one_hot", "ones"])
def test_only_the_offered_upstream_gradients_are_drawn(kind: str) -> None:
    offer = Offer(upstream=(kind,))
    for op in ("softmax", "cross_entropy"):
        for regime in regimes(op, offer):
            assert {case.grad_out.kind for case in cases(op, regime, offer, 10)} == {kind}


def test_upstream_gradients_of_losses_are_whole_numbers() -> None:
    for case in cases("cross_entropy", "basic", EVERYTHING, 60):
        gradient = float(grad_out("cross_entropy", case))
        assert gradient == round(gradient)
        assert 1 <= abs(gradient) <= 4


@pytest.mark.parametrize("op", ["relu", "linear", "conv2d", "batch_norm2d", "mse_loss"])
def test_without_batches_there_is_one_sample(op: str) -> None:
    offer = replace(EVERYTHING, batch=False)
    names = regimes(op, offer)
    assert "batch" not in names
    for regime in names:
        assert {len(next(iter(c.arrays.values()))) for c in cases(op, regime, offer, 10)} == {1}


def test_an_unknown_op_is_refused() -> None:
    with pytest.raises(ValueError, match=r"op must be one of conv2d, .*, got 'lstm'"):
        regimes("lstm", Offer())
