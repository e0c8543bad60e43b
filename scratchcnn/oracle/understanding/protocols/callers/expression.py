"""An operation of a homework's own tensors: its operators, methods and functions compute."""

from collections.abc import Sequence

from scratchcnn.oracle.understanding.carriers.carrier import Expression
from scratchcnn.oracle.understanding.protocols.callee import (
    Callee,
    Caller,
    Target,
    called_by_name,
    no_entry,
    no_passes,
)


def targets(callee: Callee) -> list[Target]:
    """Return the only call: of the function that is the expression."""
    return [Target({"tool": callee.name}, lambda _: f"({callee.name})")]


def words(callee: Callee, names: Sequence[str]) -> str:
    """Return the description of the call: the expression alone.

    >>> words(Callee(EXPRESSIONS, "lambda x: x + x"), ["x"])
    'x + x'
    """
    return callee.name.partition(": ")[2]


EXPRESSIONS = Caller("expression", targets, words, no_entry, no_passes, named=False)


def method_targets(callee: Callee) -> list[Target]:
    """Return the only call: of the method of the first operand."""
    name = callee.name
    return [Target({"attr": [{"var": "x"}, name]}, lambda _: f"x.{name}", ("other", "weight"))]


def method_words(callee: Callee, names: Sequence[str]) -> str:
    """Return the description of the call of a method.

    >>> method_words(Callee(METHODS, "add"), ["x", "other"])
    'x.add(other)'
    """
    return f"x.{callee.name}({', '.join(names[1:])})"


def function_targets(callee: Callee) -> list[Target]:
    """Return the only call: of the function."""
    return [Target({"name": callee.name}, lambda naming: naming(callee.name))]


def twice_targets(callee: Callee) -> list[Target]:
    """Return the only call: of the function, which takes the same operand twice."""
    return [Target({"name": callee.name}, lambda naming: naming(callee.name), ("x", "x"))]


def twice_words(callee: Callee, names: Sequence[str]) -> str:
    """Return the description of the call of a function with one operand twice.

    >>> twice_words(Callee(TWICE, "engine.add"), ["x"])
    'add(x, x)'
    """
    return f"{callee.name.rpartition('.')[2]}(x, x)"


def made_targets(callee: Callee) -> list[Target]:
    """Return the only call: of an object of the class, which is made without arguments."""
    made: Expression = {"made": [{"name": callee.name}, {}]}
    return [Target(made, lambda naming: f"{naming(callee.name)}()")]


def made_words(callee: Callee, names: Sequence[str]) -> str:
    """Return the description of the call of an object.

    >>> made_words(Callee(OBJECTS, "ops.EWiseMul"), ["x", "other"])
    'EWiseMul()(x, other)'
    """
    return f"{callee.name.rpartition('.')[2]}()({', '.join(names)})"


METHODS = Caller("operation", method_targets, method_words, no_entry, no_passes, named=False)
FUNCTIONS = Caller(
    "operation_function", function_targets, called_by_name, no_entry, no_passes, named=False
)
TWICE = Caller("operation_twice", twice_targets, twice_words, no_entry, no_passes, named=False)
OBJECTS = Caller("operation_object", made_targets, made_words, no_entry, no_passes, named=False)
