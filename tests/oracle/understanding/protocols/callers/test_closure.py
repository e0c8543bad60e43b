"""A backward pass that forward returns."""

import numpy as np

from scratchcnn.oracle.judging import Settings
from scratchcnn.oracle.process.live import Live
from scratchcnn.oracle.target import judge_runner
from scratchcnn.oracle.understanding.carriers.ndarray import NDARRAY
from scratchcnn.oracle.understanding.protocols.callee import Asked, Callee, Sought
from scratchcnn.oracle.understanding.protocols.callers.closure import CLOSURES, passes
from scratchcnn.oracle.understanding.protocols.table import entry_of
from tests.helpers.samples.living import relu

CALLEE = Callee(CLOSURES, "", (1,))


def asked(closure):
    (definition,) = Live(relu).definitions
    return Asked(Sought(definition, entry_of(definition)), NDARRAY, closure)


def test_there_is_a_closure_where_forward_returns_a_function():
    assert [one.callee for one in passes(asked((1,)))] == [CALLEE, CALLEE]
    assert list(passes(asked(()))) == []


def test_a_closure_is_called_with_the_gradient_before_it_is_called_with_nothing():
    assert [len(one.described["params"]) for one in passes(asked((1,)))] == [1, 0]


def cross_entropy(scores, labels):
    shifted = scores - scores.max(axis=1, keepdims=True)
    p = np.exp(shifted) / np.exp(shifted).sum(axis=1, keepdims=True)
    rows = np.arange(len(labels))

    def back():
        d = p.copy()
        d[rows, labels] -= 1
        return d / len(labels)

    return (np.log(np.exp(shifted).sum(axis=1)) - shifted[rows, labels]).mean(), back


def cross_entropy_of_a_sum(scores, labels):
    loss, back = cross_entropy(scores, labels)
    return loss, lambda: back() * len(labels)


def test_the_closure_of_a_loss_may_need_no_gradient():
    report = judge_runner("homework", Live(cross_entropy), Settings(budget=0))
    assert {one.check for one in report if one.status == "ok"} >= {"forward", "grad_logits"}
    assert report.verdict == "ok"


def test_a_wrong_gradient_of_such_a_closure_is_found():
    report = judge_runner("homework", Live(cross_entropy_of_a_sum), Settings(budget=0))
    assert {one.check for one in report if one.status == "wrong"} == {"grad_logits"}


def test_a_closure_is_called_by_position_whatever_its_parameter_is_called():
    (step,) = CALLEE.steps([("grad_out", {"var": "grad_out"})], "gradients")
    assert step["call"] == {"item": [{"var": "returned"}, 1]}
    assert step["args"] == [{"var": "grad_out"}]
    assert step["kwargs"] == {}


def test_a_closure_is_written_as_what_was_returned():
    written = CALLEE.written([("grad_out", "g")], str, "gradients")
    assert list(written) == [("gradients = returned[1]", ["g"])]
    (start, _), *_ = Callee(CLOSURES, "", ("back",)).written([], str)
    assert start == "returned['back']"


def test_a_closure_is_told_without_a_name():
    assert CALLEE.words((("grad_out", None),)) == "returns its backward pass"
