"""The roles that parameters of homework's functions can have, in the order in which they count."""

from scratchcnn.oracle.cards.table import card_of
from scratchcnn.oracle.understanding.names.vocabulary import IN_CONSTRUCTOR
from scratchcnn.oracle.understanding.signatures.arguments.spellings import (
    FURTHER,
    HYPERPARAMETERS,
    grouped,
)

ANY_PLACE = (
    *("lr", "activation", "activation_prime", "weight_init", "bias_init", "use_bias", "rng"),
    *("seed", "name", "dtype", "optimizer", "training", "batch_size", "height", "width"),
    *("output_shape", "momentum", "params", "reduction", "eps", "negative_slope", "axis"),
    "decay",
)
BACKWARD_ROLES = (
    *(
        "grad_out",
        "lr",
        "cache",
        "x",
        "weight",
        "pointwise",
        "bias",
        "out",
        *HYPERPARAMETERS,
        "training",
    ),
    *("target", "p", "log_p", "logits", "negative_slope", "axis"),
)


def arrays_of(op: str) -> tuple[str, ...]:
    """Return the parameters that an op has."""
    known = card_of(op).arguments
    return tuple(name for name in ("weight", "pointwise", "bias") if name in known)


def constructor_roles(op: str) -> tuple[str, ...]:
    """Return the roles that a constructor's parameters can have."""
    kind = card_of(op).kind
    arrays = arrays_of(op) if kind in ("convolution", "dense") else ()
    if kind == "normalization":
        own = tuple(card_of(op).numbers)
        return (
            *own,
            *grouped(op),
            "in_channels",
            "gamma",
            "beta",
            "eps",
            *ANY_PLACE,
            "in_features",
        )
    windows = FURTHER if card_of(op).windowed else ()
    numbers = card_of(op).numbers
    roles = (*IN_CONSTRUCTOR.get(kind, ()), *windows, *arrays, *numbers, *ANY_PLACE)
    return (*roles, "input_shape", "in_features")


def forward_roles(op: str) -> tuple[str, ...]:
    """Return the roles that the parameters of a forward function can have."""
    kind = card_of(op).kind
    if kind == "loss":
        return ()
    if kind == "normalization":
        own = tuple(card_of(op).numbers)
        return ("x", *own, *grouped(op), "gamma", "beta", "eps", "params", "training", "momentum")
    arrays = ("x", *arrays_of(op)) if kind in ("convolution", "dense") else ("x",)
    windows = HYPERPARAMETERS if card_of(op).windowed else ()
    sizes = ("output_size",) if kind == "resizing" else ()
    numbers = card_of(op).numbers
    further = ("training", "negative_slope", "axis", "activation")
    return (*arrays, *numbers, *windows, *sizes, *further)
