"""The operations of an engine: its operators, methods and functions, and how gradients add up.

Each is judged where it computes what it is to compute, and has gradients. What an engine does not
offer is no fault; what it offers and cannot be judged is said.
"""

import ast
import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, TypeAlias

from scratchcnn.oracle.cards.card import Card
from scratchcnn.oracle.cards.families.engine.operators import spellings
from scratchcnn.oracle.cards.table import expressions
from scratchcnn.oracle.process.runner import Runner
from scratchcnn.oracle.understanding.calls.engines.beginning import beginning
from scratchcnn.oracle.understanding.calls.engines.candidates import last
from scratchcnn.oracle.understanding.calls.engines.layers import Found
from scratchcnn.oracle.understanding.calls.engines.numbers import of_numbers
from scratchcnn.oracle.understanding.calls.one_layer import Understood, not_understood
from scratchcnn.oracle.understanding.calls.operation import (
    Called,
    Tensor,
    judged,
    tensor_of_two,
    words,
)
from scratchcnn.oracle.understanding.carriers.own import carrier
from scratchcnn.oracle.understanding.names.vocabulary import compact
from scratchcnn.oracle.understanding.protocols.callee import Callee
from scratchcnn.oracle.understanding.protocols.callers.expression import (
    EXPRESSIONS,
    FUNCTIONS,
    METHODS,
    OBJECTS,
    TWICE,
)
from scratchcnn.oracle.understanding.signatures.arguments.signatures import usable

Definition: TypeAlias = Mapping[str, Any]

# What the code of an engine says that sums gradients back, and what is said of one that never does.
SUMS_BACK = re.compile(r"un_?broadcast|sum_?to|broadcasting|reduce_?(?:to|grad)", re.IGNORECASE)
NEVER_SUMMED = (
    "NumPy broadcasts its operands, and no operation of it sums their gradients back: let it do "
    "so, or refuse operands of different shapes"
)
# The names of operations that broadcast.
EXPLICIT = {"broadcast", "broadcastto", "expand", "expandas"}
# What stands around the name of an operation in that of its class.
OF_CLASSES = re.compile(r"^(?:ewise|elementwise|elemwise)|(?:op|operation|function|fn|node)$")
# What Python calls the methods of the operators; the first that is found in an expression counts.
SIGNS: Mapping[str, str] = {
    "**": "pow",
    " + ": "add",
    " - ": "sub",
    " * ": "mul",
    " / ": "truediv",
    " @ ": "matmul",
    "-x": "neg",
    "abs(": "abs",
}


def operators(
    runner: Runner, found: Sequence[Found], definitions: Sequence[Definition]
) -> Iterator[Understood]:
    """Yield what is understood of the operations of every engine."""
    explicit = broadcasts(definitions)
    for one in found:
        own = of_numbers(one.own, one.definition)
        graph = beginning(runner, own, one.graph)
        if graph is None:
            continue
        carried = carrier(own, graph, always, own.kind)
        tensor = Tensor(one.definition, carried, explicit, own.single)
        yield from of_tensor(runner, tensor, definitions)


def broadcasts(definitions: Sequence[Definition]) -> bool:
    """Return whether there is an operation for broadcasting, by the name of one or of a method."""
    names = {
        compact(name.rpartition(".")[2])
        for one in definitions
        for name in (one["name"], *one.get("methods", ()))
    }
    return bool(names & EXPLICIT)


def always(definition: Definition) -> bool:
    """Return True: an expression computes with whatever it is given."""
    return True


def of_tensor(
    runner: Runner, tensor: Tensor, definitions: Sequence[Definition]
) -> Iterator[Understood]:
    """Yield the operations of one engine."""
    right: set[str] = set()
    broadcasting: list[Understood] = []
    for card in expressions():
        # What is wrong by itself says nothing of how gradients add up.
        if (tensor.single and card.of_arrays) or (card.needs and card.needs not in right):
            continue
        found = list(of_card(runner, tensor, card, definitions))
        if any(one.perfect for one in found):
            right.add(card.name)
        if card.needs and tensor_of_two(card):
            broadcasting += found
        else:
            yield from found
    meant = right & {one.op for one in broadcasting} or any(
        SUMS_BACK.search(str(one["source"])) for one in definitions
    )
    yield from broadcasting if meant else map(not_summed, broadcasting)


