from functools import cache

import numpy as np

from scratchcnn.oracle.cases.twins import twin_of
from scratchcnn.oracle.process.live import Live
from scratchcnn.oracle.understanding.calls.pairs import (
    Chained,
    chained,
    logits_gradient,
    paired_up,
    passes_through,
)
from tests.helpers.samples.living import CrossEntropy, Softmax, plan_of

LOGITS, LABELS = np.array([[1.0, 2.0, 0.5], [0.0, -1.0, 3.0]]), np.array([0, 2])


class SoftmaxWhole(Softmax):
    """Its backward is its own."""

    def forward(self, x):
        self.s = super().forward(x)
        return self.s

    def backward(self, dvalues):
        return self.s * (dvalues - (dvalues * self.s).sum(1, keepdims=True))


class CrossEntropyWhole(CrossEntropy):
    """Its backward gives the gradient of the probabilities."""

    def backward(self):
        return -self.y / self.p / len(self.p)


LIVE = Live(Softmax, SoftmaxWhole, CrossEntropy, CrossEntropyWhole)
plan = cache(plan_of)


def test_a_loss_that_gives_the_gradient_of_the_logits_is_known():
    assert logits_gradient(LIVE, plan(CrossEntropy))
    assert not logits_gradient(LIVE, plan(CrossEntropyWhole))


def test_a_softmax_that_hands_through_is_known():
    assert passes_through(LIVE, plan(Softmax))
    assert not passes_through(LIVE, plan(SoftmaxWhole))


def test_two_that_are_right_together_are_a_pair():
    assert list(paired_up(LIVE, [plan(Softmax)], [plan(CrossEntropy)])) == [
        (plan(Softmax), plan(CrossEntropy))
    ]


class CrossEntropyLoss(CrossEntropy):
    """Its gradient is that of the logits."""


def test_a_loss_that_says_so_stands_for_both():
    live = Live(SoftmaxWhole, CrossEntropyLoss)
    loss = plan(CrossEntropyLoss)
    assert list(paired_up(live, [plan(SoftmaxWhole)], [loss])) == [(None, loss)]


def test_two_that_are_right_alone_are_none():
    assert list(paired_up(LIVE, [plan(SoftmaxWhole)], [plan(CrossEntropyWhole)])) == []


def test_a_loss_of_logits_beside_a_whole_softmax_is_no_pair():
    assert list(paired_up(LIVE, [plan(SoftmaxWhole)], [plan(CrossEntropy)])) == []


def test_a_loss_of_logits_without_a_softmax_stands_alone():
    assert list(paired_up(LIVE, [], [plan(CrossEntropy)])) == [(None, plan(CrossEntropy))]


def test_a_pair_is_a_softmax_cross_entropy():
    out, pullback = Chained(LIVE, plan(Softmax), plan(CrossEntropy))(LOGITS, LABELS)
    wanted, twin_pullback = twin_of("softmax_cross_entropy")(logits=LOGITS, target=LABELS)
    np.testing.assert_allclose(out, wanted)
    np.testing.assert_allclose(pullback(np.asarray(1.0))[0], twin_pullback(np.asarray(1.0))[0])


def test_a_pair_is_judged_on_labels():
    subject = chained(LIVE, plan(Softmax), plan(CrossEntropy))
    assert subject.op == "softmax_cross_entropy"
    assert subject.offer.targets == ("labels",)
    assert subject.plan is None


def test_a_pair_lets_go_of_both():
    pair = Chained(LIVE, plan(Softmax), plan(CrossEntropy))
    pair(LOGITS, LABELS)
    pair.close()
    assert pair.inner.session is pair.loss.session is None
