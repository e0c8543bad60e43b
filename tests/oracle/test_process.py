import contextlib
import gc
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from scratchcnn.oracle import child
from scratchcnn.oracle.pipes import ThreadedPipes
from scratchcnn.oracle.process import Homework, HomeworkError, Reply
from scratchcnn.oracle.runner import Runner

PROGRAM = """\
import ctypes
import os
import signal
import subprocess
import sys
import time
import numpy as np

class Scale:
    def __init__(self, factor):
        self.w = np.full(2, factor)

    def forward(self, x):
        return self.w * x

def add(x, y=0):
    return x + y

def fail():
    raise ValueError("no")

def loop():
    while True:
        pass

def loop_in_c():
    np.ones((3000, 3000)).dot(np.ones((3000, 3000)))
    return sum(range(10**12))

def leave():
    os._exit(3)

def leave_politely():
    sys.exit("good-bye")

def interrupt():
    raise KeyboardInterrupt

def crash():
    ctypes.string_at(0)

def stop_itself():
    os.kill(os.getpid(), signal.SIGSTOP)

def allocate():
    return np.ones(2**33)

def recurse(n=0):
    return recurse(n + 1)

def recurse_for_ever(n=0):
    sys.setrecursionlimit(10**9)
    class Key:
        def __eq__(self, other):
            return [self] == [other]
    return Key() == Key()

def say(text):
    print(text, end="")

def say_much():
    line = "x" * 99
    for _ in range(500_000):
        print(line)

def say_by_descriptor():
    os.write(1, b"one ")
    os.system("echo two")
    os.write(2, b"three")

def say_in_a_shell_later():
    subprocess.Popen(["sh", "-c", "exec sleep 1000"])

def leave_a_fork():
    if os.fork() == 0:
        time.sleep(1000)
    os._exit(5)

def close_streams():
    sys.stdin.close()
    sys.stdout.close()
    for descriptor in 0, 1, 2:
        os.close(descriptor)

def replace_stdout():
    sys.stdout = sys.stderr = None

def close_all():
    os.closerange(3, 100)

def forge():
    for descriptor in range(3, 20):
        try:
            os.write(descriptor, b"forged" * 100)
        except OSError:
            pass

def forge_answer():
    header = b'[{"values":{},"changed":{},"failure":{"kind":7}},[]]'
    frame = len(header).to_bytes(8, "little") + bytes(8) + header
    for descriptor in range(3, 20):
        try:
            os.write(descriptor, frame)
        except OSError:
            pass

def read():
    return input()

def look_around():
    return {
        "cwd": os.getcwd(),
        "files": os.listdir("."),
        "environment": dict(os.environ),
        "modules": [name for name in sys.modules if "scratchcnn" in name],
        "path": sys.path,
        "argv": sys.argv,
        "pid": os.getpid(),
    }

def order():
    return list({"a", "b", "c", "d", "e", "f", "g"})

def leave_files():
    os.makedirs("a/b")
    open("a/b/c", "w").close()

def fill_the_disk():
    with open("large", "wb") as file:
        file.truncate(2**30)

def huge():
    return [np.zeros(2**20) for _ in range(20)]

class Strange:
    def __getattr__(self, name):
        raise SystemExit(name)
    def __repr__(self):
        raise KeyboardInterrupt
    def __eq__(self, other):
        raise MemoryError
    __array__ = __len__ = __iter__ = property(lambda self: sys.exit())

def strange():
    return Strange(), (n for n in [1]), float("nan"), [Strange()], {"a": Strange()}, Strange
"""

needs_posix = pytest.mark.skipif(os.name != "posix", reason="of systems with signals")
needs_linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="of Linux")


def source(text: str) -> SimpleNamespace:
    cell = SimpleNamespace(line=1, label="", text=text)
    return SimpleNamespace(name="homework", path=Path("/hw/homework.py"), cells=(cell,))


def start(text: str = PROGRAM, **limits: Any) -> Homework:
    return Homework.start([source(text)], Path("/hw"), **limits)


@pytest.fixture(scope="module")
def shared() -> Iterator[Homework]:
    """Homework for what leaves no trace, or ends the process at once."""
    with start(timeout=60) as homework:
        yield homework


@pytest.fixture
def own() -> Iterator[Homework]:
    """Homework for one test alone."""
    with start(timeout=60) as homework:
        yield homework


def call(homework: Runner, function: str, *args: Any, session: int | None = None) -> Reply:
    arguments = [{"array": arg} if type(arg) is np.ndarray else {"value": arg} for arg in args]
    step = {"call": {"name": function}, "args": arguments, "save": "out"}
    return homework.run([step], ["out"], session)


