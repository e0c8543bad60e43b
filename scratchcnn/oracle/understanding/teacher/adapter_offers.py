"""The offers of a teacher's adapter, read from its parameters and from OFFERS."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import fields, replace
from typing import Any

from scratchcnn.oracle.cards.table import card_of
from scratchcnn.oracle.cases.offers import Offer

# The parameter by which an offer is passed, for those that need one.
PASSED_BY = {
    "stride": "stride",
    "rectangular_stride": "stride",
    "padding": "padding",
    "named_padding": "padding",
    "reductions": "reduction",
}
UPSTREAM = ("nonzero", "integers", "normal", "one_hot", "one_hot_rows", "ones")
TARGETS = (
    *("labels", "one_hot_rows", "distribution_rows", "bits", "probability", "integers", "normal"),
)


def offer_of(op: str, parameters: Mapping[str, bool], offered: Mapping[str, object]) -> Offer:
    """Return the offer of an adapter's function.

    Parameters
    ----------
    op : the op of the function
    parameters : its parameters, and whether each is required
    offered : the function's entry in OFFERS, by the fields of an offer

    Raises
    ------
    ValueError
        A field or its value is not valid, or it needs a parameter that the function does not have.
    """
    said = {name: checked(name, value) for name, value in offered.items()}
    for name, value in said.items():
        needed = PASSED_BY.get(name)
        if value and needed is not None and needed not in parameters:
            raise ValueError(f"{name} needs a parameter `{needed}`, which the function lacks")
    if set(said.get("bias", ())) - {"none"} and "bias" not in parameters:
        raise ValueError("bias needs a parameter `bias`, which the function lacks")
    if {True, False} <= set(said.get("training", ())) and "training" not in parameters:
        raise ValueError("training needs a parameter `training`, which the function lacks")
    return replace(Offer(), **{**read_off(op, parameters), **said})


def read_off(op: str, parameters: Mapping[str, bool]) -> dict[str, Any]:
    """Return the fields of an offer that follow from the parameters alone."""
    offer: dict[str, Any] = {
        "stride": "stride" in parameters,
        "padding": "padding" in parameters,
        "reductions": ("mean", "sum") if "reduction" in parameters else (),
    }
    if "bias" in parameters:
        # Without a default it is always passed.
        offer["bias"] = ("tied",) if parameters["bias"] else ("tied", "none")
    elif "bias" in card_of(op).arguments:
        offer["bias"] = ("none",)
    card = card_of(op)
    if card.factor and card.factor not in parameters:
        offer["negative_slope"] = card.factors[0]
    if {"training", "running_mean", "running_var"} <= set(parameters):
        offer["training"] = (True, False)
    return offer


def checked(name: str, value: object) -> Any:
    """Return a field's value as an offer stores it; raise ValueError if it is not allowed."""
    if name not in READERS:
        names = ", ".join(field.name for field in fields(Offer))
        raise ValueError(f"{name} cannot be offered; what can be offered is {names}")
    what, reader = READERS[name]
    try:
        return reader(value)
    except (TypeError, ValueError):
        raise ValueError(f"{name} has to be {what}, got {value!r}") from None


Reader = Callable[[Any], Any]


def boolean(value: Any) -> bool:
    """Return a value that is a bool; raise TypeError for any other."""
    if not isinstance(value, bool):
        raise TypeError
    return value


def count(value: Any) -> int:
    """Return a value that is a positive integer; raise TypeError for any other."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise TypeError
    return value


def pair(value: Any) -> tuple[int, int]:
    """Return a height and a width; a single number stands for both."""
    height, width = value if isinstance(value, tuple | list) else (value, value)
    return count(height), count(width)


def width_of_padding(value: Any) -> int | str:
    """Return a fixed padding: "same", or an integer from 0."""
    return "same" if value == "same" else 0 if value == 0 else count(value)


def positive(value: Any) -> float:
    """Return a value that is a number above 0, as a float; raise TypeError for any other."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not value > 0:
        raise TypeError
    return float(value)


def several(one: Reader) -> Reader:
    """Return a reader of a tuple; a single item is read as a tuple of one."""

    def read(value: Any) -> tuple[Any, ...]:
        return tuple(map(one, value if isinstance(value, tuple | list) else (value,)))

    return read


def at_least_one(reader: Reader) -> Reader:
    """Return a reader of a tuple that is not empty."""

    def read(value: Any) -> tuple[Any, ...]:
        items: tuple[Any, ...] = several(reader)(value)
        if not items:
            raise ValueError
        return items

    return read


def among(choices: Collection[Any]) -> Reader:
    """Return a reader of one of several choices."""

    def read(value: Any) -> Any:
        if value not in choices:
            raise ValueError
        return value

    return read


def optional(reader: Reader) -> Reader:
    """Return a reader that also accepts None."""
    return lambda value: None if value is None else reader(value)


def named(choices: Collection[str]) -> str:
    """Return the words that list several choices."""
    return f"some of {', '.join(choices)}"


BIASES = ("none", "tied", "untied")
SWITCH = ("True or False", boolean)
COUNT = ("a whole number, or None for any", optional(count))
PAIR = ("a whole number or two, or None for any", optional(pair))
NUMBER = ("a number above 0, or None for any", optional(positive))
READERS: Mapping[str, tuple[str, Reader]] = {
    **dict.fromkeys(
        (
            *("batch", "rectangular_kernel", "stride", "rectangular_stride", "padding"),
            *("square_image", "tiling"),
        ),
        SWITCH,
    ),
    **dict.fromkeys(("in_channels", "out_channels", "in_features", "out_features"), COUNT),
    **dict.fromkeys(("kernel_size", "fixed_stride", "image_size"), PAIR),
    **dict.fromkeys(("negative_slope", "eps"), NUMBER),
    "ndim": ("numbers of axes from 1 to 4", optional(at_least_one(among((1, 2, 3, 4))))),
    "fixed_padding": ('a whole number or "same"', width_of_padding),
    "named_padding": ('some of "same", "valid"', several(among(("same", "valid")))),
    "bias": (named(BIASES), at_least_one(among(BIASES))),
    "targets": (named(TARGETS), at_least_one(among(TARGETS))),
    "reductions": ("some of mean, sum", several(among(("mean", "sum")))),
    "upstream": (named(UPSTREAM), at_least_one(among(UPSTREAM))),
    "training": ("True, False or both", at_least_one(boolean)),
}
