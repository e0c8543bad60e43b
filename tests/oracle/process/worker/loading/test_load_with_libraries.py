"""Homework that computes with JAX or numba; skipped where these are not installed."""

from collections.abc import Callable
from importlib.util import find_spec

import numpy as np
import pytest

from scratchcnn.oracle.process.worker.imports.stubs import MissingModule
from scratchcnn.oracle.process.worker.loading.load import Loaded

Loading = Callable[..., Loaded]
needs_jax = pytest.mark.skipif(find_spec("jax") is None, reason="jax is not installed")
needs_numba = pytest.mark.skipif(find_spec("numba") is None, reason="numba is not installed")
X = np.array([-1.0, 2.0])
SUM = """
from numba import njit
import numpy as np
@njit
def total(x):
    out = np.zeros(1)
    for i in range(x.size):
        out[0] += x[i] / 2
    return out
"""


def hide(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Let a module be one that is not installed."""
    frameworks = "scratchcnn.oracle.process.worker.imports.frameworks"
    importing = "scratchcnn.oracle.process.worker.imports.importing"
    unit = "scratchcnn.oracle.process.worker.loading.unit"
    for module in (frameworks, importing, unit):
        monkeypatch.setattr(f"{module}.is_missing", lambda it: it == name)
    monkeypatch.setitem(__import__("sys").modules, name, None)


def test_where_numba_is_missing_its_functions_run_as_python_and_that_is_said(
    loaded: Loading, monkeypatch: pytest.MonkeyPatch
) -> None:
    hide(monkeypatch, "numba")
    result = loaded(SUM)
    np.testing.assert_array_equal(result.find("total")(X), [0.5])
    assert "numba is not installed: what it would compile runs as Python" in result.notes


@needs_numba
def test_where_numba_is_installed_its_functions_are_compiled_as_they_are_written(
    loaded: Loading,
) -> None:
    result = loaded(SUM)
    total = result.find("total")
    np.testing.assert_array_equal(total(X), [0.5])
    assert total.nopython_signatures
    assert not result.notes


def test_where_jax_is_missing_it_is_said_how_to_install_it(
    loaded: Loading, monkeypatch: pytest.MonkeyPatch
) -> None:
    hide(monkeypatch, "jax")
    result = loaded("""
        import jax.numpy as jnp
        def relu(x):
            return jnp.maximum(x, 0)
    """)
    assert "jax is not installed: pip install 'scratchcnn[jax]'" in result.notes
    with pytest.raises(MissingModule) as raised:
        result.find("relu")(X)
    assert not raised.value.framework
