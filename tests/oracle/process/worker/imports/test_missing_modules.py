"""Imports of what is not installed: they fail only where a layer uses them."""

from collections.abc import Callable
from importlib.util import find_spec

import numpy as np
import pytest

from scratchcnn.oracle.process.worker.imports.stubs import MissingModule
from scratchcnn.oracle.process.worker.loading.load import Loaded

Loading = Callable[..., Loaded]


def names(result: Loaded) -> list[str]:
    return [definition["name"] for definition in result.definitions]


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


@pytest.mark.skipif(find_spec("numba") is not None, reason="numba is installed")
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


@pytest.mark.parametrize("statement", ["from layers import Dense", "from layers import *"])
def test_an_import_of_a_file_that_is_missing_does_not_hide_what_a_cell_defined(
    loaded: Callable[..., Loaded], statement: str
) -> None:
    result = loaded("class Dense:\n    def forward(self, x):\n        return x\n", statement)
    assert [one["name"] for one in result.definitions] == ["Dense"]


def test_a_star_import_of_a_file_that_is_missing_costs_only_what_needs_it(
    loaded: Callable[..., Loaded],
) -> None:
    result = loaded("""
        from helpers import *
        class ReLU(Layer):
            def forward(self, x):
                return np.maximum(x, 0)
            def backward(self, dout):
                return mask_of(dout)
    """)
    layer = result.find("ReLU")()
    assert layer.forward(-1.0) == 0.0
    with pytest.raises(MissingModule, match=r"helpers\.mask_of"):
        layer.backward(1.0)
    assert result.notes == [
        "there is no module helpers: what it would bind is missing",
        "np is not defined anywhere: taken for NumPy",
    ]
