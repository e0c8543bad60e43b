"""Homework that is loaded in this process: a class, function, module or object, without limits."""

import ast
import copy
import inspect
import io
import linecache
import os
import random
import sys
import sysconfig
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, redirect_stdout
from functools import cache, partial
from pathlib import Path
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType
from typing import Any

import numpy as np

from scratchcnn.oracle.process.pipes import Printed
from scratchcnn.oracle.process.runner import Loaded, Reply, Step, Use, reply_from
from scratchcnn.oracle.process.worker.answering.interpreter import Interpreter
from scratchcnn.oracle.process.worker.answering.transport import pack, unpack
from scratchcnn.oracle.process.worker.imports.frameworks import LIBRARIES
from scratchcnn.oracle.process.worker.loading.describing.describe import (
    describe,
    describe_function,
    plain_function,
)
from scratchcnn.oracle.process.worker.loading.parts import Cell
from scratchcnn.oracle.process.worker.loading.texts import Texts
from scratchcnn.oracle.process.worker.loading.unmade import Unmade

FUNCTIONS = (type, FunctionType, MethodType, BuiltinFunctionType, partial, np.ufunc, np.vectorize)
NOTEBOOK = ("ipykernel_", "<ipython-input")


class Live:
    """Homework whose objects are in this process: nothing protects the judge from it.

    Parameters
    ----------
    targets
        Classes, functions, modules, or objects. Of an object, copies are judged, so that it stays
        as it is: it is described as a class whose constructor takes no arguments.
    """

    def __init__(self, *targets: Any) -> None:
        self._targets = {name: value for target in targets for name, value in named(target)}
        naming = naming_of_user_code()
        self._interpreter = Interpreter(
            {name: callable_of(value) for name, value in self._targets.items()},
            naming,
            describes=lambda one: describe_function(one, self._texts_of([one])),
        )
        self._naming = naming
        self._printed = Printed()
        self._sessions = 0
        self._forgotten: list[int] = []
        self._loaded = Loaded(self._described(), (), ())

    @property
    def definitions(self) -> Sequence[Mapping[str, Any]]:
        """The classes and functions, described as those of a file are."""
        return self._loaded.definitions

    @property
    def imported(self) -> Sequence[Mapping[str, Any]]:
        """Nothing: what is to be judged with others is handed over with them."""
        return ()

    @property
    def notes(self) -> Sequence[str]:
        """Nothing: nothing had to be assumed."""
        return self._loaded.notes

    @property
    def problems(self) -> Sequence[str]:
        """Nothing: all was loaded already."""
        return self._loaded.problems

    @property
    def missing_protections(self) -> Sequence[str]:
        """All of them."""
        return ("a process of its own", "time limit", "memory limit")

    @property
    def printed(self) -> str:
        """The start of what was printed."""
        return self._printed.text

    @property
    def printed_total(self) -> int:
        """How many bytes were printed."""
        return self._printed.total

    @property
    def loaded_with(self) -> Sequence[Use]:
        """Nothing: NumPy and Python are the user's own here, and stay as they are."""
        return ()

    @property
    def unmade(self) -> Sequence[Unmade]:
        """Nothing: what is handed over was made."""
        return ()

    def take_uses(self) -> Sequence[Use]:
        """Return nothing: no names are restored here."""
        return ()

    def take_called(self) -> Sequence[Use]:
        """Return nothing: what the user's own libraries are asked for is not watched."""
        return ()

    def run(
        self, steps: Sequence[Step], returns: Sequence[str] = (), session: int | None = None
    ) -> Reply:
        """Run steps in a session, by default in one of their own, and return variables of it."""
        number = self.new_session() if session is None else session
        request = {
            "session": number,
            "steps": steps,
            "return": returns,
            "forget": self._forgotten,
        }
        self._forgotten = []
        with random_numbers_kept(), redirect_stdout(Sink(self._printed)):
            reply = through_a_frame(self._interpreter.run(request))
        if session is None:
            self.forget(number)
        if reply.failure is not None and reply.failure.type == "KeyboardInterrupt":
            # An interrupt from the keyboard is meant for the judge, too.
            raise KeyboardInterrupt
        return reply

    def new_session(self) -> int:
        """Return the number of a new session."""
        self._sessions += 1
        return self._sessions

    def forget(self, session: int) -> None:
        """Close a session, and drop its variables."""
        self._forgotten.append(session)

    def within(self, seconds: float) -> AbstractContextManager[None]:
        """Limit nothing: this process cannot be ended."""
        return nullcontext()

    def close(self) -> None:
        """Drop all variables."""
        self._forgotten = list(range(self._sessions + 1))
        self.run([])

    def _texts_of(self, kinds: Iterable[Any]) -> Texts:
        """Return the texts of the files in which classes and functions are written."""
        return Texts(cells(kinds, self._naming))

    def _described(self) -> list[dict[str, Any]]:
        """Describe the targets."""
        kinds = {name: type_of(value) for name, value in self._targets.items()}
        texts = self._texts_of(kinds.values())

        def ours(kind: type) -> bool:
            return any(self._naming(file) for file in files_of(kind))

        definitions = []
        for name, kind in kinds.items():
            definition = {"name": name, **describe(kind, texts, ours), "libraries": around(kind)}
            if kind is not self._targets[name]:
                definition["params"] = []
            definitions.append(definition)
        return definitions


