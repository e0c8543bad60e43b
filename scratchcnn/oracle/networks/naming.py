"""Which known mistake a wrong gradient of a network shows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scratchcnn.oracle.cards.networks.dense import Problem, recognised, variants
from scratchcnn.oracle.checks.results import NamedBug
from scratchcnn.oracle.networks.slopes import (
    Compared,
    close,
    factor_of,
    without_regularization,
)
from scratchcnn.oracle.networks.words import named

Array: TypeAlias = NDArray[Any]
SAME = 1e-4


@dataclass(frozen=True)
class Fit:
    """A gradient as a multiple of its slope and of its parameter."""

    factor: float
    decay: float


def bugs(seen: Compared, wrong: Sequence[str]) -> dict[str, tuple[NamedBug, ...]]:
    """Return the known bugs that the wrong gradients show, by the name of the parameter."""
    found: dict[str, tuple[NamedBug, ...]] = {}
    left = []
    for name in wrong:
        one = next(simple(seen, name, wrong), None)
        if one is None:
            left.append(name)
        else:
            found[name] = (one,)
    if left:
        found |= by_structure(seen, left)
    return found


def by_structure(seen: Compared, left: Sequence[str]) -> dict[str, tuple[NamedBug, ...]]:
    """Return the bugs of a network of dense layers that give exactly these gradients."""
    data = rows_of(seen)
    if data is None:
        return {}
    loss = seen.loss_with(**without_regularization(seen.network.values))
    problem = Problem(seen.arrays, *data, loss)
    network = recognised(problem)
    if network is None:
        return {}
    found: dict[str, tuple[NamedBug, ...]] = {}
    for bug, words, grads in variants(network, problem):
        for name in left:
            if (
                name in found
                or name not in grads
                or close(grads[name], of_data(seen, name, seen.slopes[name]))
            ):
                continue
            if factor_of(of_data(seen, name, seen.grads[name]), grads[name]) is not None:
                found[name] = (named(bug, f"it is what comes of {words}"),)
    return found


def rows_of(seen: Compared) -> tuple[Array, Array] | None:
    """Return the data of a network as rows, with labels as one-hot rows."""
    x, y = np.asarray(seen.network.values["X"]), np.asarray(seen.network.values["y"])
    axes = seen.network.axes
    if axes is None:
        x = x.reshape(1, -1)
        classes = max((a.shape[0] for a in seen.arrays.values() if a.ndim), default=0)
        return (x, y.reshape(1, -1).astype(float)) if y.ndim else (x, np.eye(classes)[[int(y)]])
    if x.ndim != 2:
        return None
    x = x if axes[0] == 0 else x.T
    if y.ndim == 1:
        whole = y.dtype.kind in "iu"
        return x, np.eye(int(y.max()) + 1)[y] if whole else y[:, None]
    return x, (y if axes[1] == 0 else y.T).astype(float)


def simple(seen: Compared, name: str, wrong: Sequence[str]) -> Iterator[NamedBug]:
    """Yield the bugs that a gradient shows by itself, the likeliest first."""
    grad, slope = seen.grads[name], seen.slopes[name]
    if grad.shape != slope.shape:
        if grad.shape == slope.shape[::-1] and close(grad.T, slope):
            yield named("transposed-weight", "it is the slope, transposed")
        return
    if grad.ndim == 2 and grad.shape[0] == grad.shape[1] and close(grad.T, slope):
        yield named("transposed-weight", "it is the slope, transposed")
    fit = fitted(grad, slope, seen.arrays[name])
    if fit is not None:
        yield from of_fit(seen, name, fit, wrong)
    yield from of_samples(seen, name)


def fitted(grad: Array, slope: Array, parameter: Array) -> Fit | None:
    """Return a gradient in terms of its slope and its parameter, if it is made of both."""
    factor = factor_of(grad, slope)
    if factor is not None:
        return Fit(factor, 0.0)
    if grad.size < 3:
        return None
    columns = np.stack([slope.ravel(), parameter.ravel()], axis=1)
    (a, b), *_ = np.linalg.lstsq(columns, grad.ravel(), rcond=None)
    return Fit(float(a), float(b)) if close(columns @ np.array([a, b]), grad.ravel()) else None


def of_fit(seen: Compared, name: str, fit: Fit, wrong: Sequence[str]) -> Iterator[NamedBug]:
    """Yield the bug of a gradient that is made of its slope and its parameter."""
    n = seen.samples
    if alike(fit.factor, 1):
        yield regularization(seen, name, fit.decay)
        return
    if alike(fit.factor, -1):
        yield named("sign-flipped", "it is minus the slope")
    elif n > 1 and (alike(fit.factor, n) or alike(fit.factor, 1 / n)):
        more = alike(fit.factor, n)
        right = [other for other in seen.grads if other not in wrong]
        plain = "batch-mean-missing" if more else "batch-mean-doubled"
        what = f"{n} times the slope" if more else f"the slope divided by {n}"
        bug = "batch-mean-inconsistent" if right else plain
        yield named(bug, f"it is {what}, with {n} samples")


def regularization(seen: Compared, name: str, decay: float) -> NamedBug:
    """Return the bug of a gradient that has another share of its parameter than the loss."""
    own = decay_of_loss(seen, name)
    evidence = f"it is the slope and {decay:+.4g} times the parameter"
    if own is None or alike(own, 0):
        return named("regularization-not-in-loss", evidence)
    evidence += f", and the loss's own share is {own:.4g} times the parameter"
    missing = alike(decay, -own)
    return named("regularization-missing" if missing else "regularization-factor", evidence)


def decay_of_loss(seen: Compared, name: str) -> float | None:
    """Return how much of a parameter the loss's regularisation adds to its slope."""
    values = without_regularization(seen.network.values)
    plain = seen.slope_with(name, **values) if values else None
    if plain is None:
        return None
    parameter = seen.arrays[name]
    return float(np.sum((seen.slopes[name] - plain) * parameter) / np.sum(parameter * parameter))


def of_data(seen: Compared, name: str, grad: Array) -> Array:
    """Return a gradient without what the loss's regularisation adds to it."""
    decay = decay_of_loss(seen, name)
    found: Array = grad - decay * seen.arrays[name] if decay else grad
    return found


def of_samples(seen: Compared, name: str) -> Iterator[NamedBug]:
    """Yield that a gradient is that of the first or of the last sample alone."""
    axes = seen.network.axes
    if axes is None or seen.samples < 2:
        return
    for bug, number in (("first-sample-only", 0), ("last-sample-only", seen.samples - 1)):
        values = {
            key: np.take(seen.network.values[key], [number], axis)
            for key, axis in zip(("X", "y"), axes, strict=True)
        }
        one = seen.slope_with(name, **values)
        grad = of_data(seen, name, seen.grads[name])
        factor = None if one is None else factor_of(grad, of_data(seen, name, one))
        if factor is not None and any(alike(factor, a) for a in (1, 1 / seen.samples)):
            yield named(bug, "it is the slope of the loss of that sample by itself")


def alike(one: float, other: float) -> bool:
    """Return whether two numbers are the same but for what finite differences lose."""
    return abs(one - other) <= SAME * max(1.0, abs(other))
