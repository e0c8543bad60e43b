import json
import platform
import struct
import subprocess
import sys
from pathlib import Path

import pytest
from unruly import needs_linux

from scratchcnn.oracle.process.worker.confinement import seccomp

TRIES = """
import ctypes, json, os, socket, sys, threading
sys.path.insert(0, sys.argv[1])
from worker.confinement import namespaces, seccomp
namespaces.drop_rights()
seccomp.refuse_calls()
libc = ctypes.CDLL(None)

def attempt(what):
    try:
        return what() != -1
    except OSError:
        return False

thread = threading.Thread(target=print, args=("",), kwargs={"end": ""})
thread.start()
print(json.dumps({
    "internet": attempt(lambda: socket.socket(socket.AF_INET)),
    "local socket": attempt(lambda: socket.socket(socket.AF_UNIX)),
    "anonymous memory": attempt(lambda: os.memfd_create("x")),
    "shared memory": attempt(lambda: libc.shmget(0, 4096, 0o1600)),
    "semaphores": attempt(lambda: libc.semget(0, 1, 0o1600)),
    "look into the parent": attempt(lambda: libc.ptrace(0x4206, os.getppid(), None, None)),
    "namespaces": attempt(lambda: libc.unshare(0x10000000)),
    "hide": attempt(lambda: libc.prctl(4, 0, 0, 0, 0)),
    "name itself": attempt(lambda: libc.prctl(15, b"x", 0, 0, 0)),
    "fork": attempt(lambda: os.waitpid(os.fork() or os._exit(0), 0)),
    "pair of sockets": attempt(socket.socketpair),
}))
"""


@needs_linux
@pytest.mark.skipif(platform.machine() not in seccomp.CALLS, reason="of machines known here")
def test_what_homework_needs_is_left_and_the_rest_refused() -> None:
    # The worker's package by itself, for the judge's would load PyTorch.
    oracle = Path(seccomp.__file__).parents[2]
    command = [sys.executable, "-c", TRIES, str(oracle)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    assert {name for name, possible in found.items() if possible} == {
        *("name itself", "fork", "pair of sockets"),
    }


@pytest.mark.parametrize("machine", list(seccomp.CALLS))
def test_every_jump_of_a_filter_ends_in_it(machine: str) -> None:
    code = list(struct.iter_unpack("HBBI", seccomp.program(machine)))
    for place, (_, then, otherwise, _) in enumerate(code):
        assert place + 1 + max(then, otherwise) <= len(code)
    assert code[-1][3] == seccomp.ALLOW


def test_an_unknown_machine_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "machine", lambda: "sparc64")
    with pytest.raises(OSError, match="sparc64"):
        seccomp.refuse_calls()
