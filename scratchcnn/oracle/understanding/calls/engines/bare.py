"""Engines whose backward pass takes no gradient of the output: it starts from ones.

Among them are those of single numbers. Layers are not judged by them, but their operators are.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scratchcnn.oracle.process.runner import Runner
from scratchcnn.oracle.understanding.calls.engines.candidates import (
    MOST,
    Maker,
    candidates,
    goes_back,
    makers,
    readers,
    starts,
)
from scratchcnn.oracle.understanding.calls.engines.engine import equal, path_to
from scratchcnn.oracle.understanding.calls.engines.layers import Found, derived
from scratchcnn.oracle.understanding.carriers.carrier import Graph, Step
from scratchcnn.oracle.understanding.carriers.own import NUMBERS, Own
from scratchcnn.oracle.understanding.names.vocabulary import is_gradient
from scratchcnn.oracle.understanding.protocols.callee import Callee
from scratchcnn.oracle.understanding.protocols.callers.graph import BARE, backward_of

Array: TypeAlias = NDArray[Any]
Definition: TypeAlias = Mapping[str, Any]

# Arrays first: what takes them need not be fed number by number.
VALUES: Sequence[tuple[Array, Array]] = (
    (np.array([[0.5, 1.25], [2.0, 0.75]]), np.array([[1.5, 0.25], [3.0, 1.75]])),
    (np.array(0.5), np.array(3.25)),
)
TRIES = 80
FIRST: Step = {"var": "a"}


def bare_engines(
    runner: Runner, definitions: Sequence[Definition], taken: set[str]
) -> Iterator[Found]:
    """Yield the classes whose backward pass starts from ones, without those known otherwise."""
    for definition in candidates(definitions):
        if definition["name"] not in taken:
            for found in islice(Tries(runner, definition, definitions).found(), 1):
                taken = taken | found.family
                yield found


class Tries:
    """The tries with one class."""

    def __init__(
        self, runner: Runner, definition: Definition, definitions: Sequence[Definition]
    ) -> None:
        self.runner = runner
        self.definition = definition
        self.definitions = definitions

    def found(self) -> Iterator[Found]:
        """Yield how the class is used: its product has the gradients of a product."""
        tried = (
            (one, other, own, name, operator)
            for one, other in VALUES
            for name in self.started()
            for own in self.readable(one)
            for operator in ("__mul__", "__add__")
        )
        for one, other, own, name, operator in islice(tried, TRIES):
            wanted = other if operator == "__mul__" else np.ones_like(other)
            graph = self.gradient(own, Graph(name, BARE, ()), operator, (one, other), wanted)
            if graph is not None:
                family = frozenset(derived(self.definition, self.definitions))
                yield Found(own, graph, family, self.definition)

    def run(self, steps: Sequence[Step], *seen: str) -> list[Any]:
        """Return what the steps have seen, each time; nothing if they fail."""
        session = self.runner.new_session()
        reply = self.runner.run(steps, seen, session=session)
        self.runner.forget(session)
        return [[] if reply.failure is not None else reply.values[name] for name in seen]

    def readable(self, value: Array) -> Iterator[Own]:
        """Yield the ways to make an object of a value and to read it again."""
        for maker in islice(makers(self.definition, self.definitions), MOST):
            own = self.read(maker, value)
            if own is not None:
                yield own

    def read(self, maker: Maker, value: Array) -> Own | None:
        """Return how objects that are made in this way are read; None if they cannot be."""
        made_of = maker.made_of if value.ndim else NUMBERS
        own = Own(self.definition["name"], maker.name, (), made_of, maker.options)
        look = {"numbers": {"var": "a"}, "calls": readers(self.definition), "save": "seen"}
        (seen,) = self.run([*own.given("a", value), look], "seen")
        paths = [path_to(one) for one in seen if equal(one["value"], value)]
        return replace(own, read=min(paths, key=len)) if paths else None

    def started(self) -> list[str]:
        """Return the methods that may start the backward pass."""
        methods = self.definition["methods"]
        called = dict.fromkeys(
            one.name for one in starts(self.definition, self.definitions) if not one.function
        )
        named = [name for name in methods if goes_back(name)]
        free = [name for name in (*named, *called) if needs_nothing(methods[name])]
        return list(dict.fromkeys(free))[:MOST]

    def gradient(
        self, own: Own, graph: Graph, operator: str, values: tuple[Array, Array], wanted: Array
    ) -> Graph | None:
        """Return the graph with the path of the first operand's gradient; None if there is none."""
        found = self.came(own, graph, [operator], values, wanted)
        named = [one for one in found if is_gradient(str(path_to(one)[0]))]
        if named:
            return at_place(graph, min(named, key=lambda one: len(path_to(one))))
        if operator != "__mul__":
            return None
        # By no name: of a * b the slope alone may be kept somewhere, but not that of (a * b) * b.
        further = self.came(own, graph, [operator, operator], values, wanted * values[1])
        paths = {path_to(one) for one in further}
        sure = [one for one in found if path_to(one) in paths]
        return at_place(graph, sure[0]) if len(sure) == 1 else None

    def came(
        self,
        own: Own,
        graph: Graph,
        operators: Sequence[str],
        values: tuple[Array, Array],
        wanted: Array,
    ) -> list[Any]:
        """Return what the first of two operands holds after the backward pass, and not before it.

        Of that, what is wanted. Each operator takes what the one before it has made, and the second
        operand.
        """
        first, second = values
        callee, _ = backward_of(graph)
        steps = [*own.given("a", first), *own.given("b", second), {"let": "out", "value": FIRST}]
        for operator in operators:
            called = {"attr": [{"var": "out"}, operator]}
            steps.append({"call": called, "args": [{"var": "b"}], "save": "out"})
        look = {"numbers": {"var": "a"}, **own.looks}
        steps.append({**look, "save": "before"})
        steps += Callee(callee.caller, callee.name).steps([], "gradients")
        before, seen = self.run([*steps, {**look, "save": "seen"}], "before", "seen")
        had = {path_to(one) for one in before if equal(one["value"], wanted)} | {own.read}
        return [one for one in seen if path_to(one) not in had and equal(one["value"], wanted)]


def at_place(graph: Graph, place: Mapping[str, Any]) -> Graph:
    """Return a graph with its gradients in this place."""
    return replace(graph, gradient=path_to(place), carried=bool(place["carried"]))


def needs_nothing(method: Definition) -> bool:
    """Return whether a method can be called without arguments."""
    return not method["static"] and not any(one["required"] for one in method["params"])
