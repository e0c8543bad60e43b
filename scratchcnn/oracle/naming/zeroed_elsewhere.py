"""Gradients that add up: a convention where the homework sets them to zero outside of the layer."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from scratchcnn.oracle.checks.results import Result
from scratchcnn.oracle.naming.batch_mean import excused
from scratchcnn.oracle.understanding.protocols.callers.method import zero_method

Definition: TypeAlias = Mapping[str, Any]

ACCUMULATE = "gradients-accumulate"
# The name of what sets gradients to zero, as an optimizer has one.
NAMED = re.compile(
    r"(zero|reset|clear|flush)_*(the_*)?(all_*)?(param_*|parameter_*)?grad", re.IGNORECASE
)
# A line of a loop that does so: `d.zero_()`, `layer.dw.fill(0)`, `p.grad[...] = 0`.
ZERO = r"0(?:\.0*)?(?![\w.])"
GRADIENT = r"(?:\b\w*[gG]rad\w*|\b_?d[A-Za-z_]{0,7}\d*|\bg)"
LINES = re.compile(
    rf"{GRADIENT}(?:\.zero_\(\)|\.fill_?\({ZERO}| *\*= *{ZERO}|\[(?::|\.\.\.)\] *= *{ZERO})"
    rf"|\.{GRADIENT} *= *(?:{ZERO}|None\b|(?:\w+\.)*zeros)"
)
ADDED = re.compile(r"\bself\.\w+(?:\[[^\n=]*\])? *\+=")


def excused_if_zeroed(
    results: Sequence[Result], definitions: Sequence[Definition]
) -> Iterator[Result]:
    """Yield the results, with gradients that add up by design as a convention.

    That is where another class or a function sets them to zero. A layer that has a method of its
    own for that is judged by it.
    """
    for result in results:
        only = {bug.id for bug in result.bugs} == {ACCUMULATE}
        owner = owner_of(result.implementation, definitions) if only else ""
        words = f"gradients add up until {owner} sets them to zero: a convention"
        yield excused(result, words) if owner else result


def owner_of(layer: str, definitions: Sequence[Definition]) -> str:
    """Return what sets gradients to zero, other than the layer itself; "" if nothing does."""
    if any(one["name"] == layer and zero_method(one) for one in definitions):
        return ""
    for one in definitions:
        # What it sets to zero itself it may set in vain, or forget one of them.
        if one["name"] == layer or (one["kind"] == "class" and is_layer(one["methods"])):
            continue
        for name, source in sources(one):
            if NAMED.search(name) or LINES.search(source):
                return name
    return ""


def sources(definition: Definition) -> Iterator[tuple[str, str]]:
    """Yield the name and the source of a function, or of the methods of a class."""
    if definition["kind"] == "function":
        yield definition["name"], definition["source"]
    for name, method in definition.get("methods", {}).items():
        if not method["empty"] and name != "__init__":
            yield f"{definition['name']}.{name}", method["source"]


def is_layer(methods: Mapping[str, Any]) -> bool:
    """Return whether a class computes gradients, which it may set to zero for itself."""
    return any(
        re.search(r"\bself\.\w+(?:\[[^\n=]*\])? *\+=", m["source"]) for m in methods.values()
    )
