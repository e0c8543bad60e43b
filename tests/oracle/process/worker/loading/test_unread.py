"""Names that may be bound in a part of the homework that was not read."""

import textwrap
from pathlib import Path

import pytest

from scratchcnn.oracle.process.worker.imports.stubs import UnreadAttribute, UnreadName
from scratchcnn.oracle.process.worker.loading.load import Loaded, load

UNREAD = "homework.ipynb, cell 1, line 1 of the cell: invalid syntax: `EPS = = 1`"


def loaded(folder: Path, unread: str, **files: str) -> Loaded:
    sources = [
        {
            "name": name,
            "path": str(folder / f"{name}.py"),
            "cells": [{"line": 1, "label": "", "text": textwrap.dedent(text)}],
        }
        for name, text in files.items()
    ]
    return load(sources, str(folder), unread=unread)


def test_a_name_that_nothing_binds_may_be_in_what_was_not_read(tmp_path: Path) -> None:
    result = loaded(tmp_path, UNREAD, homework="def f(x):\n    return x + EPS\n")
    with pytest.raises(UnreadName, match="EPS is bound nowhere in what was read") as caught:
        result.find("f")(1)
    assert UNREAD in str(caught.value)


def test_a_name_is_undefined_where_everything_was_read(tmp_path: Path) -> None:
    result = loaded(tmp_path, "", homework="def f(x):\n    return x + EPS\n")
    with pytest.raises(NameError, match="name 'EPS' is not defined") as caught:
        result.find("f")(1)
    assert type(caught.value) is NameError


def test_a_name_that_is_bound_too_late_is_not_among_them(tmp_path: Path) -> None:
    text = "def f(x):\n    y = y + x\n    return y\n"
    with pytest.raises(UnboundLocalError):
        loaded(tmp_path, UNREAD, homework=text).find("f")(1)


def test_a_name_that_another_file_binds_is_not_among_them(tmp_path: Path) -> None:
    result = loaded(tmp_path, UNREAD, one="def f(x):\n    return x + EPS\n", two="EPS = 1\n")
    with pytest.raises(NameError) as caught:
        result.find("one.f")(1)
    assert type(caught.value) is NameError


def test_names_of_python_and_of_notebooks_stay_what_they_are(tmp_path: Path) -> None:
    text = "def f(x):\n    display\n    return np.abs(x) + sum(xrange(x))\n"
    result = loaded(tmp_path, UNREAD, homework=text)
    assert result.find("f")(2) == 3


def test_a_base_class_that_was_not_read_may_have_what_is_missing(tmp_path: Path) -> None:
    text = "class ReLU(Layer):\n    def forward(self, x):\n        return x + self.size\n"
    result = loaded(tmp_path, UNREAD, homework=text)
    layer = result.find("ReLU")()
    assert not hasattr(layer, "size")
    with pytest.raises(UnreadAttribute, match="size: Layer is bound nowhere in what was read"):
        layer.forward(1)
    with pytest.raises(UnreadName):
        layer.backward(1)
