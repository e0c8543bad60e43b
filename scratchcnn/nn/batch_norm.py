"""Batch normalisation, which keeps running statistics of the batches that it has seen."""

import numpy as np

from scratchcnn import ops
from scratchcnn.nn.initialization import FloatType
from scratchcnn.nn.layer import Layer
from scratchcnn.ops.arguments import Array, Pullback, describe, integer
from scratchcnn.ops.normalization import updated_statistics


class BatchNorm2d(Layer):
    """Batch normalisation: `ops.batch_norm2d` with a weight (C,) of ones and a bias (C,) of zeros.

    Parameters
    ----------
    num_features : C, at least 1
    eps : as for `ops.batch_norm2d`
    momentum : the share of a new batch in the running statistics, from 0 to 1
    affine : whether the layer has a weight and a bias
    dtype : np.float32 or np.float64

    Attributes
    ----------
    training : bool
        True: `forward` normalises by the batch, and updates the running statistics. Set it to
        False for inference, which normalises by the running statistics.
    buffers : the running statistics; 0 and 1 at first

    Raises
    ------
    TypeError, ValueError
        An argument has the wrong type or range; the message names it.

    Examples
    --------
    >>> layer = BatchNorm2d(1)
    >>> out = layer.forward(np.array([[[[10.0, 30.0]]]], np.float32))
    >>> layer.running_mean, layer.running_var
    (array([2.], dtype=float32), array([20.9], dtype=float32))
    >>> layer.training = False
    >>> layer.forward(np.array([[[[2.0]]]], np.float32))
    array([[[[0.]]]], dtype=float32)
    """

    def __init__(
        self,
        num_features: int,
        *,
        eps: float = 1e-5,
        momentum: float = 0.1,
        affine: bool = True,
        dtype: FloatType = np.float32,
    ) -> None:
        c = integer("num_features", num_features, 1)
        if isinstance(momentum, bool) or not isinstance(momentum, int | float | np.floating):
            raise TypeError(f"momentum must be a number, got {describe(momentum)}")
        if not 0 <= momentum <= 1:
            raise ValueError(f"momentum must lie in [0, 1], got {momentum}")
        if not isinstance(affine, bool):
            raise TypeError(f"affine must be True or False, got {describe(affine)}")
        if dtype not in (np.float32, np.float64):
            raise TypeError(f"dtype must be np.float32 or np.float64, got {describe(dtype)}")
        # A batch of nothing will do to hear the op's opinion of its arguments.
        ops.batch_norm2d(np.zeros((0, c), dtype)[:, :, None, None], eps=eps)
        parameters = {"weight": np.ones(c, dtype), "bias": np.zeros(c, dtype)} if affine else {}
        super().__init__(self._normalize, parameters)
        self.buffers = {"running_mean": np.zeros(c, dtype), "running_var": np.ones(c, dtype)}
        self._eps = eps
        self._momentum = float(momentum)

    @property
    def running_mean(self) -> Array:
        """The running mean of every channel (C,)."""
        return self.buffers["running_mean"]

    @property
    def running_var(self) -> Array:
        """The running variance of every channel (C,)."""
        return self.buffers["running_var"]

    def _normalize(self, x: Array, *parameters: Array) -> tuple[Array, Pullback]:
        """Apply the op in the layer's mode and, in training, update the running statistics."""
        mean, variance = self.running_mean, self.running_var
        answer = ops.batch_norm2d(
            x,
            *parameters,
            running_mean=mean,
            running_var=variance,
            training=self.training,
            eps=self._eps,
        )
        if self.training:
            mean[...], variance[...] = updated_statistics(x, mean, variance, self._momentum)
        return answer
