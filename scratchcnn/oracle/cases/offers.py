"""What the signature of a homework layer offers to vary."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

Pair: TypeAlias = tuple[int, int]


@dataclass(frozen=True)
class Offer:
    """What the signature of a homework layer lets a case vary; nothing else is judged.

    Attributes
    ----------
    batch
        Whether it takes several samples in one call; otherwise N is always 1.
    ndim
        How many axes the x of an elementwise op may have, the batch included; None: 2 and 4.
    in_channels, out_channels
        The only number of channels (1 for images H x W) and of filters; None: any.
    kernel_size
        The only kernel; None: any. `rectangular_kernel`: whether its two sides may differ.
    stride
        Whether it may be any whole number. `rectangular_stride`: a different one for each axis.
    fixed_stride
        The stride if it cannot be chosen; None: 1 for convolutions, the kernel for poolings.
    padding
        Whether it may be any whole number. `fixed_padding`: the padding if it cannot be chosen.
    named_padding
        Those of "same" and "valid" that may be given as strings.
    strided_same
        What "same" means with a stride, and in poolings (`same_padding.MEANINGS`); "": not judged.
    dilation, groups, output_padding
        Whether a convolution takes them: any whole number that makes sense.
    image_size
        The only image size; None: any. `square_image`: whether one number is both sides.
    tiling
        Whether a pooling takes only images that its windows tile.
    whole_image
        Whether an adaptive pooling makes nothing but a single number of an image.
    bias
        Those of "none", "tied" and "untied" that the layer can have.
    in_features, out_features
        The only numbers of features, or of classes; None: any.
    negative_slope
        The only slope of leaky_relu, and the only alpha of elu and celu; None: any.
    targets
        Kinds of values that the target of a loss may have.
    reductions
        Those of "mean" and "sum" that a loss takes; () if it is not passed.
    upstream
        Kinds of values that the upstream gradient may have: ("one_hot",) for layers that take no
        other, ("ones",) for losses whose backward takes no upstream gradient.
    numbers
        By name, the numbers of a local response normalisation that are its own.
    any_number
        Whether a number that its op has is passed, and so may be any.
    axes
        Those of "start_axis" and "end_axis" that a flatten layer is told.
    eps
        The only eps of a batch norm; None: PyTorch's.
    training
        The modes of a batch norm: training (True), inference (False), or both.
    """

    batch: bool = True
    ndim: tuple[int, ...] | None = None
    in_channels: int | None = None
    out_channels: int | None = None
    kernel_size: Pair | None = None
    rectangular_kernel: bool = False
    stride: bool = False
    fixed_stride: Pair | None = None
    rectangular_stride: bool = False
    padding: bool = False
    fixed_padding: int | Literal["same"] = 0
    named_padding: tuple[str, ...] = ()
    strided_same: str = ""
    dilation: bool = False
    groups: bool = False
    output_padding: bool = False
    image_size: Pair | None = None
    square_image: bool = False
    tiling: bool = False
    whole_image: bool = False
    bias: tuple[str, ...] = ("tied",)
    in_features: int | None = None
    out_features: int | None = None
    negative_slope: float | None = None
    targets: tuple[str, ...] = ("labels",)
    reductions: tuple[str, ...] = ()
    upstream: tuple[str, ...] = ("nonzero", "integers", "normal")
    numbers: tuple[tuple[str, float], ...] = ()
    any_number: bool = False
    axes: tuple[str, ...] = ()
    eps: float | None = None
    training: tuple[bool, ...] = (True,)


def describe(offer: Offer) -> str:
    """Describe briefly what an offer lets a case vary, and what it fixes."""
    phrases = (
        *described_steps(offer),
        *described_kernel(offer),
        *described_sizes(offer),
        *described_numbers(offer),
        "several samples at a time" if offer.batch else "one sample at a time",
    )
    return ", ".join(phrases)


def described_steps(offer: Offer) -> list[str]:
    """Describe the stride and the padding."""
    free = [name for name in ("stride", "padding") if getattr(offer, name)]
    each = " (a stride for each axis)" if offer.stride and offer.rectangular_stride else ""
    numbers = "whole numbers" if len(free) == 2 else "any whole number"
    phrases = [f"{' and '.join(free)} {numbers}{each}"] if free else []
    if offer.named_padding:
        phrases.append("padding " + " or ".join(f'"{name}"' for name in offer.named_padding))
    also = ("dilation", "groups", "output_padding")
    phrases += [name.replace("_", " ") for name in also if getattr(offer, name)]
    if offer.fixed_stride and not offer.stride:
        phrases.append(f"stride {sides(offer.fixed_stride)} only")
    if offer.fixed_padding and not offer.padding:
        phrases.append(f"padding {offer.fixed_padding} only")
    return phrases


def described_kernel(offer: Offer) -> list[str]:
    """Describe the kernel, if the offer shows that there is one."""
    if offer.kernel_size:
        return [f"kernel {sides(offer.kernel_size)} only"]
    if offer.rectangular_kernel:
        return ["kernels of any height and width"]
    sliding = offer.stride or offer.padding or offer.named_padding or offer.fixed_stride
    return ["square kernels"] if sliding else []


def described_sizes(offer: Offer) -> list[str]:
    """Describe what is fixed about the image, the channels and the features."""
    phrases = [
        f"{count} {name if count != 1 else name[:-1]} only"
        for name, count in (
            ("input channels", offer.in_channels),
            ("filters", offer.out_channels),
            ("input features", offer.in_features),
            ("output features", offer.out_features),
        )
        if count is not None
    ]
    if offer.image_size:
        phrases.append(f"images of {offer.image_size[0]} x {offer.image_size[1]} only")
    elif offer.square_image:
        phrases.append("square images")
    if offer.whole_image:
        phrases.append("the whole image as the only window")
    if offer.tiling:
        phrases.append("images that the windows tile")
    if offer.ndim is not None:
        phrases.append(f"x with {' or '.join(map(str, offer.ndim))} axes")
    return phrases


def described_numbers(offer: Offer) -> list[str]:
    """Describe the bias, the target, the upstream gradient and the other options."""
    phrases = []
    if offer.bias != ("tied",):
        words = {"none": "no bias", "tied": "one bias a filter", "untied": "one bias a pixel"}
        phrases.append(" or ".join(words[kind] for kind in offer.bias))
    if offer.targets != ("labels",):
        phrases.append(f"targets: {' or '.join(kind.replace('_', ' ') for kind in offer.targets)}")
    if offer.reductions:
        phrases.append(f"reduction {' or '.join(offer.reductions)}")
    if offer.upstream == ("one_hot",):
        phrases.append("upstream gradients with a single 1")
    if offer.upstream == ("ones",):
        phrases.append("no upstream gradient")
    if offer.negative_slope is not None:
        phrases.append(f"slope or alpha {offer.negative_slope:g} only")
    phrases += [f"{name} {number:g} only" for name, number in offer.numbers]
    phrases += [f"{name.replace('_', ' ')} any" for name in offer.axes]
    if offer.eps is not None:
        phrases.append(f"eps {offer.eps:g} only")
    if offer.training != (True,):
        phrases.append("training and inference" if len(offer.training) > 1 else "inference only")
    return phrases


def sides(pair: Pair) -> str:
    """Return "2" for equal sides, else "2 x 3"."""
    height, width = pair
    return str(height) if height == width else f"{height} x {width}"
