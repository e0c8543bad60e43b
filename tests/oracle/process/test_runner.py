from typing import Any

import pytest

from scratchcnn.oracle.process.runner import Failure, HomeworkError, Reply, reply_from, unmade_from
from scratchcnn.oracle.process.worker.answering.transport import FrameError


def test_a_reply_holds_values_and_changes() -> None:
    assert reply_from({"values": {"x": 1}, "changed": {"y": 2}}) == Reply({"x": 1}, {"y": 2})


def test_a_reply_holds_a_failure() -> None:
    failure = {"kind": "exception", "type": "ValueError", "line": 5, "explicit": True}
    reply = reply_from({"values": {}, "changed": {}, "failure": failure})
    assert reply.failure == Failure("exception", "ValueError", line=5, explicit=True)


@pytest.mark.parametrize(
    "answer",
    [
        {"error": "MemoryError"},
        {"values": {}, "changed": {}, "failure": {"kind": "request", "message": "no", "step": 1}},
    ],
)
def test_a_request_that_cannot_be_answered_is_the_judges_fault(answer: Any) -> None:
    with pytest.raises(HomeworkError):
        reply_from(answer)


@pytest.mark.parametrize(
    "answer",
    [
        None,
        [],
        {},
        {"values": {}},
        {"values": [], "changed": {}},
        {"values": {}, "changed": {}, "failure": "failed"},
        {"values": {}, "changed": {}, "failure": {}},
        {"values": {}, "changed": {}, "failure": {"type": "ValueError"}},
        {"values": {}, "changed": {}, "failure": {"kind": "exception", "line": "5"}},
        {"values": {}, "changed": {}, "failure": {"kind": "exception", "line": True}},
        {"values": {}, "changed": {}, "failure": {"kind": "exception", "color": "red"}},
    ],
    ids=str,
)
def test_a_forged_answer_is_seen(answer: Any) -> None:
    with pytest.raises(FrameError):
        reply_from(answer)


MADE_NOT = {"name": "Conv", "kind": "class", "reason": "NameError", "file": "hw.py", "line": 3}


def test_what_could_not_be_made_is_read() -> None:
    (one,) = unmade_from([MADE_NOT])
    assert (one.name, one.kind, one.reason, one.file, one.line) == tuple(MADE_NOT.values())


@pytest.mark.parametrize(
    "answer",
    [None, {}, ["Conv"], [{**MADE_NOT, "line": "3"}], [{**MADE_NOT, "color": "red"}], [{}]],
    ids=str,
)
def test_a_forged_record_of_what_could_not_be_made_is_seen(answer: Any) -> None:
    with pytest.raises(FrameError):
        unmade_from(answer)


def test_a_dataclass_is_read_by_the_names_of_its_fields() -> None:
    answer = [{"dataclass": "Loss", "fields": {"value": 0.5, "grads": {"W": 1}}}]
    (loss,) = reply_from({"values": {"out": answer}, "changed": {}}).values["out"]
    assert loss == {"value": 0.5, "grads": {"W": 1}}
    assert [type(key).__name__ for key in (*loss, *loss["grads"])] == [*["Attribute"] * 2, "str"]
