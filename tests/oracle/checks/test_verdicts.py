import math

import numpy as np
import pytest

from scratchcnn.oracle.cases.outcome import Misfit
from scratchcnn.oracle.cases.twins import twin_of
from scratchcnn.oracle.checks.verdicts import check_named, ended, gradient_names, repeatable
from scratchcnn.oracle.process.failures import HomeworkFailure
from scratchcnn.oracle.process.runner import Failure
from scratchcnn.oracle.understanding.plans.adapted import Gradients
from tests.helpers.observed import observed, relu, trial_of

X = {"x": [[1.0, -2.0], [3.0, 4.0]]}
RIGHT = [[1.0, 0.0], [3.0, 4.0]]


def verdict(check, implementation, arrays=X, op="relu"):
    return check_named(check)(observed(op, implementation, arrays))


def raising(error):
    def implementation(**arrays):
        raise error

    return implementation


def later(wrong_from, result="out"):
    """Return a ReLU that is wrong from its n-th call on."""
    calls = []

    def implementation(x):
        calls.append(1)
        out, pullback = relu(x)
        if len(calls) < wrong_from:
            return out, pullback
        if result == "out":
            return out + 1, pullback
        return out, lambda grad_out: (pullback(grad_out)[0] + 1,)

    return implementation


@pytest.mark.parametrize("check", ["forward", "grad_x", "inputs_unchanged", "repeatable"])
def test_a_right_implementation_passes_every_check(check):
    assert verdict(check, relu).ok


def test_a_wrong_output_is_wrong():
    found = verdict("forward", lambda x: (np.abs(x), None))
    assert not found.ok
    assert found.status == "wrong"
    assert found.index == (0, 1)
    assert found.message == "out differs in 1 of 4 elements"


def test_a_wrong_gradient_is_no_matter_of_forward():
    def steep(x):
        return relu(x)[0], lambda grad_out: (2 * grad_out,)

    assert verdict("forward", steep).ok
    assert not verdict("grad_x", steep).ok


def test_a_gradient_that_is_not_offered_is_not_judged():
    assert verdict("grad_x", lambda x: (relu(x)[0], lambda grad_out: (None,))) is None


def test_without_an_output_there_is_no_gradient_to_judge():
    assert verdict("grad_x", raising(ValueError())) is None


def test_no_output_is_unimplemented():
    found = verdict("forward", lambda x: (None, None))
    assert (found.status, found.message) == ("unimplemented", "out is None")
    assert found.expected.tolist() == RIGHT


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (ValueError("no"), "wrong"),
        (NotImplementedError("later"), "unimplemented"),
        (Misfit("HW has no place for C=2"), "unsupported"),
        (HomeworkFailure(Failure("timeout", message="slow"), "forward"), "timeout"),
        (HomeworkFailure(Failure("crash", message="died"), "forward"), "crash"),
        (HomeworkFailure(Failure("exception", "IndexError"), "forward"), "wrong"),
    ],
)
def test_an_exception_has_the_status_of_its_kind(error, status):
    assert verdict("forward", raising(error)).status == status


@pytest.mark.parametrize(
    ("value", "word"),
    [
        ({"opaque": "generator"}, "a generator"),
        ("text", "str"),
        ([1.0], "list"),
        (3.0, "float"),
        ({}, "dict"),
    ],
)
def test_what_is_no_array_is_named(value, word):
    found = verdict("forward", lambda x: (value, None))
    assert found.ok is False
    assert found.error == math.inf
    assert found.message == f"out is {word}, but should be an array"
    assert found.expected.tolist() == RIGHT


def test_an_exception_is_told_beside_the_gradient_that_was_expected():
    def broken(grad_out):
        raise ValueError("no")

    found = verdict("grad_x", lambda x: (relu(x)[0], broken))
    assert (found.ok, found.error) == (False, math.inf)
    assert found.message == "raised ValueError: no"
    assert found.expected.tolist() == [[1.0, 0.0], [3.0, 4.0]]


