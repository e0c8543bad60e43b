"""The attributes of an object, without running any code of the homework."""

from collections.abc import Iterator
from types import MemberDescriptorType
from typing import Any

from .foreign import is_module

# Where PyTorch's modules keep what their attributes give.
OF_MODULES = ("_parameters", "_buffers", "_modules")


def attributes(value: Any) -> Iterator[tuple[str, Any]]:
    """Yield the attributes of an object that are stored in it, not computed."""
    try:
        stored = object.__getattribute__(value, "__dict__")
    except AttributeError:
        stored = {}
    if issubclass(type(stored), dict):
        inside = [stored[name] for name in OF_MODULES if is_module(value) and name in stored]
        for name, item in [one for held in (stored, *inside) for one in list(dict.items(held))]:
            if type(name) is str and not (inside and name in OF_MODULES):
                yield name, item
    for base in type.mro(type(value)):
        for name, member in list(vars(base).items()):
            if type(member) is MemberDescriptorType and not name.startswith("__"):
                try:
                    yield name, member.__get__(value)
                except (AttributeError, TypeError):
                    continue


def fields(value: Any) -> dict[str, Any] | None:
    """Return what the fields of a dataclass hold, in their order; None for anything else."""
    known = next(
        (
            vars(base)["__dataclass_fields__"]
            for base in type.mro(type(value))
            if "__dataclass_fields__" in vars(base)
        ),
        None,
    )
    if type(known) is not dict:
        return None
    stored = dict(attributes(value))
    return {name: stored[name] for name in known if name in stored}
