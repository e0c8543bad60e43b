"""The verdicts on homework: each check as a function of an observation."""

import math
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scratchcnn.oracle.cases.case import Trial
from scratchcnn.oracle.cases.outcome import Misfit, Raised
from scratchcnn.oracle.checks.checks import limit
from scratchcnn.oracle.checks.comparing import Verdict, compare, first_bad
from scratchcnn.oracle.checks.observation import Call, Observation
from scratchcnn.oracle.process.failures import HomeworkFailure, status_of

Array: TypeAlias = NDArray[Any]
Check: TypeAlias = Callable[[Observation], Verdict | None]


# The checks that homework is judged by.
CHECKS = (
    *(
        "forward",
        "grad_x",
        "grad_weight",
        "grad_pointwise",
        "grad_bias",
        "grad_other",
        "grad_logits",
        "grad_p",
    ),
    *("inputs_unchanged", "repeatable"),
)


def check_named(name: str) -> Check:
    """Return the check of this id."""
    if name == "forward":
        return lambda seen: result_verdict(seen.trial, seen.first, "out")
    if name.startswith("grad_"):
        return lambda seen: result_verdict(seen.trial, seen.first, name)
    return inputs_unchanged if name == "inputs_unchanged" else repeatable


def gradient_names(trials: Sequence[Trial]) -> list[str]:
    """Return the checks of gradients that some trial can have."""
    names = dict.fromkeys(f"grad_{name}" for one in trials for name in one.differentiable)
    return list(names)


def result_verdict(trial: Trial, call: Call, name: str) -> Verdict | None:
    """Judge the output ("out") or a gradient of one call; None where there is nothing to judge."""
    got = call.result(name)
    if name != "out" and got is None:
        # Not offered; or `forward` has already reported what is wrong.
        return None
    expected = expected_of(trial, name)
    if isinstance(got, Raised):
        return raised_verdict(got, expected)
    if got is None:
        return Verdict(False, message=f"{name} is None", status="unimplemented", expected=expected)
    if not isinstance(got, np.ndarray):
        message = f"{name} is {described(got)}, but should be an array"
        return Verdict(False, math.inf, expected=expected, message=message)
    allowed = limit(trial, name, got)
    allowance = call.allowances.get(name.removeprefix("grad_"))
    if allowance is not None and got.shape == expected.shape:
        allowed = allowed + allowance
    return compare(name, got, expected, allowed)


def expected_of(trial: Trial, name: str) -> Any:
    """Return the twin's result named "out", or "grad_" and an argument's name."""
    return trial.out if name == "out" else trial.grads[position(trial, name)]


def result_of(check: str) -> str:
    """Return the name of the result that a check is about."""
    return "out" if check == "forward" else check


def position(trial: Trial, name: str) -> int:
    """Return the position of a gradient among the twin's."""
    return trial.differentiable.index(name.removeprefix("grad_"))


def described(value: Any) -> str:
    """Describe what was returned instead of an array."""
    if isinstance(value, dict) and "opaque" in value:
        return f"a {value['opaque']}"
    return type(value).__name__


def raised_verdict(raised: Raised, expected: Any) -> Verdict:
    """Return the verdict of an exception."""
    error = raised.error
    if isinstance(error, HomeworkFailure):
        status, message = status_of(error.failure)
    elif isinstance(error, Misfit):
        status, message = "unsupported", f"its layout has no place for this: {error}"
    elif isinstance(error, NotImplementedError):
        # So a skeleton says what is left to be written.
        status, message = "unimplemented", f"is not implemented: {error}"
    else:
        status, message = "wrong", f"raised {type(error).__name__}: {error}"
    return Verdict(False, math.inf, expected=expected, message=message, status=status)


def inputs_unchanged(seen: Observation) -> Verdict:
    """Check that no argument was written to."""
    changed = seen.first.changed
    message = f"changed in place: {', '.join(changed)}" if changed else ""
    return Verdict(not changed, message=message)


def repeatable(seen: Observation, wrong: Collection[str] = ()) -> Verdict | None:
    """Check that later calls are right, too, except for results `wrong` on a first call."""
    verdicts = [verdict for _, _, verdict in second_calls(seen, wrong)]
    return first_bad(verdicts) if verdicts else None


def second_calls(
    seen: Observation, wrong: Collection[str] = ()
) -> Iterator[tuple[str, Trial, Verdict]]:
    """Yield every result of a later call that was right on the first: its trial and verdict."""
    names = [name for name in results(seen.trial) if name not in wrong]
    right = [name for name in names if is_right(seen.trial, seen.first, name)]
    if "out" not in right or seen.first.changed:
        return
    for on, (trial, call) in seen.later.items():
        for name in right:
            verdict = result_verdict(trial, call, name)
            if verdict is None or lost(call.result(name)):
                continue
            if not verdict.ok:
                message = f"on a second call with {on}, {verdict.message}"
                verdict = replace(verdict, message=message)
            yield name, trial, verdict


def lost(result: Any) -> bool:
    """Return whether a second call had no object, because an earlier failure destroyed it."""
    error = result.error if isinstance(result, Raised) else None
    return isinstance(error, HomeworkFailure) and error.failure.kind == "lost"


def results(trial: Trial) -> list[str]:
    """Return the names of all results."""
    return ["out", *(f"grad_{name}" for name in trial.differentiable)]


def is_right(trial: Trial, call: Call, name: str) -> bool:
    """Return whether one result exists and is right."""
    verdict = result_verdict(trial, call, name)
    return verdict is not None and verdict.ok


def ended(seen: Observation) -> bool:
    """Return whether a call of the homework took too long or ended its process."""
    results = [seen.first.out, *seen.first.grads.values()]
    return any(
        isinstance(one, Raised)
        and isinstance(one.error, HomeworkFailure)
        and one.error.failure.fatal
        for one in results
    )