class Sink(io.TextIOBase):
    """A text stream that keeps the start of what is printed."""

    def __init__(self, printed: Printed) -> None:
        super().__init__()
        self._printed = printed

    def write(self, text: str) -> int:
        """Store the start of a text."""
        self._printed.add(text.encode("utf-8", "replace"))
        return len(text)


def through_a_frame(answer: Mapping[str, Any]) -> Reply:
    """Return an answer as it would come from another process: nothing in it is shared."""
    _, header, *arrays = pack(answer)
    return reply_from(unpack(bytes(header), bytearray(b"".join(arrays))))


@contextmanager
def random_numbers_kept() -> Iterator[None]:
    """Restore the state of the global random generators afterwards."""
    python, numpy = random.getstate(), np.random.get_state()
    try:
        yield
    finally:
        random.setstate(python)
        np.random.set_state(numpy)


def named(target: Any) -> Iterator[tuple[str, Any]]:
    """Yield what a target defines, by name."""
    if isinstance(target, ModuleType):
        for name, value in vars(target).items():
            if isinstance(value, FUNCTIONS) and module_of(value) == target.__name__:
                yield name, value
    else:
        yield name_of(target), target


def module_of(value: Any) -> str:
    """Return the module in which a class or function is written."""
    return str(getattr(plain_function(value) or value, "__module__", ""))


def name_of(target: Any) -> str:
    """Return the name of a class or function, or of an object's class."""
    kind = type_of(target)
    return str(getattr(kind, "__name__", None) or type(kind).__name__)


def type_of(target: Any) -> Any:
    """Return what describes a target: itself, or the class of an object."""
    wrapped = inspect.getattr_static(target, "__wrapped__", None) is not None
    return target if wrapped or isinstance(target, FUNCTIONS) else type(target)


def callable_of(target: Any) -> Any:
    """Return what can be called like the class or function that a target is described as."""
    return target if type_of(target) is target else lambda: copy.deepcopy(target)


def files_of(target: Any) -> Iterator[str]:
    """Yield the names of the files in which a function, or the methods of a class, are written."""
    members = vars(target).values() if isinstance(target, type) else [target]
    for function in map(plain_function, members):
        if isinstance(function, FunctionType):
            yield function.__code__.co_filename


def around(target: Any) -> list[str]:
    """Return the libraries of arrays that the module of a class or function has a name for."""
    names = vars(sys.modules.get(module_of(target), ModuleType("")))
    modules = {value.__name__ for value in names.values() if isinstance(value, ModuleType)}
    return [library for library in LIBRARIES if library in modules]


def cells(targets: Any, naming: Callable[[str], str | None]) -> Iterator[Cell]:
    """Yield the files in which targets and their base classes are written, parsed."""
    kinds = [
        kind for one in targets for kind in (type.mro(one) if isinstance(one, type) else [one])
    ]
    for file in dict.fromkeys(file for kind in kinds for file in files_of(kind)):
        lines, shown = linecache.getlines(file), naming(file)
        if shown is not None:
            try:
                yield Cell(file, shown, lines, ast.parse("".join(lines)))
            except (SyntaxError, ValueError):
                continue


def naming_of_user_code() -> Callable[[str], str | None]:
    """Return how files are named that belong neither to Python, nor to a package, nor to us.

    Our layers are named, wherever they are installed: the judge alone is not the user's code.
    """
    places = sysconfig.get_paths()
    installed = {places[kind] for kind in ("stdlib", "platstdlib", "purelib", "platlib")}
    installed.add(str(Path(np.__file__).parents[1]))
    others = tuple(os.path.join(place, "") for place in installed)
    judge = os.path.join(Path(__file__).parents[1], "")
    layers = os.path.join(Path(__file__).parents[2], "")

    @cache
    def name(file: str) -> str | None:
        if any(mark in file for mark in NOTEBOOK):
            return "notebook"
        if file.startswith((judge, "<frozen")):
            return None
        if file.startswith(others) and not file.startswith(layers):
            return None
        return os.path.basename(file)

    return name
