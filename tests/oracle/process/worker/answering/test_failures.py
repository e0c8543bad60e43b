import linecache
from typing import Any

import pytest

from scratchcnn.oracle.process.worker.answering.failures import BadRequest, failure
from scratchcnn.oracle.process.worker.imports.stubs import MissingModule, Stub

PATH = "/hw/homework.py"
PROGRAM = """\
import json
import math

def refuse():
    raise ValueError("stride must be positive")

def insist(x=0):
    assert x, "x"

def stumble():
    return [][1]

def stumble_outside():
    json.loads("{")

def stumble_in_c():
    math.sqrt(-1)

def reraise():
    try:
        stumble()
    except IndexError as error:
        raise KeyError("other") from error

def pass_on():
    try:
        stumble()
    except IndexError:
        raise

def recurse():
    recurse()

def on_one_line(x=0):
    if not x: raise TypeError("x")
"""


def naming(filename: str) -> str | None:
    return "homework.py" if filename == PATH else None


def run(function: str) -> dict[str, Any]:
    namespace: dict[str, Any] = {"__name__": "homework"}
    exec(compile(PROGRAM, PATH, "exec"), namespace)
    linecache.cache[PATH] = (len(PROGRAM), None, PROGRAM.splitlines(True), PATH)
    try:
        namespace[function]()
    except BaseException as error:
        return failure(error, 3, naming)
    finally:
        del linecache.cache[PATH]
    raise AssertionError


@pytest.mark.parametrize(
    ("function", "type_", "line", "source", "explicit"),
    [
        ("refuse", "ValueError", 5, 'raise ValueError("stride must be positive")', True),
        ("insist", "AssertionError", 8, 'assert x, "x"', True),
        ("stumble", "IndexError", 11, "return [][1]", False),
        ("stumble_outside", "JSONDecodeError", 14, 'json.loads("{")', False),
        ("stumble_in_c", "ValueError", 17, "math.sqrt(-1)", False),
        ("reraise", "KeyError", 23, 'raise KeyError("other") from error', True),
        ("pass_on", "IndexError", 11, "return [][1]", False),
        ("recurse", "RecursionError", 32, "recurse()", False),
        ("on_one_line", "TypeError", 35, 'if not x: raise TypeError("x")', True),
    ],
)
def test_tells_the_line_and_whether_it_was_meant(
    function: str, type_: str, line: int, source: str, explicit: bool
) -> None:
    told = run(function)
    assert (told["kind"], told["type"], told["step"]) == ("exception", type_, 3)
    assert (told["file"], told["line"], told["source"]) == ("homework.py", line, source)
    assert told["explicit"] is explicit


def test_an_exception_of_no_homework_has_no_line() -> None:
    told = failure(ValueError("no"), 0, naming)
    assert told == {"kind": "exception", "type": "ValueError", "message": "no", "step": 0}


class Silent(Exception):
    def __str__(self) -> str:
        raise SystemExit


class Lying(Exception):
    __class__ = MemoryError  # type: ignore[assignment] # homework may write such a thing

    @property
    def module(self) -> str:
        raise SystemExit


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (MemoryError(), "memory"),
        (SystemExit(3), "exit"),
        (KeyboardInterrupt(), "exit"),
        (GeneratorExit(), "exception"),
        (RecursionError(), "exception"),
        (Silent(), "exception"),
        (Lying(), "exception"),
        (MissingModule("numba.njit"), "missing"),
        (ModuleNotFoundError("No module named 'numba'", name="numba"), "missing"),
        (BadRequest("nothing"), "request"),
    ],
)
def test_the_kind_follows_from_the_type(error: BaseException, kind: str) -> None:
    assert failure(error, 0, naming)["kind"] == kind


def test_a_message_is_one_line_that_is_cut() -> None:
    told = failure(ValueError("\x1b[2J\n" + "x" * 10_000), 0, naming)
    assert told["message"].startswith("[2J x")
    assert len(told["message"]) == 500


def test_a_missing_module_is_named() -> None:
    with pytest.raises(MissingModule) as raised:
        Stub("torch.nn.functional")()
    told = failure(raised.value, 0, naming)
    assert (told["module"], told["framework"]) == ("torch", True)


@pytest.mark.parametrize(
    ("name", "module", "framework"), [("torch.nn", "torch", True), ("numba", "numba", False)]
)
def test_a_module_that_a_call_imports_is_named_too(name: str, module: str, framework: bool) -> None:
    told = failure(ModuleNotFoundError("No module", name=name), 0, naming)
    assert (told["module"], told["framework"]) == (module, framework)
