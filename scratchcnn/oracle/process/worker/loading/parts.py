"""What a file of the homework is made of, and what all its files share."""

import ast
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..imports.frameworks import CPU


@dataclass(frozen=True)
class Cell:
    """A cell of a file, parsed.

    Parameters
    ----------
    filename
        The name of the file in code objects and tracebacks.
    shown
        How it is called in reports.
    lines
        The lines of the whole file, or of the cell if lines count from its start.
    tree
        The statements, with the lines that are reported.
    """

    filename: str
    shown: str
    lines: list[str]
    tree: ast.Module


@dataclass
class Shared:
    """What all files of a homework have in common.

    Parameters
    ----------
    builtins
        The built-in names, with the `__import__` of homework.
    add_path
        Called with every directory that the homework adds to `sys.path`.
    notes, problems, unread
        Sentences for the report; the last one on what was not read of the homework.
    seconds
        How long the assignments of all files may still take.
    device
        Where the tensors of PyTorch are: "cpu" or "cuda".
    several
        Whether there is more than one file, so that notes have to name the one they are about.
    registrars
        The functions that register what they are handed: their modules and names.
    """

    builtins: dict[str, Any]
    add_path: Callable[[Any, Path], None]
    notes: list[str]
    problems: list[str]
    seconds: float
    unread: str = ""
    device: str = CPU
    several: bool = False
    registrars: set[tuple[str, str]] = field(default_factory=set)
