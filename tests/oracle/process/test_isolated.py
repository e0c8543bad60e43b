from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from unruly import PROGRAM, call, kind, needs_linux, needs_posix, out, start, works

from scratchcnn.oracle.process.isolated import Homework, HomeworkError


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
        *("PATH", "LANG", "SYSTEMROOT", "LD_LIBRARY_PATH", "LC_CTYPE", "PYTHONHASHSEED", "PWD"),
        *("HOME", "TMPDIR", "TEMP", "TMP", "CUDA_VISIBLE_DEVICES", "NUMBA_CACHE_DIR"),
        *("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"),
        "NUMBA_OPT",
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


@needs_linux
def test_all_protections_are_there_or_told(shared: Homework) -> None:
    assert set(shared.missing_protections) <= {"network access"}


def test_the_limit_of_a_call_can_be_less_for_a_while() -> None:
    with start(timeout=5) as homework:
        with homework.within(0.3):
            failure = call(homework, "loop").failure
            assert failure is not None
            assert failure.message == "did not end within 0.3 s"
        with homework.within(50):
            assert homework._timeout == 5
        assert homework._timeout == 5
