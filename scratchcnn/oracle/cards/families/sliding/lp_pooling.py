"""Power-average poolings: lp_pool1d and lp_pool2d."""

import math
import re
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
from hypothesis import strategies as st

from scratchcnn.oracle.cards.card import Card, Regime, Regimes
from scratchcnn.oracle.cards.families.ours import NO_SLOPE, VALUES_ONLY, everywhere, unbatched
from scratchcnn.oracle.cards.families.sliding.pooling import OTHERS
from scratchcnn.oracle.cards.families.sliding.pooling_of_any_axes import SAID, axes_of_results
from scratchcnn.oracle.cards.families.sliding.pooling_of_homework import poolings
from scratchcnn.oracle.cards.families.sliding.pooling_of_ours import (
    along,
    refusals,
)
from scratchcnn.oracle.cards.name_rule import NameRule
from scratchcnn.oracle.cases.bounds import ELEMENTARY, EQUAL, Bound, Bounds, Call
from scratchcnn.oracle.cases.case import Case, Refusal
from scratchcnn.oracle.cases.numbers import Numbers
from scratchcnn.oracle.cases.offers import Offer
from scratchcnn.oracle.cases.steps import smooth_step
from scratchcnn.oracle.cases.window_plans import pooling_plans

PARTS = ("lppool", "lpnormpool", "l2pool", "l2normpool", "poweraverage", "poweravg", "powerpool")
NAMES = (
    NameRule(("lp_pool1d",), parts=PARTS, along=SAID[1]),
    NameRule(("lp_pool2d",), parts=PARTS, unless=OTHERS),
)
# No number is so near 0 that the root has a kink within the step of finite differences.
FAR = ("arange", "nonzero", "between")
P = (1, 2, 3, 1.5, -1, 4)


def positive(case: Case) -> Case:
    """Return a case of positive numbers, of which any power is a number."""
    return replace(case, arrays={"x": np.abs(case.arrays["x"]) + 0.25})


def regimes_of_ours(axes: int) -> Regimes:
    """Return the regimes in which our own ops are judged."""
    two = {"norm_type": st.sampled_from((2, 2.0))}
    pool = partial(along(axes), kinds=FAR, given=two)
    any_p = along(axes)(kinds=FAR, given={"norm_type": st.sampled_from(P)}, stride="overlap")
    extremes = {"norm_type": st.sampled_from((math.inf, -math.inf))}
    # No two have the same absolute value.
    apart = partial(along(axes), kinds=("arange", "negative"))
    cut_off = partial(along(axes), kinds=FAR, given={"ceil_mode": st.just(True), **two})
    return {
        "basic": Regime(pool()),
        "stride": Regime(pool(stride="gap")),
        "overlap": Regime(pool(kernel=(2, 4), stride="overlap")),
        "non_tiling": Regime(pool(kernel=(2, 4), non_tiling=True)),
        **({"rectangular": Regime(pool(rectangular=True))} if axes > 1 else {}),
        "channels": Regime(pool(least=2)),
        "norm_type": Regime(any_p.map(positive)),
        # The powers are signed; of a sum that is not positive there is no root, but for p = 1.
        "signed": Regime(
            along(axes)(kinds=("integers",), given={"norm_type": st.just(1)}), NO_SLOPE
        ),
        "zeros": Regime(pool(kinds=("signs",), kernel=(1, 2), stride="overlap"), NO_SLOPE),
        "infinite_norm": Regime(apart(given=extremes, kernel=(2, 3), stride="overlap")),
        "ceil_mode": Regime(
            st.one_of(
                cut_off(kernel=(2, 4), non_tiling=True),
                cut_off(kernel=(2, 5), stride="overlap", non_tiling=True),
                cut_off(stride="gap"),
            )
        ),
        "unbatched": unbatched(pool(kernel=(2, 4), stride="overlap")),
        "non_finite": Regime(pool(kinds=("non_finite",), given=two), VALUES_ONLY),
        **everywhere(pool),
    }


