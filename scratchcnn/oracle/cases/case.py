"""A drawn case, and a trial: the case in one dtype, with the twin's answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scratchcnn.oracle.cases.bounds import Bound, allowed_error, differentiable
from scratchcnn.oracle.cases.same_padding import spoken_of
from scratchcnn.oracle.cases.values import Layout, Values

Array: TypeAlias = NDArray[Any]
Pullback: TypeAlias = Callable[[Any], tuple[Array, ...]]
Implementation: TypeAlias = Callable[..., tuple[Array, Pullback]]


# The arguments that have an entry for every sample.
BATCHED = ("x", "other", "third", "indices", "logits", "p", "log_p", "target", "keep")


@dataclass(frozen=True)
class Case:
    """What hypothesis draws: the arguments of one call, and the upstream gradient's recipe.

    The upstream gradient is a recipe because its shape is known only once the twin has run.
    """

    arrays: Mapping[str, Array]
    options: Mapping[str, Any]
    grad_out: Values
    layout: Layout = Layout.CONTIGUOUS


@dataclass(frozen=True)
class Trial:
    """One case in one dtype: the call, and the twin's answer to it."""

    twin: Implementation
    bound: Callable[["Trial"], Mapping[str, Bound]]
    arrays: Mapping[str, Array]
    options: Mapping[str, Any]
    upstream: Values | Array
    layout: Layout = Layout.CONTIGUOUS

    def __getstate__(self) -> dict[str, Any]:
        """Return the fields only: what is computed from them cannot be pickled."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @cached_property
    def _answer(self) -> tuple[Array, Pullback]:
        return self.twin(**self.arrays, **self.options)

    @property
    def out(self) -> Array:
        """The output of the twin."""
        return self._answer[0]

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the twin's output, known from the upstream gradient if that is an array."""
        return self.out.shape if isinstance(self.upstream, Values) else self.upstream.shape

    @property
    def pullback(self) -> Pullback:
        """The pullback of the twin."""
        return self._answer[1]

    @property
    def dtype(self) -> np.dtype[Any]:
        """The dtype in which the implementation is called."""
        return next(a.dtype for a in self.arrays.values() if a.dtype.kind == "f")

    @cached_property
    def grad_out(self) -> Array:
        """The upstream gradient, of the output's shape and the trial's dtype."""
        if isinstance(self.upstream, Values):
            return np.asarray(self.upstream.fill(self.shape), self.dtype)
        return self.upstream

    @cached_property
    def grads(self) -> tuple[Array, ...]:
        """The gradients of the twin, one for each of `differentiable`."""
        return self.pullback(self.grad_out)

    @property
    def differentiable(self) -> list[str]:
        """The names of the arguments that have a gradient, in order."""
        return differentiable(self.arrays)

    @cached_property
    def bounds(self) -> Mapping[str, Bound]:
        """How large rounding errors may be, for "out" and for "grad_" + every argument."""
        return self.bound(self)

    @cached_property
    def _limits(self) -> dict[tuple[str, np.dtype[Any]], Array]:
        return {}

    def limit(self, name: str, dtype: np.dtype[Any]) -> Array:
        """Return how far a result of this name and dtype may lie from the twin's; cached."""
        key = name, dtype
        if key not in self._limits:
            self._limits[key] = allowed_error(self.bounds[name], dtype)
        return self._limits[key]

    @cached_property
    def second(self) -> "Trial":
        """The same configuration with other data: every array is reversed, grad_out too."""
        return replace(
            self,
            arrays={name: reversed_copy(array) for name, array in self.arrays.items()},
            upstream=reversed_copy(self.grad_out),
        )

    @cached_property
    def larger(self) -> "Trial":
        """The same configuration with a batch of twice the size."""
        arrays = {
            name: doubled(array) if name in BATCHED else array
            for name, array in self.arrays.items()
        }
        upstream = doubled(self.grad_out)
        if upstream.ndim and len(self.grad_out) != len(next(iter(self.arrays.values()))):
            # The samples lie along another axis of the output, or along none.
            upstream = np.resize(upstream, self.twin(**arrays, **self.options)[0].shape)
        return replace(self, arrays=arrays, upstream=upstream)

    @property
    def passed(self) -> dict[str, Any]:
        """The options as they are passed to an implementation: `same`, in whatever meaning."""
        return {name: spoken_of(value) for name, value in self.options.items()}

    def sample(self, i: int) -> "Trial":
        """Return the trial of one sample of the batch by itself."""
        grad_out = self.grad_out[i : i + 1]
        arrays = {
            name: array[i : i + 1] if name in ("x", "indices") else array
            for name, array in self.arrays.items()
        }
        return replace(self, arrays=arrays, upstream=grad_out)

    def without(self, name: str) -> "Trial":
        """Return the same trial without an optional array."""
        arrays = {other: array for other, array in self.arrays.items() if other != name}
        return replace(self, arrays=arrays, upstream=self.grad_out)

    def with_array(self, name: str, array: Array) -> "Trial":
        """Return the same trial with other values in one array."""
        arrays = {**self.arrays, name: array}
        return replace(self, arrays=arrays, upstream=self.grad_out)

    def upstream_copy(self) -> Array:
        """Return a copy of the upstream gradient, laid out in memory as the case says."""
        return self.layout.apply(self.grad_out)

    def call(self, implementation: Implementation) -> tuple[Array, Pullback]:
        """Call the implementation on the trial's arguments, laid out in memory as the case says."""
        arrays = {name: self.layout.apply(array) for name, array in self.arrays.items()}
        return implementation(**arrays, **self.options)


def reversed_copy(array: Array) -> Array:
    """Return a copy in which the order of the elements is reversed along every axis."""
    return np.array(np.flip(array))


def doubled(array: Array) -> Array:
    """Return a batch (N, ...) twice in a row; a scalar, such as a loss, stays as it is."""
    return np.concatenate([array, array]) if array.ndim else array


def trial(
    case: Case,
    dtype: np.dtype[Any] | type[np.floating],
    twin: Implementation,
    bound: Callable[[Trial], Mapping[str, Bound]],
) -> Trial:
    """Return the trial of a case in a dtype, to which its floating-point arguments are cast."""
    arrays = {
        name: array.astype(dtype) if array.dtype.kind == "f" else array
        for name, array in case.arrays.items()
    }
    return Trial(twin, bound, arrays, case.options, case.grad_out, case.layout)


@dataclass(frozen=True)
class Refusal:
    """A call that must be refused: valid except for one argument."""

    argument: str
    value: Any
    valid: Mapping[str, Any]

    @property
    def arguments(self) -> dict[str, Any]:
        """The arguments of the call; "grad_out" is for the pullback."""
        return {**self.valid, self.argument: self.value}

    @property
    def described(self) -> str:
        """The bad value in a few words: an array by its shape and dtype."""
        if isinstance(self.value, np.ndarray):
            return f"<{self.value.dtype} array of shape {self.value.shape}>"
        return repr(self.value)