def not_summed(one: Understood) -> Understood:
    """Return an operation of an engine of which none sums back what NumPy has broadcast.

    It may be meant for operands of one shape.
    """
    if one.plan is None:
        return one
    return not_understood(one.definition, f"{words(one.plan)}: {NEVER_SUMMED}")


def of_card(
    runner: Runner, tensor: Tensor, card: Card, definitions: Sequence[Definition]
) -> Iterator[Understood]:
    """Yield one operation in every way in which it is called; of an operator's spellings one."""
    spelled = [judged(runner, tensor, card, one) for one in spellings_of(tensor, card)]
    tried = [one for one in spelled if one is not None]
    yield from sorted(tried, key=lambda one: one.plan is None)[:1]
    found = any(one.plan is not None for one in tried)
    if card.needs and found:
        # How gradients add up is the same in whatever way an operation is called.
        return
    # What an operator computes with is judged as that operator.
    ways = [others(tensor, card, definitions), () if found else objects(card, definitions)]
    for called in chain.from_iterable(ways):
        one = judged(runner, tensor, card, called)
        if one is not None:
            yield one


def spellings_of(tensor: Tensor, card: Card) -> Iterator[Called]:
    """Yield how an operation may be written as an expression."""
    names = behind(card)
    inner = "".join(written(tensor.definition["source"], name) for name in names)
    for text in spellings(card) if card.expression else ():
        yield Called(Callee(EXPRESSIONS, text), tensor.definition, inner, sure=True)


def others(tensor: Tensor, card: Card, definitions: Sequence[Definition]) -> Iterator[Called]:
    """Yield the methods and functions that are called like an operation."""
    count, name = len(card.arguments), tensor.definition["name"]
    for key, method in tensor.definition["methods"].items():
        needed = sum(one["required"] for one in method["params"])
        twice = bool(card.needs) and count == 1
        named = compact(key) in card.called and key not in behind(card) and not twice
        if named and not method["static"] and needed == count - 1:
            place = {**tensor.definition, "name": f"{name}.{key}"}
            yield Called(Callee(METHODS, key), place, method["source"], sure=count == 1)
    takes, caller = (2, TWICE) if card.needs and count == 1 else (count, FUNCTIONS)
    for one in definitions:
        fits = one["kind"] == "function" and compact(last(one)) in card.called
        if fits and sum(p["required"] for p in usable(one["params"])) == takes:
            yield Called(Callee(caller, one["name"]), one, one["source"])


def objects(card: Card, definitions: Sequence[Definition]) -> Iterator[Called]:
    """Yield the classes that are called like an operation, made of nothing: `Exp()(x)`."""
    for one in definitions:
        plain = OF_CLASSES.sub("", compact(last(one)))
        fits = one["kind"] == "class" and plain in card.called and not card.needs
        if fits and not any(p["required"] for p in usable(one["params"])):
            yield Called(Callee(OBJECTS, one["name"]), one, one["source"])


def lines_of(one: Understood) -> str:
    """Return the source of what computes an operation, without that of others of its class."""
    source = str(one.definition["source"])
    if one.plan is None or one.plan.protocol.forward.caller is not EXPRESSIONS:
        return source
    return "".join(written(source, name) for name in behind(one.plan.card))


def behind(card: Card) -> list[str]:
    """Return the methods that may compute an expression, by their names in Python."""
    text = card.expression.partition(": ")[2]
    named = re.findall(r"\.(\w+)", text)
    sign = next((name for mark, name in SIGNS.items() if mark in text), "")
    return [*named, *((f"__{sign}__", f"__r{sign}__") if sign else ())]


def written(source: str, name: str) -> str:
    r"""Return the source of one method in that of its class; "" if it is not written there.

    >>> written("class A:\n    def f(self):\n        return 1\n", "f")
    'def f(self):\n        return 1'
    """
    try:
        tree = ast.parse(textwrap.dedent(source))
    except SyntaxError:
        return ""
    found = (
        ast.get_source_segment(textwrap.dedent(source), node)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name == name
    )
    return next((one for one in found if one), "")
