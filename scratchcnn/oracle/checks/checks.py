"""The checks: what each asks of an implementation in one trial. A check's name is its id.

A check returns a Verdict, or None if it does not apply to the trial.
"""

import math
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scratchcnn.oracle.cases.bounds import unit_roundoff
from scratchcnn.oracle.cases.case import Implementation, Pullback, Refusal, Trial
from scratchcnn.oracle.checks.comparing import Verdict, compare, first_bad

Array: TypeAlias = NDArray[Any]


Check: TypeAlias = Callable[[Implementation, Trial], Verdict | None]


def limit(trial: Trial, name: str, got: Any) -> Array:
    """Return the allowed error of one result, in its own dtype if that is a floating-point one."""
    dtype = getattr(got, "dtype", trial.dtype)
    return trial.limit(name, dtype if dtype.kind == "f" else trial.dtype)


class NotJudged(Exception):
    """There is nothing to judge here: `forward` has already reported what is wrong."""


def answer(implementation: Implementation, trial: Trial) -> tuple[Array, Pullback]:
    """Call the implementation; without an output of the right shape no gradient can be judged.

    Raises
    ------
    NotJudged
        The output's shape is wrong.
    """
    out, pullback = trial.call(implementation)
    if np.shape(out) != trial.shape:
        raise NotJudged
    return out, pullback


def forward(implementation: Implementation, trial: Trial) -> Verdict:
    """Compare the output with the twin's."""
    got, _ = trial.call(implementation)
    return compare("out", got, trial.out, limit(trial, "out", got))


def gradient(name: str) -> Check:
    """Return the check of the gradient of one argument: `grad_x` and so on."""

    def check(implementation: Implementation, trial: Trial) -> Verdict | None:
        if name not in trial.differentiable:
            return None
        _, pullback = answer(implementation, trial)
        return gradient_verdicts(pullback(trial.upstream_copy()), trial)[name]

    check.__name__ = f"grad_{name}"
    return check


def gradient_verdicts(got: Any, trial: Trial) -> dict[str, Verdict]:
    """Compare what a pullback returned with the twin's gradients."""
    names = trial.differentiable
    if not isinstance(got, tuple) or len(got) != len(names):
        many = len(got) if isinstance(got, tuple) else type(got).__name__
        message = f"the pullback returned {many}, but should return a tuple of {len(names)}"
        return dict.fromkeys(names, Verdict(False, message=message))
    return {
        name: compare(f"grad_{name}", grad, expected, limit(trial, f"grad_{name}", grad))
        for name, grad, expected in zip(names, got, trial.grads, strict=True)
    }


def inputs_unchanged(implementation: Implementation, trial: Trial) -> Verdict:
    """Check that neither the arguments nor the upstream gradient were written to."""
    arrays = {name: trial.layout.apply(array) for name, array in trial.arrays.items()}
    arrays["grad_out"] = trial.upstream_copy()
    before = {name: array.tobytes() for name, array in arrays.items()}
    inputs = {name: arrays[name] for name in trial.arrays}
    _, pullback = implementation(**inputs, **trial.options)
    pullback(arrays["grad_out"])
    changed = [name for name, array in arrays.items() if array.tobytes() != before[name]]
    return Verdict(not changed, message=f"changed in place: {', '.join(changed)}" * bool(changed))


def repeatable(implementation: Implementation, trial: Trial) -> Verdict:
    """Check that earlier calls do not affect later ones, nor a pullback's first call its second.

    Other data of the same size comes first: anything remembered from it, as the first call of all
    or the first of its size, is wrong in the trial. Then come a larger batch, and the trial again.
    """
    _, pullback = answer(implementation, trial.second)
    pullback(trial.second.upstream_copy())
    calls = {"after a call with other data": trial}
    # The twin has to run again for it, so only in one of the dtypes.
    if trial.dtype == np.float64:
        calls["on a later call with a larger batch"] = trial.larger
        calls["after a call with a larger batch"] = trial
    verdicts: list[Verdict] = []
    for when, one in calls.items():
        verdicts.append(called_again(implementation, one, when))
        # A call after a wrong one may raise, and hide what is wrong.
        if not verdicts[-1].ok:
            break
    return first_bad(verdicts)


def called_again(implementation: Implementation, trial: Trial, when: str) -> Verdict:
    """Compare all results of a later call with the twin's, and the pullback with itself."""
    out, pullback = trial.call(implementation)
    verdict = compare("out", out, trial.out, limit(trial, "out", out))
    if verdict.ok:
        got = pullback(trial.upstream_copy())
        verdict = first_bad([verdict, *gradient_verdicts(got, trial).values()])
        # Copies, as an op that accumulates gradients may return the same array twice.
        first = [np.array(grad) for grad in got]
        again = pullback(trial.upstream_copy())
        if [grad.tobytes() for grad in first] != [grad.tobytes() for grad in again]:
            message = "the pullback's second result differs from its first"
            return Verdict(False, got=again, expected=first, message=message)
    return verdict if verdict.ok else replace(verdict, message=f"{when}, {verdict.message}")


