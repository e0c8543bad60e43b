"""A layer without a twin, in the op protocol: how it is called, and the calls themselves."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scratchcnn.oracle.cases.bounds import WITHOUT_GRADIENT
from scratchcnn.oracle.process.failures import HomeworkFailure
from scratchcnn.oracle.process.runner import Reply, Runner
from scratchcnn.oracle.understanding.protocols.place import Place
from scratchcnn.oracle.understanding.signatures.layout.paths import sent
from scratchcnn.oracle.without_twin.gradients_by_name import Path
from scratchcnn.oracle.without_twin.shapes import Input

Array: TypeAlias = NDArray[Any]
Steps: TypeAlias = list[dict[str, Any]]
LAYER = {"var": "layer"}
MOST_AT_ONCE = 100
# What the backward pass is called with, beside arrays: with this rate an update is the gradient.
CONSTANTS = {"lr": 1.0, "training": True}


@dataclass(frozen=True)
class Way:
    """How a layer of an unknown op is called.

    Attributes
    ----------
    name : of the definition
    forward, backward : its methods; None for a function in the op protocol
    forward_arguments, backward_arguments : a role or the name of an array for every argument
    parameters : where its own arrays lie that have a gradient, by name
    numbers : those of them that are plain numbers of Python
    gradients : where every gradient is found, by the name of its array
    out : the place of the output in what forward returns
    lazy : whether parameters are created at the first call
    input : what it takes
    """

    name: str
    forward: str | None
    backward: str | None
    forward_arguments: tuple[str, ...]
    backward_arguments: tuple[str, ...] = ()
    parameters: Mapping[str, Path] = field(default_factory=dict)
    numbers: frozenset[str] = frozenset()
    gradients: Mapping[str, Place] = field(default_factory=dict)
    out: Path = ()
    lazy: bool = False
    input: Input = field(default_factory=lambda: Input("", ()))


class UnknownLayer:
    """A layer in the op protocol; every call uses a new object, so that no state is kept.

    What it computed for some arrays is remembered: it is its own twin.
    """

    def __init__(self, runner: Runner, way: Way) -> None:
        self.runner = runner
        self.way = way
        self._outs: dict[tuple[bytes, ...], Array] = {}

    def __call__(self, **arrays: Array) -> tuple[Array, Callable[[Array], tuple[Any, ...]]]:
        """Compute the output; HomeworkFailure if that cannot be done."""
        key = key_of(arrays)
        if key not in self._outs:
            reply = self._run(self.forward_steps(arrays), ("result",))
            self._keep(arrays, reply.values["result"])
        return self._outs[key], lambda grad_out: self._pull(arrays, grad_out)

    def foresee(self, calls: Sequence[Mapping[str, Array]]) -> None:
        """Compute the outputs of later calls ahead: many at once take less time.

        What comes after a call that fails is left for later.
        """
        for first in range(0, len(calls), MOST_AT_ONCE):
            some = calls[first : first + MOST_AT_ONCE]
            steps: Steps = []
            for number, arrays in enumerate(some):
                *computed, copy = self.forward_steps(arrays)
                steps += [*computed, {**copy, "save": f"result {number}"}]
            reply = self.runner.run(steps, [f"result {number}" for number in range(len(some))])
            for number, arrays in enumerate(some):
                if f"result {number}" in reply.values:
                    self._keep(arrays, reply.values[f"result {number}"])

    def _keep(self, arrays: Mapping[str, Array], result: Any) -> None:
        """Remember an output."""
        out = as_array(at(result, self.way.out))
        self._outs[key_of(arrays)] = np.zeros(0) if out is None else out

    def _pull(self, arrays: Mapping[str, Array], grad_out: Array) -> tuple[Any, ...]:
        """Return the gradients of all arrays, in their order; None for one that is not found."""
        steps = [*self.forward_steps(arrays), *self.backward_steps(grad_out)]
        picked = {
            name: self.way.parameters[name] if place.kind == "updated" else place.path
            for name, place in self.way.gradients.items()
            if place.kind != "returned"
        }
        for name, path in picked.items():
            steps.append({"pick": LAYER, "path": sent(path), "save": f"picked {name}"})
        reply = self._run(steps, ("back", *(f"picked {name}" for name in picked)))
        grads: dict[str, Any] = {}
        for name, place in self.way.gradients.items():
            if place.kind == "returned":
                grads[name] = at(reply.values["back"], place.path)
            else:
                grads[name] = reply.values[f"picked {name}"]
            if place.kind == "updated":
                grads[name] = difference(arrays[name], grads[name])
        return tuple(
            reshaped(grads.get(name), array)
            for name, array in arrays.items()
            if name not in WITHOUT_GRADIENT
        )

    def forward_steps(self, arrays: Mapping[str, Array]) -> Steps:
        """Return the steps of a new object's forward pass, up to a copy of its "result"."""
        way = self.way
        lets = [
            {"let": name, "value": {"array": array}}
            for name, array in arrays.items()
            if name not in way.parameters
        ]
        arguments = [argument(role) for role in way.forward_arguments]
        copy = {"copy": {"var": "out"}, "save": "result"}
        if way.forward is None:
            return [*lets, {"call": {"name": way.name}, "args": arguments, "save": "out"}, copy]
        call = {"call": {"attr": [LAYER, way.forward]}, "args": arguments, "save": "out"}
        sets = [
            {"set": LAYER, "path": sent(path), "value": self.new_value(name, arrays[name])}
            for name, path in way.parameters.items()
            if name in arrays
        ]
        # The layer may keep the very array that it was given, which must not be written into.
        first = [call] if way.lazy else []
        again = lets if way.lazy else []
        return [
            {"call": {"name": way.name}, "save": "layer"},
            *lets,
            *first,
            *sets,
            *again,
            call,
            copy,
        ]

    def new_value(self, name: str, array: Array) -> dict[str, Any]:
        """Return a parameter as it is set."""
        return {"value": float(array)} if name in self.way.numbers else {"array": array}

    def backward_steps(self, grad_out: Array) -> Steps:
        """Return the steps of the backward pass after a forward pass."""
        lets: Steps = [{"let": "grad_out", "value": {"array": grad_out}}]
        if self.way.backward is None:
            pullback = {"item": [{"var": "out"}, 1]}
            return [*lets, {"call": pullback, "args": [{"var": "grad_out"}], "save": "back"}]
        arguments = [argument(role) for role in self.way.backward_arguments]
        method = {"attr": [LAYER, self.way.backward]}
        return [*lets, {"call": method, "args": arguments, "save": "back"}]

    def _run(self, steps: Steps, returns: Sequence[str]) -> Reply:
        """Carry out steps in a session of their own."""
        reply = self.runner.run(steps, returns)
        if reply.failure is not None:
            raise HomeworkFailure(reply.failure, "backward" if "back" in returns else "forward")
        return reply


