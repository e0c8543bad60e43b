"""The regimes in which homework is judged: each about one thing, and only what is offered.

Whatever a regime is not about is at its simplest, so that two bugs of one layer are seen apart:
one sample, one channel, square images and kernels, windows that tile. The last one, `mixed`, draws
everything at once, with sizes that all differ.
"""

from collections.abc import Callable, Mapping
from functools import partial

from scratchcnn.oracle.cards.card import Regime
from scratchcnn.oracle.cards.homework_activations import activation, flatten, leaky_relu, softmax
from scratchcnn.oracle.cards.homework_dense import linear, softmax_linear
from scratchcnn.oracle.cards.homework_losses import LOSSES, losses
from scratchcnn.oracle.cards.homework_normalization import batch_norm2d
from scratchcnn.oracle.cards.homework_sliding import avg_pool2d, conv2d, conv2d_relu, max_pool2d
from scratchcnn.oracle.cases.numbers import varied
from scratchcnn.oracle.cases.offers import Offer

Regimes = dict[str, Regime]

BUILDERS: Mapping[str, Callable[[Offer], Regimes]] = {
    "conv2d": conv2d,
    "conv2d_relu": conv2d_relu,
    "max_pool2d": max_pool2d,
    "avg_pool2d": avg_pool2d,
    "batch_norm2d": batch_norm2d,
    "relu": partial(activation, kink=True),
    "leaky_relu": leaky_relu,
    "sigmoid": partial(activation, large=True),
    "tanh": partial(activation, large=True),
    "softmax": softmax,
    "log_softmax": softmax,
    "flatten": flatten,
    "linear": linear,
    "softmax_linear": softmax_linear,
    # Its upstream gradient is that of the logits: equal numbers in a row show too.
    "softmax_linear_of_logits": partial(softmax_linear, accept_upstream=varied),
    **{op: partial(losses, op) for op in LOSSES},
}


def regimes(op: str, offer: Offer) -> Regimes:
    """Return the regimes in which a homework's op is judged, by name.

    Raises
    ------
    ValueError
        The op is none that homework is judged for.
    """
    if op not in BUILDERS:
        raise ValueError(f"op must be one of {', '.join(BUILDERS)}, got {op!r}")
    return BUILDERS[op](offer)
