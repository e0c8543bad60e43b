"""Data for one step of a training, in every layout that homework takes."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]
Value = TypeVar("Value")

SAMPLES, FEW = 5, 3
SIDE = 28
FEATURES = 4
MOST_CLASSES, MOST_SIZES = 64, 5
WEIGHT = re.compile(r"\b[wW]\w*['\"\]\d]*$")


@dataclass(frozen=True)
class Batch:
    """An input and its labels; how many samples there are, and how many classes."""

    X: Array
    y: Any
    samples: int
    words: str
    classes: int = 0

    @property
    def rows(self) -> bool:
        """Whether samples are rows."""
        return "(D, N)" not in self.words and "(K, 1)" not in self.words

    @property
    def inputs(self) -> Array:
        """The inputs as rows, or as images (N, C, H, W)."""
        kind = self.words.partition("X ")[2].partition(", label")[0].partition(", a label")[0]
        x = self.X
        if kind in ("(D, N)", "(D, 1)"):
            return np.asarray(x.T)
        if kind.endswith("H, W, C)"):
            x = np.moveaxis(x, -1, -3)
        elif kind.endswith("(H, W)") or kind == "(N, H, W)":
            x = np.expand_dims(x, -3)
        return x if kind.startswith(("(N", "(1")) else x[None]

    @property
    def labels(self) -> Array:
        """The labels as rows."""
        y = np.asarray(self.y)
        if y.dtype.kind in "iu":
            return np.asarray(np.eye(self.classes)[y.reshape(-1)])
        if self.words.endswith(("(K, N)", "(K, 1)")):
            return np.asarray(y.T)
        return y[:, None] if self.words.endswith("(N,)") else y.reshape(self.samples, -1)


def sizes(shapes: Mapping[str, Sequence[int]]) -> tuple[list[int], list[int], list[int]]:
    """Return the likely numbers of features, of classes, and of channels if there are images.

    Examples
    --------
    >>> sizes({"W1": (8, 6), "b1": (6,), "W2": (6, 3), "b2": (3,)})
    ([8, 3, 6, 4], [3, 8, 6, 10], [])
    """
    every = [tuple(shape) for shape in shapes.values()]
    # A row or a column is a bias, unless it has the name of a weight.
    weights = [tuple(s) for path, s in shapes.items() if 1 not in s or WEIGHT.search(path)]
    flat = unique([shape for shape in weights if len(shape) == 2])
    # What two weights have in common lies between them.
    shared = [n for shape in flat for n in shape]
    ends = [n for n in shared if shared.count(n) == 1]
    rows = [shape for shape in every if len(shape) == 2 and 1 in shape]
    features = unique(
        [
            *(n for n in ends if n > 1),
            *(n for n in shared if n > 1),
            *(n for shape in rows for n in shape if n > 1),
            FEATURES,
        ]
    )
    numbers = [n for shape in every if len(shape) <= 2 for n in shape]
    classes = unique([*reversed(ends), *reversed(shared), *reversed(numbers), 10])
    few = [n for n in classes if n <= MOST_CLASSES][:MOST_SIZES]
    kernels = [shape for shape in every if len(shape) in (3, 4)]
    channels = [shape[1] if len(shape) == 4 else 0 for shape in kernels[:1]]
    return features[:MOST_SIZES], few, channels


def unique(values: Sequence[Value]) -> list[Value]:
    """Return values without those that come again."""
    return list(dict.fromkeys(values))


def batches(
    shapes: Mapping[str, Sequence[int]], *, one_by_one: bool, looped: bool
) -> Iterator[Batch]:
    """Yield data in every layout that may suit the parameters, the likelier ones first."""
    features, classes, channels = sizes(shapes)
    single = list(singles(features, classes, channels))
    several = list(together(features, classes, channels))
    yield from single if one_by_one else several
    yield from () if one_by_one and looped else (several if one_by_one else single)


def images(channels: Sequence[int], count: int) -> Iterator[tuple[tuple[int, ...], str]]:
    """Yield the shapes of images, and what they are called."""
    lead, words = ((count,), "(N, ") if count else ((), "(")
    if not channels:
        return
    own = channels[0]
    kinds: list[tuple[tuple[int, ...], str]] = []
    kinds += [((own, SIDE, SIDE), "C, H, W)")] if own else []
    kinds += [((SIDE, SIDE), "H, W)")] if own in (0, 1) else []
    kinds += [((SIDE, SIDE, max(own, 1)), "H, W, C)")]
    yield from (((*lead, *shape), f"{words}{text}") for shape, text in kinds)


def together(
    features: Sequence[int], classes: Sequence[int], channels: Sequence[int]
) -> Iterator[Batch]:
    """Yield several samples at once; one number for each last, which fits by broadcasting."""
    count = FEW if channels else SAMPLES
    shapes = list(images(channels, count))
    if not channels:
        shapes += [((count, one), "(N, D)") for one in features]
        shapes += [((one, count), "(D, N)") for one in features]
    for one_number in (False, True):
        for shape, words in shapes:
            x = np.random.default_rng(0).standard_normal(shape)
            for k in classes:
                if (k == 1) == one_number and not (words == "(N, D)" and k == shape[1]):
                    yield from labelled(x, words, k, count)


def labelled(x: Array, words: str, k: int, count: int) -> Iterator[Batch]:
    """Yield several samples with their labels in every form."""
    labels = (np.arange(count) * 2 + 1) % max(k, 2)
    rows = np.eye(k)[labels] if k > 1 else labels[:, None].astype(float)
    if words == "(D, N)":
        columns = np.ascontiguousarray(rows.T)
        yield Batch(x, columns, count, f"X {words}, labels (K, N)", k)
    else:
        yield Batch(x, rows, count, f"X {words}, labels (N, K)", k)
    flat = labels if k > 1 else labels.astype(float)
    yield Batch(x, flat, count, f"X {words}, labels (N,)", k)


def singles(
    features: Sequence[int], classes: Sequence[int], channels: Sequence[int]
) -> Iterator[Batch]:
    """Yield one sample."""
    rng = np.random.default_rng(0)
    shapes = list(images(channels, 0))
    if not channels:
        shapes += [((one, 1), "(D, 1)") for one in features]
        shapes += [((one,), "(D,)") for one in features]
        shapes += [((1, one), "(1, D)") for one in features]
    for shape, words in shapes:
        x = rng.standard_normal(shape)
        for k in classes:
            label = 3 % k if k > 1 else 1
            hot = np.eye(k)[label] if k > 1 else np.ones(1)
            yield Batch(x, hot[:, None], 1, f"X {words}, labels (K, 1)", k)
            yield Batch(x, hot, 1, f"X {words}, labels (K,)", k)
            yield Batch(x, hot[None], 1, f"X {words}, labels (1, K)", k)
            if k > 1:
                yield Batch(x, label, 1, f"X {words}, a label", k)
