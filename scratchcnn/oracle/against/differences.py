"""How two implementations differ on one trial, with a status for every check."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scratchcnn.oracle.cases.case import Implementation, Trial
from scratchcnn.oracle.checks import checks
from scratchcnn.oracle.checks.comparing import Verdict, compare, elementwise_errors

Array: TypeAlias = NDArray[Any]
Status: TypeAlias = Literal[
    "new raises",
    "other shape",
    "other dtype",
    "out of bounds",
    "old raises",
    "within bounds",
    "bit-equal",
    "both raise",
    "only new",
    "only old",
]

# The worst first: where cases differ in status, the first of these is reported.
ORDER: tuple[Status, ...] = (
    *("new raises", "other shape", "other dtype", "out of bounds", "old raises"),
    *("within bounds", "both raise", "bit-equal", "only new", "only old"),
)


@dataclass(frozen=True)
class Raised:
    """The placeholder for a result that an exception prevented."""

    message: str


@dataclass(frozen=True)
class Difference:
    """How two results of one trial differ; in the verdict `got` is new and `expected` is old."""

    status: Status
    verdict: Verdict
    ulp: float = 0.0

    @property
    def share(self) -> float:
        """The difference as a share of the allowed one; without two results there is none."""
        return self.verdict.share if self.status in ("out of bounds", "within bounds") else 0.0


def differences(new: Implementation, old: Implementation, trial: Trial) -> dict[str, Difference]:
    """Return how the two differ in every check; without two outputs alike, in `forward` alone."""
    ours, theirs = answers(new, trial), answers(old, trial)
    output = difference("forward", ours["forward"], theirs["forward"], trial)
    if output.status in ("other shape", "other dtype"):
        return {"forward": output}
    return {check: difference(check, ours[check], theirs[check], trial) for check in ours}


def answers(implementation: Implementation, trial: Trial) -> dict[str, Array | Raised]:
    """Return copies of all results, by the names of their checks."""
    names = [f"grad_{name}" for name in trial.differentiable]
    found: dict[str, Array | Raised] = {}
    try:
        out, pullback = trial.call(implementation)
        found["forward"] = np.array(out)
        grads = gradients(pullback(trial.upstream_copy()), names)
        found |= {name: np.array(grad) for name, grad in zip(names, grads, strict=True)}
    except Exception as error:
        # One version may raise what the other returns: that is a difference like any.
        raised = Raised(f"raised {type(error).__name__}: {error}")
        return {**dict.fromkeys(["forward", *names], raised), **found}
    return found


def gradients(got: Any, names: Sequence[str]) -> Iterable[Any]:
    """Return what a pullback returned if it is one gradient for every name."""
    if not isinstance(got, tuple) or len(got) != len(names):
        many = len(got) if isinstance(got, tuple) else type(got).__name__
        raise TypeError(f"the pullback returned {many}, but should return a tuple of {len(names)}")
    return got


def difference(check: str, new: Array | Raised, old: Array | Raised, trial: Trial) -> Difference:
    """Compare two results of one trial."""
    if isinstance(new, Raised):
        message = f"the new one {new.message}"
        if isinstance(old, Raised):
            verdict = Verdict(False, np.inf, message=f"{message}; the old one {old.message}")
            return Difference("both raise", verdict)
        return Difference("new raises", Verdict(False, np.inf, message=message))
    if isinstance(old, Raised):
        verdict = Verdict(False, np.inf, message=f"the old one {old.message}")
        return Difference("old raises", verdict)
    name = "out" if check == "forward" else check
    if new.shape != old.shape:
        message = f"{name} has the shape {new.shape}, but {old.shape} from the old one"
        return Difference(
            "other shape", Verdict(False, np.inf, got=new, expected=old, message=message)
        )
    if new.dtype != old.dtype:
        message = (
            f"{name} is {new.dtype} for {trial.dtype} arguments, but {old.dtype} from the old one"
        )
        return Difference(
            "other dtype", Verdict(False, np.inf, got=new, expected=old, message=message)
        )
    if new.tobytes() == old.tobytes():
        return Difference("bit-equal", Verdict(True, got=new, expected=old))
    verdict = compare(name, new, old, allowed(name, new, trial))
    return Difference("within bounds" if verdict.ok else "out of bounds", verdict, ulps(new, old))


def allowed(name: str, result: Array, trial: Trial) -> Array:
    """Return twice the bound of a result; 0 for one that does not have the shape of the twin's."""
    grads = zip(trial.differentiable, trial.grads, strict=True)
    expected = {"out": trial.out, **{f"grad_{one}": grad for one, grad in grads}}
    if result.shape != expected[name].shape:
        return np.zeros(())
    return 2 * checks.limit(trial, name, result)


def ulps(new: Array, old: Array) -> float:
    """Return the largest difference in units in the last place of the larger number.

    Examples
    --------
    >>> ulps(np.array([1.0, 3.0]), np.array([1.0, 3.0 + 2**-50]))
    2.0
    """
    if new.dtype.kind != "f":
        return np.inf
    errors = elementwise_errors(new.astype(np.float64), old.astype(np.float64))
    size = np.maximum(np.abs(new), np.abs(old))
    units = np.spacing(size, where=np.isfinite(size), out=np.ones_like(size))
    return float(np.max(errors / units.astype(np.float64), initial=0))
