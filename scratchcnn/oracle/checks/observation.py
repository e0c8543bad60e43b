"""What one call of an implementation returns or changes, for homework and known bugs alike."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scratchcnn.oracle.cases.case import BATCHED, Implementation, Trial, reversed_copy
from scratchcnn.oracle.cases.outcome import Raised

Array: TypeAlias = NDArray[Any]

# How often nearly the same numbers are tried, and by how much they differ.
NUDGES = 2
NUDGE = 2.0**-20


@dataclass(frozen=True)
class Call:
    """The output and the gradients of one call, or the exceptions raised instead.

    A gradient that is not offered is None.
    """

    out: Any
    grads: Mapping[str, Any]
    allowances: Mapping[str, Array] = field(default_factory=dict)
    changed: tuple[str, ...] = ()

    def result(self, name: str) -> Any:
        """Return the result named "out" or "grad_" + an argument's name."""
        return self.out if name == "out" else self.grads.get(name.removeprefix("grad_"))


class Observation:
    """What an implementation does with a trial; later calls run only when needed."""

    def __init__(self, make: Callable[[], Implementation], trial: Trial, rate: float = 1.0) -> None:
        self.make = make
        self.trial = trial
        self.rate = rate
        # What known bugs do with the same trial, by their names.
        self.known: dict[str, Observation] = {}

    @cached_property
    def implementation(self) -> Implementation:
        """The implementation, which remembers its first call in later ones."""
        return self.make()

    @cached_property
    def first(self) -> Call:
        """The first call."""
        return observe(self.implementation, self.trial)

    @cached_property
    def later(self) -> dict[str, tuple[Trial, Call]]:
        """Calls after the first, each with its trial: on other data, and on more."""
        _ = self.first
        trials = {"other data": other_data(self.trial)}
        more = larger(self.trial)
        if more is not None:
            trials["a larger batch"] = more
        return {on: (one, observe(self.implementation, one)) for on, one in trials.items()}

    @cached_property
    def nearby(self) -> list[tuple[Trial, Call]]:
        """First calls with nearly the same numbers, each with its trial."""
        trials = [nudged(self.trial, seed) for seed in range(NUDGES)]
        return [(one, called_once(self.make, one)) for one in trials]


def called_once(make: Callable[[], Implementation], trial: Trial) -> Call:
    """Return what a new object does with a trial, and let it go."""
    with new(make) as implementation:
        return observe(implementation, trial)


@contextmanager
def new(make: Callable[[], Implementation]) -> Iterator[Implementation]:
    """Give a new object, and close it if that can be closed."""
    implementation = make()
    try:
        yield implementation
    finally:
        close = getattr(implementation, "close", None)
        if close is not None:
            close()


def observe(implementation: Implementation, trial: Trial) -> Call:
    """Call an implementation forward and backward and note what came out."""
    arrays = {name: array.copy() for name, array in trial.arrays.items()}
    grad_out = trial.grad_out.copy()
    try:
        with silent():
            out, pullback = implementation(**arrays, **trial.options)
    except Exception as error:
        # Whatever the implementation raises is what is observed of it; here and below.
        return Call(Raised(error), {}, changed=changed(arrays, trial.arrays))
    out = own(out)
    if shape_of(out) != trial.out.shape:
        return Call(out, {}, changed=changed(arrays, trial.arrays))
    names = trial.differentiable
    try:
        with silent():
            got = pullback(grad_out)
    except Exception as error:
        grads: dict[str, Any] = dict.fromkeys(names, Raised(error))
        allowances: Mapping[str, Array] = {}
    else:
        grads = {name: own(grad) for name, grad in zip(names, got, strict=True)}
        allowances = getattr(got, "allowances", {})
    given = {**trial.arrays, "grad_out": trial.grad_out}
    return Call(out, grads, allowances, changed({**arrays, "grad_out": grad_out}, given))


def output_alone(make: Callable[[], Implementation], trial: Trial) -> Any:
    """Return the output of a new object for a trial, or the exception that was raised instead."""
    with new(make) as implementation:
        try:
            with silent():
                # Copies, for what an implementation writes into its arguments comes back in them.
                arrays = {name: array.copy() for name, array in trial.arrays.items()}
                out, _ = implementation(**arrays, **trial.options)
        except Exception as error:
            # As in `observe`.
            return Raised(error)
    return own(out)


def shape_of(out: Any) -> tuple[int, ...] | None:
    """Return the shape of an array or a number; None for anything else."""
    return np.shape(out) if isinstance(out, np.ndarray | np.number | int | float) else None


def own(result: Any) -> Any:
    """Return a copy of an array, as code that accumulates may return the same one twice.

    A single number may be a NumPy scalar, which counts as an array.
    """
    return np.array(result) if isinstance(result, (np.ndarray, np.generic)) else result


@contextmanager
def silent() -> Iterator[None]:
    """Silence NumPy's warnings, which do not matter for right and wrong."""
    with np.errstate(all="ignore"):
        yield


def changed(after: Mapping[str, Array], before: Mapping[str, Array]) -> tuple[str, ...]:
    """Return the names of the arrays whose bytes are no longer the same."""
    return tuple(name for name in after if after[name].tobytes() != before[name].tobytes())


def other_data(trial: Trial) -> Trial:
    """Return the same configuration with other data; the parameters stay."""
    arrays = {
        name: reversed_copy(array) if name in BATCHED else array
        for name, array in trial.arrays.items()
    }
    return replace(trial, arrays=arrays, upstream=reversed_copy(trial.grad_out))


def nudged(trial: Trial, seed: int) -> Trial:
    """Return the same configuration with numbers that are a little nearer to 0.

    They differ by a few of float32's digits and by nothing that matters. Targets stay, and so do
    the 0 and 1 of an upstream gradient: it may be one that is not handed on.
    """
    rng = np.random.default_rng(seed)

    def smaller(array: Array) -> Array:
        return np.asarray(array * (1 - NUDGE * rng.random(array.shape)), array.dtype)

    arrays = {
        name: smaller(array) if array.dtype.kind == "f" and name != "target" else array
        for name, array in trial.arrays.items()
    }
    upstream = trial.grad_out
    kept = (upstream == 0) | (upstream == 1)
    return replace(trial, arrays=arrays, upstream=np.where(kept, upstream, smaller(upstream)))


def larger(trial: Trial) -> Trial | None:
    """Return the same configuration with a batch twice as large; None for a batch of one."""
    name = next(iter(trial.arrays))
    if len(trial.arrays[name]) < 2:
        return None
    return trial.larger


__all__ = ["Call", "Observation", "observe"]
