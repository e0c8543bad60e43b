"""Which lines of homework run, and other code in the place of a function's."""

import linecache
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
import pytest

from scratchcnn.oracle.process.worker.answering.editing import Edits, Traced, functions_in, kind_of

FILE = "/hw/homework.py"
TEXT = '''\
import numpy as np


def helper(x):
    return x + 1


class Layer:
    def __init__(self):
        self.w, self.n, self.__hidden = np.ones(2), 3, 5

    @staticmethod
    def plain(x):
        return 2 * x

    def forward(self, x, twice=False):
        """Return something."""
        if twice:
            return 2 * x
        out = helper(x)
        return out * self.n

    def hidden(self):
        return self.__hidden

    def __repr__(self):
        return super().__repr__() + "!"


def outer(x):
    def inner(y):
        return y + x
    return inner(x)


def closing(y):
    def inside(x):
        return x + y
    return inside


closed = closing(1)
'''


@pytest.fixture
def names() -> Iterator[dict[str, Any]]:
    """What the file defines, as if it were homework."""
    linecache.cache[FILE] = (len(TEXT), None, TEXT.splitlines(keepends=True), FILE)
    found: dict[str, Any] = {"__name__": "homework"}
    exec(compile(TEXT, FILE, "exec"), found)
    yield found
    del linecache.cache[FILE]


def shown(filename: str) -> str | None:
    return "homework.py" if filename == FILE else None


def traced(run: Callable[[], Any]) -> dict[str, dict[str, Any]]:
    watch = Traced(shown)
    watch.start()
    try:
        run()
    finally:
        found = watch.stop()
    return {one["name"]: one for one in found}


def function(names: Mapping[str, Any], run: Callable[[], Any], name: str) -> dict[str, Any]:
    return traced(run)[name]


def test_the_lines_that_run_are_told(names: dict[str, Any]) -> None:
    found = traced(lambda: names["Layer"]().forward(np.ones(2)))
    assert found["forward"]["lines"] == [18, 20, 21]
    assert found["helper"]["lines"] == [5]
    assert found["forward"]["owner"] == "Layer"
    assert found["forward"]["file"] == "homework.py"
    assert found["forward"]["text"].startswith("    def forward(self, x, twice=False):\n")


def test_what_is_not_of_the_homework_is_not_told(names: dict[str, Any]) -> None:
    assert traced(lambda: np.mean([1.0, 2.0])) == {}


def test_nothing_is_noted_after_the_end(names: dict[str, Any]) -> None:
    watch = Traced(shown)
    watch.start()
    watch.stop()
    names["helper"](1)
    assert watch.stop() == []


def test_names_and_attributes_are_told_apart_by_what_they_stand_for(names: dict[str, Any]) -> None:
    found = traced(lambda: names["Layer"]().forward(np.ones(2)))
    kinds = found["forward"]["kinds"]
    assert kinds["x"] == kinds["out"] == kinds["self.w"] == "array"
    assert kinds["self.n"] == "number"
    assert "twice" not in kinds
    assert "self" not in kinds


@pytest.mark.parametrize(
    ("value", "kind"),
    [(1, "number"), (1.5, "number"), (np.float32(1), "number"), (np.ones(2), "array")],
)
def test_numbers_and_arrays_are_kinds(value: Any, kind: str) -> None:
    assert kind_of(value) == kind


@pytest.mark.parametrize("value", [True, np.bool_(True), "text", None, [1.0], np.ndarray])
def test_anything_else_is_no_kind(value: Any) -> None:
    assert kind_of(value) == ""


def test_inner_functions_belong_to_their_outermost(names: dict[str, Any]) -> None:
    found = traced(lambda: names["outer"](1))
    assert list(found) == ["outer"]
    assert 34 not in found["outer"]["lines"]
    assert found["outer"]["lines"] == [31, 32, 33]


def test_a_method_runs_other_code_and_then_its_own(names: dict[str, Any]) -> None:
    layer = names["Layer"]()
    forward = function(names, lambda: layer.forward(1.0), "forward")
    edits = Edits()
    assert layer.forward(1.0) == 6.0
    assert edits.swap(forward, forward["text"].replace("out * self.n", "out / self.n"))
    assert layer.forward(2.0) == 1.0
    assert names["Layer"]().forward(2.0) == 1.0
    assert edits.swap(forward, None)
    assert layer.forward(1.0) == 6.0


def test_a_decorated_method_too(names: dict[str, Any]) -> None:
    plain = function(names, lambda: names["Layer"].plain(1), "plain")
    assert plain["text"].startswith("    @staticmethod\n")
    assert Edits().swap(plain, plain["text"].replace("2 * x", "5 * x"))
    assert names["Layer"].plain(1) == 5


def test_private_names_and_super_mean_what_they_did(names: dict[str, Any]) -> None:
    layer = names["Layer"]()
    hidden = function(names, layer.hidden, "hidden")
    assert Edits().swap(hidden, hidden["text"].replace("return ", "return 1 + "))
    assert layer.hidden() == 6
    shown_as = function(names, lambda: repr(layer), "__repr__")
    assert Edits().swap(shown_as, shown_as["text"].replace('"!"', '"?"'))
    assert repr(layer).endswith("?")


def test_lines_stay_those_of_the_file(names: dict[str, Any]) -> None:
    helper = function(names, lambda: names["helper"](1), "helper")
    assert Edits().swap(helper, helper["text"].replace("x + 1", "x / 0"))
    with pytest.raises(ZeroDivisionError) as caught:
        names["helper"](1)
    entry = caught.traceback[-1]
    assert (str(entry.path), entry.lineno + 1) == (FILE, 5)


@pytest.mark.parametrize("text", ["def helper(x):\n    return (\n", "x = 1\n", "def other(x): 1\n"])
def test_what_is_not_that_function_changes_nothing(text: str, names: dict[str, Any]) -> None:
    helper = function(names, lambda: names["helper"](1), "helper")
    assert not Edits().swap(helper, text)
    assert names["helper"](1) == 2


def test_what_needs_other_names_from_outside_changes_nothing(names: dict[str, Any]) -> None:
    key = {"filename": FILE, "name": "inside", "owner": "", "line": 37}
    assert not Edits().swap(key, "    def inside(x):\n        return x\n")
    assert names["closed"](1) == 2


def test_what_does_not_parse_has_no_functions() -> None:
    linecache.cache["/hw/broken.py"] = (4, None, ["def f(:\n"], "/hw/broken.py")
    assert list(functions_in("/hw/broken.py")) == []


def test_helpers_stand_deeper_than_what_calls_them(names: dict[str, Any]) -> None:
    found = traced(lambda: names["Layer"]().forward(1.0))
    assert (found["forward"]["depth"], found["helper"]["depth"]) == (0, 1)
    assert found["helper"]["steps"] == 5
