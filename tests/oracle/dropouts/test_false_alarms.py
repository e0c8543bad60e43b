"""Right layers are called wrong about as often as the level says: in practice never.

By hand, 2,000 layers that draw from the system's own entropy, every second of them spatial, were
judged in all checks, and none of their 22,000 results was anything but right; at a level of 0.01
for each test, 31 of 400 layers had one that was not.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from scratchcnn.oracle.dropouts import masks
from scratchcnn.oracle.dropouts.judging import dropouts
from scratchcnn.oracle.process.live import Live

SEEDS: Iterator[int] = iter(())
LAYERS = 30
# Of the tests at this level a layer has some ten, so of 30 layers there are three or so.
LOW = 0.01


class Dropout:
    def __init__(self, p: float = 0.5) -> None:
        self.p, self.rng, self.training = p, np.random.default_rng(next(SEEDS)), True

    def forward(self, x: Any) -> Any:
        if not self.training:
            return x
        self.mask = (self.rng.random(x.shape) >= self.p) / (1 - self.p)
        return x * self.mask

    def backward(self, grad_out: Any) -> Any:
        return grad_out * self.mask


def called_wrong(monkeypatch: pytest.MonkeyPatch) -> int:
    """Return how many of the layers are called wrong, each with seeds of its own."""
    monkeypatch.setitem(globals(), "SEEDS", iter(range(10_000)))
    live = Live(Dropout)
    found = [one for _ in range(LAYERS) for one in dropouts(live, lambda _: True)]
    assert len(found) == LAYERS
    return sum(any(result.status != "ok" for result in one.results) for one in found)


def test_no_right_layer_is_called_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    assert called_wrong(monkeypatch) == 0


def test_the_tests_are_as_strict_as_their_level_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(masks, "LEVEL", LOW)
    assert 0 < called_wrong(monkeypatch) < 0.4 * LAYERS
