"""The cases of homework's poolings by a sliding window, and what it may choose otherwise."""

from collections.abc import Iterator, Mapping
from functools import partial
from itertools import product
from typing import Any

import numpy as np
from hypothesis import strategies as st

from scratchcnn.oracle.cards.card import Arrays, Convention, Regime, Regimes
from scratchcnn.oracle.cases.case import Case, Trial
from scratchcnn.oracle.cases.drawing import Shapes, either
from scratchcnn.oracle.cases.numbers import Numbers, Options, filled, informative
from scratchcnn.oracle.cases.offers import Offer, Pair
from scratchcnn.oracle.cases.same_padding import margins
from scratchcnn.oracle.cases.twins import twin_of
from scratchcnn.oracle.cases.values import Array
from scratchcnn.oracle.cases.window_kinds import pair
from scratchcnn.oracle.cases.window_plans import alike, pooling_plans
from scratchcnn.oracle.cases.windows import Plan

NOT_COUNTED = (
    "the zeros of the padding do not count in the average: the convention of TensorFlow, Keras, "
    "Paddle and ONNX, where PyTorch counts them"
)
# What differs along the axes of an image has no counterpart along one axis, or three.
OF_IMAGES = ("rectangular", "same_stride", "same_rectangular")


@st.composite
def pooling(draw: st.DrawFn, axes: int, plan: Plan, numbers: Numbers, styles: Any) -> Case:
    """Draw a case of homework's pooling; its stride is always passed.

    Along one axis, or three, kernel and stride are the same along all.
    """
    window, image, (n, c) = plan.draw(draw)
    if axes == 3:
        # PyTorch has no gradient of an average of volumes smaller than the kernel, padded or not.
        image = (max(image[0], window.kernel[0]), max(image[1], window.kernel[1]))
    options: dict[str, Any] = {
        "kernel_size": either(window.kernel) if axes == 2 else window.kernel[0],
        "stride": either(window.stride) if axes == 2 else window.stride[0],
    }
    if plan.offer.padding or window.padding:
        options["padding"] = window.padding
    shapes: Shapes = {"x": (n, c, *along(axes, image))}
    out = (n, c, *along(axes, window.output(image)))
    return filled(draw, numbers, styles, shapes, options, out)


def along(axes: int, image: Pair) -> tuple[int, ...]:
    """Return sizes along so many axes: the width, or the height as the depth as well.

    >>> along(1, (4, 7)), along(2, (4, 7)), along(3, (4, 7))
    ((7,), (4, 7), (4, 4, 7))
    """
    height, width = image
    return (height, height, width)[-axes:]


def of_maxima(axes: int, offer: Offer) -> Regimes:
    """Make the regimes of homework's max pooling along so many axes.

    Every case of `ties` has tied maxima, and no other case has equal numbers.
    """
    distinct_values = Numbers({"x": ("arange", "permutation", "negative")}, offer.upstream)
    tied = Numbers({"x": ("ties",)}, offer.upstream, accept=shows_ties, only_whole=True)
    numbers = dict.fromkeys(pooling_plans(offer), distinct_values) | {"ties": tied}
    return poolings(axes, offer, numbers)


def of_averages(axes: int, offer: Offer) -> Regimes:
    """Make the regimes of homework's average pooling along so many axes."""
    numbers = Numbers({"x": ("arange", "permutation", "negative")}, offer.upstream)
    names = (name for name in pooling_plans(offer) if name != "ties")
    return poolings(axes, offer, dict.fromkeys(names, numbers))


def poolings(axes: int, offer: Offer, numbers: Mapping[str, Numbers]) -> Regimes:
    """Make those regimes of poolings that are possible."""
    plans = pooling_plans(offer if axes == 2 else alike(offer))
    without = () if axes == 2 else OF_IMAGES
    return {
        name: Regime(pooling(axes, one, numbers[name], numbers[name].styles()))
        for name, one in plans.items()
        if name in numbers and one.possible and name not in without
    }


def patches(arrays: Arrays, options: Options) -> Iterator[Any]:
    """Yield every window of the padded images, as a row of numbers per sample and channel."""
    x = arrays["x"]
    sides = x.shape[2:]
    if len(sides) == 2:
        kernel, stride = pair(options["kernel_size"]), pair(options["stride"])
        height, width = sides
        outside: Any = margins(options.get("padding", 0), (height, width), kernel, stride)
    else:
        kernel, stride, padding = (
            tuple(np.broadcast_to(value, len(sides)).tolist())
            for value in (options["kernel_size"], options["stride"], options.get("padding", 0))
        )
        outside = [(p, p) for p in padding]
    image = np.pad(x, ((0, 0), (0, 0), *outside), constant_values=-np.inf)
    steps = zip(image.shape[2:], kernel, stride, strict=True)
    for corner in product(*(range(0, size - k + 1, s) for size, k, s in steps)):
        window = tuple(slice(at, at + k) for at, k in zip(corner, kernel, strict=True))
        place: Any = (..., *window)
        yield image[place].reshape(-1, int(np.prod(kernel)))


def shows_ties(arrays: Arrays, options: Options) -> bool:
    """Return whether some window has tied maxima, in images that are not all 0."""
    return informative(arrays, options) and has_ties(arrays, options)


def has_ties(arrays: Arrays, options: Options) -> bool:
    """Return whether some window has tied maxima."""
    return any(
        bool(((rows == rows.max(1, keepdims=True)).sum(1) > 1).any())
        for rows in patches(arrays, options)
    )


def of_winners(out: Array, trial: Trial) -> Array:
    """Return the gradient that is routed to where homework's outputs were taken from.

    It is NaN if some output occurs more than once in its image, or not at all.
    """
    x, gradient = trial.arrays["x"], np.zeros_like(trial.arrays["x"])
    for here in np.ndindex(*trial.grad_out.shape):
        image: Any = here[:2]
        places = np.argwhere(x[image] == out[here])
        if len(places) != 1:
            return np.full_like(gradient, np.nan)
        gradient[image][tuple(places[0])] += trial.grad_out[here]
    return gradient


def not_counted(axes: int) -> Convention:
    """Return the convention of averages that do not count the padding, along so many axes."""
    return Convention(NOT_COUNTED, partial(counts_pixels_alone, axes), binding=True)


def counts_pixels_alone(axes: int, check: str, trial: Trial, got: Array, expected: Array) -> bool:
    """Return whether the zeros of the padding are not counted: a sum over fewer pixels."""
    if check != "forward" or not trial.options.get("padding"):
        return False
    twin = twin_of(f"avg_pool{axes}d")
    covered, _ = twin(np.ones_like(trial.arrays["x"]), **trial.options)
    want = trial.out / covered
    allowed = np.asarray(trial.limit("out", got.dtype)) / covered + 1e-12 * np.abs(want)
    return bool(np.all(np.abs(got - want) <= allowed))
