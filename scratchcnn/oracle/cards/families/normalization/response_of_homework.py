"""How homework's local response normalisation is judged, whichever of two things alpha multiplies.

PyTorch, ONNX, Paddle and MXNet multiply the mean of the squares by it; the paper (Krizhevsky,
Sutskever, Hinton, 2012), TensorFlow, Chainer and MindSpore their sum.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from hypothesis import strategies as st

from scratchcnn.oracle.cards.bounds import slices
from scratchcnn.oracle.cards.card import Card, Regime, Regimes
from scratchcnn.oracle.cards.name_rule import NameRule
from scratchcnn.oracle.cases.bounds import Bound, Call
from scratchcnn.oracle.cases.case import Case
from scratchcnn.oracle.cases.numbers import WHOLE, Numbers, filled
from scratchcnn.oracle.cases.offers import Offer
from scratchcnn.oracle.cases.steps import smooth_step
from scratchcnn.oracle.cases.window_plans import distinct
from scratchcnn.oracle.cases.windows import Counts, one_of

NAMES = (
    NameRule(
        ("response_norm_of_means", "response_norm_of_sums"),
        parts=("localresponse", "responsenorm", "crosschannelnorm"),
        names=("lrn2d", "lrnlayer", "layerlrn"),
        outermost=("lrn",),
    ),
)
AXES = ("sample", "channel", "row", "column")
# By the role of a parameter: its argument, and what homework has most often where it takes none.
NUMBERS: Mapping[str, tuple[str, float]] = {
    "response_size": ("size", 5),
    "response_alpha": ("alpha", 1e-4),
    "response_beta": ("beta", 0.75),
    "response_k": ("k", 2.0),
}
# What is tried on homework for a number that it does not take, and what is drawn for one that it
# does. An even size has a middle for none, and one channel more or less: of that nothing is asked.
OWN: Mapping[str, Sequence[float]] = {
    "size": (5, 3),
    "alpha": (1e-4, 1e-3, 1.0),
    "beta": (0.75, 0.5),
    "k": (2.0, 1.0),
}
DRAWN: Mapping[str, Sequence[float]] = {
    "size": (3, 5),
    "alpha": (1.0, 0.5),
    "beta": (0.75, 0.5, 1.0),
    "k": (2.0, 1.0),
}
OF_SUMS = (
    "alpha multiplies the sum of the squares, as in the paper, TensorFlow, Chainer and MindSpore; "
    "PyTorch, ONNX, Paddle and MXNet multiply their mean"
)
# What says that a definition takes all of these numbers.
TAKEN = re.compile(
    r"(?=.*\b(?:alpha|alfa)\b)(?=.*\b(?:beta|power)\b)(?=.*\b(?:k|bias|kappa|offset)\b)"
    r"(?=.*\b(?:n|r|\w*size|\w*radius|\w*window|depth)\b)"
)
HEADS = re.compile(r"def \w+\(([^)]*)\)")
# A sum that is divided by the size: `alpha / size`, `/ self.n`.
DIVIDED = re.compile(r"alpha\s*/|/\s*(?:self\.)?(?:n|\w*size)\b|mean\(")
# Numbers so large that they matter beside the summand, whatever is multiplied by so small an alpha.
SMALL, LARGE = 0.01, 100.0


@dataclass(frozen=True)
class Doubled:
    """A call whose alpha is that of the mean: what its bound is derived from."""

    call: Call
    options: Mapping[str, Any] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.call, name)


def bound_of_sums(call: Call) -> Mapping[str, Bound]:
    """Bound the rounding errors where alpha multiplies a sum."""
    options = {"alpha": 1e-4, "k": 2.0, **call.options}
    options["alpha"] *= options["size"]
    of_mean: Any = Doubled(call, options)
    return slices.local_response_norm(of_mean)


@st.composite
def drawn(draw: st.DrawFn, counts: Any, numbers: Numbers, offer: Offer) -> Case:
    """Draw a case; a number that homework does not take is its own."""
    own = dict(offer.numbers)
    options = {
        name: own[name] if name in own else draw(one_of(choices)) for name, choices in DRAWN.items()
    }
    options["size"] = int(options["size"])
    shape = draw(counts)
    case = filled(draw, numbers, numbers.styles(), {"x": shape}, options, shape)
    if options["alpha"] > SMALL:
        return case
    return replace(case, arrays={"x": case.arrays["x"] * LARGE})


def of_homework(offer: Offer) -> Regimes:
    """Make the regimes of homework: windows as large as there are channels, and smaller."""
    numbers = Numbers({"x": WHOLE}, offer.upstream)
    samples = (2, 3) if offer.batch else (1,)
    shapes: dict[str, Sequence[Counts]] = {
        "basic": [(1, 6, 1, 1), (1, 6, 2, 2)],
        "channels": [(1, c, 2, 2) for c in (1, 2, 3, 4, 7)],
        "rectangular": [(1, 6, *image) for image in ((2, 3), (4, 2), (3, 5))],
        "mixed": distinct((1, *samples), (4, 5, 6, 7), (2, 3), (2, 3, 4)),
    }
    if offer.batch:
        shapes["batch"] = [(n, 6, 2, 2) for n in samples]
    return {name: Regime(drawn(one_of(counts), numbers, offer)) for name, counts in shapes.items()}


def of_own_numbers(source: str) -> str:
    """Return why a layer may have other numbers than it is asked for: it does not take all four."""
    heads = [head.replace("\n", " ").lower() for head in HEADS.findall(source)]
    keys = " ".join(re.findall(r"\[['\"](\w+)['\"]\]", source)).lower()
    if any(TAKEN.match(head) for head in (*heads, keys)):
        return ""
    return "it takes not all of size, alpha, beta and k, and is right for none of the usual ones"


def is_divided(source: str, names: Any) -> bool:
    """Return whether the source of a layer shows that alpha multiplies a mean."""
    return bool(DIVIDED.search(source))


def cards() -> tuple[Card, ...]:
    """Return the cards of both."""
    of_means = Card(
        name="response_norm_of_means",
        kind="normalization",
        arguments=("x", "size", "alpha", "beta", "k"),
        axes={"x": "NCHW", "out": "NCHW"},
        result_axes=dict.fromkeys(("out", "grad_x"), (AXES,)),
        bound=slices.local_response_norm,
        step=smooth_step,
        homework=of_homework,
        reported_as="local_response_norm",
        numbers=NUMBERS,
        own_numbers=OWN,
        signs=is_divided,
        doubts=of_own_numbers,
    )
    of_sums = replace(
        of_means,
        name="response_norm_of_sums",
        bound=bound_of_sums,
        signs=lambda source, names: not is_divided(source, names),
        choice=OF_SUMS,
    )
    return of_means, of_sums