def out(homework: Runner, function: str, *args: Any) -> Any:
    reply = call(homework, function, *args)
    assert reply.failure is None, reply.failure
    return reply.values["out"]


def kind(reply: Reply) -> str | None:
    return reply.failure.kind if reply.failure else None


def works(homework: Homework) -> bool:
    return bool((out(homework, "add", np.ones(2), 1) == 2).all())


def is_gone(pid: int, kill: Callable[[int, int], None] = os.kill) -> bool:
    """Tell whether a process has ended within five seconds; nobody need have waited for it."""
    end = time.monotonic() + 5
    while time.monotonic() < end:
        try:
            kill(pid, 0)
        except ProcessLookupError:
            return True
        status = Path(f"/proc/{pid}/stat")
        with contextlib.suppress(OSError):
            if status.read_text().rpartition(")")[2].split()[0] == "Z":
                return True
    return False


def test_calls_a_function_with_arrays(shared: Homework) -> None:
    result = out(shared, "add", np.array([1.0, np.nan, np.inf]), 1)
    np.testing.assert_array_equal(result, [2, np.nan, np.inf])


def test_constructs_and_calls_in_a_session(shared: Homework) -> None:
    session = shared.new_session()
    shared.run(
        [{"call": {"name": "Scale"}, "args": [{"value": 3.0}], "save": "layer"}], session=session
    )
    forward = {"attr": [{"var": "layer"}, "forward"]}
    step = {"call": forward, "args": [{"array": np.array([1.0, 2.0])}], "save": "out"}
    assert shared.run([step], ["out"], session).values["out"].tolist() == [3, 6]


def test_tells_what_was_loaded(shared: Homework) -> None:
    assert {"Scale", "add"} <= {definition["name"] for definition in shared.definitions}
    assert (shared.notes, shared.problems) == ([], [])


def test_tells_of_an_exception(shared: Homework) -> None:
    failure = call(shared, "fail").failure
    assert failure is not None
    assert (failure.kind, failure.type, failure.message) == ("exception", "ValueError", "no")
    assert (failure.file, failure.source, failure.explicit) == (
        "homework.py",
        'raise ValueError("no")',
        True,
    )
    assert PROGRAM.splitlines()[failure.line - 1].strip() == failure.source


def test_a_deep_recursion_is_an_exception(shared: Homework) -> None:
    failure = call(shared, "recurse").failure
    assert failure is not None
    assert (failure.kind, failure.type) == ("exception", "RecursionError")


def test_a_forgotten_session_is_gone(shared: Homework) -> None:
    session = shared.new_session()
    call(shared, "add", 1, session=session)
    shared.forget(session)
    call(shared, "add", 1)
    with pytest.raises(HomeworkError, match="no variable is called out"):
        shared.run([], ["out"], session)


@pytest.mark.parametrize(
    "steps", [[{"jump": 1}], [{"call": {"name": "absent"}}], [{"x": object()}]]
)
def test_a_request_that_makes_no_sense_is_the_judges_fault(
    shared: Homework, steps: list[dict[str, Any]]
) -> None:
    with pytest.raises(HomeworkError):
        shared.run(steps)
    assert works(shared)


def test_a_request_too_large_to_send_is_the_judges_fault(shared: Homework) -> None:
    with pytest.raises(HomeworkError, match="above the limit"):
        call(shared, "add", np.zeros(2**23 + 1))
    assert works(shared)


def test_large_arrays_go_both_ways(shared: Homework) -> None:
    assert out(shared, "add", np.ones(2**21), 1).sum() == 2**22


def test_what_is_too_large_to_return_is_left_out(shared: Homework) -> None:
    assert [type(array) is dict for array in out(shared, "huge")] == [False] * 5 + [True] * 15


def test_objects_of_the_homework_do_no_harm(shared: Homework) -> None:
    values = out(shared, "strange")
    assert [value.get("opaque") for value in values if type(value) is dict] == [
        "Strange",
        "generator",
        None,
        "type",
    ]
    assert np.isnan(values[2])


def test_the_homework_is_alone(own: Homework) -> None:
    around = out(own, "look_around")
    assert around["files"] == []
    assert around["modules"] == [name for name in around["modules"] if name[0] == "_"]
    assert around["argv"] == ["homework"]
    assert "" not in around["path"]
    assert set(around["environment"]) <= {
        *("PATH", "LANG", "SYSTEMROOT", "LD_LIBRARY_PATH", "LC_CTYPE", "PYTHONHASHSEED"),
        *("HOME", "TMPDIR", "TEMP", "TMP"),
        *("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"),
    }


def test_sets_have_the_same_order_in_every_process(shared: Homework) -> None:
    with start() as other:
        assert out(other, "order") == out(shared, "order")


