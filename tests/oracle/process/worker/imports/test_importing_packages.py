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
