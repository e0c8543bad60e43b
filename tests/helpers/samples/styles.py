"""Any op as live homework in a family's style: real classes and functions around what is given.

A builder takes `make`, which gives a fresh op in the op protocol for a learning rate, and returns
the classes or functions that a student of that family would have written around such an op. What
the op remembers from call to call is the object's own; functions have a fresh one in every call.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from scratchcnn.oracle.cases.case import Implementation
from scratchcnn.oracle.cases.twins import twin_of

RATES = (1.0, 1 / 8)


# Gives an op that has seen no call yet.
Make = Callable[[float], Implementation]
# Takes it with the op's name.
Builder = Callable[[Make, str], tuple[Any, ...]]

NAMES = {
    "relu": "ReLU",
    "leaky_relu": "LeakyReLU",
    "sigmoid": "Sigmoid",
    "tanh": "Tanh",
    "softmax": "Softmax",
    "log_softmax": "LogSoftmax",
    "max_pool2d": "MaxPool2d",
    "avg_pool2d": "AvgPool2d",
    "mse_loss": "MSELoss",
    "categorical_cross_entropy": "CategoricalCrossEntropy",
    "binary_cross_entropy": "BinaryCrossEntropy",
    "conv2d": "Conv2d",
    "conv2d_relu": "ConvReLU",
    "linear": "Linear",
    "softmax_linear": "SoftmaxLinear",
}


@dataclass(frozen=True)
class Style:
    """How a family writes an op.

    `updates`: the parameters are updated in the backward pass; `remembers`: there is an object
    that can keep something from call to call; `copies`: what goes in is copied on the way.
    """

    family: str
    op: str
    build: Builder
    updates: bool = False
    remembers: bool = True
    copies: bool = False

    @property
    def name(self) -> str:
        return f"{self.family}-{self.op}"


class Styles:
    """The styles of a module; its method is a decorator that writes one down."""

    def __init__(self) -> None:
        self.styles: list[Style] = []

    def note(self, family: str, *ops: str, **facts: bool) -> Callable[[Builder], Builder]:
        def noted(build: Builder) -> Builder:
            self.styles.extend(Style(family, op, build, **facts) for op in ops)
            return build

        return noted


def kept(make: Make, updates: bool = False) -> tuple[Callable[..., Any], Callable[..., Any]]:
    """Return forward and backward functions around an op that remembers.

    They are closures, so that what they remember does not lie among a layer's attributes. An op
    that is wrong in proportion to the learning rate is told only in backward which one it is; so
    there is one op for each, and each goes through all calls.
    """
    ops = {rate: make(rate) for rate in (RATES if updates else RATES[1:])}
    pullbacks: dict[float, Any] = {}

    def forward(*arrays: Any, **options: Any) -> Any:
        # The last one changes the arguments, if they are changed.
        taken = [*[[copied(one) for one in arrays] for _ in ops][1:], arrays]
        for (rate, op), given in zip(ops.items(), taken, strict=True):
            out, pullbacks[rate] = op(*given, **options)
        return out

    def backward(grad_out: Any, rate: float = RATES[1]) -> Any:
        found = min(pullbacks, key=lambda one: abs(one - rate))
        return pullbacks[found](grad_out)

    return forward, backward


def named(op: str, base: type) -> type:
    """Return a class under the name that its op commonly has."""
    return type(NAMES[op], (base,), {"__module__": base.__module__})


def pool_of(mode: str, make: Make, op: str) -> Make:
    """Return what makes the pooling of a mode: what is given, or the right one of the other."""
    wanted = {"max": "max_pool2d", "average": "avg_pool2d"}[mode]
    return make if wanted == op else lambda rate: twin_of(wanted)


def copied(value: Any) -> Any:
    return None if value is None else value.copy()


def to_nchw(x: Any) -> Any:
    return x.transpose(0, 3, 1, 2)


def to_nhwc(x: Any) -> Any:
    return x.transpose(0, 2, 3, 1)


def as_row(grad_bias: Any) -> Any:
    """Return a bias's gradient as a row; what is no vector stays what it is."""
    return grad_bias.reshape(1, -1) if grad_bias.ndim == 1 else grad_bias


def as_column(grad_bias: Any) -> Any:
    """Return a bias's gradient as a column; what is no vector, turned as the layer's arrays are."""
    return grad_bias.reshape(-1, 1) if grad_bias.ndim == 1 else grad_bias.T


def alone(x: Any) -> Any:
    """Take the only image out of a batch; what is no such batch stays what it is."""
    return x[0] if len(x) == 1 else x
