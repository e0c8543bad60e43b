"""Numbers of losses are varied where they mean what PyTorch's do, and backward can know them."""

import numpy as np
import pytest
from judged_sources import judged, statuses

from tests.helpers.samples.living import plan_of


def huber(p, t, delta=1.0):
    far = np.abs(p - t)
    return np.where(far <= delta, far**2 / 2, delta * (far - delta / 2)).mean()


class Huber:
    def __init__(self, delta=1.35):
        self.delta = delta

    def forward(self, p, t):
        self.d = p - t
        return huber(p, t, self.delta)

    def backward(self):
        return np.clip(self.d, -self.delta, self.delta) / self.d.size


class HuberOfTheCall(Huber):
    """Where its corner is, is no part of it: its backward pass may rely on 1."""

    def __init__(self):
        self.delta = 1.0

    def forward(self, p, t, delta=1.0):
        self.d = p - t
        return huber(p, t, delta)


class HuberOfAnother(Huber):
    """Its corner is elsewhere, and the line is no steeper there: the same at 1."""

    def forward(self, p, t):
        return super().forward(p, t) / self.delta


def offer_of(layer):
    layer.__name__ = "HuberLoss"
    return plan_of(layer).offer


def test_a_corner_is_varied_where_the_object_knows_it():
    assert offer_of(Huber).any_number


@pytest.mark.parametrize("layer", [HuberOfTheCall, HuberOfAnother])
def test_else_it_is_the_usual_one_and_that_is_said(layer):
    offer = offer_of(layer)
    assert not offer.any_number
    assert offer.numbers == (("delta", 1.0),)


def test_a_loss_that_takes_no_number_has_none_to_tell():
    class HuberLoss:
        def forward(self, p, t):
            return huber(p, t)

    offer = plan_of(HuberLoss).offer
    assert not offer.any_number
    assert offer.numbers == ()


PAIR = """
def huber(p, t, delta=1.35):
    d = np.abs(p - t)
    return np.where(d <= delta, d**2 / 2, delta * (d - delta / 2)).mean()

def huber_grad(p, t, delta=1.35):
    return np.clip(p - t, -delta, delta) / p.size
"""


def test_a_gradient_beside_its_loss_is_given_the_number_too(tmp_path):
    assert set(statuses(judged(tmp_path, "import numpy as np\n" + PAIR)).items()) >= {
        ("basic", "ok"),
        ("numbers", "ok"),
    }


def test_labels_are_smoothed_by_what_a_constructor_takes():
    class CrossEntropyLoss:
        def __init__(self, smoothing=0.1):
            self.smoothing = smoothing

        def forward(self, logits, y):
            n, k = logits.shape
            q = np.eye(k)[y] * (1 - self.smoothing) + self.smoothing / k
            return -(q * (logits - np.log(np.exp(logits).sum(1, keepdims=True)))).sum() / n

    assert plan_of(CrossEntropyLoss).offer.any_number