def test_there_is_nothing_to_read(shared: Homework) -> None:
    failure = call(shared, "read").failure
    assert failure is not None
    assert failure.type == "EOFError"


@needs_linux
def test_a_file_cannot_grow_without_end(shared: Homework) -> None:
    failure = call(shared, "fill_the_disk").failure
    assert failure is not None
    assert failure.type == "OSError"


def test_nothing_printed_is_nothing() -> None:
    with start() as homework:
        assert (homework.printed, homework.printed_total) == ("", 0)


def test_keeps_the_start_of_what_is_printed(own: Homework) -> None:
    call(own, "say", "\x1b[31mred\x1b[0m\a\r\n\ud800é")
    assert own.printed == "red\n?é"
    call(own, "say", "x" * 5000)
    assert own.printed == "red\n?é" + "x" * 1994
    assert own.printed_total > 5000


@needs_posix
def test_keeps_what_is_printed_by_descriptor(own: Homework) -> None:
    call(own, "say_by_descriptor")
    assert own.printed == "one two\nthree"


def test_fifty_megabytes_of_prints_do_not_block(own: Homework) -> None:
    assert kind(call(own, "say_much")) is None
    assert own.printed_total == 50_000_000
    assert own.printed.startswith("x" * 99 + "\n")
    assert len(own.printed) == 2000


@pytest.mark.parametrize("function", ["close_streams", "replace_stdout"])
def test_streams_that_were_closed_are_opened_again(own: Homework, function: str) -> None:
    call(own, function)
    assert kind(call(own, "say", "hello")) is None
    assert own.printed.endswith("hello")


@pytest.mark.parametrize("function", ["loop", "stop_itself"])
@needs_posix
def test_a_call_that_does_not_end_is_a_timeout(function: str) -> None:
    with start(timeout=1) as homework:
        failure = call(homework, function).failure
        assert failure is not None
        assert (failure.kind, failure.message) == ("timeout", "did not end within 1 seconds")
        assert works(homework)


@pytest.mark.parametrize(
    ("function", "message"),
    [
        ("leave", "ended its process with exit code 3"),
        ("crash", "was killed by SIGSEGV (segmentation fault)"),
        ("leave_a_fork", "ended its process with exit code 5"),
        ("close_all", "ended its process with exit code 70"),
        ("forge", "wrote into the judge's own pipe"),
        ("forge_answer", "wrote into the judge's own pipe"),
    ],
)
@needs_linux
def test_a_process_that_dies_costs_one_request(
    shared: Homework, function: str, message: str
) -> None:
    failure = call(shared, function).failure
    assert failure is not None
    assert (failure.kind, failure.message) == ("crash", message)
    assert works(shared)


@pytest.mark.parametrize(
    ("function", "type_"), [("leave_politely", "SystemExit"), ("interrupt", "KeyboardInterrupt")]
)
def test_leaving_costs_one_request(shared: Homework, function: str, type_: str) -> None:
    failure = call(shared, function).failure
    assert failure is not None
    assert (failure.kind, failure.type) == ("exit", type_)
    assert works(shared)


@needs_posix
def test_a_recursion_without_limit_does_no_harm(shared: Homework) -> None:
    assert kind(call(shared, "recurse_for_ever")) in ("crash", "exception", "memory")
    assert works(shared)


@needs_linux
def test_a_process_killed_between_two_requests_costs_one(shared: Homework) -> None:
    os.kill(out(shared, "look_around")["pid"], signal.SIGKILL)
    failure = call(shared, "add", 1).failure
    assert failure is not None
    assert (failure.kind, failure.message) == ("crash", "was killed by SIGKILL (killed)")
    assert works(shared)


@needs_linux
def test_a_huge_array_is_refused(shared: Homework) -> None:
    failure = call(shared, "allocate").failure
    assert failure is not None
    assert failure.kind == "memory"
    assert failure.source == "return np.ones(2**33)"
    assert works(shared)


@needs_posix
def test_a_session_is_lost_with_its_process(shared: Homework) -> None:
    old, unused = shared.new_session(), shared.new_session()
    call(shared, "add", 1, session=old)
    call(shared, "leave")
    assert kind(shared.run([], ["out"], old)) == "lost"
    assert kind(call(shared, "add", 1, session=unused)) is None
    shared.forget(old)
    assert works(shared)


@needs_linux
def test_nothing_is_left_over(own: Homework) -> None:
    around = out(own, "look_around")
    call(own, "leave_files")
    own.close()
    assert not Path(around["cwd"]).exists()
    assert is_gone(around["pid"])


@needs_linux
def test_processes_that_the_homework_started_are_ended(own: Homework) -> None:
    group = os.getpgid(out(own, "look_around")["pid"])
    call(own, "say_in_a_shell_later")
    own.close()
    assert is_gone(group, os.killpg)


