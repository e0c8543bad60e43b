import ctypes
import os
import sys
import threading
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from scratchcnn.oracle.worker import limits

resource = pytest.importorskip("resource")


@pytest.fixture
def laid(monkeypatch: pytest.MonkeyPatch) -> dict[int, tuple[int, int]]:
    """Limits are written down here, and not laid on the tests."""
    found: dict[int, tuple[int, int]] = {}
    monkeypatch.setattr(resource, "setrlimit", found.__setitem__)
    monkeypatch.setattr(resource, "getrlimit", lambda _: (resource.RLIM_INFINITY,) * 2)
    monkeypatch.setattr(sys, "platform", "linux")
    return found


def kernel(monkeypatch: pytest.MonkeyPatch, answer: Callable[[int], int]) -> list[int]:
    asked: list[int] = []

    def unshare(flags: int) -> int:
        asked.append(flags)
        return answer(flags)

    libc = SimpleNamespace(unshare=unshare)
    monkeypatch.setattr(ctypes, "CDLL", lambda *_, **__: libc)
    return asked


def test_lays_all_limits(laid: dict[int, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    kernel(monkeypatch, lambda _: 0)
    assert limits.protect(2**30) == []
    assert laid[resource.RLIMIT_AS] == (2**30, 2**30)
    assert laid[resource.RLIMIT_CORE] == (0, 0)


def test_a_limit_that_is_lower_already_stays(
    laid: dict[int, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda _: (5, 7))
    limits.limit("RLIMIT_AS", 10)
    assert laid[resource.RLIMIT_AS] == (7, 7)


def test_the_network_is_left_even_without_rights(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    asked = kernel(monkeypatch, lambda flags: 0 if flags & limits.CLONE_NEWUSER else -1)
    limits.leave_the_network()
    assert asked == [limits.CLONE_NEWNET, limits.CLONE_NEWNET | limits.CLONE_NEWUSER]


def test_a_kernel_that_refuses_is_told_of(
    laid: dict[int, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    kernel(monkeypatch, lambda _: -1)
    assert limits.protect() == ["network access"]


def test_macos_has_no_memory_limit(laid: dict[int, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert limits.protect() == ["network access", "memory limit"]


def test_a_system_without_limits_works_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setitem(sys.modules, "resource", None)
    assert limits.protect() == [
        "network access",
        "memory limit",
        "file size limit",
        "core file limit",
    ]


def test_a_process_whose_parent_is_gone_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    parents = iter([5, 5, 1])
    monkeypatch.setattr(os, "getppid", lambda: next(parents))
    gone = threading.Event()
    limits.die_with_parent(5, gone.set, seconds=0)
    assert gone.wait(10)
