"""One implementation judged by another: what is equal, what drifts, what got worse."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from reference import ops as twins
from scratchcnn.oracle.against.comparing import Drift, against, exit_code
from scratchcnn.oracle.against.differences import ulps
from scratchcnn.oracle.cards.table import ours

Op = Callable[..., Any]


def right(x: Any) -> Any:
    x = np.asarray(x)
    with np.errstate(all="ignore"):
        out = np.tanh(x)
    return out, lambda grad_out: (grad_out * (1 - out * out),)


def slope(change: Callable[[Any], Any]) -> Op:
    def changed(x: Any) -> Any:
        out, pullback = right(x)
        return out, lambda grad_out: change(pullback(grad_out))

    return changed


def output(change: Callable[[Any], Any]) -> Op:
    def changed(x: Any) -> Any:
        out, pullback = right(x)
        return change(out), pullback

    return changed


def raising(x: Any) -> Any:
    raise RuntimeError(f"cannot do {x.ndim} axes")


def compared(new: Op, old: Op, op: str = "tanh", **options: Any) -> dict[tuple[str, str], Drift]:
    given = {"examples": 4, "seed": 0} | options
    drifts = against({op: new}, {op: old}, ops=[op], **given)
    return {(drift.check, drift.regime): drift for drift in drifts}


def test_there_is_a_drift_for_every_check_in_every_regime() -> None:
    drifts = compared(right, right)
    regimes = ours()["tanh"].regimes
    assert list(drifts) == [
        (check, regime) for regime in regimes for check in ("forward", "grad_x")
    ]


def test_what_is_equal_to_the_last_bit_is_said_to_be() -> None:
    drifts = compared(right, right)
    assert {drift.status for drift in drifts.values()} == {"bit-equal"}
    assert all(drift.ulp == drift.share == 0 for drift in drifts.values())
    assert exit_code(list(drifts.values())) == 0


def test_every_case_runs_in_both_precisions() -> None:
    seen = set()

    def noting(x: Any) -> Any:
        seen.add(str(x.dtype))
        return right(x)

    drifts = compared(noting, right)
    assert seen == {"float32", "float64"}
    assert drifts["forward", "basic"].examples == 8


def test_a_rounding_is_a_drift_within_bounds() -> None:
    drifts = compared(slope(lambda grads: (3 * grads[0] / 3,)), right)
    drift = drifts["grad_x", "basic"]
    assert drift.status == "within bounds"
    assert 0.5 <= drift.ulp <= 4
    assert 0 < drift.share < 1
    assert drift.counterexample is None
    assert drifts["forward", "basic"].status == "bit-equal"
    assert all(drifts.values())


def test_the_sign_of_zero_is_no_drift_but_said() -> None:
    drift = compared(slope(lambda grads: (np.where(grads[0] == 0, -grads[0], grads[0]),)), right)
    (said,) = {one.message for one in drift.values() if one.status == "within bounds"}
    assert said == "only the signs of zeros or of NaN differ"
    assert all(one.ulp == 0 for one in drift.values())


@pytest.mark.parametrize(("bounds", "status"), [(1.9, "within bounds"), (2.1, "out of bounds")])
def test_each_may_err_by_the_bound_so_they_may_lie_apart_by_twice_that(
    bounds: float, status: str
) -> None:
    # The bound of t = tanh(x) is gamma_12 of t + x (1 - t^2), at least of 1, in either precision,
    # the twin's and the implementation's.
    def far(out: Any) -> Any:
        u = float(np.finfo(out.dtype).eps) / 2
        allowed = 12 * u / (1 - 12 * u) + 12 * 2.0**-53 / (1 - 12 * 2.0**-53)
        with np.errstate(all="ignore"):
            size = np.fmax(np.abs(out) + np.abs(np.arctanh(out)) * (1 - out**2), 1)
        return (bounds * allowed * size * np.isfinite(size)).astype(out.dtype)

    drifts = compared(output(far), output(lambda out: 0 * out), examples=1)
    drift = drifts["forward", "one_element"]
    assert drift.status == status
    assert drift.share == pytest.approx(bounds / 2, rel=1e-2)


def test_what_is_out_of_bounds_has_its_smallest_case() -> None:
    drifts = compared(output(lambda out: np.where(out > 0.9, 2 * out, out)), right, examples=10)
    drift = drifts["forward", "basic"]
    assert drift.status == "out of bounds"
    assert drift.counterexample is not None
    assert drift.counterexample.arrays["x"].size <= 2
    assert drift.verdict is not None
    assert np.any(drift.verdict.got == 2 * drift.verdict.expected)
    assert drifts["grad_x", "basic"].status == "bit-equal"
    assert exit_code(list(drifts.values())) == 1


@pytest.mark.parametrize(
    ("new", "old", "said"),
    [
        (output(np.negative), right, "according to PyTorch, the old one is right"),
        (right, output(np.negative), "according to PyTorch, the new one is right"),
        (output(np.negative), output(np.zeros_like), "according to PyTorch, neither is right"),
    ],
)
def test_pytorch_is_asked_which_of_two_is_right(new: Op, old: Op, said: str) -> None:
    drift = compared(new, old)["forward", "basic"]
    assert drift.message == f"out differs in 1 of 1 elements; {said}"
    assert not drift


def test_a_number_for_a_nan_is_out_of_bounds() -> None:
    drifts = compared(output(np.nan_to_num), right)
    drift = drifts["forward", "non_finite"]
    assert drift.status == "out of bounds"
    assert math.isinf(drift.ulp)


def test_another_shape_fails_and_its_gradients_are_not_compared() -> None:
    drifts = compared(output(lambda out: out[None]), right)
    drift = drifts["forward", "basic"]
    assert (drift.status, bool(drift)) == ("other shape", False)
    assert drift.message.startswith("out has the shape (1, ")
    assert ("grad_x", "basic") not in drifts


def test_another_dtype_fails() -> None:
    drift = compared(slope(lambda grads: (grads[0].astype(np.float64),)), right)["grad_x", "basic"]
    assert (drift.status, bool(drift)) == ("other dtype", False)
    assert drift.message == (
        "grad_x is float64 for float32 arguments, but float32 from the old one"
    )
    assert drift.counterexample is not None
    assert drift.counterexample.dtype == np.float32


def test_what_raises_where_the_old_one_did_not_fails() -> None:
    drifts = compared(raising, right)
    for check in ("forward", "grad_x"):
        drift = drifts[check, "basic"]
        assert (drift.status, bool(drift)) == ("new raises", False)
        assert drift.message == "the new one raised RuntimeError: cannot do 1 axes"
        assert drift.counterexample is not None


def test_what_no_longer_raises_is_said_and_no_failure() -> None:
    drifts = compared(right, raising)
    drift = drifts["forward", "basic"]
    assert (drift.status, bool(drift)) == ("old raises", True)
    assert drift.message == "the old one raised RuntimeError: cannot do 1 axes"
    assert exit_code(list(drifts.values())) == 0


def test_what_raises_on_both_sides_is_said() -> None:
    drift = compared(raising, raising)["forward", "basic"]
    assert (drift.status, bool(drift)) == ("both raise", True)
    raised = "raised RuntimeError: cannot do 1 axes"
    assert drift.message == f"the new one {raised}; the old one {raised}"


@pytest.mark.parametrize("change", [lambda grads: grads[0], lambda grads: (), lambda grads: None])
def test_a_pullback_that_returns_no_gradients_raises(change: Callable[[Any], Any]) -> None:
    drift = compared(slope(change), right)["grad_x", "basic"]
    assert drift.status == "new raises"
    assert "the pullback returned" in drift.message


def test_one_regime_does_not_hide_another() -> None:
    def batches(x: Any) -> Any:
        out, pullback = right(x)
        return (-out if len(x) == 2 else out), pullback

    drifts = compared(batches, right)
    assert drifts["forward", "batch"].status == "out of bounds"
    assert drifts["forward", "one_element"].status == "bit-equal"


def test_both_are_given_arguments_of_their_own() -> None:
    def spoiling(x: Any) -> Any:
        out, pullback = right(x)
        if x.flags.writeable:
            x[...] = 0
        return out, pullback

    assert {drift.status for drift in compared(spoiling, right).values()} == {"bit-equal"}


def test_an_op_that_one_side_has_is_told() -> None:
    drifts = against({"relu": right}, {"tanh": right}, ops=["relu", "tanh"], examples=1, seed=0)
    assert [(one.op, one.check, one.status) for one in drifts] == [
        ("relu", "all", "only new"),
        ("tanh", "all", "only old"),
    ]
    assert all(drifts)


def test_nothing_compared_is_no_success() -> None:
    drifts = against({"relu": right}, {"tanh": right}, ops=["relu", "tanh"], examples=1, seed=0)
    assert exit_code(drifts) == 1
    assert exit_code(()) == 1


def test_only_the_ops_that_were_asked_for_are_compared() -> None:
    both = {"tanh": right, "sigmoid": right}
    drifts = against(both, both, ops=["sigmoid"], examples=1, seed=0)
    assert {drift.op for drift in drifts} == {"sigmoid"}


def test_the_same_seed_gives_the_same_drifts() -> None:
    def told(seed: int) -> list[tuple[Any, ...]]:
        drifts = compared(output(np.negative), right, seed=seed).values()
        return [(one.status, one.ulp, one.share, one.message) for one in drifts]

    assert told(3) == told(3)


@pytest.mark.parametrize("op", ["conv2d", "batch_norm2d", "binary_cross_entropy"])
def test_an_op_with_several_gradients_is_compared_in_each(op: str) -> None:
    twin = getattr(twins, op)
    drifts = compared(twin, twin, op, examples=2)
    wanted = {f"grad_{name}" for name in ours()[op].differentiable}
    assert {check for check, _ in drifts} == {"forward", *wanted}
    assert {drift.status for drift in drifts.values()} == {"bit-equal"}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"ops": ["swish"]}, "ops must be among conv2d, .* got 'swish'"),
        ({"examples": 0}, "examples must be at least 1, got 0"),
    ],
)
def test_bad_arguments_are_named(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        against({}, {}, **({"ops": ["relu"], "examples": 1, "seed": 0} | options))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_neighbours_are_one_ulp_apart(dtype: type) -> None:
    x = np.array([0.0, 1.5, -3.0, 1e30], dtype)
    assert ulps(x, np.nextafter(x, np.asarray(np.inf, dtype))) == 1


@pytest.mark.parametrize(
    ("new", "old", "expected"),
    [
        ([np.nan, np.inf, 1.0], [np.nan, np.inf, 1.0], 0),
        ([np.inf], [1.0], np.inf),
        ([-np.inf], [np.inf], np.inf),
        ([np.nan], [1.0], np.inf),
        ([0.0], [-0.0], 0),
        ([], [], 0),
    ],
)
def test_ulps_where_there_is_no_difference_or_no_number(
    new: list[float], old: list[float], expected: float
) -> None:
    assert ulps(np.array(new), np.array(old)) == expected
