"""How a piece of homework is compiled, and how its failures are described."""

import __future__

import warnings
from collections.abc import Mapping
from types import CodeType, FunctionType
from typing import Any

from ..imports.stubs import BrokenName, MissingModule, Stub
from .time_limit import TimeIsUp

LONGEST_REASON = 200


def compiled(tree: Any, filename: str, mode: str) -> CodeType:
    """Compile a piece of homework; its annotations are never evaluated."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        flags = __future__.annotations.compiler_flag
        code = compile(tree, filename, mode, flags=flags, dont_inherit=True)
    assert isinstance(code, CodeType)
    return code


def let_interrupts_pass(error: BaseException) -> None:
    """Re-raise an interrupt from the keyboard, which is meant for us, not for the homework."""
    if isinstance(error, KeyboardInterrupt):
        raise error


def described(error: BaseException) -> str:
    """Return an exception in words."""
    try:
        text = " ".join(str(error).split())[:LONGEST_REASON]
    except Exception:
        # The homework may have written the exception's `__str__`, which can raise anything.
        text = ""
    if isinstance(error, (MissingModule, BrokenName, TimeIsUp)):
        return text
    return f"{type(error).__name__}: {text}".rstrip(": ")


def hidden(before: Mapping[str, Any], after: Mapping[str, Any], module: str) -> dict[str, Any]:
    """Return the names that an import took from what is missing, or from what the file defines.

    Parameters
    ----------
    before, after
        What the names of the file stood for.
    module
        The name of the file's module.
    """
    return {
        name: value
        for name, value in before.items()
        if after.get(name) is not value
        and (
            issubclass(type(after.get(name)), Stub)
            or (made_in(value) == module and made_in(after.get(name)) != module)
        )
    }


def made_in(value: Any) -> str | None:
    """Return the name of the module that defines a class or function; None for anything else."""
    found = None
    if type(value) is FunctionType:
        found = value.__module__
    elif issubclass(type(value), type):
        # A metaclass of the homework may answer anything, or raise: it is not asked.
        found = vars(type)["__module__"].__get__(value)
    return found if type(found) is str else None
