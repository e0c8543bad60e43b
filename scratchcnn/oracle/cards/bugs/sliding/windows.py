"""The windows of a convolution or a pooling, looped over as homework does."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np

from scratchcnn.oracle.cards.bug import Array, Call
from scratchcnn.oracle.cases.same_padding import margins
from scratchcnn.oracle.cases.window_kinds import pair

Pair: TypeAlias = tuple[int, int]


@dataclass(frozen=True)
class Windows:
    """Where the windows of one call lie on the padded image."""

    call: Call
    reach: Pair
    stride: Pair
    dilation: Pair
    margin: tuple[Pair, Pair]
    count: Pair

    @staticmethod
    def of(call: Call) -> "Windows":
        """Return the windows of a convolution or a pooling."""
        pooling = "kernel_size" in call.arguments
        kernel = pair(call["kernel_size"] if pooling else call["weight"].shape[2:])
        dilation = (1, 1) if pooling else pair(call["dilation"])
        reach = dilation[0] * (kernel[0] - 1) + 1, dilation[1] * (kernel[1] - 1) + 1
        stride = kernel if call["stride"] is None else pair(call["stride"])
        rows, columns = call["x"].shape[2:]
        margin = margins(call["padding"], (rows, columns), reach, stride)
        height, width = call.out.shape[2:]
        return Windows(call, reach, stride, dilation, margin, (height, width))

    def having(self, count: Pair) -> "Windows":
        """Return a different number of windows; they need not fit."""
        return replace(self, count=count)

    def reaching(self, reach: Pair) -> "Windows":
        """Return windows of a different size, in the same places."""
        return replace(self, reach=reach)

    def unpadded(self) -> "Windows":
        """Return windows on the unpadded image, as many as on the padded one."""
        return replace(self, margin=((0, 0), (0, 0)))

    @property
    def tile(self) -> bool:
        """Whether the last windows end where the image does."""
        return self.rounded_up() == self.count

    @property
    def padded_size(self) -> Pair:
        """The size of the padded image."""
        height, width = self.call["x"].shape[2:]
        return height + sum(self.margin[0]), width + sum(self.margin[1])

    def rounded_up(self) -> Pair:
        """Return how many windows begin on the image before one ends at its border or beyond."""
        height, width = (
            -((reach - size) // stride) + 1
            for size, reach, stride in zip(self.padded_size, self.reach, self.stride, strict=True)
        )
        return height, width

    def pad(self, x: Array) -> Array:
        """Pad as the op does: with zeros, or with -inf for a maximum."""
        lowest = self.call.twin.__name__ == "max_pool2d"
        return np.pad(x, ((0, 0), (0, 0), *self.margin), constant_values=-np.inf if lowest else 0)

    def crop(self, padded: Array) -> Array:
        """Take the padding off again."""
        (top, bottom), (left, right) = self.margin
        height, width = padded.shape[2:]
        return padded[:, :, top : height - bottom, left : width - right]

    def region(self, image: Array, i: int, j: int) -> Array:
        """Return one window of an image; at its border it is cut off, as slices are."""
        top, left = i * self.stride[0], j * self.stride[1]
        return image[:, :, top : top + self.reach[0], left : left + self.reach[1]]

    def patches(self) -> Array:
        """Return all windows of the padded input: (N, C, OH, OW, RH, RW)."""
        padded = self.pad(self.call["x"])
        patches = np.zeros((*padded.shape[:2], *self.count, *self.reach))
        for i, j in np.ndindex(self.count):
            patches[:, :, i, j] = self.region(padded, i, j)
        return patches

    def partial_patches(self) -> Array:
        """Return the same windows where some are cut off: 0 fills them up."""
        padded = self.pad(self.call["x"])
        patches = np.zeros((*padded.shape[:2], *self.count, *self.reach))
        for i, j in np.ndindex(self.count):
            region = self.region(padded, i, j)
            height, width = region.shape[2:]
            patches[:, :, i, j, :height, :width] = region
        return patches

    def alone(self, patches: Array) -> Call:
        """Return the call in which every window is an image of its own: the twin is run on it."""
        n, c, oh, ow, *reach = patches.shape
        # (N, C, OH, OW, RH, RW) -> (N * OH * OW, C, RH, RW)
        images = patches.transpose(0, 2, 3, 1, 4, 5).reshape(n * oh * ow, c, *reach)
        return self.call.without_bias().again(x=images, stride=1, padding=0)

    def products(self, patches: Array) -> Array:
        """Return the output of the twin for every window, without a bias: (N, F, OH, OW)."""
        n, _, oh, ow, *_ = patches.shape
        out = self.alone(patches).out
        # (N * OH * OW, F, 1, 1) -> (N, F, OH, OW)
        products: Array = out.reshape(n, oh, ow, out.shape[1]).transpose(0, 3, 1, 2)
        return products

    def shares(self, grad_out: Array) -> Array:
        """Return the gradients that windows pass back to their pixels: (N, C, OH, OW, RH, RW)."""
        patches = self.patches()
        n, c, oh, ow, *reach = patches.shape
        call = self.alone(patches)
        # (N, F, OH, OW) -> (N * OH * OW, F, 1, 1)
        upstream = grad_out.transpose(0, 2, 3, 1).reshape(call.out.shape)
        grads = call.gradient("x", upstream)
        gradient: Array = grads.reshape(n, oh, ow, c, *reach).transpose(0, 3, 1, 2, 4, 5)
        return gradient

    def grad_weight(self, patches: Array, grad_out: Array) -> Array:
        """Return the weight's gradient that these windows add up to."""
        call = self.alone(patches)
        upstream = grad_out.transpose(0, 2, 3, 1).reshape(call.out.shape)
        return call.gradient("weight", upstream)

    def gather(
        self, shares: Array, size: Any, write: Callable[[Array, Array], Any] | None = None
    ) -> Array:
        """Add all windows' shares to an image of this size; `write` may do otherwise."""
        n, c, oh, ow = shares.shape[:4]
        image = np.zeros((n, c, *size))
        for i, j in np.ndindex(oh, ow):
            place, share = self.region(image, i, j), shares[:, :, i, j]
            if write is None:
                place += share
            else:
                write(place, share)
        return image

    def padded_gradient(self, grad_out: Array) -> Array:
        """Return the right gradient of the padded input."""
        return self.call.again(x=self.pad(self.call["x"]), padding=0).gradient("x", grad_out)


def biased(call: Call, out: Array) -> Array:
    """Add the bias of a convolution, if it has one: one value for every filter, or every pixel."""
    bias = call.arguments.get("bias")
    if bias is None:
        return out
    shifted: Array = out + (bias[:, None, None] if bias.ndim == 1 else bias)
    return shifted


def overwrite(place: Array, share: Array) -> None:
    """Overwrite where a right gradient adds."""
    place[...] = share
