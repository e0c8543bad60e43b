import ctypes
import sys
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from scratchcnn.oracle.process.worker.confinement import namespaces


@pytest.fixture
def files(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What is written to the files of the kernel, which are none here."""
    written: dict[str, str] = {}

    class File:
        def __init__(self, path: str, mode: str) -> None:
            self.path = path

        def __enter__(self) -> "File":
            return self

        def __exit__(self, *_: object) -> None:
            pass

        def write(self, text: str) -> None:
            written[self.path.rpartition("/")[2]] = text

    monkeypatch.setattr(namespaces, "open", File, raising=False)
    monkeypatch.setattr(namespaces.os, "getuid", lambda: 7, raising=False)
    monkeypatch.setattr(namespaces.os, "getgid", lambda: 8, raising=False)
    return written


def kernel(monkeypatch: pytest.MonkeyPatch, unshare: Callable[[int], int]) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    libc = SimpleNamespace(unshare=unshare)
    monkeypatch.setattr(ctypes, "CDLL", lambda *_, **__: libc)


def test_a_namespace_needs_no_rights(
    files: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    user = namespaces.CLONE_NEWUSER
    kernel(monkeypatch, lambda flags: 0 if flags & user else -1)
    namespaces.leave(namespaces.CLONE_NEWNET)
    assert files == {"setgroups": "deny", "uid_map": "7 7 1", "gid_map": "8 8 1"}


def test_root_does_without_a_namespace_of_users(
    files: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []

    def unshare(flags: int) -> int:
        asked.append(flags)
        return -1 if flags & namespaces.CLONE_NEWUSER else 0

    kernel(monkeypatch, unshare)
    namespaces.leave(namespaces.CLONE_NEWNET)
    net = namespaces.CLONE_NEWNET
    assert (asked, files) == ([net | namespaces.CLONE_NEWUSER, net], {})


def test_a_kernel_that_refuses_is_told_of(
    files: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    kernel(monkeypatch, lambda _: -1)
    with pytest.raises(OSError, match="unshare"):
        namespaces.leave(namespaces.CLONE_NEWNET)


def test_other_systems_have_no_namespaces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    with pytest.raises(OSError, match="only Linux"):
        namespaces.leave(namespaces.CLONE_NEWNET)
