"""Padding on any axes: with a number, or with what the array itself goes on with."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from scratchcnn.ops.arguments import Array, Pullback, choice, describe, floating, integer, upstream

Mode = Literal["constant", "reflect", "replicate", "circular"]


@dataclass(frozen=True)
class Edge:
    """What an axis of `size` entries gets before and after them, or loses if that is negative."""

    axis: int
    size: int
    before: int
    after: int

    @property
    def wide(self) -> int:
        """The size with what is added, but without losing anything."""
        return max(0, self.before) + self.size + max(0, self.after)

    @property
    def length(self) -> int:
        """The size of the output."""
        return self.size + self.before + self.after

    @property
    def left(self) -> int:
        """How many entries are not lost."""
        return self.size + min(0, self.before) + min(0, self.after)

    def source(self, i: int, mode: Mode) -> int:
        """Return which entry stands at i, counted from the first; beyond them it is repeated."""
        if mode == "reflect":
            last = self.size - 1
            return last - abs(last - abs(i))
        if mode == "replicate":
            return min(max(i, 0), self.size - 1)
        # As in PyTorch, what is lost on one side is not repeated on the other.
        first = max(0, -self.before)
        return first + (i - first) % self.left

    def copies(self, mode: Mode) -> Iterator[tuple[int, int]]:
        """Yield where in the wide axis something is added, and of which place it is a copy."""
        begin = max(0, self.before)
        for i in (*range(-begin, 0), *range(self.size, self.wide - begin)):
            yield begin + i, begin + self.source(i, mode)


def pad(
    x: Array, pad: Sequence[int], *, mode: Mode = "constant", value: float = 0.0
) -> tuple[Array, Pullback]:
    """Add entries at the edges of the last axes, or take some away.

    Parameters
    ----------
    x : any number of axes, float32 or float64
    pad : how many to add (before, after) the last axis, the one before it, and so on; a negative
        number takes as many away
    mode : "constant" adds `value`; "reflect" goes back from the edge, which it does not repeat;
        "replicate" repeats the edge; "circular" goes on at the other end
    value : any number, what "constant" adds

    Returns
    -------
    out : an axis of size L becomes one of size before + L + after
    pullback : grad_out, shape of out -> (grad_x,): an entry gets the sum of all its copies'

    Raises
    ------
    TypeError, ValueError
        An argument has the wrong dtype, shape or range; the message names it.

    Notes
    -----
    `torch.nn.functional.pad`, but every mode pads any axes.

    Examples
    --------
    >>> out, pullback = pad(np.array([1.0, 2.0, 3.0]), (2, 1), mode="reflect")
    >>> out
    array([3., 2., 1., 2., 3., 2.])
    >>> pullback(np.ones(6))
    (array([1., 3., 2.]),)
    >>> pad(np.array([1.0, 2.0, 3.0]), (-1, 1))[0]
    array([2., 3., 0.])
    """
    choice("mode", mode, ("constant", "reflect", "replicate", "circular"))
    edges = edges_of(floating("x", x), pad, mode)
    if isinstance(value, bool) or not isinstance(value, int | float | np.number):
        raise TypeError(f"value must be a number, got {describe(value)}")
    if mode != "constant":
        if value != 0:
            raise ValueError(f"value must be 0 for mode {mode!r}, which adds none, got {value}")
        return repeating(x, edges, mode)
    kept = slices(x, edges, lambda e: slice(max(0, -e.before), max(0, -e.before) + e.left))
    inner = slices(x, edges, lambda e: slice(max(0, e.before), max(0, e.before) + e.left))
    # (..., L) -> (..., before + L + after)
    out = np.full(shaped(x, edges, lambda e: e.length), value, x.dtype)
    out[inner] = x[kept]

    def pullback(grad_out: Array) -> tuple[Array, ...]:
        grad_x = np.zeros(x.shape, x.dtype)
        grad_x[kept] = upstream(grad_out, out)[inner]
        return (grad_x,)

    return out, pullback


def repeating(x: Array, edges: Sequence[Edge], mode: Mode) -> tuple[Array, Pullback]:
    """Add what the array goes on with: axis by axis, so that corners repeat what is repeated."""
    # Nothing is lost at first: "reflect" and "replicate" repeat it at the other edge.
    wide = shaped(x, edges, lambda e: e.wide)
    full = np.empty(wide, x.dtype)
    inner = slices(x, edges, lambda e: slice(max(0, e.before), max(0, e.before) + e.size))
    crop = slices(x, edges, lambda e: slice(max(0, -e.before), e.wide - max(0, -e.after)))
    full[inner] = x
    for edge in edges:
        along = np.moveaxis(full, edge.axis, 0)
        for to, source in edge.copies(mode):
            along[to] = along[source]
    # (..., wide) -> (..., before + L + after)
    out = full[crop].copy()

    def pullback(grad_out: Array) -> tuple[Array, ...]:
        grad = np.zeros(wide, x.dtype)
        grad[crop] = upstream(grad_out, out)
        for edge in reversed(edges):
            along = np.moveaxis(grad, edge.axis, 0)
            for to, source in edge.copies(mode):
                along[source] += along[to]
        # (..., wide) -> (..., L)
        return (grad[inner].copy(),)

    return out, pullback


def slices(x: Array, edges: Sequence[Edge], of: Callable[[Edge], slice]) -> tuple[slice, ...]:
    """Return the slices of all axes, those of padded ones as `of` says."""
    chosen = [slice(None)] * x.ndim
    for edge in edges:
        chosen[edge.axis] = of(edge)
    return tuple(chosen)


def shaped(x: Array, edges: Sequence[Edge], of: Callable[[Edge], int]) -> tuple[int, ...]:
    """Return the shape of x, but that of padded axes as `of` says."""
    shape = list(x.shape)
    for edge in edges:
        shape[edge.axis] = of(edge)
    return tuple(shape)


def edges_of(x: Array, pad: object, mode: Mode) -> list[Edge]:
    """Return what the last axes get, the last one first.

    Raises
    ------
    TypeError, ValueError
        It is no even number of integers, or does not fit to x.
    """
    if not isinstance(pad, Sequence) or isinstance(pad, str):
        raise TypeError(f"pad must be a sequence of integers, got {describe(pad)}")
    numbers = [integer("pad", number) for number in pad]
    if len(numbers) % 2 or len(numbers) > 2 * x.ndim:
        raise ValueError(
            f"pad must hold two numbers for each of up to {x.ndim} axes, got {len(numbers)}"
        )
    edges = [
        Edge(x.ndim - 1 - i, x.shape[x.ndim - 1 - i], *numbers[2 * i : 2 * i + 2])
        for i in range(len(numbers) // 2)
    ]
    for edge in edges:
        check_size(edge, mode)
    return edges


def check_size(edge: Edge, mode: Mode) -> None:
    """Raise ValueError unless an axis has what is to be taken away, and what is to be repeated."""
    told = f"pad ({edge.before}, {edge.after}) does not fit to axis {edge.axis} of x"
    if edge.left < 0:
        raise ValueError(f"{told}: it takes away more than its {edge.size} entries")
    added = max(edge.before, edge.after)
    most = {"reflect": edge.size - 1, "circular": edge.left}
    if added > most.get(mode, added) or (mode == "replicate" and added and not edge.size):
        raise ValueError(f"{told}: mode {mode!r} has too few entries to repeat, {edge.size}")
