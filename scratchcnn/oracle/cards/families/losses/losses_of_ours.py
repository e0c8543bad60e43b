"""How our own losses are judged: what is drawn, and what must be refused."""

from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
from hypothesis import strategies as st

from scratchcnn.oracle.cards.card import Regime, Regimes
from scratchcnn.oracle.cards.families.ours import NO_SLOPE, everywhere
from scratchcnn.oracle.cases.case import Case, Refusal
from scratchcnn.oracle.cases.drawing import Draw, drawn_from, filled, sizes
from scratchcnn.oracle.cases.refusals import refused, wrong_dtypes
from scratchcnn.oracle.cases.values import Values

# No weights whose shape is repeated to (2, 3).
NO_WEIGHTS = (np.zeros(2), np.zeros((3, 1)), np.zeros((1, 2, 3)), np.zeros(3, np.float32), 1.0)
REDUCTIONS = st.sampled_from(("mean", "sum"))


@st.composite
def drawn(
    draw: Draw,
    name: str,
    *,
    kinds: tuple[str, ...],
    targets: tuple[str, ...],
    any_shape: bool = False,
    least: int = 1,
    options: dict[str, st.SearchStrategy[Any]] | None = None,
    empty: bool = False,
    one_element: bool = False,
) -> Case:
    """Draw a case of a loss: an argument `name`, (N, K) or of any shape, and a target."""
    ndim = draw(st.integers(1, 4)) if any_shape else 2
    shape = [1] * ndim if one_element else sizes(draw, ndim)
    shape[0] = 0 if empty else max(least, shape[0])
    given = {name: draw(strategy) for name, strategy in (options or {}).items()}
    case = filled(draw, {name: tuple(shape)}, given, kinds)
    target = Values(draw(drawn_from(targets)), draw(st.integers(0, 999)))
    return replace(case, arrays={**case.arrays, "target": target.fill(tuple(shape))})


def regimes_of_ours(
    argument: str,
    *,
    kinds: tuple[str, ...],
    targets: tuple[str, ...],
    extreme: tuple[tuple[str, ...], str],
    any_shape: bool = False,
) -> Regimes:
    """Return the regimes of a loss of one argument against a target.

    `extreme` names kinds of large values for both.
    """
    values, certain = extreme
    shaped = partial(drawn, argument, any_shape=any_shape)
    usual = partial(shaped, kinds=kinds, targets=targets)
    return {
        "basic": Regime(usual()),
        "sum": Regime(usual(options={"reduction": st.just("sum")})),
        "mean": Regime(usual(options={"reduction": st.just("mean")})),
        "large_values": Regime(shaped(kinds=values, targets=(certain,)), NO_SLOPE),
        **everywhere(usual),
    }


def of_classes(name: str, **further: tuple[Any, ...]) -> list[Refusal]:
    """Return the calls that a loss of `name`, (N, K), and of classes must refuse."""
    first, target = np.zeros((2, 3)), np.array([0, 2])
    valid = {name: first, "target": target, "grad_out": np.zeros(())}
    wrong: dict[str, tuple[Any, ...]] = {
        name: (*wrong_dtypes(first), np.zeros(())),
        "target": (
            *(np.array([0, 3]), np.array([-1, 0]), np.array([0]), np.array([[0, 1]])),
            *(np.zeros((3, 2)), np.zeros((2, 3), np.float32), np.zeros(2), [0, 2], None),
        ),
        "reduction": ("all", "", None, 1, True),
        "grad_out": (np.zeros(1), np.zeros((2, 3)), np.zeros((), np.float32), "1", None),
        "weight": (np.zeros(2), np.zeros((1, 3)), np.zeros(3, np.float32), np.zeros(3, int), 1.0),
        "ignore_index": (1.0, "0", None, True),
    }
    return refused(valid, **wrong | further)


def of_entries(
    *, bounded: tuple[str, ...], rows: bool, name: str = "p", **further: tuple[Any, ...]
) -> list[Refusal]:
    """Return the calls that a loss of `name` and a target of its shape must refuse.

    `bounded` ones lie in [0, 1], and `rows` has the axes (N, K).
    """
    p = np.full((2, 3), 0.5)
    outside = tuple(np.where(np.eye(2, 3) == 1, bad, p) for bad in (-0.1, 1.1, np.nan))
    wrong: dict[str, tuple[Any, ...]] = {
        name: (*wrong_dtypes(p), *((p[0], p[None]) if rows else ())),
        "target": (*wrong_dtypes(p), p[0], p.T, p[None], p.astype(np.float32)),
        "reduction": ("all", "", None, 1, True),
        "grad_out": (np.zeros(1), np.zeros((2, 3)), np.zeros((), np.float32), "1", None),
    }
    for one in bounded:
        wrong[one] += outside
    return refused({name: p, "target": p, "grad_out": np.zeros(())}, **wrong | further)
