"""How a piece of homework is compiled, and how its failures are described."""

import __future__

import warnings
from types import CodeType
from typing import Any

from ..imports.stubs import BrokenName, MissingModule
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
