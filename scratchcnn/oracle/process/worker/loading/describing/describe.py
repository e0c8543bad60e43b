"""Descriptions of classes and functions for the judge, who never sees the objects."""

import ast
import builtins
import functools
import inspect
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import FunctionType, MethodType, ModuleType
from typing import Any

import numpy as np

from ...imports.frameworks import FRAMEWORKS
from ...imports.importing import HomeworkModule
from ...imports.stubs import Broken, MissingBase, Stub
from ...syntax import facts
from ...syntax.makers import makes
from ...syntax.names import FUNCTIONS, free_names, walk
from .options import Callee, add, keys_of_attributes, keys_read
from .rules import called_otherwise

LONGEST_DOC = 300
LONGEST_SOURCE = 20_000
LONGEST_TEXT = 200
LONGEST_DEFAULT = 16
MOST_WRAPPERS = 10
KINDS = {
    inspect.Parameter.POSITIONAL_ONLY: "positional",
    inspect.Parameter.POSITIONAL_OR_KEYWORD: "positional",
    inspect.Parameter.KEYWORD_ONLY: "keyword",
    inspect.Parameter.VAR_POSITIONAL: "var_positional",
    inspect.Parameter.VAR_KEYWORD: "var_keyword",
}
# Names in annotations, and those that are no class of the homework.
NAMES = re.compile(r"[^\W\d]\w*")
KNOWN_TYPES = {*dir(builtins), *("Any", "Optional", "Empty", "_empty", "np", "ndarray", "numpy")}
DEFS = (ast.FunctionDef, ast.AsyncFunctionDef)
PUBLIC_SPECIAL = ("__init__", "__call__")


@dataclass(frozen=True)
class Text:
    """The text of a function or class, and where it stands.

    Parameters
    ----------
    node
        Its syntax tree.
    source
        Its lines.
    file
        How its file is called in reports.
    line
        The line on which it begins.
    """

    node: Any
    source: str
    file: str
    line: int


# Returns the text of a function or class, if it is known.
TextOf = Callable[[Any], Text | None]


def describe(value: Any, text_of: TextOf, ours: Callable[[type], bool]) -> dict[str, Any]:
    """Describe a class or function.

    Parameters
    ----------
    value
        The class or function.
    text_of
        Returns the text of a function or class.
    ours
        Returns whether a base class belongs to the homework, so that its methods count.
    """
    text = text_of(value)
    described: dict[str, Any] = {
        "kind": "class" if isinstance(value, type) else "function",
        "file": text.file if text else "",
        "line": text.line if text else 0,
        "doc": doc_of(value),
        "source": text.source[:LONGEST_SOURCE] if text else "",
    }
    if isinstance(value, type):
        methods = {
            name: {**function_facts(function, text_of, value), "params": params, "static": static}
            for name, function, params, static in methods_of(value, ours)
        }
        with_keys_of_attributes(methods, value, text_of, ours)
        described.update(
            params=params_of_class(value),
            bases=[base.__name__ for base in value.__bases__ if base is not object],
            methods=methods,
            reads=sorted({name for method in methods.values() for name in method["reads"]}),
        )
    else:
        described.update(function_facts(value, text_of), source=described["source"])
        described.update(called_otherwise(value), params=params_of(value))
    return described


def describe_function(function: Any, text_of: TextOf) -> dict[str, Any]:
    """Describe a function that another one made, or a method of an object."""
    return {**function_facts(function, text_of), "params": params_of(function), "static": False}


def doc_of(value: Any) -> str:
    """Return the start of the docstring that a class or function itself has."""
    text = value.__dict__.get("__doc__") if isinstance(value, type) else value.__doc__
    if isinstance(value, functools.partial) or not isinstance(text, str):
        return ""
    return inspect.cleandoc(text)[:LONGEST_DOC]


def function_facts(function: Any, text_of: TextOf, cls: type | None = None) -> dict[str, Any]:
    """Return what is known of a function, or of a method of `cls`, from its text."""
    text = text_of(function)
    if text is None or not isinstance(text.node, FUNCTIONS):
        unknown = {"none": False, "widths": [], "generator": False}
        return {"source": "", "empty": False, "keys": {}, "reads": [], "returns": unknown}
    plain = plain_function(function)
    nodes = list(facts.own_nodes(text.node))
    return {
        "source": text.source[:LONGEST_SOURCE],
        "empty": facts.is_empty(text.node),
        "hands_back": facts.hands_back(text.node),
        "keys": keys_read(callee(function, text.node, cls, text_of)),
        "reads": missing_modules(text.node, plain.__globals__ if plain else {}),
        "returns": facts.returns(text.node, nodes),
        "makes": makes(text.node, nodes),
    }


def callee(function: Any, node: Any, cls: type | None, text_of: TextOf) -> Callee:
    """Return a function, or a method of `cls`, with a way to find those that it calls."""
    plain = plain_function(function)

    def find(name: str) -> Callee | None:
        method = name.removeprefix("self.")
        if method != name:
            other = None if cls is None else inspect.getattr_static(cls, method, None)
        else:
            other = plain.__globals__.get(name) if plain else None
        other = plain_function(other)
        text = None if other is None else text_of(other)
        return None if text is None else callee(other, text.node, cls, text_of)

    return Callee(node, find)


