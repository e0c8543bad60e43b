"""The calls that probe homework: all sizes are distinct, so that shapes identify the axes."""

from collections.abc import Mapping
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scratchcnn.oracle.cards.families.sliding.unpooling_of_homework import (
    KERNEL,
    places_in_windows,
)
from scratchcnn.oracle.cards.table import card_of
from scratchcnn.oracle.cases.twins import twin_of
from scratchcnn.oracle.understanding.signatures.setting import Setting

Array: TypeAlias = NDArray[Any]

# Distinct sizes first; then sizes for homework that assumes square images or equal sizes.
SIZES: Mapping[str, Mapping[str, int]] = {
    "distinct": {"N": 3, "C": 2, "F": 5, "H": 8, "W": 12, "D": 7, "K": 4},
    "square images": {"N": 3, "C": 2, "F": 5, "H": 8, "W": 8, "D": 7, "K": 4},
    "equal sizes": {"N": 1, "C": 1, "F": 1, "H": 6, "W": 6, "D": 4, "K": 4},
}


def image_setting(
    op: str, sizes: Mapping[str, int], kernel: tuple[int, int], bias: str, **options: Any
) -> Setting:
    """Return a call of a convolution or a pooling."""
    rng = np.random.default_rng(1)
    card = card_of(op)
    known = {**sizes, "T": kernel[0], "K": kernel[0], "L": kernel[1]}
    x, weight, own = (
        [known[letter] for letter in card.axes.get(name, "")] for name in ("x", "weight", "bias")
    )
    arrays: dict[str, Array] = {"x": rng.standard_normal(x)}
    if card.pooling:
        size = kernel if card.sides == 2 else kernel[0]
        if card.numbers:
            # Powers of negative numbers have a sign, or none.
            arrays["x"] = np.abs(arrays["x"]) + 0.25
        return Setting(op, arrays, {**dict(card.numbers.values()), "kernel_size": size, **options})
    arrays["weight"] = rng.standard_normal(weight)
    if "pointwise" in card.arguments:
        second = [known[letter] for letter in card.axes["pointwise"]]
        arrays["pointwise"] = rng.standard_normal(second)
    setting = Setting(op, arrays, options)
    shapes = {"tied": own, "untied": [*own, *setting.windows]}
    if bias in shapes:
        arrays["bias"] = rng.standard_normal(shapes[bias])
    return setting


