"""Loading homework: its definitions are made, its program does not run."""

import linecache
import sys
import textwrap
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scratchcnn.oracle.worker.importing import HomeworkModule
from scratchcnn.oracle.worker.loading import Loaded, load
from scratchcnn.oracle.worker.stubs import Broken, BrokenName, MissingModule

Loading = Callable[..., Loaded]


@pytest.fixture(autouse=True)
def _forget_homework() -> Iterator[None]:
    yield
    for name, module in list(sys.modules.items()):
        if isinstance(module, HomeworkModule):
            del sys.modules[name]


@pytest.fixture
def loaded(tmp_path: Path) -> Loading:
    def load_cells(*texts: str, **files: str) -> Loaded:
        for name, text in files.items():
            path = tmp_path / f"{name.replace('__in__', '/')}.py"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(textwrap.dedent(text), encoding="utf-8")
        cells = [
            {"line": 1, "label": f"cell {number}" if len(texts) > 1 else "", "text": text}
            for number, text in enumerate(map(textwrap.dedent, texts), start=1)
        ]
        path = tmp_path / ("homework.ipynb" if len(texts) > 1 else "homework.py")
        return load([{"name": "homework", "path": str(path), "cells": cells}], str(tmp_path))

    return load_cells


@pytest.fixture
def directory(tmp_path: Path) -> Loading:
    def load_files(**files: str) -> Loaded:
        sources = []
        for name, text in files.items():
            path = tmp_path / f"{name.replace('__in__', '/')}.py"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(textwrap.dedent(text), encoding="utf-8")
            cell = {"line": 1, "label": "", "text": textwrap.dedent(text)}
            module = name.replace("__in__", ".").removesuffix(".__init__")
            sources.append({"name": module, "path": str(path), "cells": [cell]})
        return load(sources, str(tmp_path))

    return load_files


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


def test_assignments_that_definitions_need_run_with_those_that_they_need(loaded: Loading) -> None:
    result = loaded("""
        import numpy as np
        BITS = 2
        EPS = np.finfo(float).eps * BITS
        EPS *= 2
        (LOW, HIGH), *REST = (0.0, 1.0), 5
        unused = undefined()
        scale: float = 3.0

        def log(x, floor=EPS):
            return scale * np.log(np.clip(x, LOW + floor, HIGH))
    """)
    namespace = result.namespaces["homework"]
    assert namespace["EPS"] == np.finfo(float).eps * 4
    assert namespace["HIGH"] == 1.0
    assert "unused" not in namespace
    assert result.find("log")(1.0) == 0.0


def test_names_of_parameters_and_locals_make_nothing_run(loaded: Loading) -> None:
    result = loaded("""
        images = undefined()
        batch = undefined()
        labels = undefined()
        index = undefined()

        def forward(images, *labels):
            batch = [index for index in images]
            return lambda batch: batch
    """)
    assert not {"images", "batch", "labels", "index"} & set(result.namespaces["homework"])


def test_what_globals_a_function_declares_is_made(loaded: Loading) -> None:
    result = loaded("""
        calls = 0
        def forward(x):
            global calls
            calls += 1
            return calls
    """)
    assert [result.find("forward")(1), result.find("forward")(1)] == [1, 2]


def test_what_only_the_program_s_functions_read_is_not_computed(loaded: Loading) -> None:
    result = loaded("""
        data = load_everything()
        LEARNING_RATE = 0.1
        def train(layer):
            return layer.forward(data) * LEARNING_RATE
    """)
    assert isinstance(result.namespaces["homework"]["data"], Broken)
    assert result.namespaces["homework"]["LEARNING_RATE"] == 0.1


def test_a_needed_name_that_cannot_be_made_fails_when_it_is_used(loaded: Loading) -> None:
    result = loaded("""
        weights = open("/nowhere/weights.npy").read()
        def forward(x):
            return x * weights
        def relu(x):
            return max(0, x)
    """)
    assert result.find("relu")(-1) == 0
    with pytest.raises(BrokenName, match="weights could not be made: FileNotFoundError"):
        result.find("forward")(np.ones(2))


def test_a_name_that_needs_a_missing_module_fails_with_that_module(loaded: Loading) -> None:
    result = loaded("""
        from tensorflow.keras.datasets import mnist
        import course_helpers
        (images, labels), _ = mnist.load_data()
        helper = course_helpers.make()
        def mean(x):
            return x - images.mean()
        def other(x):
            return helper(x)
    """)
    with pytest.raises(MissingModule, match="images could not be made") as caught:
        result.find("mean")(1.0)
    assert (caught.value.module, caught.value.framework) == ("tensorflow", False)
    with pytest.raises(MissingModule) as caught:
        result.find("other")(1.0)
    assert caught.value.module == "course_helpers"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no timer signals")
