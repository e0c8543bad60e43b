"""A layer's gradients against the slopes of its own output, without a twin to bound rounding."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scratchcnn.oracle.cases.bounds import Bound
from scratchcnn.oracle.cases.case import Implementation, Trial
from scratchcnn.oracle.cases.steps import smooth_step
from scratchcnn.oracle.checks.checks import NotJudged, answer, inner
from scratchcnn.oracle.checks.comparing import Verdict, share
from scratchcnn.oracle.checks.finite_differences import Index, moved, slope, spread
from scratchcnn.oracle.process.failures import HomeworkFailure

Array: TypeAlias = NDArray[Any]

# So many elements of every array are moved, spread evenly over it.
COORDINATES = 12
# How much a layer may round, in double and in single precision, in units of its largest number.
ROUNDINGS = 64
ROUNDINGS_IN_SINGLE = 8
# An epsilon that only one of the two passes has is not an error that matters.
RELATIVE = 2e-5
RELATIVE_IN_SINGLE = 2e-3
STEP_IN_SINGLE = 2.0**-6


@dataclass(frozen=True)
class Slope:
    """One element of a gradient and the slope there: a range of them, at a kink."""

    index: Index
    grad: float
    slope: float
    error: float
    allowed: float

    @property
    def ok(self) -> bool:
        """Whether the two agree; NaN agrees with nothing."""
        return self.error <= self.allowed


def rounding(trial: Trial, *, single: bool = False) -> Mapping[str, Bound]:
    """Bound the rounding errors of a layer from its numbers alone."""
    arrays = [*trial.arrays.values(), trial.out]
    largest = max(1.0, *(float(np.abs(array).max(initial=0)) for array in arrays))
    if not single:
        return {"out": Bound(ROUNDINGS, largest)}
    # In units of the dtype in which the output came.
    units = 1.0 if trial.out.dtype == np.float32 else 2.0**29
    return {"out": Bound(ROUNDINGS_IN_SINGLE * units, largest)}


def precision(layer: Implementation, arrays: Mapping[str, Array]) -> type[np.floating]:
    """Return the precision in which a layer computes, whatever it is given."""
    out, _ = layer(**arrays)
    for dtype in (np.float16, np.float32):
        rounded = {name: array.astype(dtype).astype(float) for name, array in arrays.items()}
        if out.dtype == dtype or np.array_equal(out, layer(**rounded)[0]):
            return dtype
    return np.float64


def hold_gradient(trial: Trial, name: str, grad: Any, *, single: bool) -> Verdict | None:
    """Compare a gradient with the slopes of the trial's own twin; None if there are no slopes."""
    array = trial.arrays[name]
    got: Any
    expected: Any
    if grad is None:
        return Verdict(False, message=f"grad_{name} is not an array of numbers")
    if grad.shape != array.shape:
        message = f"grad_{name} has the shape {grad.shape}, but should have {array.shape}"
        return Verdict(False, message=message)
    slopes = list(slopes_of(trial, name, grad, single=single))
    if not slopes:
        return None
    worst = max(slopes, key=lambda one: (not one.ok, share(one.error, one.allowed)))
    bad = sum(not one.ok for one in slopes)
    if len(slopes) == grad.size:
        message = (
            f"grad_{name} differs from the slope of the output in {bad} of {grad.size} elements"
        )
        got, expected = np.array(grad, float), np.zeros(grad.shape)
        for one in slopes:
            expected[one.index] = one.grad if one.ok else one.slope
    else:
        got, expected = worst.grad, worst.slope
        message = (
            f"grad_{name}{list(worst.index)} is {got:.6g}, but the slope there is {expected:.6g}; "
            f"{bad} of the {len(slopes)} elements that were looked at are wrong"
        )
    return Verdict(
        not bad, worst.error, worst.allowed, worst.index, got, expected, message if bad else ""
    )


def slopes_of(trial: Trial, name: str, grad: Array, *, single: bool) -> Iterator[Slope]:
    """Yield some elements of a gradient with their slopes, where there are slopes."""
    largest = float(np.abs(grad).max(where=np.isfinite(grad), initial=0))
    relative = RELATIVE_IN_SINGLE if single else RELATIVE
    for index, h in steps(trial.arrays[name], single=single):
        try:
            near, cost = slope(trial.twin, trial, name, index, h)
            far, _ = slope(trial.twin, trial, name, index, 2 * h)
            rounded = cost()
        except (HomeworkFailure, NotJudged):
            continue
        if not (np.isfinite(near) and np.isfinite(far)):
            continue
        got = float(grad[index])
        # The truncation error is about c h^2 at step h and 4 c h^2 at step 2 h.
        allowed = rounded + abs(far - near) + relative * max(largest, abs(near))
        error = abs(near - got)
        if not error <= allowed:
            error = beyond_kink(trial, name, index, h, got)
        yield Slope(index, got, near, error, allowed)


def steps(array: Array, *, single: bool) -> Iterator[tuple[Index, float]]:
    """Yield which elements of an array are moved, and by how much."""
    for index in spread(array.shape, COORDINATES):
        size = float(array[index])
        yield (
            index,
            STEP_IN_SINGLE * max(1.0, abs(size)) if single else float(smooth_step(array[index])),
        )


def points(trial: Trial, *, single: bool) -> Iterator[Mapping[str, Array]]:
    """Yield the arguments of all calls that slopes will be made of."""
    for name in trial.differentiable:
        for index, h in steps(trial.arrays[name], single=single):
            for by in (h, -h, 2 * h, -2 * h):
                yield moved(trial, name, index, by).arrays


def beyond_kink(trial: Trial, name: str, index: Index, h: float, grad: float) -> float:
    """Return how far a gradient lies outside of the slopes to the left and to the right.

    They differ at a kink, where any slope between the two is as good as the other.
    """
    places = [moved(trial, name, index, by) for by in (-h, 0, h)]
    values = [inner(answer(trial.twin, place)[0], trial.grad_out) for place in places]
    at = [float(place.arrays[name][index]) for place in places]
    sides = [(values[i + 1] - values[i]) / (at[i + 1] - at[i]) for i in (0, 1)]
    if not np.isfinite(grad):
        return float("inf")
    return max(min(sides) - grad, grad - max(sides), 0.0)
