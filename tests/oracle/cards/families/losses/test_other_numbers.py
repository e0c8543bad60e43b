"""A loss that is right with another number than the usual one is not called wrong."""

import pytest
from judged_sources import judged

MARGIN = """
MARGIN = 0.2
def svm_loss(scores, y):
    n = len(y)
    m = np.maximum(0, scores - scores[np.arange(n), y][:, None] + MARGIN)
    m[np.arange(n), y] = 0
    g = (m > 0) * 1.0
    g[np.arange(n), y] = -g.sum(1)
    return m.sum() / n, g / n
"""
CORNER = """
BETA = 0.5
def smooth_l1_loss(p, t):
    d = np.abs(p - t)
    grad = np.where(d < BETA, (p - t) / BETA, np.sign(p - t)) / d.size
    return np.mean(np.where(d < BETA, d**2 / 2 / BETA, d - BETA / 2)), grad
"""
SMOOTHED = """
def cross_entropy(z, onehot, xi=0.1):
    k = z.shape[1]
    q = {smoothed}
    z = z - z.max(1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(1, keepdims=True))
    return -(q * log_p).sum() / len(z), (np.exp(log_p) - q) / len(z)
"""
ALL = SMOOTHED.format(smoothed="onehot * (1 - xi) + xi / k")
OTHERS = SMOOTHED.format(smoothed="onehot * (1 - xi) + (1 - onehot) * xi / (k - 1)")


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (MARGIN, "its margin is 0.2"),
        (CORNER, "its corner, beta, is 0.5"),
        (ALL, "it smooths its labels by 0.1"),
        (OTHERS, "it smooths its labels by 0.1"),
    ],
)
def test_it_is_not_judged_and_the_number_is_said(source, words, tmp_path):
    report = judged(tmp_path, source)
    assert not report.results
    assert words in report.error


def test_one_that_is_wrong_with_every_number_is_wrong(tmp_path):
    source = CORNER.replace("BETA = 0.5", "BETA = 1.0").replace("d - BETA / 2", "d")
    assert "wrong" in {one.status for one in judged(tmp_path, source).results}
