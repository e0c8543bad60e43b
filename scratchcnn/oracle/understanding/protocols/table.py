"""The ways in which homework computes gradients; to add one, add a file and a line here.

The order counts: a definition is called in the first way that suits it, places are searched in
this order, and of equally likely places the first is taken.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

from scratchcnn.oracle.understanding.protocols.callee import Asked, Caller, Definition, Entry, Pass
from scratchcnn.oracle.understanding.protocols.callers.closure import CLOSURE
from scratchcnn.oracle.understanding.protocols.callers.factory import FACTORY
from scratchcnn.oracle.understanding.protocols.callers.function import FUNCTION
from scratchcnn.oracle.understanding.protocols.callers.graph import GRAPH
from scratchcnn.oracle.understanding.protocols.callers.hung import HANG
from scratchcnn.oracle.understanding.protocols.callers.method import METHOD
from scratchcnn.oracle.understanding.protocols.callers.noted import NOTED
from scratchcnn.oracle.understanding.protocols.callers.rule import RULE
from scratchcnn.oracle.understanding.protocols.callers.static import STATIC
from scratchcnn.oracle.understanding.protocols.callers.tape import LEFT
from scratchcnn.oracle.understanding.protocols.direct import DIRECT
from scratchcnn.oracle.understanding.protocols.place import Looked, Place, Source
from scratchcnn.oracle.understanding.protocols.reading import Meant, Reading
from scratchcnn.oracle.understanding.protocols.readings.missing import NOWHERE, UNWRITTEN
from scratchcnn.oracle.understanding.protocols.readings.slope import SLOPE
from scratchcnn.oracle.understanding.protocols.readings.update import UPDATE
from scratchcnn.oracle.understanding.protocols.sources.attribute import ATTRIBUTE
from scratchcnn.oracle.understanding.protocols.sources.beside import BESIDE
from scratchcnn.oracle.understanding.protocols.sources.handed import HANDED
from scratchcnn.oracle.understanding.protocols.sources.paired import PAIRED
from scratchcnn.oracle.understanding.protocols.sources.returned import RETURNED
from scratchcnn.oracle.understanding.protocols.way import Way
from scratchcnn.oracle.understanding.signatures.signature import Arguments

WAYS: tuple[Way, ...] = (
    # How it is called.
    HANG,
    GRAPH,
    CLOSURE,
    NOTED,
    METHOD,
    FACTORY,
    LEFT,
    STATIC,
    RULE,
    FUNCTION,
    # Where results are.
    RETURNED,
    BESIDE,
    ATTRIBUTE,
    HANDED,
    PAIRED,
    NOWHERE,
    # What is stored there.
    UNWRITTEN,
    UPDATE,
    SLOPE,
)


def callers() -> Iterator[Caller]:
    """Yield the callers of the table."""
    return (way.caller for way in WAYS if way.caller is not None)


def readings() -> Iterator[Reading]:
    """Yield the readings of the table, after that of a place that holds the gradient itself."""
    return chain([DIRECT], (way.reading for way in WAYS if way.reading is not None))


def entry_of(definition: Definition) -> Entry | None:
    """Return a definition's forward pass; None if it has none."""
    entries = (caller.entry(definition) for caller in callers())
    return next((entry for entry in entries if entry is not None), None)


def passes_of(asked: Asked) -> list[Pass]:
    """Return the candidates for a layer's backward pass, all with the same caller."""
    found = (list(caller.passes(asked)) for caller in callers())
    return next((passes for passes in found if passes), [])


def meanings_of(meant: Meant) -> list[tuple[Arguments, Reading]]:
    """Return possible arguments of a backward pass, each with how to read its results.

    The most likely ones come first.
    """
    ranked = [
        (rank, arguments, reading)
        for reading in readings()
        for rank, arguments in reading.arguments(meant)
    ]
    return [(arguments, reading) for _, arguments, reading in sorted(ranked, key=lambda r: r[0])]


def source_of(place: Place) -> Source:
    """Return the source that a place belongs to."""
    for way in WAYS:
        if way.source is not None and way.source.kind == place.kind:
            return way.source
    raise LookupError(f"no way in the table has a source named {place.kind!r}")


def places_in(looked: Looked, gives: Reading) -> Iterator[Place]:
    """Yield the places that may hold gradients after a backward pass; `gives`: how to read them.

    A graph that is started puts them beside what was handed over, and nowhere else.
    """
    ways = WAYS if looked.elsewhere else (HANDED,)
    for place in chain.from_iterable(way.find(looked) for way in ways):
        yield replace(place, reading=gives) if place.reading is DIRECT else place
