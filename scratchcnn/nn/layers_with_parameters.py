"""The convolution and the fully connected layer, and the shapes of their parameters."""

import math
from functools import partial
from typing import Literal, TypeAlias

import numpy as np

from scratchcnn import ops
from scratchcnn.nn.initialization import FloatType, check_source, draw
from scratchcnn.nn.layer import Layer
from scratchcnn.ops.arguments import Pair, describe, integer, pair
from scratchcnn.ops.sliding.filters import Padding

Size: TypeAlias = int | Pair


class Conv2d(Layer):
    """Convolution: `ops.conv2d` with a weight (F, C / groups, KH, KW) and an optional bias.

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
        # Any image that a window fits into will do to have the op check its arguments.
        size = np.multiply(kernel, pair("dilation", dilation, 1))
        if input_size is not None:
            size = pair("input_size", input_size, 1)
        elif bias == "untied":
            raise ValueError("input_size must be (H, W) for an untied bias, got None")
        op = partial(ops.conv2d, stride=stride, padding=padding, dilation=dilation, groups=groups)
        # (C, H, W) -> (F, OH, OW)
        out, _ = op(np.zeros((in_channels, *size), dtype), np.zeros(shape, dtype))
        bias_shapes = {True: (out_channels,), False: None, "untied": out.shape}
        shapes = {"weight": shape, "bias": bias_shapes[bias]}
        super().__init__(op, draw(shapes, math.prod(shape[1:]), rng, dtype))


class Dense(Layer):
    """A fully connected layer: `ops.linear` with a weight (K, D) and an optional bias (K,).

    Parameters
    ----------
    in_features, out_features : D and K, at least 1
    bias : whether there is one
    rng, dtype : as for `Conv2d`, as are the errors

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
