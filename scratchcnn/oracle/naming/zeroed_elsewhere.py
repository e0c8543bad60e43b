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
# What is added to, in either way, and what is set to zero.
KEPT = re.compile(r"\bself\.(\w+)(?:\[[^\n=]*\])? *\+=")
AGAIN = re.compile(r"\bself\.(\w+)(\[[^\n=]*\])? *= *self\.\1\b[^\n]*\+")
ZEROED = re.compile(
    rf"\bself\.(\w+)(?:(?:\[(?::|\.\.\.)\])? *= *(?:{ZERO}|None\b|(?:\w+\.)*zeros)"
    rf"|\.zero_\(\)|\.fill_?\({ZERO})"
)


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
    own = next((one for one in definitions if one["name"] == layer), None)
    if own is not None and zero_method(own):
        return ""
    method = resetting(own) if own is not None else ""
    if method:
        return f"{layer}.{method}"
    for one in definitions:
        if one is own or (one["kind"] == "class" and is_layer(one["methods"])):
            continue
        for name, source in sources(one):
            if NAMED.search(name) or LINES.search(source):
                return name
    return ""


def resetting(layer: Definition) -> str:
    """Return the method of a layer that sets all gradients to zero which another one adds to.

    It may update the weights besides. "" if there is none, or if it forgets one of them.
    """
    methods = layer.get("methods", {})
    added = {name for one in methods.values() for name in KEPT.findall(one["source"])}
    added |= {name for one in methods.values() for name, _ in AGAIN.findall(one["source"])}
    adding = [name for name, one in methods.items() if adds(one["source"])]
    for name, method in methods.items():
        zeroed = set(ZEROED.findall(method["source"]))
        if added and added <= zeroed and name not in (*adding, "__init__"):
            return str(name)
    return ""


def adds(source: str) -> bool:
    """Return whether a method adds to what its object keeps."""
    return bool(KEPT.search(source) or AGAIN.search(source))


def sources(definition: Definition) -> Iterator[tuple[str, str]]:
    """Yield the name and the source of a function, or of the methods of a class."""
    if definition["kind"] == "function":
        yield definition["name"], definition["source"]
    for name, method in definition.get("methods", {}).items():
        if not method["empty"] and name != "__init__":
            yield f"{definition['name']}.{name}", method["source"]


def is_layer(methods: Mapping[str, Any]) -> bool:
    """Return whether a class computes gradients, which it may set to zero for itself."""
    return any(adds(method["source"]) for method in methods.values())
