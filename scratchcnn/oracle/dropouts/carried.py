"""Dropout on a Tensor or Variable of the homework's own, whose graph finds the gradient."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from numpy.typing import NDArray

from scratchcnn.oracle.process.runner import Runner
from scratchcnn.oracle.understanding.calls.engines.layers import engines, sure_of_their_start
from scratchcnn.oracle.understanding.carriers.carrier import Graph
from scratchcnn.oracle.understanding.carriers.own import Own
from scratchcnn.oracle.understanding.protocols.callers.graph import GIVEN, SCALED, WEIGHTED

Array: TypeAlias = NDArray[Any]
Definition: TypeAlias = Mapping[str, Any]
Step: TypeAlias = dict[str, Any]


@dataclass(frozen=True)
class Carried:
    """A class whose objects carry arrays, and how its backward pass is started."""

    own: Own
    graph: Graph

    @property
    def finds(self) -> bool:
        """Whether it takes any gradient of an output, so that the input's can be judged."""
        return self.graph.form in (GIVEN, SCALED, WEIGHTED) and not self.graph.function

    def given(self, name: str, array: Array) -> list[Step]:
        """Return the steps that make an object of an array."""
        return self.own.given(name, array)

    def read(self, place: Step, save: str) -> Step:
        """Return the step that reads the numbers of an object."""
        return {"open": place, **self.own.looks, "save": save}

    def back(self, out: str, x: str, grad_out: str, array: Array, save: str) -> Iterator[Step]:
        """Yield the steps of a backward pass from an output, by the names of variables."""
        graph, plain = self.graph, "grad_out" in self.graph.as_arrays
        if plain:
            yield {"let": grad_out, "value": {"array": array}}
        else:
            yield from self.given(grad_out, array)
        start, args = out, [{"var": grad_out}]
        if graph.form in (SCALED, WEIGHTED):
            times = {"attr": [{"var": out}, "__mul__"]}
            yield {"call": times, "args": args, "save": "scaled"}
            start, args = "scaled", []
        if graph.form == WEIGHTED:
            yield {"call": {"attr": [{"var": "scaled"}, "sum"]}, "save": "scaled"}
        yield {"call": {"attr": [{"var": start}, graph.start]}, "args": args}
        path = [part if isinstance(part, int) else str(part) for part in graph.gradient]
        yield {"pick": {"var": x}, "path": path, "save": save}
        if graph.carried:
            yield self.read({"var": save}, save)


def carriers(runner: Runner, definitions: Sequence[Definition]) -> list[Carried]:
    """Return the classes of a homework whose objects carry arrays."""
    near = [*definitions, *runner.imported]
    found = sure_of_their_start(runner, list(engines(runner, near)))
    return [Carried(one.own, one.graph) for one in found if not one.own.single]
