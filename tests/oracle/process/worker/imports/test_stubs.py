"""Stubs of missing modules: nothing happens until they are used."""

import copy
import operator
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from scratchcnn.oracle.process.worker.imports.stubs import (
    Broken,
    BrokenName,
    MissingAttribute,
    MissingModule,
    Stub,
)

ARRAY = np.ones(3)


@pytest.mark.parametrize(
    "use",
    [
        lambda stub: stub.relu(1),
        lambda stub: stub + 1,
        lambda stub: 1 - stub,
        lambda stub: ARRAY * stub,
        lambda stub: stub @ ARRAY,
        lambda stub: np.add(ARRAY, stub),
        lambda stub: np.asarray(stub),
        lambda stub: np.concatenate([ARRAY, stub]),
        lambda stub: stub[0],
        lambda stub: list(stub),
        lambda stub: len(stub),
        lambda stub: bool(stub),
        lambda stub: float(stub),
        lambda stub: -stub,
        lambda stub: stub < 1,
        lambda stub: 1 in stub,
        lambda stub: stub.__enter__(),
        lambda stub: setattr(stub, "seed", 1),
        lambda stub: operator.setitem(stub, 0, 1),
        lambda stub: operator.iadd(stub, 1),
    ],
)
def test_use_of_a_stub_names_the_module(use: Callable[[Any], Any]) -> None:
    with pytest.raises(MissingModule) as caught:
        use(Stub("torch.nn"))
    assert (caught.value.module, caught.value.framework) == ("torch", True)
    assert "torch is not available here" in str(caught.value)


def test_a_stub_can_be_handed_on() -> None:
    stub = Stub("course.helpers")
    assert copy.deepcopy([stub])[0]._name == "course.helpers"
    assert not isinstance(ARRAY, (stub.Tensor, stub))  # type: ignore[arg-type]  # a stub's purpose
    assert not issubclass(int, stub)  # type: ignore[arg-type]
    assert stub == stub
    assert {stub: 1}[stub] == 1
    assert "helpers.deep" in repr(stub.deep)
    assert not hasattr(stub, "__wrapped__")


def test_a_framework_s_data_sets_are_no_framework() -> None:
    with pytest.raises(MissingModule) as caught:
        Stub("keras.datasets.mnist").load_data()
    assert not caught.value.framework


def test_transparent_decorators_return_what_they_get_wherever_they_are_called() -> None:
    def function() -> None: ...

    numba = Stub("numba")
    assert numba.njit(function) is function
    assert numba.jit(nopython=True)(function) is function
    assert numba.njit("f8(f8)")(function) is function
    with pytest.raises(MissingModule, match=r"numba\.guvectorize"):
        numba.guvectorize(function)


def test_progress_bars_and_parallel_ranges_need_no_module() -> None:
    assert list(Stub("tqdm").tqdm([1, 2], desc="conv")) == [1, 2]
    assert list(Stub("tqdm.notebook").tqdm(range(2))) == [0, 1]
    assert list(Stub("tqdm").trange(2)) == [0, 1]
    assert list(Stub("numba").prange(1, 3)) == [1, 2]


def test_a_stub_is_a_base_class_beside_others() -> None:
    nn, mixin = Stub("torch.nn"), Stub("course.mixin")

    class Layer(nn.Module, mixin, option=1):  # type: ignore[misc, name-defined]
        def __init__(self) -> None:
            super().__init__("name", key=1)
            self.size = 3

        def forward(self, x: Any) -> Any:
            return super().forward(x)

    layer = Layer()
    assert layer.size == 3
    assert getattr(layer, "absent", None) is None
    with pytest.raises(MissingAttribute, match="register_buffer"):
        layer.register_buffer("x", 1)
    with pytest.raises(MissingModule):
        layer.forward(1)
    assert copy.deepcopy(layer).size == 3


def test_a_broken_name_says_why_and_on_any_use() -> None:
    broken = Broken("images", "FileNotFoundError: no such file")
    for use in (lambda: broken.shape, lambda: broken[0], lambda: broken(), lambda: broken * ARRAY):
        with pytest.raises(BrokenName, match="images could not be made: FileNotFoundError"):
            use()


def test_a_name_broken_by_a_missing_module_tells_of_the_module() -> None:
    broken = Broken("device", "torch is missing", MissingModule("torch.device", "torch", True))
    with pytest.raises(MissingModule, match="device could not be made") as caught:
        broken.type  # noqa: B018 - the use of an attribute is what is tested
    assert (caught.value.module, caught.value.framework) == ("torch", True)
