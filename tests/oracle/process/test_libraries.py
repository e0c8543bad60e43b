from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from scratchcnn.oracle.process.libraries import imports, libraries_of, patience


def source(path: Path, text: str) -> Any:
    return SimpleNamespace(path=path, cells=[SimpleNamespace(text=text)])


@pytest.mark.parametrize(
    "text",
    [
        "import torch",
        "import torch.nn.functional as F",
        "from torch import nn",
        "import numpy as np, torch",
        "def f():\n    import torch",
        "from torch.nn import functional",
    ],
)
def test_an_import_is_seen_wherever_it_stands(text: str) -> None:
    assert imports("torch", text)


@pytest.mark.parametrize(
    "text", ["import torchvision", "# import torch", "from mytorch import nn", "x = 'torch'"]
)
def test_what_only_looks_like_the_import_is_none(text: str) -> None:
    assert not imports("torch", text)


def test_a_file_beside_the_homework_counts_too(tmp_path: Path) -> None:
    homework = source(tmp_path / "layers.py", "from helpers import pad")
    assert libraries_of([homework]) == ()
    (tmp_path / "helpers.py").write_text("import torch\n")
    assert libraries_of([homework]) == ("torch",)


@pytest.mark.parametrize(
    ("text", "times"), [("from numba import njit", 4), ("import jax", 4), ("import numpy", 1)]
)
def test_what_compiles_homework_is_given_more_time(text: str, times: int) -> None:

    assert patience([source(Path(), text)]) == times
