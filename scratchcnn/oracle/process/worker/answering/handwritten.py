"""A teacher's adapter beside the homework: its functions reach the homework by its names."""

import linecache
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from types import CodeType, ModuleType
from typing import Any

from ..loading.describing.describe import plain_function

MODULE = "_scratchcnn_adapter"
# No file of the homework has this name, not even the adapter's own where it lies beside it.
PREFIX = "<adapter> "


class NotInHomework(AttributeError):
    """A name that the adapter looks for in the homework, and that is not there."""


class Names:
    """The homework as an adapter sees it: its definitions and global names are attributes.

    A definition of several files is found by its whole name (`layers.Conv`), and by its last part
    where no other file has that. Setting an attribute sets a global name of the homework.

    Parameters
    ----------
    definitions
        The classes and functions of the homework, by their names.
    """

    def __init__(self, definitions: Mapping[str, Any]) -> None:
        vars(self)["_definitions"] = definitions

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        found = found_in(self._definitions, name)
        if found is None:
            raise NotInHomework(f"{name} is not in the homework")
        return found[0]

    def __setattr__(self, name: str, value: Any) -> None:
        every = list(global_names(self._definitions.values()))
        having = [names for names in every if name in names] or every
        if len(having) != 1:
            raise NotInHomework(f"{name} is not a global name of exactly one file of the homework")
        having[0][name] = value

    def __dir__(self) -> list[str]:
        return sorted({name.partition(".")[0] for name in self._definitions})

    def __repr__(self) -> str:
        return f"<the homework: {', '.join(sorted(self._definitions))}>"


def found_in(definitions: Mapping[str, Any], name: str) -> Sequence[Any] | None:
    """Return what a name stands for, as the only item; None for nothing."""
    if name in definitions:
        return [definitions[name]]
    inside = {
        whole.partition(".")[2]: value
        for whole, value in definitions.items()
        if whole.startswith(f"{name}.")
    }
    if inside:
        return [Names(inside)]
    same = {whole: value for whole, value in definitions.items() if whole.endswith(f".{name}")}
    if len({id(value) for value in same.values()}) > 1:
        raise NotInHomework(f"{name} is in the homework more than once: {', '.join(same)}")
    values = same.values() or [
        names[name] for names in global_names(definitions.values()) if name in names
    ]
    return list(values)[:1] or None


def global_names(definitions: Any) -> Iterator[dict[str, Any]]:
    """Yield the global names of every file in which one of the definitions is written."""
    seen: set[int] = set()
    for value in definitions:
        members = vars(value).values() if isinstance(value, type) else [value]
        for function in map(plain_function, members):
            names = getattr(function, "__globals__", None)
            if names is not None and id(names) not in seen:
                seen.add(id(names))
                yield names


def load_adapter(path: str, text: str) -> ModuleType:
    """Run an adapter's file as a module of its own, new each time: it may remember layers.

    Parameters
    ----------
    path
        The path under which it is reported.
    text
        What is in the file.
    """
    filename = PREFIX + path
    lines = [f"{line}\n" for line in text.split("\n")]
    # Without a modification time, nobody checks whether the file has changed since.
    linecache.cache[filename] = (len(text), None, lines, filename)
    module = ModuleType(MODULE)
    module.__file__ = path
    # Data classes look up the module that they stand in.
    sys.modules[MODULE] = module
    exec(compiled(filename, text), vars(module))
    return module


@cache
def compiled(filename: str, text: str) -> CodeType:
    """Compile an adapter."""
    return compile(text, filename, "exec", dont_inherit=True)


def shown_adapter(filename: str) -> str | None:
    """Return how an adapter's file is called in reports; None for any other file."""
    return filename.removeprefix(PREFIX) if filename.startswith(PREFIX) else None
