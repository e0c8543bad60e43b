"""What a warm worker does with messages; forks are those of a system that is made up here."""

import json
import os
import select
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from types import SimpleNamespace
from typing import Any

import pytest
from unruly import needs_linux

from scratchcnn.oracle.process import worker
from scratchcnn.oracle.process.worker import warm

pytestmark = needs_linux
WANTED = {"memory": 1, "own": ["b"], "directory": "here", "environment": {"A": "1"}}
KIND = warm.Kind("home", ["torch"], ["a"])


def ended(code: int) -> "subprocess.Popen[bytes]":
    """Return a process that has ended, and that nobody has waited for."""
    process = subprocess.Popen([sys.executable, "-S", "-c", f"raise SystemExit({code})"])
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    return process


def test_it_forks_for_a_message_and_tells_how_that_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    judge, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    process = ended(7)

    def leave(code: int) -> None:
        raise SystemExit(code)

    sockets = SimpleNamespace(socket=lambda fileno: theirs, recv_fds=socket.recv_fds)
    monkeypatch.setattr(warm, "socket", sockets)
    monkeypatch.setattr(os, "chdir", lambda _: None)
    monkeypatch.setattr(os, "fork", lambda: process.pid)
    monkeypatch.setattr(os, "_exit", leave)

    def run() -> None:
        with suppress(SystemExit):
            warm.fork_for_ever("home", ["jax"], ["a"])

    thread = threading.Thread(target=run)
    thread.start()
    told, tells = os.pipe()
    with open(os.devnull, "rb") as nothing:
        given = [nothing.fileno()] * 3
        socket.send_fds(judge, [json.dumps(WANTED).encode()], [*given, tells])
    os.close(tells)
    with open(told, "rb") as reports:
        assert reports.read() == process.pid.to_bytes(8, "big") + (7).to_bytes(8, "big")
    judge.close()
    thread.join(60)
    theirs.close()
    assert not thread.is_alive()
    process.returncode = 7


def test_what_the_system_does_not_fork_has_its_pipes_closed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse() -> int:
        raise BlockingIOError("too many processes")

    monkeypatch.setattr(os, "fork", refuse)
    reads, writes = os.pipe()
    assert warm.fork(WANTED, [writes], [], KIND) is None
    assert select.select([reads], [], [], 60)[0]
    assert os.read(reads, 1) == b""
    os.close(reads)


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What would be done to this process, which stays as it is."""
    done: list[Any] = []

    def noting(name: str) -> Callable[..., None]:
        return lambda *given: done.append((name, *given))

    system = {name: noting(name) for name in ("setsid", "dup2", "close", "chdir", "_exit", "write")}
    made_up = SimpleNamespace(**system, environ={}, fork=lambda: 0, pidfd_open=lambda number: 99)
    monkeypatch.setattr(warm, "os", made_up)
    monkeypatch.setattr(worker, "main", noting("main"))
    return done


def test_a_fork_lets_go_of_what_is_not_its_own(calls: list[Any]) -> None:
    warm.become_worker(WANTED, [11, 12, 13, 14], [0, 21], KIND)
    assert calls == [
        ("setsid",),
        *(("dup2", 11, 0), ("dup2", 12, 1), ("dup2", 13, 2)),
        *(("close", one) for one in (21, 11, 12, 13, 14)),
        ("chdir", "here"),
        ("main", 1, "home", ["torch"], ["a", "b"]),
    ]
    assert vars(warm)["os"].environ == {"A": "1"}


def test_a_fork_that_cannot_become_a_worker_says_why_and_ends(
    calls: list[Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*given: Any) -> None:
        raise ValueError("no such memory")

    monkeypatch.setattr(worker, "main", fail)
    warm.fork(WANTED, [11, 12, 13, 14], [], KIND)
    assert ("_exit", 1) in calls
    assert "ValueError: no such memory" in capsys.readouterr().err


def test_a_judge_that_is_gone_need_not_be_told(monkeypatch: pytest.MonkeyPatch) -> None:
    process = ended(3)
    reads, writes = os.pipe()
    os.close(reads)
    watched = os.pidfd_open(process.pid)
    warm.tell_the_end(watched, process.pid, writes)
    process.returncode = 3
    for one in (watched, writes):
        with pytest.raises(OSError, match="Bad file descriptor"):
            os.close(one)
