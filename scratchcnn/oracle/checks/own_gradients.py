"""Gradients beside a wrong output: whether they are right for what forward computed.

A formula that is wrong and differentiated rightly is one mistake, not two. The slope of
<forward(x), grad_out> along a few directions, by central finite differences of the homework's own
forward pass, says so.
"""

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from scratchcnn.oracle.cards.card import Convention
from scratchcnn.oracle.cases.steps import smooth_step
from scratchcnn.oracle.checks.comparing import Verdict
from scratchcnn.oracle.checks.observation import Observation, output_alone

Array: TypeAlias = NDArray[np.float64]

DIRECTIONS = 2
SEED = 0
# How many steps a number moves, one way or the other: none by much less than the others, whose
# slopes would hide its own.
STEPS, SIGNS = (0.5, 1.0), (-1.0, 1.0)
# A wrong gradient is off by its own size along a direction drawn at random; rounding, by far less.
RELATIVE = 1e-5
# An output, its product with the upstream gradient and three differences are rounded; twice.
ROUNDINGS = 16
FOLLOWS = "right for what forward computed, which is wrong"
FOLLOWS_NOT = "right for PyTorch's output, and not for what forward computed"


def own_gradient(
    seen: Observation, check: str, verdict: Verdict, bound: Sequence[Convention] = ()
) -> Verdict:
    """Return the verdict on a gradient, in favour of one that follows from the homework's output.

    Parameters
    ----------
    seen : what was observed of a layer whose output is wrong, here or on another case
    check : "grad_" and the name of an argument
    verdict : what the comparison with PyTorch said
    bound : the conventions that a gradient must follow if the output does
    """
    if verdict.ok:
        bad = any(binds(one, seen) for one in bound) and not follows(seen, argument_of(check))
        # What PyTorch expects is what came out.
        return Verdict(False, got=verdict.got, message=FOLLOWS_NOT) if bad else verdict
    if verdict.status != "wrong" or not follows(seen, argument_of(check)):
        return verdict
    return Verdict(True, message=FOLLOWS)


def argument_of(check: str) -> str:
    """Return the name of the argument whose gradient a check is about."""
    return check.removeprefix("grad_")


def binds(convention: Convention, seen: Observation) -> bool:
    """Return whether a convention explains the output of one case, which differs from PyTorch's."""
    got, expected = seen.first.out, seen.trial.out
    if not isinstance(got, np.ndarray) or got.shape != expected.shape:
        return False
    if np.array_equal(got, expected):
        return False
    return convention.explains("forward", seen.trial, got, expected)


def follows(seen: Observation, name: str) -> bool:
    """Return whether a gradient is that of the homework's own forward pass."""
    grad, array = seen.first.grads.get(name), seen.trial.arrays[name]
    if not isinstance(grad, np.ndarray) or grad.shape != array.shape:
        return False
    if not np.isfinite(grad).all():
        return False
    rng = np.random.default_rng(SEED)
    return all(agrees(seen, name, direction(rng, array.shape)) for _ in range(DIRECTIONS))


def direction(rng: np.random.Generator, shape: tuple[int, ...]) -> Array:
    """Return by how many steps to move every number."""
    steps = rng.uniform(*STEPS, shape)
    either: Array = np.copysign(steps, rng.choice(SIGNS, shape))
    return either


def agrees(seen: Observation, name: str, steps: Array) -> bool:
    """Return whether a gradient gives the slope of the homework's output along a direction."""
    grad = seen.first.grads[name]
    along = steps * smooth_step(seen.trial.arrays[name])
    near, far = (changes(seen, name, along, times) for times in (1, 2))
    if near is None or far is None:
        return False
    expected = float((grad * along).sum())
    size = float(np.abs(grad * along).sum())
    allowance = seen.first.allowances.get(name)
    lost = 0.0 if allowance is None else float((allowance * np.abs(along)).sum())
    # Of a saturated output little more than its rounding can be seen.
    seen_at = float(np.abs(seen.first.out * seen.trial.grad_out).sum())
    rounding = ROUNDINGS * float(np.finfo(float).eps) * seen_at
    # By how much the slopes depend on the step: what is no slope yet proves nothing. Between both
    # sides, where the curvature of a smooth function cancels out.
    uncertain = float(np.abs(far.mean(axis=0) - near.mean(axis=0)).sum())
    if uncertain > RELATIVE * max(size, float(np.abs(near).sum())) + rounding:
        return False
    error = RELATIVE * size + lost + uncertain + rounding
    # At a kink or a tie every output may go with either side, or with anything between.
    least, most = near.min(axis=0).sum(), near.max(axis=0).sum()
    return bool(least - error <= expected <= most + error)


def changes(seen: Observation, name: str, along: Array, times: int) -> Array | None:
    """Return the change of forward * grad_out per step; None if a call fails.

    Returns
    -------
    changes : (2, ...) behind and ahead, each of the shape of the output
    """
    array, grad_out = seen.trial.arrays[name], seen.trial.grad_out
    outputs = []
    for side in (-times, 0, times):
        out = output_alone(seen.make, seen.trial.with_array(name, array + side * along))
        if not isinstance(out, np.ndarray) or out.shape != grad_out.shape:
            return None
        outputs.append(out * grad_out)
    with np.errstate(invalid="ignore"):
        found = np.diff(np.stack(outputs), axis=0) / times
    return found if np.isfinite(found).all() else None