def root_of_powers(call: Call, axes: int) -> Mapping[str, Bound]:
    """Bound the p-th root of a sum s of p-th powers, none of which cancels another.

    Every power is off by `ELEMENTARY` roundings, and s by as many more as it has terms. An exponent
    e passes |e| times that on; and as e itself is rounded, |e log s| more. The output is s to the
    power 1 / p, and the gradient has s to the power 1 / p - 1 and x to the power p - 1; that of a
    pixel is a sum over the windows that have it.
    """
    p = float(call.options["norm_type"])
    terms = float(np.prod(np.broadcast_to(call.options["kernel_size"], axes)))
    if math.isinf(p):
        return of_extremes(call, terms)
    usual = np.isfinite(call.out) & (call.out != 0)
    logs = np.abs(p * np.log(np.abs(call.out), where=usual, out=np.zeros(call.out.shape)))
    of_sum = ELEMENTARY + terms + logs
    size, pullback = call.twin(np.abs(call.arrays["x"]), **call.options)

    def of_gradients() -> dict[str, Bound]:
        (magnitude,) = pullback(np.abs(call.grad_out))
        steepness = abs(1 / p) + abs(1 / p - 1)
        most = steepness * of_sum.max(initial=0) + 2 * ELEMENTARY + terms
        return {"grad_x": Bound(most, np.abs(magnitude))}

    return Bounds(Bound(of_sum / abs(p) + ELEMENTARY, size), of_gradients)


def of_extremes(call: Call, terms: float) -> Mapping[str, Bound]:
    """Bound the largest absolute value: a copy, whose gradient adds up where windows overlap."""
    (size,) = call.pullback(np.abs(call.grad_out))
    return {"out": EQUAL, "grad_x": Bound(terms, np.abs(size))}


def refusals_of_ours(axes: int) -> list[Refusal]:
    """Return the calls that our own ops refuse."""
    wrong = (0, 0.0, math.nan, "2", None, True, [2])
    return [
        replace(one, valid={**one.valid, "norm_type": 2})
        for one in refusals(axes, norm_type=wrong)
        if one.argument != "padding"
    ]


def of_homework(axes: int, offer: Offer) -> Regimes:
    """Make the regimes of homework, of positive numbers: PyTorch's powers are signed.

    What takes no p has its own.
    """
    powers = [int(p) for _, p in offer.numbers] or [2, 3]
    numbers = Numbers({"x": ("positive",)}, offer.upstream, {"x": ("spread",)})
    names = (name for name in pooling_plans(offer) if name not in ("ties", "padding"))
    plain = replace(offer, padding=False, fixed_padding=0, named_padding=(), strided_same="")
    return {
        name: replace(one, cases=st.tuples(one.cases, st.sampled_from(powers)).map(with_power))
        for name, one in poolings(axes, plain, dict.fromkeys(names, numbers)).items()
    }


def with_power(drawn: tuple[Case, int]) -> Case:
    """Return a case of homework's with a p."""
    case, p = drawn
    return replace(case, options={"norm_type": p, **case.options})


def of_own_power(source: str) -> str:
    """Return why a pooling may have another p than it is asked for: it takes none."""
    heads = re.findall(r"def \w+\(([^)]*)\)", source)
    if any(re.search(r"\b(?:p|norm_?type|norm|power|order|ord|exponent)\b", one) for one in heads):
        return ""
    return "it takes no p, and is right for none of the usual ones"


def card(axes: int) -> Card:
    """Return the card of power-average pooling along so many axes."""
    more: dict[str, Any] = axes_of_results(axes)
    return Card(
        name=f"lp_pool{axes}d",
        kind="pooling",
        arguments=("x", "norm_type", "kernel_size", "stride"),
        regimes=regimes_of_ours(axes),
        refusals=partial(refusals_of_ours, axes),
        bound=partial(root_of_powers, axes=axes),
        step=smooth_step,
        homework=partial(of_homework, axes),
        numbers={"norm_type": ("norm_type", 2)},
        own_numbers={"norm_type": (2, 3, 1)},
        doubts=of_own_power,
        **more,
    )


def cards() -> tuple[Card, ...]:
    """Return the cards of power-average poolings."""
    return card(1), card(2)
