"""Layers: an op, its parameters and their gradients.

A layer computes nothing itself. Every `backward` replaces its gradients, never adds to them, and no
layer updates its parameters: that is left to `scratchcnn.training`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeAlias

import numpy as np

from scratchcnn.ops.arguments import Array, Pullback, describe

Op: TypeAlias = Callable[..., tuple[Array, Pullback]]


class Layer:
    """An op, its parameters and, after `backward`, their gradients.

    Parameters
    ----------
    op : `(x, *parameters) -> (out, pullback)`, as the functions of `scratchcnn.ops` do
    parameters : name -> array, in the order of the op's arguments

    Attributes
    ----------
    parameters : name -> array
    gradients : name -> array of the same shape, of the last `backward`; empty before it
    buffers : name -> array, what the layer remembers without learning it
    generator : what the layer draws from; None for a layer that draws nothing
    training : whether `forward` computes as in training; False: as in inference

    Examples
    --------
    >>> import numpy as np
    >>> from scratchcnn import ops
    >>> layer = Layer(ops.linear, {"weight": np.array([[2.0]])})
    >>> layer.forward(np.array([[3.0]]))
    array([[6.]])
    >>> layer.backward(np.array([[1.0]]))
    array([[2.]])
    >>> layer.gradients
    {'weight': array([[3.]])}
    """

    def __init__(self, op: Op, parameters: Mapping[str, Array]) -> None:
        self.parameters = dict(parameters)
        self.gradients: dict[str, Array] = {}
        self.buffers: dict[str, Array] = {}
        self.training = True
        self.generator: np.random.Generator | None = None
        self._op = op
        self._pullback: Pullback | None = None

    @property
    def state(self) -> dict[str, Array]:
        """The layer's own arrays, parameters and buffers: all that inference needs."""
        return self.parameters | self.buffers

    def forward(self, x: Array) -> Array:
        """Return the op's output, and remember what `backward` needs; errors are the op's."""
        out, self._pullback = self._op(x, *self.parameters.values())
        return out

    def backward(self, grad_out: Array) -> Array:
        """Return the gradient of x, and keep those of the parameters in `gradients`.

        Parameters
        ----------
        grad_out : shape and dtype of the last output

        Raises
        ------
        RuntimeError
            There was no `forward` before.
        TypeError, ValueError
            grad_out has another dtype or shape; the message names both.
        """
        if self._pullback is None:
            raise RuntimeError(f"{type(self).__name__}.backward needs a forward before it")
        grad_x, *grads = self._pullback(grad_out)
        self._keep(grads)
        return grad_x

    def backward_to_parameters(self, grad_out: Array) -> None:
        """Run `backward` without the gradient of x, which the first layer does not need.

        A pullback that can save this work has a method `of_parameters`, like that of `ops.conv2d`.
        """
        pullback: Any = self._pullback
        if hasattr(pullback, "of_parameters"):
            self._keep(pullback.of_parameters(grad_out))
        else:
            self.backward(grad_out)

    def _keep(self, grads: Sequence[Array]) -> None:
        self.gradients = dict(zip(self.parameters, grads, strict=True))


class Sequential:
    """Layers in a row, each applied to the output of the one before it.

    Parameters
    ----------
    layers : layers, or Sequentials; each object only once, because it remembers one `forward`

    Raises
    ------
    TypeError, ValueError
        One is not a layer, or is given twice.

    Examples
    --------
    >>> import numpy as np
    >>> from scratchcnn.nn import Dense, Flatten, ReLU
    >>> rng = np.random.default_rng(0)
    >>> network = Sequential(Flatten(), Dense(4, 3, rng=rng), ReLU(), Dense(3, 2, rng=rng))
    >>> list(network.parameters)
    ['1.weight', '1.bias', '3.weight', '3.bias']
    >>> network.forward(np.zeros((5, 1, 2, 2), np.float32)).shape
    (5, 2)
    """

    def __init__(self, *layers: "Layer | Sequential") -> None:
        seen: list[Layer] = []
        for i, layer in enumerate(layers):
            if not isinstance(layer, Layer | Sequential):
                raise TypeError(f"layers[{i}] must be a layer, got {describe(layer)}")
            own = [layer] if isinstance(layer, Layer) else layer.leaves
            if any(leaf in seen for leaf in own):
                raise ValueError(f"layers[{i}] must be an object of its own, got one twice")
            seen += own
        self.layers = layers
        self.leaves: list[Layer] = seen

    @property
    def parameters(self) -> dict[str, Array]:
        """The layers' own arrays, named as in PyTorch's state_dict: "0.weight", "3.bias"."""
        return {f"{i}.{k}": v for i, x in enumerate(self.layers) for k, v in x.parameters.items()}

    @property
    def gradients(self) -> dict[str, Array]:
        """The layers' gradients, named as their parameters."""
        return {f"{i}.{k}": v for i, x in enumerate(self.layers) for k, v in x.gradients.items()}

    @property
    def state(self) -> dict[str, Array]:
        """The layers' own arrays, parameters and buffers: all that inference needs."""
        return {f"{i}.{k}": v for i, x in enumerate(self.layers) for k, v in x.state.items()}

    @property
    def generators(self) -> list[np.random.Generator]:
        """The generators of the layers that draw, in order."""
        return [leaf.generator for leaf in self.leaves if leaf.generator is not None]

    def train(self, mode: bool = True) -> None:
        """Have all layers compute as in training, or as in inference."""
        for leaf in self.leaves:
            leaf.training = mode

    def forward(self, x: Array) -> Array:
        """Run x through all layers; errors are those of `Layer.forward`."""
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, grad_out: Array) -> Array:
        """Run grad_out back through all layers; errors are those of `Layer.backward`."""
        for layer in reversed(self.layers):
            grad_out = layer.backward(grad_out)
        return grad_out

    def backward_to_parameters(self, grad_out: Array) -> None:
        """Run `backward` without the gradient of x, which training does not need."""
        for layer in self.layers[:0:-1]:
            grad_out = layer.backward(grad_out)
        if self.layers:
            self.layers[0].backward_to_parameters(grad_out)


@contextmanager
def inference(network: Sequential) -> Iterator[None]:
    """Have all layers compute as in inference, and afterwards as they did before."""
    before = [leaf.training for leaf in network.leaves]
    network.train(False)
    try:
        yield
    finally:
        for leaf, training in zip(network.leaves, before, strict=True):
            leaf.training = training