def test_a_needed_name_that_takes_too_long_is_given_up(
    loaded: Loading, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scratchcnn.oracle.worker.unit.SECONDS_FOR_A_STATEMENT", 0.1)
    result = loaded("""
        def endless():
            while True:
                try:
                    while True:
                        pass
                except Exception:
                    pass
        table = endless()
        def forward(x):
            return table[x]
    """)
    with pytest.raises(BrokenName, match="table could not be made: it takes longer than"):
        result.find("forward")(0)


def test_a_variable_of_the_program_does_not_replace_a_function_of_its_name(loaded: Loading) -> None:
    result = loaded("""
        def relu(x):
            return max(0, x)
        relu = relu(-5)
        def forward(x):
            return relu(x)
    """)
    assert result.find("forward")(3) == 3


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


def test_conditional_definitions_follow_their_condition(loaded: Loading) -> None:
    result = loaded("""
        import sys
        FAST = sys.version_info < (3,)
        if FAST:
            def conv(x):
                return "fast"
        elif not FAST:
            print("slow")
            raise SystemExit
            def conv(x):
                return "slow"
        if undefined_name:
            def pool(x):
                pass
    """)
    assert result.find("conv")(1) == "slow"
    assert len(result.problems) == 1
    assert "homework.py, line 12: this condition could not be made: NameError" in result.problems[0]


def test_what_asks_a_missing_module_goes_the_other_way(loaded: Loading) -> None:
    result = loaded("""
        import torch
        if torch.cuda.is_available():
            device = "cuda"
        else:
            device = "cpu"
        def where():
            return device
    """)
    assert result.find("where")() == "cpu"


def test_imports_within_try_fall_back_as_in_python(loaded: Loading) -> None:
    result = loaded("""
        try:
            import cupy_of_the_course as xp
            from numpy import no_such_thing
            FOUND = True
        except ImportError:
            import numpy as xp
            FOUND = False
            print("no GPU")
        try:
            from numba import njit
        except ImportError:
            def njit(function):
                return function
        try:
            from numpy import asarray, no_such_thing
        except (ImportError, AttributeError):
            no_such_thing = None

        @njit
        def relu(x):
            return xp.maximum(0, x)

        def found():
            return FOUND, no_such_thing

        def late():
            try:
                import torch
            except ImportError:
                return None
            return torch
    """)
    assert result.find("relu")(-1.0) == 0.0
    assert result.find("found")() == (False, None)
    assert result.find("late")() is None


def test_missing_imports_fail_only_when_a_layer_uses_them(loaded: Loading) -> None:
    result = loaded("""
        import torch
        import torch.nn.functional as F
        import matplotlib.pyplot as plt
        from course import helpers, checks as c

        def forward(x):
            return F.relu(x)
        def fine(x):
            if isinstance(x, torch.Tensor):
                return x.numpy()
            return x
        def local(x):
            import jax.numpy as jnp
            return jnp.dot(x, x)
    """)
    assert result.find("fine")(1) == 1
    with pytest.raises(MissingModule, match=r"torch.nn.functional.relu") as caught:
        result.find("forward")(1)
    assert (caught.value.module, caught.value.framework) == ("torch", True)
    with pytest.raises(MissingModule, match="jax"):
        result.find("local")(1)
    reads = {definition["name"]: definition["reads"] for definition in result.definitions}
    assert reads == {"forward": ["torch"], "fine": ["torch"], "local": ["jax"]}


def test_decorators_of_missing_modules_leave_functions_as_they_are(loaded: Loading) -> None:
    result = loaded("""
        import numpy as np
        import numba as nb
        import tensorflow as tf
        from numba import njit, prange, float64, vectorize

        @nb.njit
        def one(x):
            return x + 1
        @njit(float64(float64), parallel=True, cache=True)
        def sums(x):
            total = 0.0
            for i in prange(len(x)):
                total += x[i]
            return total
        @tf.function(jit_compile=True)
        def two(x):
            return one(x) + 1
        @vectorize([float64(float64)])
        def step(x):
            return 1.0 if x > 0 else 0.0
        fast = njit(one)
        class Layer:
            @njit
            def scale(x):
                return 2 * x
            @staticmethod
            @njit(fastmath=True)
            def shift(x):
                return x + 1
    """)
    assert result.find("two")(1) == 3
    assert result.find("sums")([1.0, 2.0]) == 3.0
    assert result.find("Layer").shift(1) == 2
    np.testing.assert_array_equal(result.find("step")(np.array([-1.0, 1.0])), [0.0, 1.0])
    assert "fast" not in names(result)


def test_a_missing_base_class_is_missed_only_where_it_is_needed(loaded: Loading) -> None:
    result = loaded("""
        import numpy as np
        import tensorflow as tf
        from torch import nn

        class Conv(tf.keras.layers.Layer):
            def __init__(self, filters, **kwargs):
                super().__init__(**kwargs)
                self.filters = filters
            def call(self, x):
                return self.filters * x
            def weigh(self):
                return self.add_weight(shape=(1,))
            def build(self, shape):
                super().build(shape)
        class Net(nn.Module, Conv):
            pass
    """)
    layer = result.find("Conv")(3, name="conv")
    assert layer.call(2) == 6
    assert not hasattr(layer, "cache")
    for use in (layer.weigh, lambda: layer.build((1,)), lambda: layer(1)):
        with pytest.raises(MissingModule) as caught:
            use()
        assert caught.value.module == "tensorflow"
    assert "forward" not in result.definitions[0]["methods"]


def test_numpy_that_nothing_binds_is_taken_for_numpy(loaded: Loading) -> None:
    result = loaded("def relu(x):\n    return np.maximum(0, x)\n")
    assert result.find("relu")(-1.0) == 0.0
    assert result.notes == ["np is bound nowhere: taken for NumPy"]


def test_numpy_that_something_binds_is_what_it_says(loaded: Loading) -> None:
    result = loaded("import math as np\ndef root(x):\n    return np.sqrt(x)\n")
    assert result.find("root")(4) == 2.0
    assert not result.notes


def test_names_out_of_a_star_import_of_a_missing_module_fail_with_it(loaded: Loading) -> None:
    result = loaded("""
        from numpy import *
        from tensorflow.keras.layers import *
        class Conv(Layer):
            def forward(self, x):
                return exp(x)
            def dense(self):
                return Dense(3)
    """)
    layer = result.find("Conv")()
    assert layer.forward(0.0) == 1.0
    with pytest.raises(MissingModule, match=r"tensorflow\.keras\.layers\.Dense"):
        layer.dense()
    assert not result.notes


def test_pylab_is_numpy_as_far_as_it_computes(loaded: Loading) -> None:
    result = loaded("from pylab import *\ndef f(x):\n    return zeros(x)\n")
    np.testing.assert_array_equal(result.find("f")(2), np.zeros(2))


def test_files_beside_the_homework_are_imported_without_their_programs(loaded: Loading) -> None:
    result = loaded(
        """
        import utils
        import layers.dense
        from layers.conv import Conv, SIZE
        from utils import *
        def forward(x):
            return utils.scale * layers.dense.double(x) + offset
        class Mine(Conv):
            pass
        """,
        utils="""
            scale = 10
            offset = 1
            raise SystemExit("a program")
        """,
        layers__in__conv="""
            from .base import Base
            SIZE = 3
            print(undefined)
            class Conv(Base):
                size = SIZE
        """,
        layers__in__base="class Base:\n    def name(self):\n        return type(self).__name__\n",
        layers__in__dense="def double(x):\n    return 2 * x\n",
    )
    assert result.find("forward")(1) == 21
    assert result.find("Mine")().name() == "Mine"
    assert result.find("Mine").size == 3
    assert names(result) == ["forward", "Mine"]
    assert list(result.definitions[1]["methods"]) == ["name"]


def test_files_that_shadow_installed_modules_do_not(loaded: Loading, tmp_path: Path) -> None:
    result = loaded(
        """
        import numpy as np
        import math
        import scratchcnn
        from reference import ops
        def f(x):
            return np.sqrt(x) + math.pi
        def mine():
            return scratchcnn.mine
        def theirs():
            return ops.theirs
        """,
        numpy="raise SystemExit",
        math="pi = 0",
        scratchcnn="mine = True",
        reference__in__ops="theirs = True",
    )
    assert result.find("f")(0.0) == pytest.approx(np.pi)
    assert result.find("mine")() is True
    assert result.find("theirs")() is True


def test_the_judge_s_own_packages_are_missing_where_the_homework_has_none(loaded: Loading) -> None:
    result = loaded("import reference\ndef conv(x):\n    return reference.ops.conv2d(x)\n")
    with pytest.raises(MissingModule) as caught:
        result.find("conv")(1)
    assert (caught.value.module, caught.value.framework) == ("reference", True)


def test_a_directory_s_files_import_each_other(directory: Loading) -> None:
    result = directory(
        main="from nn import Conv\nfrom nn.conv import Conv as Same\nclass Net(Conv):\n    pass\n",
        nn__in____init__="from .conv import *\nfrom . import conv\nVERSION = 1\n",
        nn__in__conv="from ..config import EPS\nclass Conv:\n    eps = EPS\n",
        config="EPS = 1e-8\n",
    )
    assert names(result) == ["main.Net", "nn.conv.Conv"]
    assert result.find("main.Net").eps == 1e-8
    assert result.namespaces["main"]["Same"] is result.find("nn.conv.Conv")


def test_files_that_import_each_other_in_a_circle_load(directory: Loading) -> None:
    result = directory(
        a="from b import B\nclass A:\n    def other(self):\n        return B()\n",
        b="import a\nfrom a import A\nclass B:\n    def other(self):\n        return A(), a.A()\n",
    )
    (first, second) = result.find("b.B")().other()
    assert type(first) is type(second) is result.find("a.A")
    assert type(first.other()) is result.find("b.B")


def test_a_search_path_that_the_homework_adds_is_searched(loaded: Loading, tmp_path: Path) -> None:
    before = list(sys.path)
    result = loaded(
        """
        import os, sys
        sys.path.append(os.path.join(os.path.dirname(__file__), "lib"))
        sys.path.insert(0, "more")
        from helper import help
        from other import more
        def f():
            return help() + more()
        """,
        lib__in__helper="def help():\n    return 1\n",
        more__in__other="def more():\n    return 2\n",
    )
    assert result.find("f")() == 3
    assert sys.path == before


def test_a_file_beside_the_homework_that_is_not_python_is_missing(loaded: Loading) -> None:
    result = loaded(
        "from broken import f\ndef g():\n    return f()\n", broken="def f(:\n    return 1\n"
    )
    with pytest.raises(MissingModule, match="broken"):
        result.find("g")()
    assert "broken.py cannot be imported" in result.notes[0]


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


def test_generators_of_random_numbers_and_class_attributes_are_made(loaded: Loading) -> None:
    result = loaded("""
        import numpy as np
        rng = np.random.default_rng(0)
        SCALE = 0.1
        class Dense:
            scale = SCALE
            table = [SCALE * i for i in range(3)]
            half = scale / 2
            def __init__(self, n):
                self.w = rng.normal(size=n) * self.scale
    """)
    np.testing.assert_array_equal(
        result.find("Dense")(3).w, np.random.default_rng(0).normal(size=3) * 0.1
    )
    assert result.find("Dense").half == 0.05


def test_walruses_and_match_statements_are_understood(loaded: Loading) -> None:
    result = loaded("""
        MODE = "max"
        if (limit := 5) > 3:
            def capped(x):
                return min(x, limit)
        match MODE:
            case "max":
                def pool(x):
                    return max(x)
            case _:
                def pool(x):
                    return sum(x) / len(x)
        def kind(x):
            match x:
                case {"pad": pad, **rest}:
                    return pad, rest
                case [first, *others]:
                    return first, others
    """)
    assert result.find("capped")(9) == 5
    assert result.find("pool")([1, 2]) == 2
    assert result.find("kind")({"pad": 1, "stride": 2}) == (1, {"stride": 2})


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
    assert result.notes == ["Layer is bound nowhere: Conv is taken without it"]


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


def test_a_name_that_only_the_program_makes_fails_as_such(loaded: Loading) -> None:
    result = loaded("""
        for size in range(3):
            last = size
        with open(__file__) as file:
            mean = file.read()
        def forward(x):
            return x - mean
        def crop(x):
            return x[:last]
        def typo(x):
            return meen
    """)
    with pytest.raises(BrokenName, match="mean could not be made: only the program makes it"):
        result.find("forward")(1.0)
    with pytest.raises(BrokenName):
        result.find("crop")([1.0])
    with pytest.raises(NameError) as caught:
        result.find("typo")(1.0)
    assert not isinstance(caught.value, BrokenName)


def test_questions_to_a_notebook_s_surroundings_go_the_other_way(loaded: Loading) -> None:
    result = loaded("""
        if "google.colab" in str(get_ipython()):
            from google.colab import drive
            WHERE = "cloud"
        else:
            WHERE = "here"
        def where():
            return WHERE
    """)
    assert result.find("where")() == "here"
    assert not result.problems


def test_a_training_function_that_cannot_be_made_is_no_problem(loaded: Loading) -> None:
    result = loaded("from keras.datasets import x\ndef train(n=len(x)):\n    return n\n")
    assert (names(result), result.problems) == ([], [])


def test_names_come_with_a_star_import_of_a_file_beside(loaded: Loading) -> None:
    result = loaded(
        "from utils import *\ndef f(x):\n    return np.sqrt(x) * RATE\n",
        utils="import numpy as np\nRATE = sum([1, 1])\nUNUSED = undefined()\n",
    )
    assert result.find("f")(4.0) == 4.0
    assert not result.notes


def test_a_name_asked_of_a_file_beside_is_made_then(loaded: Loading) -> None:
    result = loaded(
        "import config\ndef f():\n    return config.RATE + config.rates()\n",
        config="""
            BASE = sum([1])
            RATE = BASE + 1
            OTHER = undefined()
            def rates():
                return 1
        """,
    )
    assert result.find("f")() == 3


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