def key_of(arrays: Mapping[str, Array]) -> tuple[bytes, ...]:
    """Return a key that distinguishes the arguments of two calls."""
    return tuple(array.tobytes() for array in arrays.values())


def argument(role: str) -> dict[str, Any]:
    """Return what is passed for a role."""
    if role in CONSTANTS:
        return {"value": CONSTANTS[role]}
    if role == "cache":
        return {"item": [{"var": "out"}, 1]}
    return {"var": role}


def at(value: Any, path: Sequence[Any]) -> Any:
    """Return what lies at a path in lists and dictionaries; None if there is nothing."""
    for part in path:
        try:
            value = value[part]
        except (LookupError, TypeError):
            return None
    return value


def as_array(value: Any) -> Array | None:
    """Return a number or an array of numbers as floats; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float | np.ndarray):
        return None
    array = np.asarray(value)
    if array.dtype.kind not in "biuf":
        return None
    return array if array.dtype.kind == "f" else array.astype(float)


def difference(before: Array, after: Any) -> Array | None:
    """Return what was subtracted from an array; None if what came after is of another shape."""
    found = as_array(after)
    return before - found if found is not None and found.shape == before.shape else None


def reshaped(grad: Any, array: Array) -> Any:
    """Return a gradient in the shape of its array, where they differ by axes of length 1 only."""
    found = as_array(grad)
    if found is None:
        return None
    squeezed = [n for n in found.shape if n != 1] == [n for n in array.shape if n != 1]
    return found.reshape(array.shape) if squeezed else found
