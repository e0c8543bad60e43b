import numpy as np
import pytest
from judged_in_process import judged

from scratchcnn.oracle.process.runner import HomeworkError
from scratchcnn.oracle.understanding.calls import understand
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


class ReLU:
    def forward(self, x):
        return np.maximum(x, 0)


def tanh(x):
    return np.tanh(x)


@pytest.mark.parametrize("broken", ["class_layer", "function_layer"])
def test_the_other_layers_are_judged_all_the_same(broken, monkeypatch, few_cases):
    monkeypatch.setattr(understand, broken, lambda *arguments: failing(KeyError("D")))
    report = judged(ReLU, tanh)
    assert "scratchcnn itself fails on it (KeyError: 'D')" in report.error
    assert {one.op for one in report if one.status == "ok"} == (
        {"tanh"} if broken == "class_layer" else {"relu"}
    )
