import numpy as np
import pytest

from scratchcnn.oracle.cases.outcome import Raised
from scratchcnn.oracle.checks.observation import Observation, observe, output_alone
from tests.helpers.observed import observed, relu, trial_of

X = {"x": [[1.0, -2.0], [3.0, 4.0]]}


def test_a_call_leaves_its_output_and_its_gradients():
    call = observed("relu", relu, X).first
    np.testing.assert_array_equal(call.out, [[1, 0], [3, 4]])
    np.testing.assert_array_equal(call.result("grad_x"), [[1, 0], [3, 4]])
    assert call.changed == ()


def test_an_exception_stands_in_place_of_the_output():
    def broken(x):
        raise KeyError("x")

    call = observed("relu", broken, X).first
    assert isinstance(call.out, Raised)
    assert isinstance(call.out.error, KeyError)
    assert call.result("grad_x") is None


def test_an_exception_in_the_pullback_leaves_the_output():
    def broken(x):
        return np.maximum(x, 0), lambda grad_out: 1 / 0

    call = observed("relu", broken, X).first
    assert isinstance(call.out, np.ndarray)
    assert isinstance(call.result("grad_x"), Raised)


def test_after_an_output_of_a_wrong_shape_no_gradient_is_asked_for():
    asked = []

    def broken(x):
        return x[:1], asked.append

    assert observed("relu", broken, X).first.grads == {}
    assert asked == []


def test_arguments_that_were_written_to_are_named():
    def careless(x):
        x[x < 0] = 0

        def pull(grad_out):
            grad_out *= x > 0
            return (grad_out,)

        return x, pull

    assert observed("relu", careless, X).first.changed == ("x", "grad_out")


def test_the_trial_itself_is_never_written_to():
    trial = trial_of("relu", X)

    def careless(x):
        x[...] = 0
        raise ValueError

    observe(careless, trial)
    np.testing.assert_array_equal(trial.arrays["x"], X["x"])


def test_an_output_that_is_overwritten_later_is_seen_as_it_was():
    def reusing(x):
        out = np.maximum(x, 0)

        def pull(grad_out):
            out[...] = 7
            return (grad_out * (x > 0),)

        return out, pull

    np.testing.assert_array_equal(observed("relu", reusing, X).first.out, [[1, 0], [3, 4]])


def test_what_is_no_array_is_left_as_it_is():
    call = observed("relu", lambda x: ({"opaque": "list"}, None), X).first
    assert call.out == {"opaque": "list"}


def test_later_calls_meet_the_same_object():
    made = []

    def make():
        made.append(1)
        return relu

    seen = Observation(make, trial_of("relu", X))
    assert set(seen.later) == {"other data", "a larger batch"}
    assert made == [1]


def test_later_calls_run_only_if_they_are_asked_for():
    calls = []

    def counting(x):
        calls.append(x.shape)
        return relu(x)

    seen = observed("relu", counting, X)
    _ = seen.first
    assert len(calls) == 1
    _ = seen.later
    assert calls == [(2, 2), (2, 2), (4, 2)]


def test_the_parameters_stay_what_they_were():
    arrays = {"x": [[1.0, 2.0]], "weight": [[3.0, 4.0]], "bias": [5.0]}
    seen = observed("linear", lambda **_: (None, None), arrays)
    again, _ = seen.later["other data"]
    np.testing.assert_array_equal(again.arrays["x"], [[2.0, 1.0]])
    np.testing.assert_array_equal(again.arrays["weight"], arrays["weight"])


def test_a_batch_of_one_grows_no_larger():
    assert set(observed("relu", relu, {"x": [[1.0, 2.0]]}).later) == {"other data"}


def test_warnings_are_no_matter():
    def dividing(x):
        return x / np.zeros_like(x), lambda grad_out: (np.log(x * 0),)

    assert np.isinf(observed("relu", dividing, X).first.out).all()


@pytest.mark.parametrize("count", [0, 2])
def test_another_number_of_gradients_is_the_judges_own_fault(count):
    with pytest.raises(ValueError, match="zip"):
        _ = observed("relu", lambda x: (x, lambda grad_out: (x,) * count), X).first


def test_what_writes_into_its_arguments_leaves_the_case_as_it_was():
    def in_place(x):
        x[x < 0] = 0
        return x, lambda grad_out: (grad_out,)

    trial = trial_of("relu", X)
    out = output_alone(lambda: in_place, trial)
    np.testing.assert_array_equal(out, [[1, 0], [3, 4]])
    np.testing.assert_array_equal(trial.arrays["x"], X["x"])
