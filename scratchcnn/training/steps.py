"""Pictures of single operations, step by step, on a real image."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, TypeAlias

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from scratchcnn import ops
from scratchcnn.ops.arguments import Array

# Sobel and Feldman (1968), as cross-correlation: the first responds to vertical edges.
VERTICAL = np.array([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]])
HORIZONTAL = VERTICAL.T
MARK = "#e66101"
# As many rows and columns as can be read as numbers.
PART = 6
Draw: TypeAlias = Callable[[Array], Figure]


def convolved(image: Array, kernel: Array, **options: Any) -> Array:
    """Return the feature map (OH, OW) of one filter on one image (H, W)."""
    # (H, W) -> (1, 1, H, W) -> (1, 1, OH, OW)
    out, _ = ops.conv2d(image[None, None], kernel[None, None], **options)
    return np.asarray(out[0, 0])


def sobel(image: Array) -> Figure:
    """Draw the edges of an image (H, W): vertical ones, horizontal ones, and all."""
    vertical, horizontal = convolved(image, VERTICAL), convolved(image, HORIZONTAL)
    figure, places = row(4, "Sobel's filters: edges of an image")
    drawn = (
        ("image", image, "gray"),
        ("vertical edges", vertical, "RdBu_r"),
        ("horizontal edges", horizontal, "RdBu_r"),
        ("strength of both", np.hypot(vertical, horizontal), "gray"),
    )
    for axes, (title, values, colours) in zip(places, drawn, strict=True):
        picture(axes, values, title, colours)
    return figure


def conv(image: Array) -> Figure:
    """Draw one step of a convolution, and the feature maps that all steps produce.

    It shows the region with the strongest response to a vertical Sobel filter.
    """
    whole = convolved(image, VERTICAL)
    top, left = (int(i) for i in np.unravel_index(np.abs(whole).argmax(), whole.shape))
    region = image[top : top + 3, left : left + 3]
    products = region * VERTICAL
    figure = Figure(figsize=(13, 6.4), layout="constrained")
    figure.suptitle("a convolution: the sum of products of a filter with every region of an image")
    places = figure.subplots(2, 4).ravel()
    picture(places[0], image, "image, with a region of 3 x 3")
    outline(places[0], top, left, 3)
    numbers(places[1], region, "the region")
    numbers(places[2], VERTICAL, "the filter")
    numbers(places[3], products, f"their products: the sum is {products.sum():.2f}")
    padded = convolved(image, VERTICAL, padding=1)
    strided = convolved(image, VERTICAL, stride=2)
    maps = (
        ("feature map {}, the sum in it", whole),
        ("with padding 1: {}", padded),
        ("with stride 2: {}", strided),
        ("with ReLU: {}", np.maximum(whole, 0)),
    )
    for axes, (title, values) in zip(places[4:], maps, strict=True):
        size = " x ".join(map(str, values.shape))
        picture(axes, values, title.format(size), "RdBu_r")
    outline(places[4], top, left, 1)
    return figure


def pool(image: Array) -> Figure:
    """Draw max-pooling of a part of an image, and where its gradient goes."""
    part = busiest(image)
    out, pullback = ops.max_pool2d(part[None, None], kernel_size=2)
    upstream = np.arange(1.0, out.size + 1).reshape(out.shape)
    (grad,) = pullback(upstream)
    figure, places = row(4, "max-pooling: the largest of every 2 x 2 window, and its gradient back")
    numbers(places[0], part, f"a part of the image, {PART} x {PART}", lines=2)
    numbers(places[1], out[0, 0], "the largest of every window")
    numbers(places[2], upstream[0, 0], "a gradient that comes back")
    numbers(places[3], grad[0, 0], "goes to the largest alone", lines=2)
    for index in np.argwhere(grad[0, 0]):
        outline(places[0], int(index[0]), int(index[1]), 1)
    return figure


def backward(image: Array) -> Figure:
    """Draw the backward pass of a convolution: the gradients of its image and of its filter."""
    part = busiest(image)
    out, pullback = ops.conv2d(part[None, None], VERTICAL[None, None])
    upstream = np.zeros_like(out)
    upstream[0, 0, 1, 1], upstream[0, 0, 2, 3] = 1.0, -1.0
    grad_x, grad_weight = pullback(upstream)
    figure = Figure(figsize=(13, 6.4), layout="constrained")
    figure.suptitle("a convolution's gradients: every number that came in answers for what it did")
    places = figure.subplots(2, 3).ravel()
    numbers(places[0], part, "x, a part of the image")
    numbers(places[1], VERTICAL, "the filter")
    numbers(places[2], out[0, 0], "out")
    numbers(places[3], upstream[0, 0], "the gradient of out")
    numbers(places[4], grad_x[0, 0], "of x: the filter, where out was asked for")
    numbers(places[5], grad_weight[0, 0], "of the filter: the region of +1 less that of -1")
    outline(places[0], 1, 1, 3)
    outline(places[0], 2, 3, 3)
    return figure


STEPS: Mapping[str, Draw] = MappingProxyType(
    {"sobel": sobel, "conv": conv, "pool": pool, "backward": backward}
)


def busiest(image: Array) -> Array:
    """Return the part of an image (H, W) with the most contrast, of PART rows and columns."""
    windows = np.lib.stride_tricks.sliding_window_view(image, (PART, PART))
    spread = windows.std((-2, -1))
    top, left = np.unravel_index(spread.argmax(), spread.shape)
    return np.asarray(windows[top, left])


def row(count: int, title: str) -> tuple[Figure, list[Axes]]:
    """Return a figure with places in a row."""
    figure = Figure(figsize=(3.3 * count, 3.5), layout="constrained")
    figure.suptitle(title)
    return figure, list(np.ravel(figure.subplots(1, count)))


def picture(axes: Axes, values: Array, title: str, colours: str = "gray") -> None:
    """Draw an image; if it has values of both signs, with white for 0."""
    scale = float(np.abs(values).max()) or 1.0
    least = -scale if colours == "RdBu_r" else float(values.min())
    axes.imshow(values, cmap=colours, vmin=least, vmax=scale)
    axes.set_title(title, fontsize=11)
    axes.set_axis_off()


def numbers(axes: Axes, values: Array, title: str, lines: int = 0) -> None:
    """Draw an image with its numbers; a line after every `lines` rows and columns."""
    scale = float(np.abs(values).max()) or 1.0
    axes.imshow(values, cmap="RdBu_r", vmin=-2 * scale, vmax=2 * scale)
    whole = bool((values == np.round(values)).all())
    for (place, column), value in np.ndenumerate(values):
        text = f"{value:.0f}" if whole else f"{value:.2f}"
        axes.text(column, place, text, ha="center", va="center", fontsize=10)
    for place in range(lines, max(values.shape), lines) if lines else ():
        axes.axhline(place - 0.5, color="black", linewidth=0.8)
        axes.axvline(place - 0.5, color="black", linewidth=0.8)
    axes.set_title(title, fontsize=11)
    axes.set(xticks=[], yticks=[])


def outline(axes: Axes, top: int, left: int, size: int) -> None:
    """Draw a square around some rows and columns."""
    place = (left - 0.5, top - 0.5)
    axes.add_patch(Rectangle(place, size, size, fill=False, edgecolor=MARK, linewidth=2))