def test_a_result_in_single_precision_is_judged_as_such():
    def linear(x, weight):
        return np.float32(x) @ np.float32(weight).T, None

    arrays = {"x": np.arange(12.0).reshape(3, 4) / 7, "weight": np.arange(8.0).reshape(2, 4) / 3}
    assert verdict("forward", linear, arrays, "linear").ok


def test_whole_numbers_are_no_output():
    assert not verdict("forward", lambda x: (relu(x)[0].astype(int), None)).ok


def test_an_update_may_cost_some_digits():
    def updating(x):
        def pull(grad_out):
            grads = {"x": grad_out * (x > 0) + 1e-15}
            return Gradients.of(grads, {"x": np.full(x.shape, 1e-14)})

        return relu(x)[0], pull

    assert verdict("grad_x", updating).ok


def test_a_changed_argument_is_named():
    def careless(x):
        x *= 2
        return relu(x)

    found = verdict("inputs_unchanged", careless)
    assert not found.ok
    assert found.message == "changed in place: x"


def test_all_changed_arguments_are_named():
    def careless(x, weight):
        x += 1
        weight += 1
        return np.zeros(4), None

    arrays = {"x": [[1.0, 2.0]], "weight": [[3.0, 4.0]]}
    found = verdict("inputs_unchanged", careless, arrays, "linear")
    assert found.message == "changed in place: x, weight"


def test_of_arguments_that_are_as_they_were_nothing_is_said():
    assert verdict("inputs_unchanged", relu).message == ""


@pytest.mark.parametrize("result", ["out", "grad"])
def test_a_second_call_that_is_wrong_is_not_repeatable(result):
    found = verdict("repeatable", later(2, result))
    assert not found.ok
    assert "second call with other data" in found.message


def test_a_larger_batch_is_a_later_call_too():
    assert "a larger batch" in verdict("repeatable", later(3)).message


def test_what_is_wrong_at_once_is_no_matter_of_later_calls():
    assert verdict("repeatable", later(1)) is None


def test_a_result_that_is_wrong_elsewhere_is_left_out():
    seen = observed("relu", later(2, "grad"), X)
    assert repeatable(seen, {"grad_x"}).ok


def test_an_object_that_is_lost_says_nothing_of_later_calls():
    calls = []

    def losing(x):
        calls.append(1)
        if len(calls) > 1:
            raise HomeworkFailure(Failure("lost"), "forward")
        return relu(x)

    assert verdict("repeatable", losing) is None


def test_a_gradient_that_a_second_call_lacks_does_not_hide_another():
    calls = []

    def forgetting(x, weight):
        calls.append(1)
        out, pullback = twin_of("linear")(x, weight)
        if len(calls) == 1:
            return out, pullback
        return out, lambda grad_out: (None, pullback(grad_out)[1] + 1)

    arrays = {"x": [[1.0, 2.0]], "weight": [[3.0, 4.0]]}
    assert "grad_weight" in verdict("repeatable", forgetting, arrays, "linear").message


@pytest.mark.parametrize("kind", ["timeout", "crash", "memory", "exit"])
def test_a_call_that_takes_too_long_or_ends_its_process_is_known(kind):
    ending = raising(HomeworkFailure(Failure(kind), "forward"))
    assert ended(observed("relu", ending, X))


@pytest.mark.parametrize(
    "implementation",
    [
        relu,
        raising(ValueError()),
        raising(HomeworkFailure(Failure("exception", "ValueError"), "forward")),
        raising(HomeworkFailure(Failure("exit", "SystemExit", "too large"), "forward")),
    ],
)
def test_a_call_that_returns_or_raises_did_not_end(implementation):
    assert not ended(observed("relu", implementation, X))


def test_gradients_are_named_by_their_arguments():
    trials = [
        trial_of("linear", {"x": [[1.0]], "weight": [[2.0]]}),
        trial_of("linear", {"x": [[1.0]], "weight": [[2.0]], "bias": [3.0]}),
    ]
    assert gradient_names(trials) == ["grad_x", "grad_weight", "grad_bias"]


def test_labels_have_no_gradient():
    trial = trial_of("cross_entropy", {"logits": [[1.0, 2.0]], "target": [1]})
    assert gradient_names([trial]) == ["grad_logits"]
