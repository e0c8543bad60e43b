"""How a normalisation of slices sees its x: what its known bugs are made of."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from scratchcnn.oracle.cards.bug import Array, Call


@dataclass(frozen=True)
class Seen:
    """A call whose x is seen as slices (B, M), and as (N, C, S) with a weight for every c."""

    call: Call
    slices: tuple[int, int]
    parameters: tuple[int, int, int]

    @staticmethod
    def of(call: Call) -> "Seen":
        """Return how a call of any of these ops sees its x."""
        x = call["x"]
        if "normalized_shape" in call.arguments:
            values = int(np.prod(call["normalized_shape"]))
            count = x.size // max(values, 1)
            return Seen(call, (count, values), (count, values, 1))
        n, c, *rest = x.shape
        pixels = int(np.prod(rest))
        groups = call.arguments.get("num_groups", c)
        return Seen(call, (n * groups, c // groups * pixels), (n, c, pixels))

    @cached_property
    def x(self) -> Array:
        """The slices, (B, M)."""
        x: Array = self.call["x"].reshape(self.slices)
        return x

    @cached_property
    def count(self) -> int:
        """How many values a slice has, at least 1."""
        return max(self.slices[1], 1)

    @cached_property
    def eps(self) -> float:
        """What is added to the variance."""
        eps = self.call["eps"]
        return float(np.finfo(float).eps if eps is None else eps)

    @property
    def centred(self) -> bool:
        """Whether a mean is subtracted: what does not shift has none."""
        return "bias" in self.call.arguments

    @cached_property
    def mean(self) -> Array | float:
        """What is subtracted from every slice."""
        return self.means(self.x) if self.centred else 0.0

    @cached_property
    def variance(self) -> Array:
        """The biased variance, or the mean square."""
        return self.means((self.x - self.mean) ** 2)

    @cached_property
    def unbiased(self) -> Array:
        """The unbiased variance; NaN of a single value."""
        unbiased: Array = self.variance * (self.count / np.float64(self.count - 1))
        return unbiased

    @cached_property
    def deviation(self) -> Array:
        """What the differences are divided by."""
        root: Array = np.sqrt(self.variance + self.eps)
        return root

    def means(self, values: Array) -> Array:
        """Return the mean of every slice."""
        means: Array = values.sum(1, keepdims=True) / self.count
        return means

    def scaled(self, z: Array, *, shift: bool = True) -> Array:
        """Return z * weight + bias as far as these are given, in the shape of x."""
        out: Array = z.reshape(self.parameters)
        weight, bias = self.call["weight"], self.call.arguments.get("bias")
        if weight is not None:
            out = out * weight.reshape(-1, 1)
        if bias is not None and shift:
            out = out + bias.reshape(-1, 1)
        return self.shaped(out)

    def constant(self, grad_out: Array) -> Array:
        """Return the gradient of the slices if their statistics were constants."""
        weighed = self.scaled(grad_out, shift=False).reshape(self.slices)
        constant: Array = weighed / self.deviation
        return constant

    def right(self, grad_out: Array) -> Array:
        """Return the gradient of the slices."""
        right: Array = self.call.gradient("x", grad_out).reshape(self.slices)
        return right

    def shaped(self, slices: Array) -> Array:
        """Return slices in the shape of x."""
        shaped: Array = slices.reshape(self.call["x"].shape)
        return shaped
