"""A plan: how one op of some homework is called, and where its results are found."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from numpy.typing import NDArray

from scratchcnn.oracle.cases.offers import Offer
from scratchcnn.oracle.cases.window_kinds import pair

Array: TypeAlias = NDArray[Any]
Expression: TypeAlias = dict[str, Any]
Path: TypeAlias = tuple[str | int, ...]

CONVOLUTION = {"x": "NCHW", "weight": "FCKL", "bias": "F", "out": "NCHW"}
POOLING = {"x": "NCHW", "out": "NCHW"}
DENSE = {"x": "ND", "weight": "KD", "bias": "K", "out": "ND"}
OF_LOGITS = {"logits": "ND", "target": "ND", "out": ""}
OF_P = {"p": "ND", "target": "ND", "out": ""}
# The letters of every array of an op.
AXES: Mapping[str, Mapping[str, str]] = {
    "conv2d": CONVOLUTION,
    "conv2d_relu": CONVOLUTION,
    "max_pool2d": POOLING,
    "avg_pool2d": POOLING,
    "linear": DENSE,
    "softmax_linear": DENSE,
    "softmax_linear_of_logits": DENSE,
    "cross_entropy": OF_LOGITS,
    "softmax_cross_entropy": OF_LOGITS,
    "categorical_cross_entropy": OF_P,
    "binary_cross_entropy": OF_P,
    "mse_loss": OF_P,
    "batch_norm2d": {"x": "NCHW", "weight": "C", "bias": "C", "out": "NCHW"},
    "flatten": {"x": "NCHW", "out": "ND"},
}
ACTIVATIONS = ("relu", "leaky_relu", "sigmoid", "tanh", "softmax", "log_softmax")
LOSSES = (
    *("cross_entropy", "softmax_cross_entropy", "categorical_cross_entropy"),
    *("binary_cross_entropy", "mse_loss"),
)
# Targets in these forms are numbers of classes, others are rows with one entry for every class.
LABEL_FORMS = ("N", "", "N1", "1N")
# What takes rows (N, D), and has as many of them in its output.
ROW_LAYERS = ("linear", "softmax_linear", "softmax_linear_of_logits")
WINDOWED = ("conv2d", "conv2d_relu", "max_pool2d", "avg_pool2d")


def axes_of(op: str, name: str, ndim: int) -> str:
    """Return the letters of an array of an op; `ndim` tells where they depend on its shape."""
    if op in ACTIVATIONS:
        return {1: "D", 2: "ND", 3: "NHW", 4: "NCHW"}[ndim]
    letters = AXES[op][name.removeprefix("grad_")]
    if name == "target" and ndim == 1:
        return "N"
    if name == "bias" and ndim == 3:
        return "FHW"
    return letters


def first_argument(op: str) -> str:
    """Return the name of an op's first argument."""
    if op in ACTIVATIONS:
        return "x"
    return next(iter(AXES[op]))


@dataclass(frozen=True)
class Argument:
    """What stands for one parameter: a role, and how that is spelled or laid out."""

    role: str
    # The layout or spelling; of a constant, the value.
    form: Any = ""
    keys: tuple[tuple[str, "Argument"], ...] = ()


@dataclass(frozen=True)
class Callee:
    """Something that homework lets one call, and what is passed to its parameters."""

    # A definition's name; a method of the object where `method` is true.
    name: str
    arguments: tuple[tuple[str, Argument], ...]
    method: bool = False
    # Where it stands in what forward returned, if that is a function: its backward pass.
    path: Path = ()

    def role(self, role: str) -> Argument | None:
        """Return the argument of a role, also from within a dictionary of options."""
        for _, argument in self.arguments:
            for _, one in (("", argument), *argument.keys):
                if one.role == role:
                    return one
        return None


@dataclass(frozen=True)
class Place:
    """Where a result is found: "returned" (at a path), "attribute" or "updated" (a parameter).

    A gradient may also be "nothing", which is 0, or "empty": its function is still to be written.
    """

    kind: str
    path: Path = ()
    form: str = ""


