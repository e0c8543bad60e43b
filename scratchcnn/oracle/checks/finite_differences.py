"""Central finite differences: a second opinion on every gradient, and on the twin itself.

The slope of <f(x), g> along one coordinate, (f(x + h) - f(x - h)) / 2h, is compared with the
gradient that the pullback gives. The allowed error is the bound of f at both
points for rounding, and the difference between the steps h and 2h (Richardson) for truncation.
"""

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scratchcnn.oracle.cases.bounds import gamma, unit_roundoff
from scratchcnn.oracle.cases.case import Implementation, Trial
from scratchcnn.oracle.cases.steps import Step
from scratchcnn.oracle.checks.checks import Check, answer, inner, limit
from scratchcnn.oracle.checks.comparing import Verdict, first_bad

Array: TypeAlias = NDArray[Any]
Index: TypeAlias = tuple[int, ...]


def finite_difference(step: Step, *, kinked: bool = False, coordinates: int = 2) -> Check:
    """Return the check that compares some coordinates of every gradient with slopes.

    `kinked` functions are piecewise linear: a coordinate whose slopes to the left and to the right
    differ has a kink or a tie within reach, and is left out.
    """

    def check(implementation: Implementation, trial: Trial) -> Verdict | None:
        if trial.dtype != np.float64:
            return None
        _, pullback = answer(implementation, trial)
        grads = pullback(trial.upstream_copy())
        verdicts = []
        for name, grad in zip(trial.differentiable, grads, strict=True):
            array = trial.arrays[name]
            for index in spread(array.shape, coordinates):
                h = float(step(array[index]))
                if not (kinked and bends(implementation, trial, name, index, 2 * h)):
                    verdicts.append(hold(implementation, trial, name, index, h, grad))
        return first_bad(verdicts) if verdicts else None

    check.__name__ = "finite_difference"
    return check


def spread(shape: tuple[int, ...], count: int) -> list[Index]:
    """Return up to `count` indices into an array, spread evenly over it."""
    size = int(np.prod(shape))
    flat = sorted({(2 * i + 1) * size // (2 * count) for i in range(count)}) if size else []
    return [tuple(int(k) for k in np.unravel_index(i, shape)) for i in flat]


def moved(trial: Trial, name: str, index: Index, by: float) -> Trial:
    """Return the trial with one coordinate of one argument moved."""
    array = trial.arrays[name].copy()
    array[index] += by
    return trial.with_array(name, array)


def slope(
    implementation: Implementation, trial: Trial, name: str, index: Index, h: float
) -> tuple[float, Callable[[], float]]:
    """Return the slope of <f, grad_out> along one coordinate, and a bound of its rounding error."""
    ahead, behind = moved(trial, name, index, h), moved(trial, name, index, -h)
    distance = float(ahead.arrays[name][index] - behind.arrays[name][index])
    (out_ahead, _), (out_behind, _) = answer(implementation, ahead), answer(implementation, behind)
    difference = inner(out_ahead, trial.grad_out) - inner(out_behind, trial.grad_out)

    def rounding() -> float:
        cost = rounding_error(ahead, out_ahead) + rounding_error(behind, out_behind)
        return inner(cost, np.abs(trial.grad_out)) / distance

    return difference / distance, rounding


def rounding_error(trial: Trial, out: Array) -> Array:
    """Return the error of an output, and of the four roundings of the slope computed from it.

    These are the products with grad_out, their sum, the distance and the quotient.
    """
    return limit(trial, "out", out) + gamma(4, unit_roundoff(trial.dtype)) * np.abs(out)


def hold(
    implementation: Implementation, trial: Trial, name: str, index: Index, h: float, grad: Array
) -> Verdict:
    """Compare one element of a gradient with the slope at that coordinate."""
    near, rounding = slope(implementation, trial, name, index, h)
    far, _ = slope(implementation, trial, name, index, 2 * h)
    # The truncation error is about c h^2 at step h and 4 c h^2 at step 2 h.
    truncation = abs(far - near)
    own = float(np.broadcast_to(limit(trial, f"grad_{name}", grad), grad.shape)[index])
    allowed = rounding() + truncation + own
    error = abs(near - float(grad[index]))
    message = f"grad_{name}{list(index)} is {grad[index]}, but the slope there is {near}"
    ok = error <= allowed
    return Verdict(ok, error, allowed, index, grad, near, "" if ok else message)


def bends(implementation: Implementation, trial: Trial, name: str, index: Index, h: float) -> bool:
    """Return whether any output's slope changes within h of a coordinate."""
    points = [moved(trial, name, index, by) for by in (-h, 0, h)]
    outs = [answer(implementation, point)[0] for point in points]
    places = [float(point.arrays[name][index]) for point in points]
    left, right = ((outs[i + 1] - outs[i]) / (places[i + 1] - places[i]) for i in (0, 1))
    # Slopes of piecewise linear functions differ by far more than rounding, 2**-43, can.
    return bool((np.abs(left - right) > 2.0**-20).any())
