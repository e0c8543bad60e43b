"""How homework's padding, bilinear enlargement and pixel shuffle are judged."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import numpy as np
from hypothesis import strategies as st

from scratchcnn.oracle.cards.bounds.interpolation import weighed
from scratchcnn.oracle.cards.card import Card, Convention, Regime, Regimes
from scratchcnn.oracle.cards.name_rule import NameRule
from scratchcnn.oracle.cases.bounds import Bound, Call, winner
from scratchcnn.oracle.cases.case import Case, Trial
from scratchcnn.oracle.cases.drawing import Draw, drawn_from
from scratchcnn.oracle.cases.numbers import WHOLE, Numbers, filled
from scratchcnn.oracle.cases.offers import Offer
from scratchcnn.oracle.cases.values import Array
from scratchcnn.oracle.cases.windows import one_of

PADDINGS = ("zero_padding", "reflection_padding", "replication_padding")
BILINEAR = "bilinear_upsampling"
# Along one axis or three nothing is judged; a convolution or a pooling pads, too.
OTHERS = ("1d", "3d", "conv", "pool", "kernel", "causal", "same")
NAMES = (
    NameRule(PADDINGS[:1], parts=("zeropad", "constantpad"), unless=OTHERS, loose=True),
    NameRule(PADDINGS[1:2], parts=("reflectpad", "reflectionpad"), unless=OTHERS, loose=True),
    NameRule(
        PADDINGS[2:],
        parts=("replicatepad", "replicationpad", "edgepad"),
        unless=OTHERS,
        loose=True,
    ),
    NameRule(PADDINGS, names=("pad2d", "padding2d", "padlayer", "paddinglayer"), loose=True),
    NameRule(
        (BILINEAR,),
        parts=("bilinearup", "upsamplebilinear", "upsamplingbilinear", "bilinearresiz"),
        names=("bilinearinterpolation", "resizebilinear"),
        unless=("kernel", "filter", "init"),
        loose=True,
    ),
    NameRule(
        ("pixel_unshuffle",), parts=("pixelunshuffle", "spacetodepth"), unless=("conv",), loose=True
    ),
    NameRule(
        ("pixel_shuffle",),
        parts=("pixelshuffle", "depthtospace", "subpixel"),
        unless=("conv",),
        loose=True,
    ),
)
# What is passed for a padding, or for how much an image grows, where nothing else is known.
TRIED = 2
Counts = tuple[int, int, int, int]


@st.composite
def drawn(
    draw: Draw,
    shapes: st.SearchStrategy[Counts],
    numbers: Numbers,
    option: str,
    values: tuple[int, ...],
    op: str,
) -> Case:
    """Draw a case of an image, and of the only number of the op."""
    number = draw(drawn_from(values))
    n, c, h, w = draw(shapes)
    x, out = sizes_of(op, (n, c, h, w), number)
    return filled(draw, numbers, numbers.styles(), {"x": x}, {option: number}, out)


def sizes_of(op: str, shape: Counts, number: int) -> tuple[Counts, Counts]:
    """Return the shapes of an op's images and of its output, of which one has this shape."""
    n, c, h, w = shape
    if op in PADDINGS:
        # As much is mirrored as there is beside the border.
        h, w = max(h, number + 1), max(w, number + 1)
        return (n, c, h, w), (n, c, h + 2 * number, w + 2 * number)
    large = (n, c, number * h, number * w)
    small = shape if op == BILINEAR else (n, c * number**2, h, w)
    return (large, small) if op == "pixel_unshuffle" else (small, large)


def of_homework(op: str, option: str, values: tuple[int, ...], offer: Offer) -> Regimes:
    """Make the regimes of homework: its only number is another one if that can be passed."""
    numbers = Numbers({"x": WHOLE}, offer.upstream)
    known = values if offer.any_number else (TRIED,)

    def regime(shapes: Sequence[Counts]) -> Regime:
        return Regime(drawn(one_of(shapes), numbers, option, known, op))

    channels = [offer.in_channels] if offer.in_channels else [1, 2, 3]
    sides = [(2, 2), (2, 3), (3, 2)]
    regimes = {"basic": regime([(1, channels[0], *side) for side in sides])}
    if offer.batch:
        regimes["batch"] = regime(
            [(n, c, *side) for n in (2, 3) for c in channels for side in sides]
        )
    first = (2, 3) if offer.batch else (1,)
    every = [(n, c, 3, 4) for n in first for c in channels]
    # One image of one channel may be all that there is.
    return regimes | {"mixed": regime([one for one in every if one[0] != one[1]] or every)}


