"""Small sizes for a network, and data for it: all different, so that no two are mixed up."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scratchcnn.oracle.cards.networks.dense import ACTIVATIONS
from scratchcnn.oracle.networks.roles import role_of
from scratchcnn.oracle.understanding.names.vocabulary import compact, words

Array: TypeAlias = NDArray[Any]

SAMPLES, FEATURES, HIDDEN = 5, 4, 6
IMAGE = (2, 6, 8)
REGULARIZATION = 0.25
CHAINS = {
    *("sizes", "layers", "layerdims", "layersdims", "layersizes", "dims", "architecture", "arch"),
    *("structure", "topology", "neurons", "nodes", "units", "layerunits", "layersizeslist"),
    *("layout", "networkshape", "nnarchitecture", "layerslist", "layersize", "dimensions"),
    *("nodesperlayer", "layersdimensions", "shape", "sizelist", "numneurons"),
}
IN = {"d", "nx", "nin", "ninput", "ninputs", "inputs", "in", "input", "nfeatures", "features"}
OUT = {"k", "c", "ny", "nout", "noutput", "noutputs", "outputs", "out", "output", "classes"}
HID = {"h", "nh", "hidden", "nhid", "m", "middle", "neurons", "units"}


@dataclass(frozen=True)
class Sizes:
    """How many outputs a network has, and the shape of the images that it takes, if it does."""

    outputs: int
    image: tuple[int, ...] = ()

    @property
    def features(self) -> int | tuple[int, ...]:
        """The size of the input."""
        return self.image or FEATURES


EVERY = (Sizes(3), Sizes(1))
OF_IMAGES = (Sizes(3, IMAGE),)
# What code says that computes with images, the sides that it names, and those tried after them.
IMAGES = re.compile(
    r"\bconv|\b[hH]\w?, *[wW]\w?(?:, *\w+)? *= *\w+(?:\.\w+)*\.shape|\.shape\[[23]\]"
)
SIDE = re.compile(r"(?<![\w.])(?:[4-9]|[12]\d|3[0-2])(?![\w.])")
USUAL_SIDES = (*range(4, 13), 28, 32)


def of_fixed_images(text: str) -> Iterator[Sizes]:
    """Yield the sizes of images that code may be written for: squares, first those that it names.

    >>> [one.image for one in of_fixed_images("conv = zeros(8 - 3 + 1)")][:3]
    [(1, 8, 8), (3, 8, 8), (1, 4, 4)]
    """
    sides = (*map(int, SIDE.findall(text)), *USUAL_SIDES) if IMAGES.search(text) else ()
    for side in dict.fromkeys(sides):
        yield from (Sizes(3, (channels, side, side)) for channels in (1, 3))


def takes_images(params: Sequence[Mapping[str, Any]]) -> bool:
    """Return whether a constructor takes the shape of images."""
    defaults = [param.get("default") for param in params]
    return any(isinstance(one, list) and len(one) == 3 for one in defaults)


def arguments(params: Sequence[Mapping[str, Any]], sizes: Sizes) -> dict[str, Any] | None:
    """Return what a constructor is given, by name; None if something has no known meaning."""
    given: dict[str, Any] = {}
    unknown: list[str] = []
    for param in params:
        if param["kind"].startswith("var_"):
            continue
        name = str(param["name"])
        value = value_of(name, param.get("default"), sizes)
        if value is not None and (param["required"] or not is_default(param, value)):
            given[name] = value
        elif param["required"]:
            unknown.append(name)
    chain = [sizes.features, HIDDEN, sizes.outputs]
    required = [str(param["name"]) for param in params if param["required"]]
    if len(unknown) == 2 and len(required) == 3 and required[::2] == unknown:
        # What stands around the hidden size is that of the input and that of the output.
        return {**given, unknown[0]: sizes.features, unknown[1]: sizes.outputs}
    if unknown and (len(unknown) > len(chain) or given):
        return None
    guesses: dict[int, list[Any]] = {0: [], 1: [chain], 2: chain[::2], 3: chain}
    return {**given, **dict(zip(unknown, guesses[len(unknown)], strict=True))}


def is_default(param: Mapping[str, Any], value: Any) -> bool:
    """Return whether a default is as good as a value."""
    return bool(param.get("default") == value)


def value_of(name: str, default: Any, sizes: Sizes) -> Any:
    """Return the value of one argument of a constructor; None if its name says nothing."""
    plain, parts = compact(name), set(words(name))
    role = role_of(name)
    if plain in CHAINS:
        # As many layers as it has by default.
        count = max(len(default) - 2, 1) if isinstance(default, list) else 1
        return [sizes.features, *(HIDDEN + number for number in range(count)), sizes.outputs]
    if plain in HID or any(part.startswith("hid") for part in parts):
        several = isinstance(default, list) or parts & {"dims", "sizes", "layers", "units"}
        return [HIDDEN] if several and "num" not in parts else HIDDEN
    if plain in OUT or any(part.startswith(("out", "class")) for part in parts):
        return sizes.outputs
    if plain in IN or any(part.startswith(("in", "feature")) for part in parts - {"init"}):
        return None if parts & {"init", "initializer"} else sizes.features
    if parts & {"filters", "kernels"}:
        return 2
    if parts & {"filter", "kernel"}:
        return 3
    return settings(plain, role, default)


def settings(plain: str, role: str, default: Any) -> Any:
    """Return the value of an argument of a constructor that is no size."""
    if role == "reg":
        return REGULARIZATION
    if role == "lr":
        return 1.0
    if default is not None:
        return None
    known: dict[str, Any] = {
        **dict.fromkeys(("std", "weightscale", "scale", "weightinitstd", "sigma"), 0.1),
        **dict.fromkeys(("seed", "randomseed", "randomstate", "verbose", "dropout"), 0),
        **dict.fromkeys(("epochs", "iterations", "numiterations", "niter", "nepochs"), 1),
        "batchsize": SAMPLES,
        "keepprob": 1.0,
        "activation": ACTIVATIONS[0],
    }
    return known.get(plain)


@dataclass(frozen=True)
class Data:
    """An input and its labels, as a network takes them.

    Attributes
    ----------
    axes : the axes of the samples in X and in y; None if there is one sample
    """

    X: Array
    y: Any
    words: str
    axes: tuple[int, int] | None


def data(sizes: Sizes, seed: int = 0) -> Iterator[Data]:
    """Yield inputs with labels, in every layout, the likelier ones first."""
    rng = np.random.default_rng(seed)
    n, k = SAMPLES, sizes.outputs
    rows = distinct(rng, (n, *(sizes.image or (FEATURES,))))
    labels = np.arange(n) * 2 % max(k, 2)
    one_hot = np.eye(k)[labels % k] if k > 1 else labels[:, None].astype(float)
    shape = "(N, C, H, W)" if sizes.image else "(N, D)"
    if k > 1:
        yield Data(rows, labels, f"X {shape}, labels (N,)", (0, 0))
        yield Data(rows, one_hot, f"X {shape}, one-hot labels (N, K)", (0, 0))
    else:
        yield Data(rows, one_hot, f"X {shape}, labels (N, 1)", (0, 0))
        yield Data(rows, labels.astype(float), f"X {shape}, labels (N,)", (0, 0))
    if sizes.image:
        last = np.ascontiguousarray(rows.transpose(0, 2, 3, 1))
        yield Data(last, labels, "X (N, H, W, C), labels (N,)", (0, 0))
        yield Data(last, one_hot, "X (N, H, W, C), one-hot labels (N, K)", (0, 0))
        return
    columns = np.ascontiguousarray(rows.T)
    yield Data(columns, np.ascontiguousarray(one_hot.T), "X (D, m), Y (K, m)", (1, 1))
    yield Data(columns, labels, "X (D, m), labels (m,)", (1, 0))
    yield Data(columns[:, :1], one_hot[1][:, None], "X (D, 1), Y (K, 1)", None)
    yield Data(rows[0], one_hot[1], "X (D,), y (K,)", None)
    yield Data(rows[0], int(labels[1]), "X (D,), a label", None)


def distinct(rng: np.random.Generator, shape: tuple[int, ...]) -> Array:
    """Draw numbers of which no two are the same, rounded so that they can be read."""
    drawn: Array = np.round(rng.standard_normal(shape), 3)
    return drawn
