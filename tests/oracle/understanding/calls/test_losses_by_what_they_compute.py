"""Which of the many losses a layer is: what it computes tells, whatever it is called."""

import numpy as np
import pytest

from scratchcnn.oracle.judging import Settings
from scratchcnn.oracle.process.live import Live
from scratchcnn.oracle.target import judge_runner
from scratchcnn.oracle.understanding.calls.understand import understand

pytestmark = pytest.mark.usefixtures("few_cases")


def called(name, function):
    function.__name__ = function.__qualname__ = name
    return function


def op_of(*targets):
    (one,) = understand(Live(*targets))
    return one.op if one.plan is not None else one.layer.understood


def statuses(*targets):
    report = judge_runner("homework", Live(*targets), Settings(budget=0))
    return {(one.op, one.check): one.status for one in report}


def of_log_probabilities(logp, y):
    rows = np.arange(len(y))
    grad = np.zeros_like(logp)
    grad[rows, y] = -1 / len(y)
    return -logp[rows, y].mean(), grad


def of_probabilities(p, y):
    rows = np.arange(len(y))
    grad = np.zeros_like(p)
    grad[rows, y] = -1 / p[rows, y] / len(y)
    return -np.log(p[rows, y]).mean(), grad


def of_scores(scores, y):
    e = np.exp(scores - scores.max(1, keepdims=True))
    p = e / e.sum(1, keepdims=True)
    grad = (p - np.eye(p.shape[1])[y]) / len(y)
    return -np.log(p[np.arange(len(y)), y] + 1e-300).mean(), grad


def of_logits_of_yes(z, y):
    p = 1 / (1 + np.exp(-z))
    return (np.logaddexp(0, z) - y * z).mean(), (p - y) / z.size


LOSSES = {
    of_log_probabilities: "nll_loss",
    of_probabilities: "categorical_cross_entropy",
    of_scores: "softmax_cross_entropy",
    of_logits_of_yes: "binary_cross_entropy_with_logits",
}


@pytest.mark.parametrize(("loss", "op"), LOSSES.items())
@pytest.mark.parametrize("name", ["loss", "criterion"])
def test_a_loss_is_known_by_what_it_computes(loss, op, name):
    assert op_of(called(name, loss)) == op


@pytest.mark.parametrize("loss", list(LOSSES)[:3])
def test_what_is_called_a_likelihood_may_be_of_any_of_three(loss):
    assert op_of(called("nll", loss)) == LOSSES[loss]


def test_a_loss_without_a_name_is_known_by_its_value_and_gradient():
    assert op_of(called("gubitak", of_logits_of_yes)) == "binary_cross_entropy_with_logits"


def test_a_loss_that_never_speaks_of_a_logarithm_is_not_said_to_be_of_logarithms():
    def loss(p, y):
        return -(p * y).sum() / len(p), -y / len(p)

    assert op_of(loss) == "not judged: its name does not say which loss it is"


def test_cross_entropy_without_a_logarithm_is_not_judged():
    def cross_entropy(p, y):
        return -(p * y).sum() / len(p), -y / len(p)

    assert "takes logarithms of probabilities" in op_of(cross_entropy)


def test_targets_of_plus_and_minus_1_are_another_loss():
    def bce_with_logits(z, y):
        return np.mean(np.log1p(np.exp(-z * y))), -y / (1 + np.exp(z * y)) / z.size

    assert "its targets are -1 and 1" in op_of(bce_with_logits)


def test_a_loss_of_logits_that_forgets_its_sigmoid_is_no_loss_of_probabilities():
    def bce_with_logits(z, y):
        with np.errstate(all="ignore"):
            loss = -np.nansum(y * np.log(z) + (1 - y) * np.log(1 - z)) / z.size
            return loss, (z - y) / (z * (1 - z)) / z.size

    found = statuses(bce_with_logits)
    assert found["binary_cross_entropy_with_logits", "forward"] == "wrong"


def test_a_wrong_loss_that_multiplies_by_rows_is_judged_on_rows():
    class NLL:
        def forward(self, logp, y):
            self.y = y
            return -np.mean(logp * y)

        def backward(self):
            return -self.y / len(self.y)

    found = statuses(NLL)
    assert found["nll_loss", "forward"] == "wrong"
    assert found["nll_loss", "grad_log_p"] == "ok"


def test_a_wrong_likelihood_of_probabilities_is_judged_as_one_of_probabilities():
    def nll(p, y):
        return np.log(p[np.arange(len(y)), y]).mean()

    assert statuses(nll)["categorical_cross_entropy", "forward"] == "wrong"


def test_a_loss_is_asked_for_its_gradient_under_any_name():
    class EntropiaZLogitow:
        def __call__(self, logity, etykiety):
            z = logity - logity.max(1, keepdims=True)
            self.p = np.exp(z) / np.exp(z).sum(1, keepdims=True)
            self.t = np.eye(z.shape[1])[etykiety]
            return -np.log((self.p * self.t).sum(1)).mean()

        def wstecz(self):
            return (self.p - self.t) / len(self.t)

    assert op_of(EntropiaZLogitow) == "cross_entropy"


class MSELoss:
    """It takes one column, and its target without that axis."""

    def forward(self, p, target):
        self.p, self.target = p, target
        return ((p.squeeze(-1) - target) ** 2).mean()

    def backward(self):
        return 2 * (self.p.squeeze(-1) - self.target)[:, None] / len(self.target)


class MSEOfRows:
    """Its gradient lacks the mean over the entries of a sample."""

    def forward(self, p, target):
        self.p, self.target = p, target
        return ((p - target) ** 2).mean()

    def backward(self):
        return 2 * (self.p - self.target) / len(self.target)


def test_a_loss_of_one_column_may_take_its_target_without_that_axis():
    assert set(statuses(MSELoss).values()) == {"ok"}


def test_a_mean_that_is_right_for_one_column_alone_is_no_convention():
    assert statuses(MSEOfRows)["mse_loss", "grad_p"] == "wrong"