def other_setting(op: str, sizes: Mapping[str, int], *, ndim: int = 2, target: str = "") -> Setting:
    """Return a call of any other op; `target` is "labels", "one_hot", "bits" or "numbers"."""
    rng = np.random.default_rng(2)
    n, c, d, k = (sizes[letter] for letter in "NCDK")
    shape: tuple[int, ...] = (n, d)
    if ndim == 4:
        shape = (n, c, sizes["H"], sizes["W"])
    if ndim == 1:
        shape = (d,)
    if card_of(op).kind in ("activation", "flattening"):
        return Setting(op, {"x": rng.standard_normal(shape)}, {})
    if card_of(op).kind == "resizing":
        shape = tuple(sizes[letter] for letter in card_of(op).axes["x"])
        return Setting(op, {"x": rng.standard_normal(shape)}, {"output_size": 1})
    if card_of(op).kind == "joining":
        channels = zip(card_of(op).given, (c, sizes["F"], d), strict=False)
        joined = {
            name: rng.standard_normal((n, size, sizes["H"], sizes["W"])) for name, size in channels
        }
        return Setting(op, joined, dict(card_of(op).numbers.values()))
    if card_of(op).kind == "unpooling":
        # Never a single plane, for which an index of the whole batch would be one of the plane.
        shape = (max(n, 2), max(c, 2), sizes["H"] // 2, sizes["W"] // 2)
        indices = places_in_windows(rng, shape, KERNEL, KERNEL)
        arrays = {"x": rng.standard_normal(shape), "indices": indices}
        return Setting(op, arrays, {"kernel_size": KERNEL})
    if card_of(op).kind == "rearranging":
        # So many channels that they become blocks of 2 x 2 pixels.
        c = 4 * sizes["F"] if card_of(op).axes["x"] == "NFHW" else c
        x = rng.standard_normal((n, c, sizes["H"], sizes["W"]))
        return Setting(op, {"x": x}, dict(card_of(op).numbers.values()))
    if card_of(op).kind == "gate":
        return gate_setting(op, sizes, rng)
    if card_of(op).kind == "lookup":
        # More than there are rows, so that some are looked up again.
        indices = rng.integers(0, d, (n, c * k))
        return Setting(op, {"indices": indices, "weight": rng.standard_normal((d, k))}, {})
    if card_of(op).kind == "regularization":
        weight = rng.standard_normal((k, d))
        return Setting(op, {"weight": weight}, dict(card_of(op).numbers.values()))
    if card_of(op).loss:
        return loss_setting(op, (n, d), target, rng)
    if card_of(op).of_engine:
        return engine_setting(op, sizes, rng)
    if card_of(op).kind == "normalization" and not card_of(op).learns:
        # So many channels that windows are smaller, and so large that a small alpha shows.
        x = rng.standard_normal((n, 7, 4, 5)) * 200 + 100
        return Setting(op, {"x": x}, dict(card_of(op).numbers.values()))
    if card_of(op).kind == "normalization":
        image = (4, 5)[: len(card_of(op).axes["x"]) - 2]
        # Two groups of them.
        c = 2 * c if "num_groups" in card_of(op).arguments else c
        # So far apart that no epsilon shows.
        arrays = {"x": rng.standard_normal((n, c, *image)) * 200 + 100}
        parameters = [name for name in ("weight", "bias") if name in card_of(op).arguments]
        arrays |= {name: rng.standard_normal(c) for name in parameters}
        return Setting(op, arrays, {"eps": 1e-5})
    arrays = {"x": rng.standard_normal((n, d)), "weight": rng.standard_normal((k, d))}
    return Setting(op, {**arrays, "bias": rng.standard_normal(k)}, {})


def gate_setting(op: str, sizes: Mapping[str, int], rng: np.random.Generator) -> Setting:
    """Return a call of an activation that learns its slope, or halves its rows."""
    axes = card_of(op).axes
    shape = [sizes[letter] for letter in axes["x"]]
    if "weight" not in axes:
        # Halves of a size that no other axis has.
        return Setting(op, {"x": rng.standard_normal((shape[0], 2 * sizes["D"]))}, {})
    slopes = rng.uniform(0.1, 0.7, [sizes.get(letter, 1) for letter in axes["weight"]])
    return Setting(op, {"x": rng.standard_normal(shape), "weight": np.asarray(slopes)}, {})


def engine_setting(op: str, sizes: Mapping[str, int], rng: np.random.Generator) -> Setting:
    """Return a call of an operation of an engine."""
    card = card_of(op)
    arrays = {}
    for name in card.arguments:
        drawn = rng.standard_normal([sizes[letter] for letter in card.axes.get(name, "ND")])
        arrays[name] = np.abs(drawn) + 0.25 if card.positive else drawn
    return Setting(op, arrays, {})


def loss_setting(op: str, shape: tuple[int, int], target: str, rng: np.random.Generator) -> Setting:
    """Return a call of a loss."""
    n, d = shape
    name = card_of(op).first
    x = rng.standard_normal(shape)
    if card_of(op).of_probabilities:
        powers = np.exp(x)
        # Rows add up to 1, so that homework that normalises them again changes nothing.
        x = powers / powers.sum(1, keepdims=True) if d > 1 else powers / (1 + powers)
    if card_of(op).of_logarithms:
        # No logarithm of a probability is above 0. The rows are not normalised: a loss that does
        # that itself is one of logits.
        x = -np.abs(x) - 0.1
    labels = (np.arange(n) * 2 + 1) % d
    targets: dict[str, Array] = {
        "labels": labels,
        "one_hot": np.eye(d)[labels],
        "bits": (np.arange(n * d).reshape(shape) % 3 == 0).astype(float),
        "numbers": rng.standard_normal(shape),
    }
    return Setting(op, {name: x, "target": targets[target]}, {})


def expected(setting: Setting) -> tuple[Array, Any]:
    """Return the output and the pullback of the op's twin."""
    arrays = dict(setting.arrays)
    if setting.card.labels_become_rows and arrays["target"].ndim == 1:
        arrays["target"] = np.eye(arrays["p"].shape[1])[arrays["target"]]
    return twin_of(setting.op)(**arrays, **setting.options)


def upstream(shape: tuple[int, ...], kind: str = "normal") -> Array:
    """Return an upstream gradient: normally distributed, or one-hot rows; 1 for a loss."""
    if not shape:
        return np.asarray(1.0)
    if kind == "one_hot":
        out = np.zeros(shape)
        out[np.arange(shape[0]), (np.arange(shape[0]) + 1) % shape[-1]] = -1.5
        return out
    return np.random.default_rng(3).standard_normal(shape)


def close(got: Array, wanted: Array) -> bool:
    """Return whether values agree, up to single precision and an epsilon inside a logarithm."""
    if got.shape != wanted.shape:
        return False
    with np.errstate(all="ignore"):
        size = np.abs(wanted).max(initial=0)
        return bool(np.abs(got - wanted).max(initial=0) <= 2e-5 * (size + 1e-3))
