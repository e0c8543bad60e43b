"""The catalogue of known bugs: wrong ops, each built on the twin.

In comes nothing; out go the bugs: the judge names a student's bug by the wrong op that behaves the
same. `tests/test_the_tests.py` plants every one of them, and checks that the judge notices.
May import the cards.
"""

from scratchcnn.oracle.cards import table
from scratchcnn.oracle.cards.bug import Bug
from scratchcnn.oracle.cards.bugs.any_op import batch, channels, memory, upstream
from scratchcnn.oracle.cards.bugs.formulas import layer_formulas, linear
from scratchcnn.oracle.cards.bugs.formulas.activations import (
    activation,
    activation_formulas,
    curves,
    gates,
    learned_gates,
)
from scratchcnn.oracle.cards.bugs.formulas.fused import fused
from scratchcnn.oracle.cards.bugs.formulas.losses import (
    loss,
    loss_formulas,
    loss_of_logarithms,
    margins,
)
from scratchcnn.oracle.cards.bugs.formulas.normalization import (
    batch_norm,
    normalization_of_homework,
    normalization_of_slices,
    response,
)
from scratchcnn.oracle.cards.bugs.formulas.shapes import joining, rearranging, shapes_of_homework
from scratchcnn.oracle.cards.bugs.sliding import (
    along_axes,
    columns,
    conv,
    dilated,
    grouped,
    kernels,
    one_axis,
    other_axes,
    padding,
    pool,
    resizing,
    same,
    shared,
    sizes,
    transposed,
    unpooling,
)

__all__ = ["BUGS", "FUSED_BUGS", "Bug"]

FAMILIES = (
    *(shared, one_axis, padding, same, sizes, conv, kernels, columns, channels, pool, linear),
    *(resizing, unpooling, other_axes),
    *(along_axes, dilated, grouped, transposed),
    *(activation, activation_formulas, curves, gates, layer_formulas),
    *(batch_norm, normalization_of_slices, response, rearranging, joining, margins),
    *(loss, loss_formulas, loss_of_logarithms, batch, upstream, memory),
)

# A bug of one op alone may stand in the file of its card.
BESIDE_CARDS = tuple(family for family in table.FAMILIES if hasattr(family, "FAMILY"))

BUGS: tuple[Bug, ...] = tuple(
    bug for family in (*FAMILIES, *BESIDE_CARDS) for bug in family.FAMILY.bugs
)
# Those of layers that homework alone has, or fuses into one, each with a wrong part from above.
FUSED_BUGS: tuple[Bug, ...] = (
    *fused(BUGS),
    *normalization_of_homework.of_homework(BUGS),
    *shapes_of_homework.of_homework(BUGS),
    *learned_gates.FAMILY.bugs,
    *joining.OF_THREE.bugs,
)
