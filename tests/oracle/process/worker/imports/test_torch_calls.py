"""PyTorch is stood in for, so that the judge's own keeps its functions."""

import sys
from functools import wraps
from types import SimpleNamespace
from typing import Any

import pytest

from scratchcnn.oracle.process.worker.imports.torch_calls import (
    NoGpu,
    NotFromScratch,
    Watch,
    gpu_of,
    prepare,
)


def torch() -> Any:
    """Return a stand-in that remembers how it was set."""
    told: dict[str, Any] = {}

    class Tensor:
        def backward(self) -> str:
            return "backward"

        def clamp(self) -> str:
            return "clamp"

    def conv2d() -> str:
        return "conv2d"

    def pad() -> str:
        return "pad"

    def einsum() -> str:
        return "einsum"

    class Optimizer:
        @wraps(einsum)
        def add_param_group(self) -> str:
            return "compiled"

    return SimpleNamespace(
        told=told,
        Tensor=Tensor,
        float64="float64",
        einsum=einsum,
        optim=SimpleNamespace(Optimizer=Optimizer),
        conv2d=conv2d,
        cuda=SimpleNamespace(is_available=lambda: False),
        nn=SimpleNamespace(
            Module=type("Module", (), {}), functional=SimpleNamespace(conv2d=conv2d, pad=pad)
        ),
        set_num_threads=lambda number: told.update(threads=number),
        set_default_dtype=lambda dtype: told.update(dtype=dtype),
        set_default_device=lambda device: told.update(device=device),
        set_grad_enabled=lambda enabled: told.update(gradients=enabled),
    )


def test_it_computes_on_one_thread_in_float64_and_without_gradients() -> None:
    library = torch()
    prepare(Watch(), library)
    assert library.told == {"threads": 1, "dtype": "float64", "gradients": False}


def test_a_layer_is_refused_wherever_it_is_called_from() -> None:
    library = torch()
    prepare(Watch(), library)
    for function, name in [
        (library.nn.functional.conv2d, "torch.nn.functional.conv2d"),
        (library.conv2d, "torch.conv2d"),
        (library.Tensor().backward, "torch.Tensor.backward"),
    ]:
        with pytest.raises(NotFromScratch, match="it calls torch") as raised:
            function()
        assert raised.value.module == name
        assert raised.value.framework


def test_arithmetic_is_free() -> None:
    watch, library = Watch(), torch()
    prepare(watch, library)
    assert (library.einsum(), library.Tensor().clamp()) == ("einsum", "clamp")
    assert watch.take() == []


def test_a_means_to_an_end_is_noted_with_the_line_that_calls_it() -> None:
    watch, library = Watch(), torch()
    prepare(watch, library)
    assert library.nn.functional.pad() == "pad"
    (call,) = watch.take()
    assert call["name"] == "torch.nn.functional.pad"
    assert call["file"] == __file__
    assert call["line"] > 0
    assert watch.take() == []


def test_what_a_teacher_allows_is_noted_and_no_longer_refused() -> None:
    watch, library = Watch(allowed=["torch.nn.functional.conv2d"]), torch()
    prepare(watch, library)
    assert library.nn.functional.conv2d() == "conv2d"
    assert [call["name"] for call in watch.take()] == ["torch.nn.functional.conv2d"]


def test_what_a_teacher_refuses_is_refused() -> None:
    library = torch()
    prepare(Watch(refused=["torch.einsum"]), library)
    with pytest.raises(NotFromScratch, match="it calls torch"):
        library.einsum()


def test_what_is_to_be_moved_to_a_gpu_stays_where_there_is_none() -> None:
    library = torch()
    prepare(Watch(), library)
    tensor, module = library.Tensor(), library.nn.Module()
    assert tensor.cuda() is tensor
    assert module.cuda(0) is module


def test_what_is_allowed_may_consist_of_what_is_refused_and_no_other_may() -> None:
    watch, library = Watch(allowed=["torch.nn.functional.conv2d"]), torch()
    inner = {"__name__": "torch.nn.functional", "torch": library}
    # As PyTorch does: its own modules call each other's functions by their names.
    exec("def conv2d(): return torch.conv2d()\ndef fold(): return torch.conv2d()", inner)
    vars(library.nn.functional).update(conv2d=inner["conv2d"], fold=inner["fold"])
    prepare(watch, library)
    assert library.nn.functional.conv2d() == "conv2d"
    for function in (library.nn.functional.fold, library.conv2d):
        with pytest.raises(NotFromScratch, match="it calls torch"):
            function()


def test_tensors_are_made_on_a_gpu_that_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    library, watch = torch(), Watch(device="cuda")
    library.cuda = SimpleNamespace(is_available=lambda: True, get_device_name=lambda: "A100")
    monkeypatch.setitem(sys.modules, "torch", library)
    prepare(watch, library)
    assert library.told["device"] == "cuda"
    assert not hasattr(library.Tensor, "cuda")
    assert gpu_of(watch) == "A100"
    assert gpu_of(Watch()) == ""


def test_a_gpu_that_is_asked_for_and_not_seen_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    library, watch = torch(), Watch(device="cuda")
    monkeypatch.setitem(sys.modules, "torch", library)
    prepare(watch, library)
    assert "device" not in library.told
    with pytest.raises(NoGpu, match="PyTorch sees no CUDA device in the homework's process"):
        gpu_of(watch)


def test_an_optimizer_is_made_without_the_compiler() -> None:
    stand_in = torch()
    prepare(Watch(), stand_in)
    assert stand_in.optim.Optimizer.add_param_group() == "einsum"
