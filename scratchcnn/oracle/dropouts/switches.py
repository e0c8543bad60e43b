"""How a dropout layer is told whether it trains: by an argument, a method, an attribute, a key."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from scratchcnn.oracle.dropouts.forms import Switch
from scratchcnn.oracle.dropouts.names import (
    TESTS,
    TRAINS,
    attributes_of_modes,
    polarity,
    role_of,
    words_of_modes,
)
from scratchcnn.oracle.understanding.names.vocabulary import compact

Definition: TypeAlias = Mapping[str, Any]

SETTERS = ("set", "training", "train", "mode", "is", "phase", "test", "eval", "flag", "state")


def values_of(name: str, default: Any, text: str) -> tuple[Any, Any] | None:
    """Return what a parameter takes in training and at test time; None if that is not known.

    Examples
    --------
    >>> values_of("train_flg", True, ""), values_of("test", False, "")
    ((True, False), (False, True))
    >>> values_of("mode", "train", "if mode == 'train':"), values_of("mode", None, "")
    (('train', 'test'), None)
    """
    trains = polarity(name)
    if isinstance(default, str) or trains is None or is_compared(name, text):
        return words_of_modes(f"{default!r} {text}")
    return (True, False) if trains else (False, True)


def is_compared(name: str, text: str) -> bool:
    """Return whether a variable or an attribute of this name is compared with a word."""
    return bool(re.search(rf"""\b{re.escape(name)}\s*(==|!=|in\s*\(?\[?)\s*['"]""", text))


def of_parameters(params: Sequence[Definition], text: str, kind: str) -> Iterator[Switch]:
    """Yield the switch among the parameters of a function, method or constructor."""
    for one in params:
        if role_of(one["name"]) == "training":
            values = values_of(one["name"], one.get("default"), text)
            if values is not None:
                yield Switch(kind, one["name"], *values)


def of_keys(keys: Sequence[str], text: str) -> Iterator[Switch]:
    """Yield the switch among the keys of a dictionary."""
    for key in keys:
        values = values_of(key, None, text) if role_of(key) == "training" else None
        if values is not None:
            yield Switch("option", key, *values)


def of_class(definition: Definition, forward: str, text: str) -> Iterator[Switch]:
    """Yield the switches of an object: a pair of methods, a method that sets it, an attribute."""
    methods = definition["methods"]
    asked = {
        compact(name): name
        for name, one in methods.items()
        if name != forward and not any(p["required"] for p in one["params"]) and not one["empty"]
    }
    train = next((asked[name] for name in TRAINS if name in asked), None)
    test = next((asked[name] for name in TESTS if name in asked), None)
    if train and test:
        yield Switch("methods", f"{train}(), {test}()", (train,), (test,))
    for name, one in methods.items():
        needed = [p for p in one["params"] if p["required"]]
        if name != forward and len(needed) == 1 and is_setter(name):
            yield from set_by(name, needed[0], text)
    reads = methods[forward]["source"]
    for name in attributes_of_modes(reads):
        values = values_of(name, None, text)
        if values is not None:
            yield Switch("attribute", name, *values)
    yield from of_parameters(definition["params"], text, "made")


def is_setter(name: str) -> bool:
    """Return whether a method's name says that it sets the mode, and nothing else.

    Examples
    --------
    >>> is_setter("set_training"), is_setter("train_mode"), is_setter("train"), is_setter("fit")
    (True, True, True, False)
    """
    rest = compact(name)
    for part in sorted(SETTERS, key=len, reverse=True):
        rest = rest.replace(part, "")
    return not rest


def set_by(name: str, param: Definition, text: str) -> Iterator[Switch]:
    """Yield the switch that a method of one argument is."""
    plain = compact(name).removeprefix("set")
    meant = plain if plain in (*TRAINS, *TESTS) else param["name"]
    values = values_of(meant, None, text)
    if role_of(meant) != "training" and role_of(param["name"]) != "training":
        values = words_of_modes(text)
    if values is not None:
        yield Switch("methods", f"{name}()", (name, values[0]), (name, values[1]))
