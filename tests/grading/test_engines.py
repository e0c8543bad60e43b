"""Tasks that are started, lost and started again."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, TimeoutError

import pytest
from pebble import ProcessExpired

from scratchcnn.grading.engines import as_they_come
from scratchcnn.grading.submissions import Submission
from scratchcnn.grading.work import Outcome, Task


def tasks(*names: str) -> Iterator[Task]:
    return (Task(Submission(name)) for name in names)


def right(task: Task) -> Outcome:
    return Outcome(task.submission.name, "ok", None, 0.0)


def started(answer: Callable[[Task], Outcome]) -> Callable[[Task], "Future[Outcome]"]:
    def start(task: Task) -> "Future[Outcome]":
        future: Future[Outcome] = Future()
        try:
            future.set_result(answer(task))
        except (OSError, TimeoutError, ValueError) as error:
            future.set_exception(error)
        return future

    return start


def test_every_task_has_one_outcome() -> None:
    found = [one.name for one in as_they_come(tasks("a", "b", "c"), started(right), ahead=2)]
    assert sorted(found) == ["a", "b", "c"]


def test_no_task_is_made_before_its_time() -> None:
    made: list[str] = []

    def watched() -> Iterator[Task]:
        for task in tasks("a", "b", "c", "d"):
            made.append(task.submission.name)
            yield task

    outcomes = as_they_come(watched(), started(right), ahead=2)
    next(outcomes)
    assert made == ["a", "b"]


def test_what_lost_its_process_is_tried_once_more() -> None:
    tries: list[str] = []

    def answer(task: Task) -> Outcome:
        tries.append(task.submission.name)
        if task.submission.name == "b" and tries.count("b") == 1:
            raise ProcessExpired("gone")
        return right(task)

    found = {
        one.name: one.verdict for one in as_they_come(tasks("a", "b"), started(answer), ahead=1)
    }
    assert found == {"a": "ok", "b": "ok"}


def test_what_loses_its_process_again_is_an_error_of_its_own() -> None:
    def answer(task: Task) -> Outcome:
        if task.submission.name == "a":
            raise ProcessExpired("gone")
        return right(task)

    found = {one.name: one for one in as_they_come(tasks("a", "b"), started(answer), ahead=2)}
    assert (found["a"].verdict, found["a"].error) == (
        "error",
        "The process that judged it was killed, twice.",
    )
    assert found["b"].verdict == "ok"


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (TimeoutError(), "It could not be judged within 1800 seconds."),
        (ValueError("ours"), "The judge itself failed: ValueError: ours"),
    ],
)
def test_what_goes_wrong_is_told_and_costs_no_other(error: Exception, message: str) -> None:
    def answer(task: Task) -> Outcome:
        if task.submission.name == "a":
            raise error
        return right(task)

    found = {one.name: one for one in as_they_come(tasks("a", "b"), started(answer), ahead=2)}
    assert (found["a"].verdict, found["a"].error) == ("error", message)
    assert found["b"].verdict == "ok"
