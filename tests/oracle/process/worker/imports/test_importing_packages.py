"""Packages, and the folders in which they are found."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from scratchcnn.oracle.process.worker.imports.stubs import MissingModule
from scratchcnn.oracle.process.worker.loading.load import Loaded, load

Loading = Callable[..., Loaded]


@pytest.mark.parametrize("around", ["hw3", "team__in__ann__in__hw3"])
def test_a_package_is_found_from_any_folder_around_its_importer(
    directory: Loading, around: str
) -> None:
    top = f"{around}__in__"
    result = directory(
        **{
            f"{top}layers__in__relu": "from layers.util import positive\nfrom top import EPS\n"
            "class ReLU:\n    make, eps = positive, EPS\n",
            f"{top}layers__in__util": "def positive(x):\n    return x > 0\n",
            f"{top}top": "EPS = 3\n",
        }
    )
    relu = result.find(f"{top.replace('__in__', '.')}layers.relu.ReLU")
    assert relu.make(1) is True
    assert relu.eps == 3


def test_of_the_folders_around_an_importer_the_nearest_is_taken(directory: Loading) -> None:
    result = directory(
        common="WHERE = 'root'\n",
        hw3__in__common="WHERE = 'hw3'\n",
        hw3__in__layers__in__relu="from common import WHERE\nclass ReLU:\n    where = WHERE\n",
        hw4__in__layers__in__relu="from common import WHERE\nclass ReLU:\n    where = WHERE\n",
    )
    assert result.find("hw3.layers.relu.ReLU").where == "hw3"
    assert result.find("hw4.layers.relu.ReLU").where == "root"


def test_a_package_may_hold_nothing_but_packages(loaded: Loading) -> None:
    result = loaded(
        """
        import outer
        import outer.inner.more.layers
        from outer import inner
        from outer.inner.more import layers
        def f():
            return outer.inner.more.layers.SIZE + layers.SIZE + inner.more.layers.SIZE
        """,
        outer__in__inner__in__more__in__layers="SIZE = 3\n",
    )
    assert result.find("f")() == 9


def test_a_folder_without_python_is_no_package(loaded: Loading, tmp_path: Path) -> None:
    (tmp_path / "tables" / "csv").mkdir(parents=True)
    result = loaded("import tables\ndef f():\n    return tables.size + 1\n")
    with pytest.raises(MissingModule, match="tables"):
        result.find("f")()


def test_packages_of_other_folders_are_found_last(tmp_path: Path) -> None:
    for name in ("a/homework.py", "a/near.py", "other/near.py", "other/far/__init__.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(f"NAME = {name!r}\n")
    text = "from near import NAME as N\nfrom far import NAME as F\ndef f():\n    return N, F\n"
    cell = {"line": 1, "label": "", "text": text}
    source = {"name": "homework", "path": str(tmp_path / "a/homework.py"), "cells": [cell]}
    result = load([source], str(tmp_path / "a"), bases=[str(tmp_path / "other")])
    assert result.find("f")() == ("a/near.py", "other/far/__init__.py")
    assert sys.modules["far"].__name__ == "far"


@pytest.mark.parametrize("sources", ["src", "lib", "python"])
def test_a_package_in_a_folder_of_sources_is_found_from_all_over_the_homework(
    directory: Loading, sources: str
) -> None:
    result = directory(
        **{
            f"{sources}__in__nets__in____init__": "SIZE = 3\n",
            "examples__in__own": "from nets import SIZE\nclass ReLU:\n    size = SIZE\n",
        }
    )
    assert result.find("examples.own.ReLU").size == 3


def test_a_search_path_counts_from_the_nearest_folder_that_has_it(directory: Loading) -> None:
    result = directory(
        code__in__nets="SIZE = 3\n",
        apps__in__own=(
            "import sys\nsys.path.append('./code')\nimport nets\n"
            "class ReLU:\n    size = nets.SIZE\n"
        ),
    )
    assert result.find("apps.own.ReLU").size == 3


def test_a_file_is_loaded_after_the_packages_around_it(loaded: Loading) -> None:
    result = loaded(
        "from kept import TABLE\ndef known():\n    return sorted(TABLE)\n",
        __init__="import extra\n",
        extra="from kept import TABLE\nTABLE.update(relu=lambda x: x)\n",
        kept="TABLE = {}\n",
    )
    assert result.find("known")() == ["relu"]


@pytest.mark.parametrize(
    "statement",
    [
        'import_module("nets.ops")',
        'import_module(".ops", "nets")',
        'import_module(".ops", package=__package__)',
        'for name in ["ops"]:\n    import_module("." + name, __name__)',
        "import pkgutil\nfor _, name, _ in pkgutil.iter_modules(__path__):\n"
        '    import_module(f"{__name__}.{name}")',
    ],
)
def test_modules_whose_names_are_computed_are_those_of_the_homework(
    loaded: Loading, statement: str
) -> None:
    result = loaded(
        "from nets.table import TABLE\nimport nets\ndef known():\n    return sorted(TABLE)\n",
        nets__in____init__=f"from importlib import import_module\n{statement}\n",
        nets__in__ops="from .table import TABLE\ndef relu(x): pass\nTABLE['relu'] = relu\n",
        nets__in__table="TABLE = {}\n",
    )
    assert result.find("known")() == ["relu"]


def test_a_module_whose_computed_name_is_of_nothing_is_missing(loaded: Loading) -> None:
    result = loaded(
        "import importlib\nops = importlib.import_module('nowhere.ops')\n"
        "def f(x):\n    return ops.relu(x)\n"
    )
    with pytest.raises(MissingModule, match="nowhere"):
        result.find("f")(1)


def test_a_package_may_be_called_like_a_framework(loaded: Loading) -> None:
    result = loaded(
        "import autograd\nfrom autograd import relu\n"
        "def f(x):\n    return relu(x)\ndef g(x):\n    return autograd.relu(x)\n",
        autograd__in____init__="def relu(x):\n    return x * (x > 0)\n",
    )
    assert [one["reads"] for one in result.definitions] == [[], []]


@pytest.mark.parametrize(
    ("body", "registered"),
    [
        ("for name, f in given.items():\n        setattr(cls, name, f)", True),
        ("cls.forward = given['forward']\n    TABLE.append(cls)", True),
        ("TABLE.append(1 / 0)", False),
        ("print(cls)", False),
    ],
)
def test_what_an_imported_function_does_tells_whether_it_registers(
    loaded: Loading, body: str, registered: bool
) -> None:
    result = loaded(
        "import tools\nfrom tools import equip\nclass ReLU: pass\n"
        "def run(self, x):\n    return x\nequip(ReLU, forward=run)\n"
        "tools.equip(ReLU, forward=run)\n",
        tools=f"TABLE = []\ndef equip(cls, **given):\n    {body}\n",
    )
    assert hasattr(result.find("ReLU"), "forward") is registered
    assert result.problems == []
