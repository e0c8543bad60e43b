"""What the homework raised: where, and whether on purpose."""

import dis
import linecache
from collections.abc import Callable, Iterable, Mapping
from types import CodeType, TracebackType
from typing import Any

from ..imports.frameworks import FRAMEWORKS
from ..imports.stubs import MissingModule
from .answers import name_of_type, plain_string, printable
from .handwritten import NotInHomework, shown_adapter

LONGEST_MESSAGE = 500
LONGEST_LINE = 200
RAISE = dis.opmap["RAISE_VARARGS"]

# The name under which a file of homework is reported; None for any other file.
Naming = Callable[[str], str | None]


class BadRequest(Exception):
    """A request that makes no sense: the judge's own fault."""


def failure(error: BaseException, step: int, naming: Naming) -> dict[str, Any]:
    """Describe what a step raised."""
    if type(error) is BadRequest:
        return {"kind": "request", "message": str(error), "step": step}
    entry = innermost(error.__traceback__, naming)
    kind = kind_of(error)
    own = kind == "exception" or type(error) is ModuleNotFoundError
    if own and entry is not None and shown_adapter(file_of(entry)) is not None:
        kind = "adapter"
    return {
        "kind": kind,
        "type": name_of_type(error),
        "message": message_of(error),
        "step": step,
        **missing_module(error),
        **place(entry, naming),
    }


def kind_of(error: BaseException) -> str:
    """Return which kind of failure an exception is."""
    kinds: tuple[tuple[Any, str], ...] = (
        ((MissingModule, ModuleNotFoundError), "missing"),
        (NotInHomework, "absent"),
        (MemoryError, "memory"),
        ((SystemExit, KeyboardInterrupt), "exit"),
    )
    return next((kind for types, kind in kinds if issubclass(type(error), types)), "exception")


def message_of(error: BaseException) -> str:
    """Return the message of an exception, whatever its `__str__` does."""
    try:
        return printable(plain_string(str(error), 4 * LONGEST_MESSAGE), LONGEST_MESSAGE)
    except BaseException:
        return ""


def missing_module(error: BaseException) -> dict[str, Any]:
    """Return which module is missing: one that a stub stands for, or one that a call imports."""
    if isinstance(error, MissingModule):
        return {"module": printable(str(error.module), 100), "framework": bool(error.framework)}
    if isinstance(error, ModuleNotFoundError):
        top = str(error.name).partition(".")[0]
        return {"module": printable(top, 100), "framework": top in FRAMEWORKS}
    return {}


def placed_calls(calls: Iterable[Mapping[str, Any]], naming: Naming) -> list[dict[str, Any]]:
    """Return the calls from the homework, with its files as reports call them, and their lines."""
    found = []
    for call in calls:
        file = naming(call["file"])
        if file is not None:
            source = printable(linecache.getline(call["file"], call["line"]), LONGEST_LINE)
            found.append({**call, "file": file, "source": source, "advice": ""})
    return found


def innermost(traceback: TracebackType | None, naming: Naming) -> TracebackType | None:
    """Return the innermost entry of a traceback that lies in the homework, or in an adapter."""
    found = None
    while traceback is not None:
        file = file_of(traceback)
        if naming(file) is not None or shown_adapter(file) is not None:
            found = traceback
        traceback = traceback.tb_next
    return found


def file_of(entry: TracebackType) -> str:
    """Return the file in which an entry of a traceback lies."""
    return entry.tb_frame.f_code.co_filename


def place(entry: TracebackType | None, naming: Naming) -> dict[str, Any]:
    """Return the line of an entry of a traceback, and whether it raised by itself."""
    if entry is None:
        return {}
    code, file = entry.tb_frame.f_code, file_of(entry)
    source = linecache.getline(file, entry.tb_lineno)
    return {
        "file": naming(file) or shown_adapter(file) or "",
        "line": entry.tb_lineno,
        "source": printable(source, LONGEST_LINE),
        "explicit": entry.tb_next is None and raises(code, entry.tb_lasti),
    }


def raises(code: CodeType, instruction: int) -> bool:
    """Return whether an instruction is that of a `raise` or `assert` statement."""
    return 0 <= instruction < len(code.co_code) and code.co_code[instruction] == RAISE
