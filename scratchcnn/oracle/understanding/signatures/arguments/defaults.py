"""For which parameters of homework's functions the default is kept."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from scratchcnn.oracle.cards.table import card_of
from scratchcnn.oracle.understanding.names.vocabulary import meanings
from scratchcnn.oracle.understanding.signatures.arguments.spellings import CONSTANTS, FURTHER
from scratchcnn.oracle.understanding.signatures.signature import Argument

Parameter: TypeAlias = Mapping[str, Any]

# Roles for which the default of a parameter is never overridden.
LEFT_TO_DEFAULTS = (
    *("weight_init", "bias_init", "rng", "seed", "name", "dtype", "optimizer", "momentum"),
    *("reduction", "batch_size", "cache", "axis"),
    *("running_mean", "running_var", "output_shape", "training", "use_bias", "beta"),
)


def is_left(role: str, parameter: Parameter, op: str) -> bool:
    """Return whether a parameter's role is one for which its default is kept."""
    if role in FURTHER:
        return is_left_out(role, parameter, op)
    if role == "eps":
        # Only a normalisation is compared under the same epsilon.
        return card_of(op).kind != "normalization"
    return role in CONSTANTS and role in LEFT_TO_DEFAULTS


def is_left_out(role: str, parameter: Parameter, op: str) -> bool:
    """Return whether the default is kept: of a dilation, say, unless it means what PyTorch's does.

    0 may be none, and None another name for it.
    """
    if role not in FURTHER:
        return role in LEFT_TO_DEFAULTS
    default = parameter.get("default")
    usual = (0, [0, 0]) if role == "output_padding" else (1, [1, 1])
    return default in (None, 0, 1, [1, 1], [0, 0]) and (
        role not in card_of(op).further or default not in usual
    )


def is_kept_empty(parameter: Parameter, roles: Sequence[str], every: Sequence[Parameter]) -> bool:
    """Return whether a field is there to be filled later, and another has its meaning.

    A dataclass has `alpha: float = 0.1`, and `slope: ndarray = None` for what forward computes.
    """
    others = [one for one in every if one is not parameter]
    return parameter.get("default") is None and any(
        one.get("default") is not None and meanings(one["name"], roles) for one in others
    )


def worth_passing(argument: Argument, parameter: Parameter) -> bool:
    """Return whether an argument is worth passing instead of the parameter's default."""
    if argument.role == "activation":
        return parameter.get("default") is not None
    if argument.role in ("weight", "bias"):
        return parameter.get("default") is None
    return argument.role not in LEFT_TO_DEFAULTS
