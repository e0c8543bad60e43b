"""What says that a loss takes logarithms of probabilities, or logits, before anything is tried."""

import numpy as np
import pytest

from scratchcnn.oracle.cards.families.losses.losses_of_logarithms import (
    other_binary_losses,
    says_likelihood,
    takes_log_probabilities,
    takes_logits_of_yes,
)


@pytest.mark.parametrize("name", ["logp", "logprobs", "lp", "ylogprob", "logyhat"])
def test_a_parameter_may_be_named_for_logarithms(name: str) -> None:
    assert takes_log_probabilities("np.exp(a)", [name, "y"])


@pytest.mark.parametrize("name", ["logits", "logit", "p", "scores"])
def test_a_parameter_may_be_named_for_something_else(name: str) -> None:
    assert not takes_log_probabilities("np.exp(a)", [name, "y"])


@pytest.mark.parametrize("call", ["np.log(p)", "safe_log(p)", "log_softmax(z)", "np.exp(z)"])
def test_what_takes_a_logarithm_is_given_none(call: str) -> None:
    assert not takes_log_probabilities(f"def nll(a, y):\n    return {call}", ["a", "y"])


def test_what_speaks_of_a_likelihood_and_takes_no_logarithm_is_given_one() -> None:
    assert takes_log_probabilities("def nll(a, y):\n    return -a[y]", ["a", "y"])
    assert not takes_log_probabilities("def f(a, y):\n    return -a[y]", ["a", "y"])


@pytest.mark.parametrize("name", ["logits", "logit", "z", "scores", "ylogits"])
def test_a_parameter_may_be_named_for_logits(name: str) -> None:
    assert takes_logits_of_yes("", [name, "y"])


@pytest.mark.parametrize("call", ["sigmoid(a)", "np.exp(-a)", "np.tanh(a)", "expit(a)"])
def test_what_squashes_is_given_logits(call: str) -> None:
    assert takes_logits_of_yes(f"def bce(a, y):\n    p = {call}", ["a", "y"])


@pytest.mark.parametrize("source", ["# p is the output of a sigmoid", "def sigmoid_bce(p, y):"])
def test_a_word_squashes_nothing(source: str) -> None:
    assert not takes_logits_of_yes(source, ["p", "y"])


def test_other_losses_are_compared_with_targets_of_their_shape() -> None:
    arrays = {"logits": np.array([[1.0, -2.0]]), "target": np.array([[1.0, 0.0]])}
    signed, hinge = (values for values, _ in other_binary_losses(arrays, np.zeros(())))
    assert float(signed) == pytest.approx((np.log1p(np.exp(-1)) + np.log(2)) / 2)
    assert float(hinge) == 0.5
    assert not list(other_binary_losses(arrays | {"target": np.array([0])}, np.zeros(())))


@pytest.mark.parametrize("source", ["np.log(p)", "np.logaddexp(0, z)", "log_p[y]", "softplus(z)"])
def test_a_logarithm_taken_or_given_confirms_a_likelihood(source: str) -> None:
    assert says_likelihood(source)


@pytest.mark.parametrize("source", ["((logits - y) ** 2).mean()", "class Logistic: pass"])
def test_logits_and_logistic_units_confirm_none(source: str) -> None:
    assert not says_likelihood(source)
