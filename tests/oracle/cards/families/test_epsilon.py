"""An epsilon inside the logarithm of a loss of the logits of yes or no."""

import numpy as np
import pytest
from observed import observed

from scratchcnn.oracle.cards.families.epsilon import epsilon
from scratchcnn.oracle.checks.verdicts import check_named

OP = "binary_cross_entropy_with_logits"
LOGITS = {"logits": [[3.0, -2.0], [30.0, -40.0]], "target": [[1.0, 0.0], [0.0, 1.0]]}
HUGE = {"logits": [[1000.0], [-1000.0]], "target": [[0.0], [0.0]]}


def explained(check, implementation, arrays=LOGITS):
    seen = observed(OP, implementation, arrays)
    verdict = check_named(check)(seen)
    assert not verdict.ok
    return epsilon(binary=True).explains(check, seen.trial, verdict.got, verdict.expected)


def sigmoid(z):
    with np.errstate(over="ignore"):
        return 1 / (1 + np.exp(-z))


def clipped(eps):
    def implementation(logits, target):
        p = np.clip(sigmoid(logits), eps, 1 - eps)
        loss = -(target * np.log(p) + (1 - target) * np.log(1 - p)).mean()
        return np.asarray(loss), lambda grad_out: (grad_out * (p - target) / p.size,)

    return implementation


def quotients(eps):
    def implementation(logits, target):
        p = sigmoid(logits)
        slope = (1 - target) / (1 - p + eps) - target / (p + eps)
        return np.asarray(0.0), lambda grad_out: (grad_out * slope * p * (1 - p) / p.size,)

    return implementation


@pytest.mark.parametrize("arrays", [LOGITS, HUGE])
def test_a_sigmoid_that_is_clipped_in_its_loss_is_a_convention(arrays):
    assert explained("forward", clipped(1e-7), arrays)
    assert not explained("forward", clipped(1e-3), arrays)


def test_a_sigmoid_that_is_clipped_in_its_gradient_is_a_convention():
    assert explained("grad_logits", clipped(1e-7))
    assert not explained("grad_logits", clipped(0.1), {"logits": [[3.0]], "target": [[1.0]]})


@pytest.mark.parametrize("arrays", [LOGITS, HUGE])
def test_an_epsilon_in_its_quotients_is_a_convention(arrays):
    assert explained("grad_logits", quotients(1e-8), arrays)


def test_an_epsilon_of_its_quotients_may_not_be_large():
    assert not explained("grad_logits", quotients(1e-2))


@pytest.mark.parametrize("factor", [-1, 0.9, 2])
def test_an_epsilon_explains_no_other_gradient(factor):
    def implementation(logits, target):
        slope = factor * (sigmoid(logits) - target) / logits.size
        return np.asarray(0.0), lambda grad_out: (grad_out * slope,)

    assert not explained("grad_logits", implementation)


def test_labels_that_are_not_smoothed_in_the_gradient_are_no_epsilon():
    logits, labels = np.array([[1.0, 2.0, 0.0]]), np.array([2])

    def hard(logits, target, label_smoothing):
        p = np.exp(logits) / np.exp(logits).sum()
        return np.asarray(0.0), lambda grad_out: (grad_out * (p - np.eye(3)[target]),)

    seen = observed(
        "softmax_cross_entropy", hard, {"logits": logits, "target": labels}, label_smoothing=0.5
    )
    verdict = check_named("grad_logits")(seen)
    assert not epsilon(binary=False).explains(
        "grad_logits", seen.trial, verdict.got, verdict.expected
    )
