"""Loading homework: its definitions are made, its program does not run."""

import linecache
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scratchcnn.oracle.process.worker.loading.load import Loaded, load

Loading = Callable[..., Loaded]


def names(result: Loaded) -> list[str]:
    return [definition["name"] for definition in result.definitions]


def kinds(result: Loaded) -> dict[str, str]:
    return {definition["name"]: definition["kind"] for definition in result.definitions}


RELU = """
import numpy as np

class ReLU:
    def forward(self, x):
        self.x = x
        return np.maximum(0, x)
"""


def test_a_class_is_loaded_and_works(loaded: Loading) -> None:
    result = loaded(RELU)
    assert names(result) == ["ReLU"]
    out = result.find("ReLU")().forward(np.array([-1.0, 2.0]))
    np.testing.assert_array_equal(out, [0.0, 2.0])


def test_the_program_does_not_run(loaded: Loading) -> None:
    result = loaded(
        RELU
        + """
print("training")
layer = ReLU()
for step in range(10):
    raise SystemExit(step)
while True:
    pass
with open("/nowhere") as file:
    data = file.read()
if __name__ == "__main__":
    raise SystemExit
assert False
"""
    )
    assert names(result) == ["ReLU"]
    assert "layer" not in result.namespaces["homework"]
    assert not result.problems


def test_lambdas_and_partial_functions_are_definitions(loaded: Loading) -> None:
    result = loaded("""
        import functools
        import numpy as np
        from functools import partial
        relu = lambda x: np.maximum(0, x)
        def leaky(x, slope):
            return np.where(x > 0, x, slope * x)
        leaky_relu = partial(leaky, slope=0.1)
        step = np.vectorize(lambda x: 1.0 if x > 0 else 0.0)
        def activation(name):
            def apply(x):
                return name, x
            return apply
        tanh = activation("tanh")
    """)
    assert kinds(result) == dict.fromkeys(
        ["relu", "leaky", "leaky_relu", "step", "activation", "tanh"], "function"
    )
    assert result.find("leaky_relu")(-1.0) == -0.1
    assert result.find("tanh")(1) == ("tanh", 1)


def test_a_function_defined_again_in_a_later_cell_wins(loaded: Loading) -> None:
    result = loaded("def f():\n    return 1", "def f():\n    return 2")
    assert names(result) == ["f"]
    assert result.find("f")() == 2
    assert (result.definitions[0]["file"], result.definitions[0]["line"]) == (
        "homework.ipynb, cell 2",
        1,
    )


def test_an_attribute_set_on_a_class_is_set(loaded: Loading) -> None:
    result = loaded("""
        class Dense:
            pass
        def forward(self, x):
            return 2 * x
        Dense.forward = forward
        Dense.bias = 1
        other.bias = 2
    """)
    assert result.find("Dense")().forward(2) == 4
    assert list(result.definitions[0]["methods"]) == ["forward"]


def test_numpy_that_nothing_binds_is_taken_for_numpy(loaded: Loading) -> None:
    result = loaded("def relu(x):\n    return np.maximum(0, x)\n")
    assert result.find("relu")(-1.0) == 0.0
    assert result.notes == ["np is not defined anywhere: taken for NumPy"]


def test_a_note_tells_of_which_of_several_files_it_is(directory: Loading) -> None:
    result = directory(a="def f(x):\n    return np.exp(x)\n", b="import numpy as np\n")
    assert result.notes == ["a.py: np is not defined anywhere: taken for NumPy"]


def test_numpy_that_something_binds_is_what_it_says(loaded: Loading) -> None:
    result = loaded("import math as np\ndef root(x):\n    return np.sqrt(x)\n")
    assert result.find("root")(4) == 2.0
    assert not result.notes


def test_data_classes_named_tuples_and_enumerations_load(loaded: Loading) -> None:
    result = loaded("""
        from __future__ import annotations
        from dataclasses import dataclass, field
        from typing import ClassVar, NamedTuple
        import enum
        @dataclass
        class Conv:
            size: int
            stride: int = 1
            cache: dict = field(default_factory=dict)
            count: ClassVar[int] = 0
        class Cache(NamedTuple):
            x: np.ndarray
            w: np.ndarray = None
        class Mode(enum.Enum):
            SAME = 1
    """)
    conv = result.find("Conv")(3)
    assert (conv.size, conv.stride, conv.cache) == (3, 1, {})
    assert [p["name"] for p in result.definitions[0]["params"]] == ["size", "stride", "cache"]
    assert [p["name"] for p in result.definitions[1]["params"]] == ["x", "w"]


