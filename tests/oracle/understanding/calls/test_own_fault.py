import pytest

from scratchcnn.oracle.process.runner import HomeworkError
from scratchcnn.oracle.understanding.calls.one_layer import not_understood
from scratchcnn.oracle.understanding.calls.own_fault import or_own_fault

DEFINITION = {"name": "Dense"}


def failing(error):
    yield not_understood(DEFINITION, "it is a riddle")
    raise error


def test_a_layer_on_which_the_judge_fails_is_not_judged_and_what_was_found_is_kept():
    first, second = or_own_fault(DEFINITION, failing(KeyError("D")))
    assert first.layer.understood == "not judged: it is a riddle"
    assert second.layer.understood == (
        "not judged: scratchcnn itself fails on it (KeyError: 'D'); please report this file"
    )


def test_the_end_of_the_homework_is_no_fault_of_ours():
    with pytest.raises(HomeworkError):
        list(or_own_fault(DEFINITION, failing(HomeworkError("it is gone"))))
