"""JAX is stood in for, so that these tests need it nowhere."""

import os
from types import SimpleNamespace
from typing import Any

import pytest

from scratchcnn.oracle.process.worker.imports.jax_calls import prepare
from scratchcnn.oracle.process.worker.imports.torch_calls import NotFromScratch, Watch


class Tracer:
    pass


def jax(version: tuple[int, ...] = (0, 10, 2)) -> Any:
    told: dict[str, Any] = {}
    return SimpleNamespace(
        told=told,
        __version_info__=version,
        config=SimpleNamespace(update=told.__setitem__),
        devices=lambda: told.update(processors=len(os.sched_getaffinity(0))),
        core=SimpleNamespace(Tracer=Tracer),
        tree=SimpleNamespace(leaves=lambda given: given[0]),
        clear_caches=lambda: told.update(cleared=True),
        grad=lambda function: function,
        vjp=lambda function: function,
        nn=SimpleNamespace(relu=lambda x: x, softmax=lambda x: x),
        numpy=SimpleNamespace(einsum=lambda x: x),
        lax=SimpleNamespace(conv=lambda x: x),
    )


@pytest.fixture(autouse=True)
def flags_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XLA_FLAGS", "")


def prepared(watch: Watch | None = None, **given: Any) -> Any:
    library = jax(**given)
    prepare(watch or Watch(), library)
    return library


def test_it_computes_on_the_cpu_in_float64_and_starts_on_one_processor() -> None:
    processors = os.sched_getaffinity(0)
    told = prepared().told
    assert told == {"jax_platforms": "cpu", "jax_enable_x64": True, "processors": 1}
    assert os.sched_getaffinity(0) == processors


@pytest.mark.parametrize(("version", "newer"), [((0, 5, 0), False), ((0, 10, 2), True)])
def test_flags_are_those_that_the_version_knows(version: tuple[int, ...], newer: bool) -> None:
    prepared(version=version)
    assert ("fusion_emitters" in os.environ["XLA_FLAGS"]) == newer


@pytest.mark.parametrize("name", ["grad", "vjp", "nn.softmax", "lax.conv"])
def test_gradients_and_layers_are_refused(name: str) -> None:
    found: Any = prepared()
    for part in name.split("."):
        found = getattr(found, part)
    with pytest.raises(NotFromScratch, match=f"it calls jax.{name}"):
        found(1)


def test_an_activation_is_noted_and_computes_the_same() -> None:
    watch = Watch()
    assert prepared(watch).nn.relu(3) == 3
    assert [one["name"] for one in watch.take()] == ["jax.nn.relu"]


def test_what_is_noted_while_jit_traces_is_traced_again() -> None:
    watch = Watch()
    library = prepared(watch)
    library.nn.relu(Tracer())
    watch.take()
    assert library.told["cleared"]


def test_what_is_noted_outside_of_jit_leaves_what_is_compiled() -> None:
    watch = Watch()
    library = prepared(watch)
    library.nn.relu(3)
    watch.take()
    assert "cleared" not in library.told


def test_a_teacher_refuses_and_allows() -> None:
    library = prepared(Watch(allowed=("jax.nn.softmax",), refused=("jax.numpy.einsum",)))
    assert library.nn.softmax(1) == 1
    with pytest.raises(NotFromScratch, match=r"jax\.numpy\.einsum"):
        library.numpy.einsum(1)


def test_what_a_teacher_says_of_another_library_changes_nothing() -> None:
    library = prepared(Watch(refused=("torch.numpy.einsum",)))
    assert library.numpy.einsum(1) == 1
