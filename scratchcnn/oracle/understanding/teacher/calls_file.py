"""A teacher's list of the functions of PyTorch and JAX that homework may call, and may not."""

import importlib
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from scratchcnn.oracle.cases.twins import is_function
from scratchcnn.oracle.process.failures import not_installed
from scratchcnn.oracle.process.worker.imports.frameworks import is_absent
from scratchcnn.oracle.process.worker.imports.torch_calls import NEEDED, OPERATORS

WORDS = ("allow", "forbid")
FORM = "write `allow torch.nn.functional.embedding` or `forbid torch.einsum`"
LARGEST = 2**20


class BadCalls(ValueError):
    """A list of calls that cannot be used, and why, in one line."""


@dataclass(frozen=True)
class Calls:
    """What homework may call of PyTorch and JAX, and may not, beyond what holds for all.

    Attributes
    ----------
    allowed, refused : full names, as "torch.nn.functional.embedding", in the order of the alphabet
    """

    allowed: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()


def read_calls(path: Path) -> Calls:
    """Return a teacher's list from a file.

    Raises
    ------
    BadCalls
        The file cannot be read, or a line of it is wrong.
    """
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise BadCalls(f"cannot read {path}: {error.strerror}") from None
    if len(content) > LARGEST:
        raise BadCalls(f"{path} is larger than 1 MiB: {FORM} on each line")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadCalls(f"{path} is not a text in UTF-8: {FORM} on each line") from None
    if "\0" in text:
        raise BadCalls(f"{path} is a binary file: {FORM} on each line")
    return calls_of(text, str(path))


def calls_of(text: str, name: str) -> Calls:
    r"""Return a teacher's list from its text; `name` names it in an error.

    >>> calls_of("# week 3\nforbid torch.einsum\n", "calls.txt")
    Calls(allowed=(), refused=('torch.einsum',))
    """
    seen: dict[str, tuple[str, int]] = {}
    for number, line in enumerate(text.splitlines(), 1):
        words = line.partition("#")[0].split()
        if not words:
            continue
        where = f"{name}, line {number}"
        if len(words) != 2 or words[0] not in WORDS:
            raise BadCalls(f"{where}: {' '.join(words)!r} is no rule: {FORM}")
        word, function = words
        of_jax = function.startswith("jax.")
        if of_jax and is_absent("jax"):
            raise BadCalls(f"{where}: {function} is of JAX, {not_installed('jax')}")
        if not (is_function_of_jax(function) if of_jax else is_function(function)):
            library = "JAX" if of_jax else "PyTorch"
            raise BadCalls(f"{where}: {library} has no function {function!r}: {FORM}")
        if word == "forbid" and is_needed(function):
            raise BadCalls(
                f"{where}: {function} cannot be forbidden, for the judge itself needs it: leave "
                "the line out"
            )
        if function in seen:
            raise BadCalls(
                f"{where}: {function} is in line {seen[function][1]} already: keep one of them"
            )
        seen[function] = (word, number)
    allowed, refused = (
        tuple(sorted(it for it, (said, _) in seen.items() if said == word)) for word in WORDS
    )
    return Calls(allowed, refused)


def is_function_of_jax(name: str) -> bool:
    """Return whether a module of JAX has a function of this full name, which can be replaced."""
    holder: Any = None
    found: Any = importlib.import_module("jax")
    for part in name.split(".")[1:]:
        holder, found = found, getattr(found, part, None)
    return isinstance(holder, ModuleType) and callable(found) and not isinstance(found, type)


def is_needed(function: str) -> bool:
    """Return whether no tensor could be handed over without a function.

    >>> is_needed("torch.from_numpy"), is_needed("torch.Tensor.__repr__")
    (True, True)
    >>> is_needed("torch.Tensor.__matmul__"), is_needed("torch.einsum")
    (False, False)
    """
    last = function.rpartition(".")[2]
    special = last.startswith("__") and last.endswith("__") and last not in OPERATORS
    return function in NEEDED or special
