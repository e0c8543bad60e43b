"""The catalogue of known bugs: wrong ops, each built on the twin.

The judge names a student's bug after the wrong op that behaves the same, and
tests/test_the_tests.py plants every one of them to see that the judge notices.
"""

from scratchcnn.oracle.cards import table
from scratchcnn.oracle.cards.bug import Bug
from scratchcnn.oracle.cards.bugs import (
    activation,
    batch,
    channels,
    columns,
    conv,
    formulas,
    formulas_of_layers,
    kernels,
    linear,
    loss,
    loss_formulas,
    memory,
    normalization,
    one_axis,
    padding,
    pool,
    sizes,
    sliding,
    upstream,
)
from scratchcnn.oracle.cards.bugs.fused import fused

__all__ = ["BUGS", "FUSED_BUGS", "Bug"]

FAMILIES = (
    *(sliding, one_axis, padding, sizes, conv, kernels, columns, channels, pool, linear),
    *(activation, formulas, formulas_of_layers),
    *(normalization, loss, loss_formulas, batch, upstream, memory),
)

# A bug of one op alone may stand in the file of its card.
BESIDE_CARDS = tuple(family for family in table.FAMILIES if hasattr(family, "FAMILY"))

BUGS: tuple[Bug, ...] = tuple(
    bug for family in (*FAMILIES, *BESIDE_CARDS) for bug in family.FAMILY.bugs
)
# Those of layers that homework fuses into one, each with a wrong part from above.
FUSED_BUGS: tuple[Bug, ...] = fused(BUGS)
