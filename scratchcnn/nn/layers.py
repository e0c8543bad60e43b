"""Layers: an op, its parameters and their gradients.

A layer computes nothing itself. Its gradients are new at every `backward`, never added up, and no
layer updates its parameters: that is `scratchcnn.training.fit`'s business.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Literal, TypeAlias

import numpy as np

from scratchcnn import ops
from scratchcnn.nn.initialization import FloatType, check_source, draw
from scratchcnn.ops.arguments import Array, Pair, Pullback, describe, integer, pair
from scratchcnn.ops.conv import Padding
from scratchcnn.ops.linear import as_rows

Op: TypeAlias = Callable[..., tuple[Array, Pullback]]
Size: TypeAlias = int | Pair


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

    Examples
    --------
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
        self._op = op
        self._pullback: Pullback | None = None

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
            There was no `forward`.
        TypeError, ValueError
            grad_out has another dtype or shape; the message names both.
        """
        if self._pullback is None:
            raise RuntimeError(f"{type(self).__name__}.backward needs a forward before it")
        grad_x, *grads = self._pullback(grad_out)
        self._keep(grads)
        return grad_x

    def backward_to_parameters(self, grad_out: Array) -> None:
        """Do without the gradient of x, as the first layer can; otherwise as `backward`.

        A pullback that saves work by it has a method `of_parameters`, as that of `ops.conv2d`.
        """
        pullback: Any = self._pullback
        if hasattr(pullback, "of_parameters"):
            self._keep(pullback.of_parameters(grad_out))
        else:
            self.backward(grad_out)

    def _keep(self, grads: Sequence[Array]) -> None:
        self.gradients = dict(zip(self.parameters, grads, strict=True))


