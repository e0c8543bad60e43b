"""Homework that is loaded in this process, and forgotten after each test."""

import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from interpreted import DEFINITIONS

from scratchcnn.oracle.process.worker.answering.interpreter import Interpreter
from scratchcnn.oracle.process.worker.imports.importing import HomeworkModule
from scratchcnn.oracle.process.worker.loading.load import Loaded, load

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


@pytest.fixture
def interpreter() -> Interpreter:
    return Interpreter(DEFINITIONS)