def no_aliasing(implementation: Implementation, trial: Trial) -> Verdict:
    """Check that no result shares memory with an argument or with the upstream gradient."""
    arrays = {name: trial.layout.apply(array) for name, array in trial.arrays.items()}
    out, pullback = implementation(**arrays, **trial.options)
    grad_out = trial.upstream_copy()
    results = {"out": out}
    results |= {
        f"grad_{name}": grad
        for name, grad in zip(trial.differentiable, pullback(grad_out), strict=True)
    }
    shared = [
        f"{result} with {name}"
        for result, value in results.items()
        for name, array in (arrays | {"grad_out": grad_out}).items()
        if np.shares_memory(value, array)
    ]
    return Verdict(not shared, message=f"memory is shared: {', '.join(shared)}" * bool(shared))


def batch_independent(implementation: Implementation, trial: Trial) -> Verdict | None:
    """Check that a sample alone gives the same as in its batch, within both error bounds."""
    samples = len(trial.arrays["x"])
    if samples == 0:
        return None
    out, pullback = answer(implementation, trial)
    (grad_x, *_) = pullback(trial.upstream_copy())
    slack = {
        name: 2 * np.broadcast_to(limit(trial, name, got), got.shape)
        for name, got in (("out", out), ("grad_x", grad_x))
    }
    verdicts = []
    for i in range(samples):
        one = slice(i, i + 1)
        alone = trial.sample(i)
        out_alone, pullback_alone = answer(implementation, alone)
        (grad_x_alone, *_) = pullback_alone(alone.upstream_copy())
        verdicts += [
            compare(f"out of sample {i}", out_alone, out[one], slack["out"][one]),
            compare(f"grad_x of sample {i}", grad_x_alone, grad_x[one], slack["grad_x"][one]),
        ]
    return first_bad(verdicts)


def adjoint(*arguments: str) -> Check:
    """Return the test that op and pullback are transposes, <A(x), y> = <x, A^T(y)>.

    `arguments` are those in which the op is linear, one at a time; the bias is left out.
    """

    def check(implementation: Implementation, trial: Trial) -> Verdict:
        unbiased = trial.without("bias")
        out, pullback = answer(implementation, unbiased)
        grads = dict(zip(unbiased.differentiable, pullback(unbiased.upstream_copy()), strict=True))
        return first_bad([transposed(unbiased, out, name, grads[name]) for name in arguments])

    check.__name__ = "adjoint"
    return check


def transposed(trial: Trial, out: Array, name: str, grad: Array) -> Verdict:
    """Compare <out, grad_out> with <argument, gradient>, within the bounds of both."""
    left, right = inner(out, trial.grad_out), inner(trial.arrays[name], grad)
    slack = inner(limit(trial, "out", out), np.abs(trial.grad_out)) + inner(
        limit(trial, f"grad_{name}", grad), np.abs(trial.arrays[name])
    )
    error = abs(left - right)
    message = f"<op({name}), y> = {left!r}, but <{name}, pullback(y)> = {right!r}"
    ok = error <= slack
    return Verdict(ok, error, slack, message="" if ok else message)


def inner(a: Array, b: Array) -> float:
    """Return the inner product; fsum adds without rounding (Shewchuk, 1997)."""
    return math.fsum(np.ravel(np.multiply(a, b, dtype=np.float64)))


def exact(implementation: Implementation, trial: Trial) -> Verdict | None:
    """Require equality where every order of summation gives the same bits.

    That is the case for whole numbers whose sums of absolute values stay below 1 / u.
    """
    u = unit_roundoff(trial.dtype)
    numbers = [*trial.arrays.values(), trial.grad_out, trial.out, *trial.grads]
    if not all(np.array_equal(array, np.rint(array)) for array in numbers):
        return None
    if any(np.any(bound.magnitude * u >= 1) for bound in trial.bounds.values()):
        return None
    out, pullback = answer(implementation, trial)
    nothing = np.zeros(())
    grads = zip(trial.differentiable, pullback(trial.upstream_copy()), trial.grads, strict=True)
    return first_bad(
        [compare("out", out, trial.out, nothing)]
        + [compare(f"grad_{name}", got, expected, nothing) for name, got, expected in grads]
    )


def refuses(implementation: Implementation, refusal: Refusal) -> Verdict:
    """Check that an invalid argument is refused with an error that names it."""
    call = f"{refusal.argument}={refusal.described}"
    arguments = refusal.arguments
    upstream = [arguments.pop("grad_out")] if "grad_out" in arguments else []
    try:
        _, pullback = implementation(**arguments)
        for grad_out in upstream:
            pullback(grad_out)
    except (TypeError, ValueError) as error:
        named = re.search(rf"\b{refusal.argument}\b", str(error)) is not None
        return Verdict(
            named, message="" if named else f"{call}: the error names no argument: {error}"
        )
    except Exception as error:
        # Any other exception is a wrong refusal, and says so.
        return Verdict(
            False, message=f"{call} raised {type(error).__name__}, not ValueError: {error}"
        )
    return Verdict(False, message=f"{call} was accepted")