class Conv2d(Layer):
    """Convolution: `ops.conv2d` with a weight (F, C / groups, KH, KW) and perhaps a bias.

    Parameters
    ----------
    in_channels, out_channels : C and F, at least 1
    kernel_size : int or (height, width), at least 1
    stride, padding, dilation, groups : as for `ops.conv2d`
    bias : True (F,), False (none) or "untied" (F, OH, OW), one for every output pixel
    input_size : (H, W) of the images; an untied bias needs it
    rng : the generator that draws the parameters, see `initialization.draw`
    dtype : np.float32 or np.float64

    Raises
    ------
    TypeError, ValueError
        An argument has the wrong type or range; the message names it.

    Examples
    --------
    >>> layer = Conv2d(1, 16, 3, bias="untied", input_size=(28, 28), rng=np.random.default_rng(0))
    >>> {name: parameter.shape for name, parameter in layer.parameters.items()}
    {'weight': (16, 1, 3, 3), 'bias': (16, 26, 26)}
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Size,
        *,
        stride: Size = 1,
        padding: Padding = 0,
        dilation: Size = 1,
        groups: int = 1,
        bias: bool | Literal["untied"] = True,
        input_size: Pair | None = None,
        rng: np.random.Generator,
        dtype: FloatType = np.float32,
    ) -> None:
        check_source(rng, dtype)
        in_channels = integer("in_channels", in_channels, 1)
        out_channels = integer("out_channels", out_channels, 1)
        kernel = pair("kernel_size", kernel_size, 1)
        shape = (out_channels, in_channels // integer("groups", groups, 1), *kernel)
        if not isinstance(bias, bool | str) or bias not in (True, False, "untied"):
            raise ValueError(f"bias must be True, False or 'untied', got {describe(bias)}")
        # Any image that holds a window will do to hear the op's opinion of its arguments.
        size = np.multiply(kernel, pair("dilation", dilation, 1))
        if input_size is not None:
            size = pair("input_size", input_size, 1)
        elif bias == "untied":
            raise ValueError("input_size must be (H, W) for an untied bias, got None")
        op = partial(ops.conv2d, stride=stride, padding=padding, dilation=dilation, groups=groups)
        # (C, H, W) -> (1, C, H, W)
        out, _ = op(np.zeros((in_channels, *size), dtype)[None], np.zeros(shape, dtype))
        bias_shapes = {True: (out_channels,), False: None, "untied": out[0].shape}
        shapes = {"weight": shape, "bias": bias_shapes[bias]}
        super().__init__(op, draw(shapes, math.prod(shape[1:]), rng, dtype))


class Dense(Layer):
    """A fully connected layer: `ops.linear` with a weight (K, D) and perhaps a bias (K,).

    Parameters
    ----------
    in_features, out_features : D and K, at least 1
    bias : whether there is one
    rng, dtype : as for `Conv2d`; so are the errors

    Examples
    --------
    >>> layer = Dense(1352, 10, rng=np.random.default_rng(0))
    >>> layer.forward(np.zeros((32, 1352), np.float32)).shape
    (32, 10)
    """

    def __init__(
        self,
        in_features: int,
        out_features: int,
        *,
        bias: bool = True,
        rng: np.random.Generator,
        dtype: FloatType = np.float32,
    ) -> None:
        check_source(rng, dtype)
        d = integer("in_features", in_features, 1)
        k = integer("out_features", out_features, 1)
        if not isinstance(bias, bool):
            raise TypeError(f"bias must be True or False, got {describe(bias)}")
        shapes = {"weight": (k, d), "bias": (k,) if bias else None}
        parameters = draw(shapes, d, rng, dtype)
        # In memory as `ops.linear` lays its gradient, so that their sum runs through both in a row.
        parameters["weight"] = np.asfortranarray(parameters["weight"])
        super().__init__(ops.linear, parameters)


class MaxPool2d(Layer):
    """Max-pooling: `ops.max_pool2d`, which explains the arguments and what is wrong with them."""

    def __init__(self, kernel_size: Size, *, stride: Size | None = None, padding: Size = 0) -> None:
        op = partial(ops.max_pool2d, kernel_size=kernel_size, stride=stride, padding=padding)
        op(np.zeros(pair("kernel_size", kernel_size, 1))[None, None])
        super().__init__(op, {})


class AvgPool2d(Layer):
    """Average pooling: `ops.avg_pool2d`, which explains the arguments."""

    def __init__(self, kernel_size: Size, *, stride: Size | None = None, padding: Size = 0) -> None:
        op = partial(ops.avg_pool2d, kernel_size=kernel_size, stride=stride, padding=padding)
        op(np.zeros(pair("kernel_size", kernel_size, 1))[None, None])
        super().__init__(op, {})


class ReLU(Layer):
    """Keep what is positive: `ops.relu`."""

    def __init__(self) -> None:
        super().__init__(ops.relu, {})


class LeakyReLU(Layer):
    """Keep what is positive, scale the rest: `ops.leaky_relu`, which explains the argument."""

    def __init__(self, negative_slope: float = 0.01) -> None:
        op = partial(ops.leaky_relu, negative_slope=negative_slope)
        op(np.zeros(()))
        super().__init__(op, {})


class Sigmoid(Layer):
    """Squash to (0, 1): `ops.sigmoid`."""

    def __init__(self) -> None:
        super().__init__(ops.sigmoid, {})


class Tanh(Layer):
    """Squash to (-1, 1): `ops.tanh`."""

    def __init__(self) -> None:
        super().__init__(ops.tanh, {})


class Softmax(Layer):
    """Turn logits into probabilities along one axis of at most four: `ops.softmax`."""

    def __init__(self, axis: int = 1) -> None:
        op = partial(ops.softmax, axis=axis)
        op(np.zeros(())[None, None, None, None])
        super().__init__(op, {})


class LogSoftmax(Layer):
    """Turn logits into log-probabilities along one axis of at most four: `ops.log_softmax`."""

    def __init__(self, axis: int = 1) -> None:
        op = partial(ops.log_softmax, axis=axis)
        op(np.zeros(())[None, None, None, None])
        super().__init__(op, {})


class Flatten(Layer):
    """Lay out every sample as one row, as `ops.flatten` does, without its copies.

    As in PyTorch, the output is a view of x where its memory allows one, and the gradient of x one
    of grad_out: whoever writes into the one writes into the other.
    """

    def __init__(self) -> None:
        super().__init__(as_rows, {})


class Sequential:
    """Layers in a row, each fed with what the one before it put out.

    Parameters
    ----------
    layers : layers, or rows of layers; each object once, because it remembers one `forward`

    Raises
    ------
    TypeError, ValueError
        One is no layer, or stands there twice.

    Examples
    --------
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
        """Do without the gradient of x, as training can; otherwise as `backward`."""
        for layer in self.layers[:0:-1]:
            grad_out = layer.backward(grad_out)
        if self.layers:
            self.layers[0].backward_to_parameters(grad_out)
