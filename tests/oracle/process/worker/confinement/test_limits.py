import os
import sys
import threading
from typing import Any

import pytest

from scratchcnn.oracle.process.worker.confinement import limits
from scratchcnn.oracle.process.worker.confinement.places import Places

resource = pytest.importorskip("resource")


@pytest.fixture
def laid(monkeypatch: pytest.MonkeyPatch) -> dict[int, tuple[int, int]]:
    """Limits are written down here, and not laid on the tests."""
    found: dict[int, tuple[int, int]] = {}
    monkeypatch.setattr(resource, "setrlimit", found.__setitem__)
    monkeypatch.setattr(resource, "getrlimit", lambda _: (resource.RLIM_INFINITY,) * 2)
    monkeypatch.setattr(sys, "platform", "linux")
    for name, answer in (("stay_within", "everything"), ("drop_rights", None)):
        monkeypatch.setattr(limits, name, lambda *_, answer=answer: answer)
    monkeypatch.setattr(limits, "refuse_calls", lambda: "a filter")
    return found


READABLE = Places((), (), ())
LAID = {
    "file access limit": "everything",
    "system call limit": "a filter",
    "memory limit": "RLIMIT_AS",
    "file size limit": "RLIMIT_FSIZE",
    "open file limit": "RLIMIT_NOFILE",
    "core file limit": "RLIMIT_CORE",
    "network access": "a filter",
}


def test_lays_all_limits(laid: dict[int, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    assert limits.protect(2**30, READABLE) == LAID
    assert laid[resource.RLIMIT_AS] == (2**30, 2**30)
    assert laid[resource.RLIMIT_CORE] == (0, 0)


def test_a_limit_that_is_lower_already_stays(
    laid: dict[int, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda _: (5, 7))
    limits.limit("RLIMIT_AS", 10)
    assert laid[resource.RLIMIT_AS] == (7, 7)


def test_macos_has_no_memory_limit(laid: dict[int, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert limits.protect(2**30, READABLE) == {**LAID, "memory limit": ""}


def test_a_system_without_limits_works_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setitem(sys.modules, "resource", None)
    assert limits.protect(2**30, READABLE) == dict.fromkeys(LAID, "")


def test_a_process_whose_parent_is_gone_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    parents = iter([5, 5, 1])
    monkeypatch.setattr(os, "getppid", lambda: next(parents))
    gone = threading.Event()
    limits.watch_the_parent(5, gone.set, seconds=0)
    assert gone.wait(10)
