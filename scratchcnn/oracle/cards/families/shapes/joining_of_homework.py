"""How homework's concatenation of channels is judged, of two arrays and of several."""

from collections.abc import Sequence

from hypothesis import strategies as st

from scratchcnn.oracle.cards.card import Card, Regime, Regimes
from scratchcnn.oracle.cards.name_rule import NameRule
from scratchcnn.oracle.cases.bounds import EQUAL, Bound, Call
from scratchcnn.oracle.cases.case import Case
from scratchcnn.oracle.cases.drawing import Draw, drawn_from
from scratchcnn.oracle.cases.numbers import WHOLE, Numbers, filled
from scratchcnn.oracle.cases.offers import Offer
from scratchcnn.oracle.cases.windows import one_of

CAT, THREE = "cat", "cat_three"
# What joins more than arrays, or joins ones to them.
OTHERS = ("conv", "block", "dense", "linear", "bias", "ones", "attention", "embed", "relu", "pool")
NAMES = (
    NameRule(
        (THREE, CAT),
        parts=("concat", "konkat", "verkett", "skipcat", "channelcat", "featurecat"),
        names=(
            *("cat", "catlayer", "catforward", "catbackward", "dcat", "catop", "catfunction"),
            *("catchannels", "catfeatures", "catlayerforward", "catfn", "catmaps"),
        ),
        unless=OTHERS,
        loose=True,
    ),
)
AXIS = 1
# Where an axis is told, in images (N, C, H, W).
AXES = (1, 2, 3)
Counts = tuple[int, ...]


@st.composite
def drawn(
    draw: Draw,
    op: str,
    shapes: st.SearchStrategy[Counts],
    numbers: Numbers,
    axes: tuple[int, ...],
) -> Case:
    """Draw a case of arrays of which each has a size of its own along one axis."""
    axis, (n, height, width, *sizes) = draw(drawn_from(axes)), draw(shapes)
    names = ("x", "other", "third")[: 3 if op == THREE else 2]
    given = {
        name: (n, *[height, width][: axis - 1], size, *[height, width][axis - 1 :])
        for name, size in zip(names, sizes, strict=False)
    }
    whole = sum(shape[axis] for shape in given.values())
    out = tuple(whole if at == axis else size for at, size in enumerate(given["x"]))
    return filled(draw, numbers, numbers.styles(), given, {"axis": axis}, out)


def of_homework(op: str, offer: Offer) -> Regimes:
    """Make the regimes of homework: the numbers of channels differ, by more than one in most."""
    names = ("x", "other", "third")[: 3 if op == THREE else 2]
    numbers = Numbers(dict.fromkeys(names, WHOLE), offer.upstream)
    axes = AXES if offer.any_number else (AXIS,)

    def regime(shapes: Sequence[Counts]) -> Regime:
        return Regime(drawn(op, one_of(shapes), numbers, axes))

    # Samples, height, width, and the sizes of what is joined.
    sizes = [(1, 2, 3), (2, 1, 1), (1, 3, 1), (3, 1, 2)]
    regimes = {"basic": regime([(1, 1, 1, *one) for one in sizes])}
    if offer.batch:
        regimes["batch"] = regime([(n, 1, 2, *one) for n in (2, 3) for one in sizes])
    first = 2 if offer.batch else 1
    return regimes | {"mixed": regime([(first, 1, 3, 4, 1, 2), (first, 3, 1, 1, 4, 2)])}


def copies(call: Call) -> dict[str, Bound]:
    """Bound the joining of arrays: it copies numbers, forward and backward."""
    return {"out": EQUAL, **{f"grad_{name}": EQUAL for name in call.arrays}}


def doubts(source: str) -> str:
    """Return why what joins arrays and is not right may be another layer: any may be."""
    return "it computes more, or something else, than arrays one behind the other"


def of_three(cat: Card) -> Card:
    """Return the card of what joins as many arrays as it is given, which are three."""
    return Card(
        name=THREE,
        kind=cat.kind,
        arguments=("x", "other", "third", "axis"),
        axes=dict.fromkeys(("x", "other", "third", "out"), "NCHW"),
        bound=copies,
        numbers=cat.numbers,
        homework=lambda offer: of_homework(THREE, offer),
        reported_as=CAT,
        by_name=True,
        doubts=doubts,
    )
