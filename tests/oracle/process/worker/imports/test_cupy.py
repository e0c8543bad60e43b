"""NumPy stands in for CuPy."""

from collections.abc import Callable

import numpy as np
import pytest

from scratchcnn.oracle.process.worker.imports.cupy import said
from scratchcnn.oracle.process.worker.imports.stubs import MissingModule
from scratchcnn.oracle.process.worker.loading.load import Loaded

Loading = Callable[..., Loaded]
TRIED = "try:\n    import cupy"
X = np.array([[1.0, -2.0], [3.0, 4.0]])


@pytest.mark.parametrize(
    ("imports", "expression"),
    [
        ("import cupy as cp", "cp.maximum(x, 0)"),
        ("import cupy", "cupy.maximum(x, 0)"),
        ("from cupy import maximum as larger", "larger(x, 0)"),
        ("from cupy import *", "maximum(x, 0)"),
        (f"{TRIED} as np\nexcept ImportError:\n    import numpy as np", "np.maximum(x, 0)"),
        (f"{TRIED} as cp\nexcept ImportError:\n    cp = None", "cp.maximum(x, 0)"),
        ("import numpy as np, cupy\nxp = cupy if cupy.is_available() else np", "xp.maximum(x, 0)"),
        ("import cupy as cp", "cp.get_array_module(x).maximum(x, 0)"),
        ("import cupy as cp", "cp.asnumpy(cp.maximum(cp.asarray(x), 0))"),
        ("import cupy as cp", "cp.maximum(x, 0).get()"),
        ("import cupy as cp", "cp.fuse()(lambda x: cp.maximum(x, 0))(x)"),
        ("from cupy import fuse", "fuse(lambda x: (x > 0) * x)(x)"),
        ("from cupy.lib.stride_tricks import as_strided as s", "s(x.clip(0), (2, 2), x.strides)"),
        ("import cupyx.scipy.special as special", "special.xlogy(1, 1) + x.clip(0)"),
    ],
)
def test_its_names_are_those_of_numpy(loaded: Loading, imports: str, expression: str) -> None:
    result = loaded(f"{imports}\ndef relu(x):\n    return {expression}\n")
    np.testing.assert_array_equal(result.find("relu")(X), np.maximum(X, 0))
    assert result.notes.count(said()) == 1


def test_what_is_added_at_places_that_come_twice_adds_up(loaded: Loading) -> None:
    result = loaded("""
        import cupy as cp
        import cupyx
        def add(x, places):
            out = cp.zeros(3)
            cupyx.scatter_add(out, places, x)
            return out
    """)
    out = result.find("add")(np.array([1.0, 2.0, 4.0]), np.array([0, 2, 0]))
    np.testing.assert_array_equal(out, [5, 0, 2])


def test_what_comes_from_the_host_has_memory_of_its_own(loaded: Loading) -> None:
    result = loaded("""
        import cupy as cp
        def zero(x):
            y = cp.asarray(x)
            y[...] = 0
            return y
    """)
    x = np.ones(2)
    np.testing.assert_array_equal(result.find("zero")(x), [0, 0])
    np.testing.assert_array_equal(x, [1, 1])


def test_random_numbers_are_drawn_in_the_precision_asked_for(loaded: Loading) -> None:
    result = loaded("""
        import cupy as cp
        def draw():
            return cp.random.randn(2, 3, dtype=cp.float32), cp.random.rand(2)
    """)
    single, double = result.find("draw")()
    assert (single.shape, single.dtype, double.dtype) == ((2, 3), np.float32, np.float64)


def test_devices_and_pools_of_memory_do_nothing(loaded: Loading) -> None:
    result = loaded("""
        import cupy as cp
        pool = cp.get_default_memory_pool()
        def double(x):
            with cp.cuda.Device(0):
                out = x * 2
            cp.cuda.Stream.null.synchronize()
            pool.free_all_blocks()
            return out, cp.cuda.runtime.getDeviceCount()
    """)
    assert result.find("double")(2) == (4, 0)


def test_a_kernel_in_c_fails_by_its_name(loaded: Loading) -> None:
    result = loaded("""
        import cupy as cp
        kernel = cp.ElementwiseKernel("T x", "T y", "y = x > 0 ? x : 0", "relu")
        def relu(x):
            return kernel(x)
    """)
    with pytest.raises(MissingModule, match=r"cupy\.ElementwiseKernel"):
        result.find("relu")(X)


def test_without_it_an_array_of_numpy_has_no_get(loaded: Loading) -> None:
    result = loaded("import numpy as np\ndef f(x):\n    return x.get()\n")
    with pytest.raises(AttributeError, match=r"'numpy\.ndarray' object has no attribute 'get'"):
        result.find("f")(X)


def test_what_has_a_get_of_its_own_keeps_it(loaded: Loading) -> None:
    result = loaded("""
        import cupy as cp
        class Box:
            def get(self):
                return 3
        def f():
            return Box().get(), {1: 2}.get(1)
    """)
    assert result.find("f")() == (3, 2)