@dataclass(frozen=True)
class Plan:
    """How one op of some homework is called, and where its results are found."""

    op: str
    name: str
    constructor: Callee | None
    forward: Callee
    backward: Callee | None = None
    out: Place = Place("returned")
    # How every array that goes in is laid out, by its name; grad_out as the output is.
    forms: Mapping[str, str] = field(default_factory=dict)
    # Where the parameters lie that are not passed.
    parameters: Mapping[str, tuple[Path, str]] = field(default_factory=dict)
    gradients: Mapping[str, Place] = field(default_factory=dict)
    offer: Offer = field(default_factory=Offer)
    # The parameters come into being at the first forward call.
    lazy: bool = False
    # Attributes that hold the learning rate.
    rates: tuple[Path, ...] = ()
    # What a loss is a multiple of the mean: "mean", "sum", "per_sample", "half_mean" ...
    scale: str = "mean"
    # The backward function gives the slope alone, which is still to be multiplied by the gradient.
    slope_only: bool = False
    # The method that sets gradients to zero which add up by design.
    zero_grad: str | None = None
    # What forward returns beside its output is handed to backward.
    cache: Path | None = None
    # Or it is the backward pass itself.
    closure: Path = ()
    # Why the backward pass is not judged.
    unread: str = ""

    @property
    def updates(self) -> bool:
        """Whether a gradient has to be recovered from an update."""
        return any(place.kind == "updated" for place in self.gradients.values())

    @property
    def callees(self) -> list[Callee]:
        """What is called up to the output."""
        return [self.forward] if self.constructor is None else [self.constructor, self.forward]

    def takes(self, *roles: str) -> bool:
        """Return whether one of these roles is passed to the constructor or to forward."""
        return any(one.role(role) is not None for one in self.callees for role in roles)

    @property
    def has_rate(self) -> bool:
        """Whether a learning rate is passed or set."""
        callees = [c for c in (self.constructor, self.backward) if c is not None]
        return bool(self.rates) or any(c.role("lr") for c in callees)


@dataclass(frozen=True)
class Setting:
    """The arrays and options of one call of an op, and the sizes that follow from them."""

    op: str
    arrays: Mapping[str, Array]
    options: Mapping[str, Any]
    rate: float = 1.0

    def sides(self, name: str, default: Any) -> tuple[int, int]:
        """Return an option of two sides."""
        value = self.options.get(name)
        return pair(default if value is None else value)

    @property
    def first(self) -> Array:
        """The op's first argument."""
        return self.arrays[first_argument(self.op)]

    @property
    def kernel(self) -> tuple[int, int]:
        """Height and width of the window."""
        if "weight" in self.arrays and self.arrays["weight"].ndim == 4:
            height, width = self.arrays["weight"].shape[2:]
            return height, width
        return self.sides("kernel_size", 1)

    @property
    def stride(self) -> tuple[int, int]:
        """The stride, down and across."""
        return self.sides("stride", self.kernel if "pool" in self.op else 1)

    @property
    def padding(self) -> tuple[int, int]:
        """The padding, above and to the left."""
        padding = self.options.get("padding", 0)
        if padding == "same":
            return (self.kernel[0] - 1) // 2, (self.kernel[1] - 1) // 2
        return (0, 0) if padding == "valid" else self.sides("padding", 0)

    @property
    def windows(self) -> tuple[int, int]:
        """How many windows there are, down and across."""
        if self.options.get("padding") == "same":
            height, width = self.first.shape[2:]
            return height, width
        sides = zip(self.first.shape[2:], self.kernel, self.stride, self.padding, strict=True)
        height, width = ((size + 2 * p - k) // s + 1 for size, k, s, p in sides)
        return height, width

    @property
    def sizes(self) -> dict[str, int]:
        """The sizes by their letters, as far as the op has them."""
        letters = dict(
            zip(
                axes_of(self.op, first_argument(self.op), self.first.ndim),
                self.first.shape,
                strict=True,
            )
        )
        weight = self.arrays.get("weight")
        if weight is not None and weight.ndim == 4:
            letters |= {"F": weight.shape[0], "K": weight.shape[2], "L": weight.shape[3]}
        elif weight is not None and weight.ndim == 2:
            letters |= {"K": weight.shape[0]}
        return letters
