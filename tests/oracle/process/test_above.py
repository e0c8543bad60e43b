"""Homework that imports from above its folder: these files are read, and nothing beside them."""

from pathlib import Path

import numpy as np
import pytest

from scratchcnn.oracle.process import child
from scratchcnn.oracle.process.isolated import Homework
from scratchcnn.oracle.reading.sources import read

HOMEWORK = """
import os, sys
sys.path.append(os.pardir)
from common.functions import double
from common import constants

def both(x):
    return double(x) + constants.ONE

def steal(x):
    return len(open("{secret}").read()) * x
"""


@pytest.mark.parametrize("apart", [True, False], ids=["bubblewrap if there is one", "without"])
@pytest.mark.parametrize("initial", [True, False], ids=["with init", "without init"])
def test_what_it_imports_is_read_and_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, apart: bool, initial: bool
) -> None:
    if not apart:
        monkeypatch.setattr(child, "in_bubblewrap", lambda: False)
    common, secret = tmp_path / "common", tmp_path / "common" / "secret.py"
    (tmp_path / "ch07").mkdir()
    common.mkdir()
    if initial:
        (common / "__init__.py").touch()
    secret.write_text("answers")
    (common / "constants.py").write_text("ONE = 1\n")
    (common / "functions.py").write_text("def double(x):\n    return 2 * x\n")
    (tmp_path / "ch07" / "homework.py").write_text(HOMEWORK.format(secret=secret))
    sources = read(tmp_path / "ch07" / "homework.py")
    with Homework.start(sources.sources, sources.root, above=sources.above) as homework:
        assert [one["name"] for one in homework.definitions] == ["both", "steal"]
        step = {"call": {"name": "both"}, "args": [{"array": np.ones(1)}], "save": "out"}
        assert homework.run([step], ["out"]).values["out"].tolist() == [3.0]
        step = {"call": {"name": "steal"}, "args": [{"value": 1}], "save": "out"}
        failure = homework.run([step], ["out"]).failure
        if "file access limit" not in homework.missing_protections:
            assert failure is not None
            assert failure.type in ("PermissionError", "FileNotFoundError")
