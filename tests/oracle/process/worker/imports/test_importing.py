"""Imports of homework: its own files, what is installed, and stubs for the rest."""

import importlib
import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from scratchcnn.oracle.process.worker.imports.finder import forbid_frameworks
from scratchcnn.oracle.process.worker.imports.stubs import MissingModule
from scratchcnn.oracle.process.worker.loading.load import Loaded

Loading = Callable[..., Loaded]


def names(result: Loaded) -> list[str]:
    return [definition["name"] for definition in result.definitions]


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


def test_frameworks_that_are_forbidden_are_found_by_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "meta_path", list(sys.meta_path))
    forbid_frameworks()
    with pytest.raises(ModuleNotFoundError, match="No module named 'tinygrad'"):
        importlib.import_module("tinygrad")
    assert importlib.util.find_spec("colorsys") is not None


@pytest.mark.parametrize(
    "statement",
    [
        "from layers import Dense",
        "from layers import *",
        "try:\n    from layers import Dense\nexcept ImportError:\n    pass",
    ],
)
def test_an_import_does_not_hide_what_a_cell_defined(loaded: Loading, statement: str) -> None:
    result = loaded(
        "class Dense:\n    def forward(self, x):\n        return 1\n",
        f"{statement}\nfrom layers import Other as relu\n",
        "def relu(x):\n    return 1\n",
        layers="class Dense:\n    pass\n\nclass Other:\n    pass\n",
    )
    assert names(result) == ["Dense", "relu"]
    assert result.find("Dense")().forward(0) == 1
    assert result.find("relu")(0) == 1


def test_a_name_that_a_program_bound_is_taken_by_an_import(loaded: Loading) -> None:
    result = loaded(
        "RATE = 1\nfrom config import RATE\ndef f():\n    return RATE\n", config="RATE = 2\n"
    )
    assert result.find("f")() == 2


def test_a_class_that_answers_nonsense_about_itself_can_be_imported_over(loaded: Loading) -> None:
    result = loaded(
        """
        class Meta(type):
            __module__ = property(lambda self: 1 / 0)
        class Odd(metaclass=Meta):
            pass
        from config import Odd, RATE
        def f():
            return RATE
        """,
        config="Odd = 1\nRATE = 2\n",
    )
    assert result.find("f")() == 2