@needs_linux
def test_what_nobody_holds_any_more_is_ended() -> None:
    homework = start()
    around = out(homework, "look_around")
    del homework
    gc.collect()
    assert is_gone(around["pid"])
    assert not Path(around["cwd"]).exists()


ENDINGS = {
    "by itself": "",
    "at once": "os._exit(0)",
    "killed in a call": """
signal.setitimer(signal.ITIMER_REAL, 0.1)
homework.run([{"call": {"name": "loop"}}])""",
}


@needs_linux
@pytest.mark.parametrize("ending", ENDINGS.values(), ids=ENDINGS)
def test_the_process_ends_with_the_judge(ending: str, tmp_path: Path) -> None:
    # Without the rest of the oracle, which takes seconds to import.
    program = f"""
import os
import signal
import sys
import types
import scratchcnn
package = types.ModuleType("scratchcnn.oracle")
package.__path__ = [scratchcnn.__path__[0] + "/oracle"]
sys.modules[package.__name__] = package
from types import SimpleNamespace
from scratchcnn.oracle.process import Homework
text = "import os\\ndef pid():\\n    return os.getpid()\\ndef loop():\\n    while True: pass"
cell = SimpleNamespace(line=1, label="", text=text)
source = SimpleNamespace(name="homework", path="/hw/homework.py", cells=[cell])
homework = Homework.start([source], "/hw")
step = {{"call": {{"name": "pid"}}, "save": "pid"}}
print(homework.run([step], ["pid"]).values["pid"], flush=True)
{ending}
"""
    root = Path(child.__file__).parents[2]
    environment = {**os.environ, "PYTHONPATH": str(root), "TMPDIR": str(tmp_path)}
    command = [sys.executable, "-c", program]
    process = subprocess.run(command, env=environment, capture_output=True, check=False)
    assert process.stdout, process.stderr
    assert is_gone(int(process.stdout))
    assert list(tmp_path.glob("homework-*")) == []


@needs_posix
def test_an_interrupted_judge_ends_the_process() -> None:
    def interrupt(*_: Any) -> None:
        raise KeyboardInterrupt

    with start() as homework:
        pid = out(homework, "look_around")["pid"]
        before = signal.signal(signal.SIGALRM, interrupt)
        try:
            signal.setitimer(signal.ITIMER_REAL, 0.2)
            with pytest.raises(KeyboardInterrupt):
                call(homework, "loop")
        finally:
            signal.signal(signal.SIGALRM, before)
        assert is_gone(pid)
        assert works(homework)


@needs_posix
def test_a_fork_of_the_judge_does_not_end_the_process(shared: Homework) -> None:
    assert shared._child is not None
    end = shared._child.end.peek()
    assert end is not None
    _, function, (process, directory, owner), _ = end
    function(process, directory, owner + 1)
    assert Path(directory).exists()
    assert works(shared)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("import os\nclass A:\n    x = os._exit(4)", "it ended its process with exit code 4"),
        ("class A:\n    while True: pass", "it did not end within 1.5 seconds"),
    ],
)
def test_homework_that_cannot_be_loaded_is_an_error(text: str, message: str) -> None:
    before = set(Path(tempfile.gettempdir()).glob("homework-*"))
    with pytest.raises(HomeworkError, match=message):
        start(text, timeout=0.5)
    assert set(Path(tempfile.gettempdir()).glob("homework-*")) <= before


def test_a_worker_that_does_not_start_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "BOOT", "raise SystemExit(9)")
    with pytest.raises(HomeworkError, match="exit code 9"):
        start()


def test_a_worker_that_speaks_otherwise_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "BOOT", "print('hello, this is no frame at all')")
    with pytest.raises(HomeworkError, match="no proper answer"):
        start()


def test_what_is_closed_cannot_run(own: Homework) -> None:
    own.close()
    own.close()
    with pytest.raises(HomeworkError, match="was closed"):
        call(own, "add", 1)


def test_the_process_starts_before_it_is_needed() -> None:
    homework = Homework([source(PROGRAM)], "/hw")
    with homework:
        assert homework.definitions
        assert works(homework)


@needs_linux
def test_all_protections_are_there_or_told(shared: Homework) -> None:
    assert set(shared.missing_protections) <= {"network access"}


def test_a_system_that_cannot_wait_for_pipes_uses_threads(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(child, "pipes_of", ThreadedPipes)
    with start(timeout=1) as homework:
        assert works(homework)
        assert out(homework, "add", np.ones(2**20), 1).sum() == 2**21
        call(homework, "say", "hello")
        assert kind(call(homework, "loop")) == "timeout"
        assert works(homework)
        assert kind(call(homework, "leave")) == "crash"
        assert homework.printed == "hello"
