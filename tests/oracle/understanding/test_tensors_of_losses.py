"""A carrier says which arrays it carries: not labels, say, but the gradient of a loss."""

import numpy as np
import pytest

from scratchcnn.oracle.process.live import Live
from scratchcnn.oracle.understanding.plans.reproducer import reproducer
from scratchcnn.oracle.understanding.signatures.setting import Setting
from scratchcnn.oracle.understanding.teacher.skeleton import skeleton
from tests.helpers.samples.living import plan_of
from tests.oracle.understanding.tensors import Tensor, verdicts

X = np.array([[1.0, -1.0], [0.5, 2.0]])
PLAIN = str.maketrans("[]", "  ")


def cross_entropy(logits, labels):
    shifted = logits.data - logits.data.max(1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(1, keepdims=True))
    out = Tensor(np.asarray(-log_p[np.arange(len(labels)), labels].mean()))

    def pull(grad):
        one_hot = np.eye(log_p.shape[1])[labels]
        logits.grad = Tensor(grad * (np.exp(log_p) - one_hot) / len(log_p))

    out.pull = pull
    return out


def mse_loss(y_pred, y_true):
    difference = y_pred.data - y_true.data
    out = Tensor(np.asarray((difference**2).mean()))

    def pull(grad):
        y_pred.grad = Tensor(grad * 2 * difference / difference.size)

    out.pull = pull
    return out


@pytest.mark.parametrize("loss", [cross_entropy, mse_loss])
def test_a_carrier_says_which_arrays_it_carries(loss):
    assert plan_of(loss, Tensor).carrier.name.startswith("Tensor")
    assert verdicts(loss) == {}


def test_what_a_carrier_does_not_carry_is_written_as_an_array(capsys):
    arrays = {"logits": X, "target": np.array([1, 0])}
    plan = plan_of(cross_entropy, Tensor)
    setting, upstream = Setting("cross_entropy", arrays, {}), np.asarray(2.0)
    powers = np.exp(X)
    expected = (powers / powers.sum(1, keepdims=True) - np.eye(2)[[1, 0]]) * 2 / 2
    lines = reproducer(plan, setting, upstream, "grad_logits", expected)
    assert "target = np.array([1, 0])\n" in lines
    assert "grad_out = Tensor(np.array(2.0, dtype=float))" in lines
    exec(lines, {"cross_entropy": cross_entropy, "Tensor": Tensor})
    got, wanted = capsys.readouterr().out.split("expected")
    numbers = [np.fromstring(text.translate(PLAIN), sep=" ") for text in (got[3:], wanted)]
    np.testing.assert_allclose(*numbers, rtol=1e-6)


def test_what_a_carrier_does_not_carry_is_an_array_in_an_adapter():
    text = skeleton(Live(cross_entropy, Tensor), "homework.py")
    assert "TODO: cross_entropy" not in text
    assert "logits=their_logits, labels=target" in text
    assert "their_grad_out = homework.Tensor(np.asarray(grad_out))" in text
