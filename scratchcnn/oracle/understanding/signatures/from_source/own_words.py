"""The words for `same` and `valid` that homework has in its own language: what the code compares.

`if self.rand == 'gleich'` says that `rand` takes words. Which is which shows when they are tried.
"""

import ast
import textwrap
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import permutations
from typing import Any, TypeAlias

from scratchcnn.oracle.cards.table import card_of
from scratchcnn.oracle.cases.same_padding import BASE
from scratchcnn.oracle.understanding.signatures.signature import Argument

Parameter: TypeAlias = Mapping[str, Any]

VALID = "valid"
# More words than that are modes of something else.
MOST_WORDS = 3


def own_paddings(parameter: Parameter, op: str, source: str) -> list[Argument]:
    """Return the ways in which a parameter may be a padding with names in homework's own words.

    There are none if the words are English, or if its default is no word.
    """
    default = parameter.get("default")
    if not card_of(op).windowed or not (parameter["required"] or isinstance(default, str)):
        return []
    words = compared(parameter["name"], source)
    if {BASE, VALID} & {word.lower() for word in words} or not 2 <= len(words) <= MOST_WORDS:
        return []
    if default is not None and default not in words:
        return []
    return [named(same, valid) for same, valid in permutations(words, 2)]


def named(same: str, valid: str) -> Argument:
    """Return a padding that is passed by one of these words."""
    words = ((BASE, Argument("constant", same)), (VALID, Argument("constant", valid)))
    return Argument("padding", "named", words)


def word_for(argument: Argument, name: str) -> str:
    """Return what is passed for a padding of this English name."""
    return str(dict(argument.keys)[name].form) if argument.keys else name


@cache
def compared(name: str, source: str) -> tuple[str, ...]:
    """Return the strings with which the code compares a parameter, or what it is stored in.

    >>> compared("rand", "if rand not in ('gueltig', 'gleich'): raise ValueError(rand)")
    ('gueltig', 'gleich')
    """
    try:
        tree = ast.parse(textwrap.dedent(source))
    except (SyntaxError, ValueError):
        return ()
    known = {name, *stored_in(name, tree)}
    found: dict[str, None] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            if any(spoken(side) in known for side in sides):
                found |= dict.fromkeys(text for side in sides for text in texts(side))
        elif isinstance(node, ast.Subscript) and spoken(node.slice) in known:
            found |= dict.fromkeys(texts(node.value))
        elif isinstance(node, ast.Match) and spoken(node.subject) in known:
            cases = [one for case in node.cases for one in ast.walk(case.pattern)]
            values = [one.value for one in cases if isinstance(one, ast.MatchValue)]
            found |= dict.fromkeys(text for value in values for text in texts(value))
    return tuple(found)


def stored_in(name: str, tree: ast.AST) -> Iterator[str]:
    """Yield the attributes and variables that a parameter is assigned to."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Assign):
            continue
        for target in node.targets:
            pairs = zip(parts_of(target), parts_of(node.value), strict=False)
            yield from (spoken(one) for one, value in pairs if spoken(value) == name)


def parts_of(node: ast.AST) -> list[ast.AST]:
    """Return the entries of a tuple; anything else is its only entry."""
    return list(node.elts) if isinstance(node, ast.Tuple) else [node]


def spoken(node: ast.AST) -> str:
    """Return the name of a variable or attribute, also of `name.lower()`; "" for anything else."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and not node.args:
        return spoken(node.func.value)
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def texts(node: ast.AST) -> Iterator[str]:
    """Yield the strings that a literal is or contains; of a dictionary, its keys."""
    parts = getattr(node, "keys" if isinstance(node, ast.Dict) else "elts", [node])
    yield from (
        one.value for one in parts if isinstance(one, ast.Constant) and isinstance(one.value, str)
    )
