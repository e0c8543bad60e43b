"""The cases of our own normalisations of channels: of batches, of instances, of groups."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from types import MappingProxyType
from typing import Any

import numpy as np
from hypothesis import strategies as st

from scratchcnn.oracle.cards.card import Regime, Regimes
from scratchcnn.oracle.cards.families.ours import NO_SLOPE, VALUES_ONLY
from scratchcnn.oracle.cases.case import Case, Refusal
from scratchcnn.oracle.cases.drawing import AFFINE, WHOLE, Draw, drawn_from, filled, laid_out, sizes
from scratchcnn.oracle.cases.refusals import refused
from scratchcnn.oracle.cases.values import Values

RUNNING = ("running_mean", "running_var")
SHARES = (0.1, 0.5, 1.0, 0.0, -1.2)
# What is 1 more or 2 more than this is no difference of squares in single precision any more.
FAR = 1e5


@dataclass(frozen=True)
class Drawing:
    """How the cases of an op are drawn.

    `axes` are the numbers of axes of x, `several` whether a channel needs more than one value, and
    `grouped` whether channels are normalised in groups. `mode` is the switch between statistics of
    its own and running ones, "" if there are none, and `own` whether it is on unless it is given.
    """

    axes: tuple[int, ...]
    mode: str = ""
    own: bool = True
    several: bool = True
    grouped: bool = False
    over_batch: bool = False


@st.composite
def drawn(
    draw: Draw,
    way: Drawing,
    *,
    own: bool | None = None,
    given: Mapping[str, tuple[Any, ...]] = MappingProxyType({}),
    affine: tuple[tuple[str, ...], ...] = AFFINE,
    axes: tuple[int, ...] = (),
    least: int = 1,
    empty: bool = False,
    one_element: bool = False,
    single: bool = False,
    groups: tuple[int, ...] = (1, 2, 3),
    kinds: tuple[str, ...] = (*WHOLE, "normal"),
    kind_of_x: str = "",
    offset: float = 0.0,
    constant: bool = False,
) -> Case:
    """Draw a case; if `own` is given, it has running statistics, which count if it is False.

    `given` are options and what they are drawn from, `single` makes groups of a single value,
    `offset` is added to x, and `constant` makes everything that has one mean the same.
    """
    count = draw(drawn_from(axes or way.axes))
    n, c, *rest = [1] * count if one_element else sizes(draw, count)
    n, c = max(least, n), max(least, c)
    options = {name: draw(drawn_from(choices)) for name, choices in given.items()}
    if way.grouped:
        options["num_groups"] = c if single else draw(drawn_from(groups))
        c = c if single else c * options["num_groups"]
        rest = [1] * len(rest) if single else rest
    by_running = own is False or (own is None and not way.own)
    if way.several and not by_running and (n if way.over_batch else 1) * int(np.prod(rest)) == 1:
        # Two samples, or two pixels.
        n, rest = (2, rest) if way.over_batch else (n, [*rest[:-1], 2])
    shapes: dict[str, tuple[int, ...]] = {"x": (0 if empty else n, c, *rest)}
    if way.mode and (own is not None or by_running):
        shapes |= dict.fromkeys(RUNNING, (c,))
    if own is not None:
        options[way.mode] = own
    shapes |= dict.fromkeys(draw(drawn_from(affine)), (c,))
    case = filled(draw, shapes, options, kinds)
    arrays = {**case.arrays}
    if kind_of_x:
        arrays["x"] = Values(kind_of_x, draw(st.integers(0, 999))).fill(shapes["x"])
    arrays["x"] = arrays["x"] + offset
    if constant:
        arrays["x"][...] = arrays["x"].flat[0]
    if "running_var" in arrays:
        arrays["running_var"] = abs(arrays["running_var"])
    return replace(case, arrays=arrays)


def regimes_of(way: Drawing) -> Regimes:
    """Return the regimes that all of these share: `basic` is by own statistics."""
    own = None if way.own else True
    norm = partial(drawn, way, own=own)
    # By the statistics of a batch every sample depends on the others.
    alone = ("batch_independent",) if way.over_batch else ()
    large = norm(kinds=("arange",), offset=FAR)
    return {
        "basic": Regime(norm(), alone),
        "batch": Regime(norm(least=2), alone),
        "channels": Regime(norm(least=3), alone),
        "affine": Regime(norm(affine=(("weight", "bias"),), least=2), alone),
        "rows": Regime(norm(axes=(2 if 2 in way.axes else 3,)), alone),
        "volumes": Regime(norm(axes=(5,)), alone),
        "eps": Regime(norm(given={"eps": (1.0, 0.5, 1e-1, 1e-3)}), alone),
        # The step for numbers of this size is larger than their differences.
        "large_offset": Regime(large, (*NO_SLOPE, *alone)),
        "constant": Regime(norm(kinds=("integers", "normal"), constant=True), (*NO_SLOPE, *alone)),
        "non_finite": Regime(norm(kinds=("integers",), kind_of_x="non_finite"), VALUES_ONLY),
        "one_element": Regime(norm(one_element=True), alone),
        "empty_batch": Regime(norm(empty=True), (*NO_SLOPE, "batch_independent")),
        "memory_layout": Regime(laid_out(norm()), alone),
    }


def regimes_of_running(way: Drawing) -> Regimes:
    """Return the regimes with running statistics, and `regimes_of`."""
    alone = ("batch_independent",) if way.over_batch else ()
    shares = {"momentum": SHARES}
    return {
        **regimes_of(way),
        "training": Regime(drawn(way, own=True), alone),
        "inference": Regime(drawn(way, own=False)),
        "momentum": Regime(drawn(way, own=True, given=shares), alone),
        "momentum_unused": Regime(drawn(way, own=False, given=shares)),
        "defaults": Regime(drawn(way), () if not way.own else alone),
        "inference_layout": Regime(laid_out(drawn(way, own=False))),
        "inference_empty_batch": Regime(
            drawn(way, own=False, empty=True), (*NO_SLOPE, "batch_independent")
        ),
    }


def refused_parameters(valid: Mapping[str, Any], *names: str) -> list[Refusal]:
    """Return the calls in which an array of 3 numbers has a wrong shape or dtype, or is none."""
    wrong = (np.ones(2), np.ones((3, 1)), np.ones(3, np.float32), np.ones(3, int), 1.0, [1.0] * 3)
    return refused(valid, **dict.fromkeys(names, wrong))


def refused_numbers(valid: Mapping[str, Any], *names: str) -> list[Refusal]:
    """Return the calls in which a number is none, or not finite."""
    wrong = (float("nan"), float("inf"), "1e-5", None, True, [1e-5])
    return refused(valid, **dict.fromkeys(names, wrong))
