"""Functions of homework as the tests of repairs write them down."""

import textwrap
from collections.abc import Callable, Mapping
from typing import Any

from scratchcnn.oracle.cases.offers import Offer
from scratchcnn.oracle.repair.candidates import candidates
from scratchcnn.oracle.repair.function import Function
from scratchcnn.oracle.understanding.calls.pairs import Subject


class Layer:
    """A layer in the op protocol that counts how often it was let go."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function
        self.closed = 0

    def __call__(self, **arguments: Any) -> Any:
        return self.function(**arguments)

    def close(self) -> None:
        self.closed += 1


def subject_of(op: str, function: Callable[..., Any]) -> tuple[Subject, Layer]:
    """Return a function as the subject of an op, and the layer that it becomes."""
    layer = Layer(function)
    return Subject(op, Offer(), lambda rate: layer, False), layer


def function_of(
    text: str, kinds: Mapping[str, str] | None = None, *, first: int = 1, owner: str = ""
) -> Function:
    """Return a function all of whose lines ran; `kinds` says what its names stand for."""
    text = textwrap.dedent(text).strip("\n") + "\n"
    if owner:
        text = textwrap.indent(text, "    ")
    lines = tuple(range(first + 1, first + text.count("\n")))
    places = ("homework.py", "/hw/homework.py", "f", owner, first, text)
    return Function(*places, lines, kinds=kinds or {})


def offered(body: str, kinds: Mapping[str, str] | None = None, arguments: str = "x") -> set[str]:
    """Return the bodies, of one line each, that edits of a body lead to."""
    lines = textwrap.indent(textwrap.dedent(body).strip("\n"), "    ")
    function = function_of(f"def f({arguments}):\n{lines}\n", kinds)
    start = len(f"def f({arguments}):\n")
    return {textwrap.dedent(text[start:]).strip("\n") for _, text in candidates(function)}
