"""A graph of the homework's own: its output starts the backward pass, whoever computed it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from scratchcnn.oracle.understanding.carriers.carrier import Expression, Graph
from scratchcnn.oracle.understanding.carriers.numbers import LISTED
from scratchcnn.oracle.understanding.protocols.callee import (
    Asked,
    Callee,
    Caller,
    Pass,
    Target,
    called_by_name,
    no_entry,
    no_passes,
)
from scratchcnn.oracle.understanding.protocols.way import Way
from scratchcnn.oracle.understanding.signatures.signature import Argument, Arguments

OUT: Expression = {"var": "out"}
# The upstream gradient is the only parameter, whatever its name.
DESCRIBED = {
    "params": [{"name": "grad", "kind": "positional", "required": True}],
    "empty": False,
    "source": "",
    "of_a_graph": True,
}
GIVEN, PUT, WEIGHTED, BARE, SCALED = "given", "put", "weighted", "bare", "scaled"


def passes(asked: Asked) -> Iterator[Pass]:
    """Yield the start of the backward pass of what a layer computes with, if that has a graph."""
    graph = asked.carrier.graph
    if graph is not None and graph.start:
        yield Pass(Callee(caller_of(graph), graph.start), DESCRIBED, always(graph))


def caller_of(graph: Graph) -> Caller:
    """Return how the backward pass of one graph is called."""
    scaled = partial(words_of_scaled, graph) if graph.form == SCALED else words
    return replace(GRAPHS, targets=partial(targets, graph), words=scaled)


def always(graph: Graph) -> Arguments:
    """Return what the calls are passed besides the upstream gradient."""
    named = graph.form in (PUT, LISTED)
    passed = {"out": named or graph.function, "attribute": named}
    values = {
        "out": Argument("variable", "out"),
        "attribute": Argument("constant", graph.attribute),
    }
    return tuple((name, values[name]) for name, needed in passed.items() if needed)


def backward_of(graph: Graph) -> tuple[Callee, Arguments]:
    """Return the start of a backward pass, and what it is passed, the upstream gradient first."""
    given = () if graph.form == BARE else (("grad", Argument("grad_out")),)
    return Callee(caller_of(graph), graph.start), (*given, *always(graph))


def targets(graph: Graph, callee: Callee) -> list[Target]:
    """Return the calls that start the backward pass, one after the other."""
    name = graph.start
    if graph.form == WEIGHTED:
        # What one call returns is what the next one begins with.
        total: Expression = {"made": [{"attr": [{"var": "gradients"}, "sum"]}, {}]}
        weighted = Target({"attr": [OUT, "__mul__"]}, lambda _: "weighted = out.__mul__", ("grad",))
        summed = Target({"attr": [total, name]}, lambda _: f"weighted.sum().{name}", ())
        return [weighted, summed]
    if graph.form == SCALED:
        scaled = Target({"attr": [OUT, "__mul__"]}, lambda _: "scaled = out.__mul__", ("grad",))
        begun: Expression = {"attr": [{"var": "gradients"}, name]}
        return [scaled, Target(begun, lambda _: f"scaled.{name}", ())]
    if graph.form == LISTED:
        every = ("out", "attribute", "grad")
        return [Target({"tool": "begin"}, lambda _: name, every)]
    given = ("grad",) if graph.form == GIVEN else ()
    if graph.function:
        start = Target({"name": name}, lambda naming: naming(name), ("out", *given))
    else:
        start = Target({"attr": [OUT, name]}, lambda _: f"out.{name}", given)
    if graph.form == PUT:
        return [
            Target({"tool": "setattr"}, lambda _: "setattr", ("out", "attribute", "grad")),
            start,
        ]
    return [start]


def words(callee: Callee, names: Sequence[str]) -> str:
    """Return the description of the call."""
    return called_by_name(callee, [name for name in names if name == "grad"])


def words_of_scaled(graph: Graph, callee: Callee, names: Sequence[str]) -> str:
    """Return the description of a call that starts from the product with the gradient."""
    return f"(out * grad).{graph.start}()"


GRAPHS = Caller(
    "graph", partial(targets, Graph("backward", GIVEN, ())), words, no_entry, no_passes, named=False
)
GRAPH = Way("graph", caller=replace(GRAPHS, passes=passes))