def test_annotations_are_never_evaluated(loaded: Loading) -> None:
    result = loaded("""
        def f(x: np.float, y: "nonsense[", *z: Missing[3]) -> torch.Tensor:
            w: Undefined = x
            return w
        rate: Nothing = 0.5
    """)
    assert result.find("f")(1, 2) == 1


def test_a_class_that_cannot_be_made_is_told_with_its_line(loaded: Loading) -> None:
    result = loaded("""
        class Broken:
            size = 1 / 0
        class Fine:
            pass
        def default(x=[][0]):
            pass
    """)
    assert names(result) == ["Fine"]
    assert result.problems == [
        "homework.py, line 2: class Broken could not be made: ZeroDivisionError: division by zero",
        "homework.py, line 6: function default could not be made:"
        " IndexError: list index out of range",
    ]


def test_a_base_class_that_nothing_binds_is_told(loaded: Loading) -> None:
    result = loaded("class Conv(Layer):\n    def forward(self, x):\n        return x\n")
    assert result.find("Conv")().forward(1) == 1
    assert result.notes == ["Layer is not defined anywhere: Conv is loaded without it"]


def test_tracebacks_show_the_lines_of_cells(loaded: Loading) -> None:
    result = loaded("x = 1", "def f():\n    # why\n    raise ValueError('no')\n")
    with pytest.raises(ValueError, match="no") as caught:
        result.find("f")()
    last = traceback.extract_tb(caught.value.__traceback__)[-1]
    assert last.line == "raise ValueError('no')"
    assert result.naming(last.filename) == "homework.ipynb, cell 2"
    assert result.naming("/elsewhere.py") is None


def test_blocks_of_a_text_file_keep_its_lines(tmp_path: Path) -> None:
    path = tmp_path / "guide.md"
    cells = [
        {"line": 4, "label": "block 1", "text": "def f():\n    return 1\n"},
        {"line": 10, "label": "block 2", "text": "def g():\n    raise KeyError\n"},
    ]
    result = load([{"name": "guide", "path": str(path), "cells": cells}], str(tmp_path))
    assert [(d["file"], d["line"]) for d in result.definitions] == [
        ("guide.md", 4),
        ("guide.md", 10),
    ]
    with pytest.raises(KeyError) as caught:
        result.find("g")()
    assert traceback.extract_tb(caught.value.__traceback__)[-1].lineno == 11
    assert linecache.getline(str(path), 11) == "    raise KeyError\n"


def test_homework_is_not_called_as_a_module_of_ours(tmp_path: Path) -> None:
    cell = {"line": 1, "label": "", "text": "class Sum:\n    pass\n"}
    for name in ("json", "numpy"):
        path = str(tmp_path / f"{name}.py")
        result = load([{"name": name, "path": path, "cells": [cell]}], str(tmp_path))
        assert names(result) == ["Sum"]
        assert sys.modules[name] is not sys.modules[result.find("Sum").__module__]


def test_an_empty_homework_defines_nothing(loaded: Loading) -> None:
    assert loaded("").definitions == []


def test_the_same_object_under_two_names_is_one_definition(loaded: Loading) -> None:
    result = loaded("""
        def _relu(x):
            return x
        relu = njit(_relu)
        from numba import njit
        class Dense:
            pass
        Linear = Dense
        def net():
            return Linear()
    """)
    assert sorted(names(result)) == ["Dense", "_relu", "net"]


def test_a_large_homework_loads(loaded: Loading) -> None:
    function = "def f{0}(x):\n    y = x + {0}\n    return [y * k for k in range(x)]\n\n"
    result = loaded("".join(function.format(number) for number in range(300)))
    assert len(result.definitions) == 300
    result_type: Any = type(result.find("f299"))
    assert result_type.__name__ == "function"


def test_random_generators_are_put_back(loaded: Loading) -> None:
    result = loaded("""
        import random
        import numpy as np
        rng = np.random.default_rng(7)
        old = np.random.RandomState(7)
        plain = random.Random(7)
        class Dense:
            rng = np.random.default_rng(8)
        def draw():
            return rng.random(), old.rand(), plain.random(), Dense.rng.random()
    """)
    first = result.find("draw")()
    assert result.find("draw")() != first
    result.rewind()
    assert result.find("draw")() == first


def test_whatever_a_statement_raises_the_others_are_loaded(loaded: Loading) -> None:
    result = loaded("""
        class Stop(BaseException):
            pass
        def stop():
            raise Stop
        value = stop()
        class Hidden:
            __module__ = property(stop)
            size = [].pop() if False else 1
        class Bad:
            stop()
        def f():
            return value
    """)
    assert "f" in names(result)
    assert "class Bad could not be made: Stop" in result.problems[0]
