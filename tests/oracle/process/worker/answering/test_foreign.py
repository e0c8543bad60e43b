"""Arrays of libraries other than NumPy."""

import sys

import numpy as np
import pytest

from scratchcnn.oracle.process.worker.answering.foreign import array_for_jax
from scratchcnn.oracle.process.worker.imports.stubs import MissingModule


def test_where_jax_is_missing_it_is_that_which_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jax", None)
    with pytest.raises(MissingModule, match="jax"):
        array_for_jax(np.ones(2))