def with_keys_of_attributes(
    methods: Mapping[str, dict[str, Any]], cls: type, text_of: TextOf, ours: Callable[[type], bool]
) -> None:
    """Add the keys that methods read from attributes which hold the constructor's parameters."""
    texts = {name: text_of(function) for name, function, _, _ in methods_of(cls, ours)}
    nodes = {name: one.node for name, one in texts.items() if one and isinstance(one.node, DEFS)}
    if "__init__" in nodes:
        add(methods["__init__"]["keys"], keys_of_attributes(nodes))


def missing_modules(function: Any, names: Mapping[str, Any]) -> list[str]:
    """Return the missing modules and frameworks that a function uses."""
    found = {module_behind(names[name]) for name in free_names(function) if name in names}
    for node in walk(function):
        if isinstance(node, ast.Import):
            found.update(framework_of(alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found.add(framework_of(node.module or ""))
    return sorted(found - {""})


def module_behind(value: Any) -> str:
    """Return the missing module or framework that a value comes from, or nothing."""
    if isinstance(value, Stub):
        return str(vars(value)["_module"])
    if isinstance(value, Broken):
        return str(getattr(vars(value)["_cause"], "module", ""))
    if isinstance(value, ModuleType):
        return framework_of(value.__name__) if type(value) is not HomeworkModule else ""
    module = str(getattr(value, "__module__", None) or "") if callable(value) else ""
    if type(sys.modules.get(module)) is HomeworkModule:
        # A package of the homework's own may be called like a framework.
        return ""
    # What stands in for something missing computes without it.
    return "" if module.startswith(f"{__package__}.") else framework_of(module)


def framework_of(name: str) -> str:
    """Return the framework that a dotted name begins with, or nothing."""
    top = name.partition(".")[0]
    return top if top in FRAMEWORKS else ""


def methods_of(
    cls: type, ours: Callable[[type], bool]
) -> Iterator[tuple[str, Any, list[dict[str, Any]], bool]]:
    """Yield the public methods of a class and its bases: name, function, parameters, static."""
    members: dict[str, Any] = {}
    for base in reversed(type.mro(cls)):
        if ours(base):
            members.update(vars(base))
    for name, member in members.items():
        if name.startswith("_") and name not in PUBLIC_SPECIAL:
            continue
        static = isinstance(member, (staticmethod, classmethod))
        function = member.__func__ if static else member
        if plain_function(function) is None or isinstance(function, type):
            continue
        params = params_of(function)
        yield name, function, params if isinstance(member, staticmethod) else params[1:], static


def params_of_class(cls: type) -> list[dict[str, Any]]:
    """Return the parameters of a constructor, without `self`."""
    maker: Any = inspect.getattr_static(cls, "__init__")
    if maker is object.__init__:
        maker = cls.__new__
    if maker is object.__new__ or maker is MissingBase.__init__:
        return []
    return params_of(maker)[1:]


def params_of(function: Any) -> list[dict[str, Any]]:
    """Return the parameters of a function, in their order."""
    if isinstance(function, np.vectorize):
        function = function.pyfunc
    try:
        parameters = inspect.signature(function).parameters.values()
    except Exception:
        # A signature can be anything that the homework makes it, an error too.
        return []
    return [param(parameter) for parameter in parameters]


def param(parameter: inspect.Parameter) -> dict[str, Any]:
    """Return what is known of a parameter."""
    known: dict[str, Any] = {"name": parameter.name, "kind": KINDS[parameter.kind]}
    starred = known["kind"].startswith("var_")
    known["required"] = parameter.default is inspect.Parameter.empty and not starred
    if parameter.default is not inspect.Parameter.empty:
        known["default"] = default(parameter.default)
    said = annotation(parameter.annotation)
    return {**known, "annotation": said} if said else known


def annotation(value: Any) -> str:
    """Return what a parameter is annotated with, if that may be a class of the homework, or ""."""
    if isinstance(value, type):
        value = "" if value.__module__ == "builtins" else value.__name__
    names = set(NAMES.findall(value)) if isinstance(value, str) else set()
    return value[:LONGEST_TEXT] if names - KNOWN_TYPES else ""


def default(value: Any) -> Any:
    """Return a default value as data, or its name or `repr` if it is none."""
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or type(value) in (bool, int, float):
        return value
    if isinstance(value, str):
        return value[:LONGEST_TEXT]
    if isinstance(value, (tuple, list)) and len(value) <= LONGEST_DEFAULT:
        items = [default(item) for item in value]
        if not any(isinstance(item, dict) for item in items):
            return items
    try:
        text = str(getattr(value, "__qualname__", None) or repr(value))
    except Exception:
        # `__qualname__` and `repr` may be the homework's own, and raise anything.
        text = type(value).__name__
    return {"opaque": text[:LONGEST_TEXT]}


def plain_function(value: Any) -> FunctionType | None:
    """Return the function written in Python behind a value, if there is one."""
    for _ in range(MOST_WRAPPERS):
        if isinstance(value, type):
            return None
        if isinstance(value, (staticmethod, classmethod, MethodType)):
            # Before what is wrapped: what these have by that name is not the function.
            value = value.__func__
            continue
        wrapped = inspect.getattr_static(value, "__wrapped__", None)
        if wrapped is not None:
            value = wrapped
        elif isinstance(value, FunctionType):
            return value
        elif isinstance(value, functools.partial):
            value = value.func
        elif isinstance(value, np.vectorize):
            value = value.pyfunc
        else:
            return None
    return None