def aligned(times: int, size: int) -> Array:
    """Return the places of the new pixels if the corners lie on corners."""
    return np.linspace(0, size - 1, times * size)


def from_corner(times: int, size: int) -> Array:
    """Return the places of the new pixels if pixels are counted from their corners."""
    return np.minimum(np.arange(times * size) / times, size - 1)


def enlarged(places: Array, x: Array, axis: int) -> Array:
    """Return images with new pixels at these places along an axis, each between the two nearest."""
    before = np.floor(places).astype(int)
    part = (places - before).reshape(-1, *[1] * (x.ndim - 1 - axis))
    after = np.minimum(before + 1, x.shape[axis] - 1)
    between: Array = (1 - part) * x.take(before, axis) + part * x.take(after, axis)
    return between


def lies(where: str, check: str, trial: Trial, got: Array, expected: Array) -> bool:
    """Return whether the pixels of an enlarged image lie where another framework has them."""
    if check != "forward":
        return False
    places = {"aligned": aligned, "from_corner": from_corner}[where]
    out = trial.arrays["x"]
    for axis in (2, 3):
        out = enlarged(places(trial.options["scale_factor"], out.shape[axis]), out, axis)
    return got.shape == out.shape and np.allclose(got, out, rtol=1e-9, atol=1e-9)


PLACES = (
    Convention(
        "the corners of the images are aligned (align_corners=True, Chainer), not their edges",
        partial(lies, "aligned"),
        binding=True,
    ),
    Convention(
        "pixels are counted from their corners (TensorFlow 1, NNabla), not from their centres",
        partial(lies, "from_corner"),
        binding=True,
    ),
)


def place_first(check: str, trial: Trial, got: Array, expected: Array) -> bool:
    """Return whether the place within a block comes before the channel, as in TensorFlow."""
    if check != "forward":
        return False
    x, factor = trial.arrays["x"], next(iter(trial.options.values()))
    n, c, h, w = x.shape
    if "upscale_factor" in trial.options:
        # (N, r, r, C, H, W) -> (N, C, H, r, W, r)
        blocks = x.reshape(n, factor, factor, -1, h, w).transpose(0, 3, 4, 1, 5, 2)
        return np.array_equal(got, blocks.reshape(expected.shape))
    # (N, C, H, r, W, r) -> (N, r, r, C, H, W)
    blocks = x.reshape(n, c, h // factor, factor, w // factor, factor)
    return np.array_equal(got, blocks.transpose(0, 3, 5, 1, 2, 4).reshape(expected.shape))


ORDER = Convention(
    "the place within a block comes before the channel, as in TensorFlow's depth_to_space",
    place_first,
    binding=True,
)


def bilinear(call: Call) -> dict[str, Bound]:
    """Bound a bilinear enlargement."""
    return weighed(call, "bilinear")


def cards() -> tuple[Card, ...]:
    """Return the cards of what homework has without the options of ours."""
    enlargement = Card(
        name=BILINEAR,
        kind="rearranging",
        arguments=("x", "scale_factor"),
        axes={"x": "NCHW", "out": "NCHW"},
        numbers={"scale_factor": ("scale_factor", TRIED)},
        bound=bilinear,
        homework=partial(of_homework, BILINEAR, "scale_factor", (2, 3)),
        reported_as="interpolate",
        by_name=True,
        conventions=PLACES,
    )
    paddings = (
        replace(
            enlargement,
            name=name,
            arguments=("x", "padding"),
            numbers={"padding": ("padding", TRIED)},
            bound=winner,
            homework=partial(of_homework, name, "padding", (1, 2, 3)),
            reported_as="pad",
            conventions=(),
        )
        for name in PADDINGS
    )
    return enlargement, *paddings
