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
    *("grad_out", "lr", "cache", "x", "weight", "pointwise", "bias", "out", *HYPERPARAMETERS),
    *("training", "target", "p", "log_p", "logits", "negative_slope", "axis"),
)
# The kinds of ops whose weight and bias are passed to a constructor, or to backward.
WITH_PARAMETERS = ("convolution", "dense")
# What a required parameter of an unknown name is, the likeliest first.
IN_FORWARD = ("x", "weight", "pointwise", "bias", "kernel_size", "stride", "padding")
IN_BACKWARD = ("grad_out", "x", "cache", "weight")


def arrays_of(op: str) -> tuple[str, ...]:
    """Return the parameters that an op has."""
    card = card_of(op)
    known = card.arguments if card.kind in WITH_PARAMETERS else ()
    return tuple(name for name in ("weight", "pointwise", "bias") if name in known)


def constructor_roles(op: str) -> tuple[str, ...]:
    """Return the roles that a constructor's parameters can have."""
    card = card_of(op)
    if card.by_name:
        learned = ("weight",) if card.learns else ()
        own = IN_CONSTRUCTOR.get(card.kind, ())
        if card.learns and card.axes.get("weight") == "S":
            # What has to be told the number of channels has more slopes than one.
            own = tuple(role for role in own if role != "in_channels")
        return (*card.numbers, *learned, *own, *ANY_PLACE)
    if card.kind == "normalization":
        sizes = ("in_channels", "gamma", "beta", "eps")
        return (*card.numbers, *grouped(op), *sizes, *ANY_PLACE, "in_features")
    windows = FURTHER if card.windowed else ()
    roles = (*IN_CONSTRUCTOR.get(card.kind, ()), *windows, *arrays_of(op), *card.numbers)
    # Of labels; what else is smoothed, as a running mean, is none of it.
    smoothed = ("smoothing",) if card.loss else ()
    return (*roles, *ANY_PLACE, *smoothed, "input_shape", "in_features")


def forward_roles(op: str) -> tuple[str, ...]:
    """Return the roles that the parameters of a forward function can have."""
    card = card_of(op)
    if card.kind == "loss":
        return ()
    if card.kind == "normalization":
        own = ("gamma", "beta", "eps", "params", "training", "momentum")
        return ("x", *card.numbers, *grouped(op), *own)
    if card.kind == "unpooling":
        unpooled = ("unpooled_size", "unpooled_height", "unpooled_width")
        return (*card.given, *unpooled, *HYPERPARAMETERS, "training")
    if card.by_name:
        return (*card.given, *card.numbers, "training", "axis")
    windows = HYPERPARAMETERS if card.windowed else ()
    sizes = ("output_size",) if card.kind == "resizing" else ()
    further = ("training", "negative_slope", "axis", "activation")
    return ("x", *arrays_of(op), *card.numbers, *windows, *sizes, *further)


def forward_order(op: str) -> tuple[str, ...]:
    """Return what a required parameter of forward is if its name says nothing."""
    card = card_of(op)
    return card.given if card.by_name else IN_FORWARD


def backward_roles(op: str) -> list[str]:
    """Return the roles that the parameters of a backward pass can have, of what is no loss."""
    card = card_of(op)
    if card.by_name:
        first = card.given if card.of_one_number else ()
        return [*card.numbers, *first, "grad_out", "cache", "lr", *card.given, "out", "training"]
    roles = [
        role
        for role in (*card.numbers, *BACKWARD_ROLES)
        if role not in ("target", "p", "log_p", "logits")
        and (role not in ("weight", "pointwise", "bias") or role in arrays_of(op))
        # The `p` of a softmax is no padding.
        and (role not in HYPERPARAMETERS or role == "params" or card.windowed)
    ]
    if card.factor:
        # It has nothing to update: `alpha` is the slope that forward has.
        roles.sort(key=lambda role: role != "negative_slope")
    return roles


def backward_order(op: str) -> tuple[str, ...]:
    """Return what a required parameter of a backward pass is if its name says nothing."""
    card = card_of(op)
    if not card.by_name:
        return IN_BACKWARD
    if card.of_one_number:
        return (*card.given, "grad_out")
    return ("grad_out", "cache", *card.given)
