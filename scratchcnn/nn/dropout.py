"""Dropout, which draws what is kept anew at every step of training."""

import numpy as np

from scratchcnn import ops
from scratchcnn.nn.initialization import check_generator
from scratchcnn.nn.layer import Layer
from scratchcnn.ops.arguments import Array, Pullback


class Dropout(Layer):
    """Dropout: `ops.dropout` in training, and what comes in as it is in inference.

    Parameters
    ----------
    p : from 0 to 1, the probability with which every number is dropped
    rng : draws what is kept; the layer's own from then on

    Raises
    ------
    TypeError, ValueError
        An argument has the wrong type or range; the message names it.

    Examples
    --------
    >>> layer = Dropout(0.5, rng=np.random.default_rng(0))
    >>> layer.forward(np.ones(6, np.float32))
    array([2., 2., 2., 0., 0., 0.], dtype=float32)
    >>> layer.training = False
    >>> layer.forward(np.ones(3, np.float32))
    array([1., 1., 1.], dtype=float32)
    """

    def __init__(self, p: float = 0.5, *, rng: np.random.Generator) -> None:
        check_generator(rng)
        # Any number will do to hear the op's opinion of p.
        ops.dropout(np.ones(()), np.array(True), p)
        super().__init__(self._drop, {})
        self.generator: np.random.Generator = rng
        self.p = float(p)

    def _drop(self, x: Array) -> tuple[Array, Pullback]:
        if not self.training:
            return ops.dropout(x, np.array(True), 0.0)
        drawn = self.generator.random(self._drawn_shape(x.shape), np.float32)
        return ops.dropout(x, np.asarray(drawn >= self.p), self.p)

    def _drawn_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        return shape


class Dropout2d(Dropout):
    """Dropout of whole channels of (N, C, H, W), else as `Dropout`.

    Notes
    -----
    Tompson et al. (2015), "Efficient Object Localization Using Convolutional Networks":
    neighbouring pixels say nearly the same, so that dropping single ones drops little.

    Examples
    --------
    >>> layer = Dropout2d(0.5, rng=np.random.default_rng(0))
    >>> layer.forward(np.ones((1, 5, 2, 2), np.float32)).sum((2, 3))
    array([[8., 8., 8., 0., 0.]], dtype=float32)
    """

    def _drawn_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        return *shape[:2], *[1] * (len(shape) - 2)
