"""Runs objects of neurons: on given numbers, with the gradients of one of their outputs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scratchcnn.oracle.process.runner import Runner
from scratchcnn.oracle.understanding.calls.engines.bare import bare_engines
from scratchcnn.oracle.understanding.calls.engines.beginning import beginning
from scratchcnn.oracle.understanding.calls.engines.engine import path_to
from scratchcnn.oracle.understanding.calls.engines.layers import Found, engines
from scratchcnn.oracle.understanding.calls.engines.numbers import of_numbers, starts_alone
from scratchcnn.oracle.understanding.carriers.own import Own
from scratchcnn.oracle.understanding.protocols.callee import Callee
from scratchcnn.oracle.understanding.protocols.callers.graph import BARE, backward_of
from scratchcnn.oracle.understanding.signatures.layout.paths import sent

Array: TypeAlias = NDArray[np.float64]
Definition: TypeAlias = Mapping[str, Any]
Steps: TypeAlias = list[dict[str, Any]]

INPUTS = 3
FORWARDS = ("__call__", "forward")
# The sizes with which a class may be made: what it is passed, and what a chain of those has.
SIZES: Sequence[tuple[tuple[Any, ...], tuple[int, ...]]] = (
    ((INPUTS,), (INPUTS, 1)),
    ((INPUTS, 2), (INPUTS, 2)),
    ((INPUTS, [4, 2]), (INPUTS, 4, 2)),
    (([INPUTS, 4, 2],), (INPUTS, 4, 2)),
    ((INPUTS, 4, 2), (INPUTS, 4, 2)),
)


@dataclass(frozen=True)
class Object:
    """An object of neurons, and how it is made and called.

    Attributes
    ----------
    name : its class
    parameters : the method that lists its numbers
    args : what the class is passed
    sizes : the number of inputs, and of the neurons of every layer
    forward : the method that computes
    """

    runner: Runner
    found: Found
    name: str
    parameters: str
    args: tuple[Any, ...]
    sizes: tuple[int, ...]
    forward: str

    @property
    def own(self) -> Own:
        """How a single number is carried."""
        return of_numbers(self.found.own, self.found.definition)

    def run(self, x: Array, numbers: Array | None, output: int | None = None) -> Any:
        """Return the numbers it has, its outputs, and the gradients if an output is given.

        None if that fails.
        """
        session = self.runner.new_session()
        try:
            return self.seen(x, numbers, output, session)
        finally:
            self.runner.forget(session)

    def seen(self, x: Array, numbers: Array | None, output: int | None, session: int) -> Any:
        """Return what `run` does, in a session."""
        every = self.made(x)
        for number, value in enumerate([] if numbers is None else numbers):
            path = sent((number, *self.own.read))
            every.append({"set": {"var": "all"}, "path": path, "value": {"value": float(value)}})
        looks = dict(self.own.looks)
        called: dict[str, Any] = {"attr": [{"var": "net"}, self.forward]}
        given = {"list": [{"var": f"x{number}"} for number in range(len(x))]}
        every += [
            {"call": called, "args": [given], "save": "outs"},
            {"numbers": {"var": "all"}, **looks, "save": "held"},
            {"numbers": {"list": [{"var": "outs"}]}, **looks, "save": "computed"},
        ]
        saved = ["held", "computed"]
        if output is not None:
            every += self.backward(x, 0 if numbers is None else len(numbers), output)
            saved += [f"g{number}" for number in range(0 if numbers is None else len(numbers))]
            saved += [f"gx{number}" for number in range(len(x))]
        reply = self.runner.run(every, saved, session=session)
        if reply.failure is not None:
            return None
        values = reply.values
        held, computed = (listed(values[name]) for name in saved[:2])
        gradients = [self.gradient(values[name]) for name in saved[2:]]
        return held, computed, np.array(gradients, float)

    def made(self, x: Array) -> Steps:
        """Return the steps that make the object, list its numbers, and make the inputs."""
        call = {"call": {"name": self.name}, "args": [{"value": one} for one in self.args]}
        steps: Steps = [{**call, "save": "net"}]
        steps.append(
            {"call": {"attr": [{"var": "net"}, self.parameters]}, "args": [], "save": "all"}
        )
        for number, value in enumerate(x):
            steps += self.own.given(f"x{number}", np.asarray(value))
        return steps

    def backward(self, x: Array, count: int, output: int) -> Steps:
        """Return the steps that start the backward pass of one output, and read all gradients."""
        # A single neuron returns its output by itself.
        alone: dict[str, Any] = {"var": "outs"}
        out = alone if len(self.sizes) == 2 and self.sizes[-1] == 1 else {"item": [alone, output]}
        callee, _ = backward_of(replace(self.found.graph, form=BARE))
        steps: Steps = [{"let": "out", "value": out}]
        steps += Callee(callee.caller, callee.name).steps([("out", {"var": "out"})], "nothing")
        for number in range(count):
            item = {"item": [{"var": "all"}, number]}
            steps.append({"numbers": item, "save": f"g{number}"})
        steps += [{"numbers": {"var": f"x{n}"}, "save": f"gx{n}"} for n in range(len(x))]
        return steps

    def gradient(self, seen: Any) -> float:
        """Return the gradient among the numbers of an object; not a number if there is none."""
        for one in seen or ():
            if path_to(one) == self.found.graph.gradient:
                return float(np.asarray(one["value"]).reshape(-1)[0])
        return float("nan")


def listed(seen: Any) -> Array:
    """Return the numbers that objects in a list carry."""
    carried = [one["value"] for one in seen or () if one["carried"]]
    return np.array([float(np.asarray(one).reshape(-1)[0]) for one in carried])


def objects(runner: Runner, taken: set[str]) -> Iterator[Object]:
    """Yield the objects of neurons in a homework, those first that others are made of."""
    definitions = runner.definitions
    classes = [one for one in definitions if lists_numbers(one) and one["name"] not in taken]
    if not classes:
        return
    for found in scalar_engines(runner, definitions):
        for one in classes:
            yield from of_class(runner, found, one)


def lists_numbers(definition: Definition) -> bool:
    """Return whether a class has a method that lists its numbers, and one that computes."""
    methods = definition.get("methods", {})
    return bool({"parameters", "params"} & set(methods)) and any(n in methods for n in FORWARDS)


def scalar_engines(runner: Runner, definitions: Sequence[Definition]) -> Iterator[Found]:
    """Yield the classes of single numbers that start their backward pass from ones."""
    arrays = list(engines(runner, definitions))
    taken = {name for one in arrays for name in one.family}
    for one in [*arrays, *bare_engines(runner, definitions, taken)]:
        own = of_numbers(one.own, one.definition)
        graph = beginning(runner, own, one.graph) if own.single else None
        if graph is not None and starts_alone(graph, one.definition) and not graph.function:
            yield replace(one, graph=graph)


def of_class(runner: Runner, found: Found, definition: Definition) -> Iterator[Object]:
    """Yield an object of a class, if it can be made of sizes and called on a list."""
    methods = definition["methods"]
    parameters = next(name for name in ("parameters", "params") if name in methods)
    forward = next(name for name in FORWARDS if name in methods)
    required = sum(one["required"] for one in definition["params"])
    odd = []
    for args, sizes in SIZES:
        if not required <= len(args) <= len(definition["params"]):
            continue
        one = Object(runner, found, definition["name"], parameters, args, sizes, forward)
        seen = one.run(np.linspace(-1, 1, INPUTS), None)
        if seen is not None and len(seen[0]) and len(seen[1]) == sizes[-1]:
            yield one
            return
        odd += [one] if seen is not None and len(seen[0]) else []
    # It runs, but with another number of outputs than it was made for.
    yield from odd[:1]
