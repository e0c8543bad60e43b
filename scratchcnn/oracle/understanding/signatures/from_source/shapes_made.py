"""What the code says of shapes: of the weight that a constructor makes, and of forward's input.

`np.random.randn(n_filtros, canales, alto_k, ancho_k)` says in any language what the sizes are, up
to the layout of the weight, of which there are few.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from scratchcnn.oracle.cards.table import card_of
from scratchcnn.oracle.understanding.signatures.signature import Argument

Definition: TypeAlias = Mapping[str, Any]

# The layouts of a weight, most likely first.
WEIGHTS: Mapping[str, tuple[str, ...]] = {
    "convolution": ("FCKL", "KLCF", "FKLC", "CFKL"),
    "dense": ("DK", "KD"),
}
ROLES: Mapping[str, Mapping[str, str]] = {
    "convolution": {
        "F": "out_channels",
        "C": "in_channels",
        "K": "kernel_height",
        "L": "kernel_width",
    },
    "dense": {"D": "in_features", "K": "out_features"},
}
# Sizes in the parentheses of a call that makes an array.
MADE = re.compile(
    r"(?:rand\w*|normal|uniform|zeros|ones|empty|\b(?:[a-zA-Z]\w*)?init\w*)\("
    r"(?:[^()\n]*?,\s*)??(?:size\s*=\s*)?\(?((?:(?:self\.)?\w+\s*,\s*){1,3}(?:self\.)?\w+)\s*\)"
)
PAIR = re.compile(
    r"(?:self\.)?(\w+)\s*,\s*(?:self\.)?(\w+)\s*=\s*(?:self\.)?(\w+)\s*$", re.MULTILINE
)


def shapes_made(definition: Definition, op: str) -> Iterator[dict[str, Argument]]:
    """Yield what the parameters may be that make up the shape of a weight; nothing if none does."""
    kind = card_of(op).kind
    source = definition.get("methods", {}).get("__init__", {}).get("source", "")
    names = {parameter["name"] for parameter in definition["params"]}
    pairs = {(one, other): name for one, other, name in PAIR.findall(source) if name in names}
    for form in WEIGHTS.get(kind, ()):
        for made in MADE.findall(source):
            sizes = [size.strip().removeprefix("self.") for size in made.split(",")]
            if len(sizes) == len(form):
                found = roles_of(dict(zip(form, sizes, strict=True)), kind, pairs)
                if found and set(found) <= names:
                    yield found


def shape_taken(definition: Definition, known: Mapping[str, Argument]) -> dict[str, Argument]:
    """Return the parameter that a constructor takes apart into two, and that is no kernel.

    Beside the sizes of a weight that are `known`, these are the height and the width of an image.
    """
    source = definition.get("methods", {}).get("__init__", {}).get("source", "")
    names = {parameter["name"] for parameter in definition["params"] if parameter["required"]}
    pairs = [name for _, _, name in PAIR.findall(source) if name in names and name not in known]
    return {pairs[0]: Argument("input_shape", "HW")} if len(pairs) == 1 else {}


def roles_of(
    sizes: Mapping[str, str], kind: str, pairs: Mapping[tuple[str, str], str]
) -> dict[str, Argument]:
    """Return what the names mean that the axes of a weight are as large as."""
    found = {name: Argument(ROLES[kind][letter]) for letter, name in sizes.items()}
    if kind != "convolution":
        return found if len(found) == len(sizes) else {}
    sides = sizes["K"], sizes["L"]
    if sides[0] == sides[1]:
        found[sides[0]] = Argument("kernel_size", "int")
    elif sides in pairs:
        found = {name: one for name, one in found.items() if name not in sides}
        found[pairs[sides]] = Argument("kernel_size", "pair")
    whole = len(found) == len(sizes) - (sides[0] == sides[1] or sides in pairs)
    return found if whole else {}


def axes_said(described: Definition) -> int:
    """Return how many axes the first argument has by the code that reads or pads it, or 0."""
    source = described.get("source", "")
    for parameter in described["params"][:1]:
        name = re.escape(parameter["name"])
        apart = rf"^\s*\(?((?:\w+ *, *)+\w+)\)? *= *{name}\.shape *(?:#.*)?$"
        found = re.search(apart, source, re.MULTILINE)
        if found:
            return len(found[1].split(","))
        padded = re.search(rf"pad\({name} *, *\(((?:\([^()]*\)[ ,]*)+)\)", source)
        if padded:
            return padded[1].count("(")
    return 0
