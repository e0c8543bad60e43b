"""Which classes and functions a file of homework defines."""

import functools
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

import numpy as np

from ..imports.importing import HomeworkModule
from .describing.describe import describe, plain_function
from .describing.rules import rules_of
from .running import made_in
from .texts import Texts
from .unit import Unit

# How deep in containers functions are looked for, and among how many entries of each.
DEPTH, MOST_ENTRIES = 3, 100


def definitions_of(
    unit: Unit, texts: Texts, modules: set[str], others: Sequence[Unit] = ()
) -> dict[str, tuple[Any, dict[str, Any]]]:
    """Return the classes and functions of a file by name, each with its description.

    `others` are the files that are judged with it: what they register here has no name there.
    """
    chosen: dict[int, str] = {}
    for name, value in unit.names.items():
        if answers(is_defined_in, unit, name, value):
            known = chosen.get(id(value))
            if not name.strip("_"):
                # A registry keeps functions that need no names.
                continue
            if known is None or rank(name, value) < rank(known, value):
                chosen[id(value)] = name
    names = set(chosen.values())

    def ours(cls: type) -> bool:
        return module_of_class(cls) in modules

    # What is called for the gradients of another function is judged with that.
    rules = {id(rule) for value in unit.names.values() for rule in answers(rules_of, value) or ()}
    found = {
        name: value
        for name, value in unit.names.items()
        if name in names and id(value) not in rules
    }
    named = {id(value) for one in others for value in one.names.values()}
    kept = held(unit, {one.module.__name__ for one in (unit, *others)})
    found |= {name: value for name, value in kept.items() if id(value) not in {*chosen, *named}}
    described = {
        name: (value, answers(describe, value, texts, ours)) for name, value in found.items()
    }
    libraries = {"libraries": libraries_for(unit, others)}
    return {
        name: (value, {**facts, **libraries})
        for name, (value, facts) in described.items()
        if facts is not None
    }


def definitions_in(
    units: Mapping[str, Unit], prefixes: Mapping[str, str], texts: Texts, modules: set[str]
) -> dict[str, tuple[Any, dict[str, Any]]]:
    """Return the classes and functions of several files, by their names behind a prefix."""
    found: dict[str, tuple[Any, dict[str, Any]]] = {}
    for module, unit in units.items():
        # What a registry keeps is found wherever that is imported, and counts once.
        known = {id(value) for value, _ in found.values()}
        others = [one for one in units.values() if one is not unit]
        for name, definition in definitions_of(unit, texts, modules, others).items():
            if "[" not in name or id(definition[0]) not in known:
                found[prefixes[module] + name] = definition
    return found


def imported_by(
    units: Sequence[Unit], texts: Texts, modules: set[str]
) -> dict[str, tuple[Any, dict[str, Any]]]:
    """Return what a file imports from others of its package by name; each with its description.

    Of several files all are judged, and nothing is imported from elsewhere.
    """
    unit, own = units[0], {one.module.__name__ for one in units}

    def theirs(cls: type) -> bool:
        return module_of_class(cls) in modules

    def is_theirs(value: Any) -> bool:
        makers = modules - own
        return (isinstance(value, type) and module_of_class(value) in makers) or is_made_in(
            makers, value
        )

    found = {
        name: (value, answers(describe, value, texts, theirs))
        for name, value in (unit.names.items() if len(units) == 1 else ())
        if answers(is_theirs, value)
    }
    return {name: (value, facts) for name, (value, facts) in found.items() if facts is not None}


def libraries_for(unit: Unit, others: Iterable[Unit]) -> list[str]:
    """Return the libraries of arrays that a file computes with: its own, or those of the others.

    A file that imports neither NumPy nor another library computes with what it is given.
    """
    own = unit.libraries()
    if own or "numpy" in unit.imported:
        return own
    return list(dict.fromkeys(library for other in others for library in other.libraries()))


def held(unit: Unit, makers: Collection[str]) -> dict[str, Any]:
    """Return the functions that a file keeps in dictionaries and lists, by how they are got at.

    They are made in one of the modules `makers`; the container may be imported.

    In `OPS = {"relu": (lambda x: ..., lambda g: ...)}` these are `OPS["relu"][0]` and so on.
    """
    kept = [(name, unit.names[name]) for name in unit.plan.bound if name in unit.names]
    every = {
        path: value
        for name, container in kept
        if name in unit.plan.assigned or type(container) in (dict, list, tuple)
        for path, value in entries(name, container, DEPTH)
    }
    own = {path: value for path, value in every.items() if answers(is_made_in, makers, value)}
    return {path: value for path, value in own.items() if not is_slope_of_another(path, every, own)}


def is_slope_of_another(path: str, every: Collection[str], own: Collection[str]) -> bool:
    """Return whether an entry stands second in a pair whose first function is no homework.

    >>> every = {'OPS["tanh"][0]', 'OPS["tanh"][1]'}
    >>> is_slope_of_another('OPS["tanh"][1]', every, {'OPS["tanh"][1]'})
    True
    """
    first = path.removesuffix("[1]") + "[0]"
    return path.endswith('"][1]') and first in every and first not in own


def entries(path: str, value: Any, depth: int) -> Iterator[tuple[str, Any]]:
    """Yield what a container holds that can be called, and how it is written in Python."""
    items: Iterable[tuple[Any, Any]] = ()
    if type(value) is dict:
        items = value.items()
    elif type(value) in (list, tuple):
        items = enumerate(value)
    elif callable(value):
        yield path, value
    if depth:
        for key, item in islice(items, MOST_ENTRIES):
            if type(key) in (str, int):
                yield from entries(f"{path}[{json.dumps(key)}]", item, depth - 1)


def is_made_in(makers: Collection[str], value: Any) -> bool:
    """Return whether a function was made in one of some modules."""
    function = plain_function(value)
    return function is not None and function.__module__ in makers


def answers(question: Callable[..., Any], *arguments: Any) -> Any:
    """Return the answer to a question about objects of the homework; None if they raise."""
    try:
        return question(*arguments)
    except Exception:
        # A class can make any operation on it raise, even `isinstance`.
        return None


def is_defined_in(unit: Unit, name: str, value: Any) -> bool:
    """Return whether a name of a file stands for a class or function made there."""
    module = unit.module.__name__
    if isinstance(value, type):
        return module_of_class(value) == module
    if isinstance(value, (functools.partial, np.vectorize, np.ufunc)):
        return name in unit.plan.assigned | unit.plan.defined
    function = plain_function(value)
    if function is None or isinstance(value, HomeworkModule):
        return False
    closure = "<locals>" in function.__qualname__ and name in unit.plan.assigned
    return callable(value) and (function.__module__ == module or closure)


def rank(name: str, value: Any) -> tuple[bool, bool]:
    """Return how good a name is for a class or function that has several; less is better."""
    return name.startswith("_"), name != answers(getattr, value, "__name__")


def module_of_class(cls: type) -> str:
    """Return the name of the module of a class, even if its metaclass hides it."""
    return made_in(cls) or ""
