"""Candidates for the arguments of homework's functions, in the order in which they are tried."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, product
from typing import Any, TypeAlias

from scratchcnn.oracle.cards.table import card_of
from scratchcnn.oracle.understanding.names.vocabulary import (
    compact,
    meanings,
    names_of,
)
from scratchcnn.oracle.understanding.signatures.arguments.defaults import (
    is_kept_empty,
    is_left,
    is_left_out,
    worth_passing,
)
from scratchcnn.oracle.understanding.signatures.arguments.roles import (
    ANY_PLACE,
    backward_order,
    backward_roles,
    constructor_roles,
)
from scratchcnn.oracle.understanding.signatures.arguments.spellings import (
    HYPERPARAMETERS,
    SIZES,
    spellings,
)
from scratchcnn.oracle.understanding.signatures.arguments.together import (
    consistent,
    with_a_weight,
    with_arrays_first,
)
from scratchcnn.oracle.understanding.signatures.from_source.own_constants import (
    asks_to_keep,
    factors,
    is_factor,
    is_slope,
    pairs_first,
    sets_activation,
    sets_slope,
    with_weight_shapes,
)
from scratchcnn.oracle.understanding.signatures.from_source.own_words import own_paddings
from scratchcnn.oracle.understanding.signatures.signature import Argument, Arguments

Definition: TypeAlias = Mapping[str, Any]
Parameter: TypeAlias = Mapping[str, Any]

MOST = 96  # candidates for one call
MOST_RECORDS = 24  # ways to make a record that is passed in one
# Hyperparameters that are numbers, or pairs of them.
NUMBERS = tuple(role for role in HYPERPARAMETERS if role not in ("mode", "params"))


class Unknown(Exception):
    """A parameter whose meaning is not known."""

    def __init__(self, parameter: str) -> None:
        super().__init__(f"the meaning of its parameter `{parameter}` is not known")


def usable(parameters: Sequence[Parameter]) -> list[Parameter]:
    """Return the parameters that have a name: all but `*args` and `**kwargs`."""
    return [p for p in parameters if p["kind"] in ("positional", "keyword")]


def constructors(definition: Definition, op: str) -> Iterator[Arguments]:
    """Yield the arguments that a constructor may be called with.

    Raises
    ------
    Unknown
        A parameter without a default has an unknown name.
    """
    keys = definition.get("methods", {}).get("__init__", {}).get("keys", {})
    choices = []
    for parameter in usable(definition["params"]):
        roles = meanings(parameter["name"], constructor_roles(op))
        roles = roles or by_its_keys(parameter, op, keys)
        roles = ["in_channels"] if counts_features(parameter, roles, op) else roles
        roles = ["activation"] if sets_activation(parameter) else roles
        roles = ["activation_prime"] if sets_slope(parameter) else roles
        if card_of(op).factor and "negative_slope" in roles:
            # It has nothing to update: `alpha` is no rate.
            roles = ["negative_slope"]
        roles = [role for role in roles if role in card_of(op).numbers] or roles
        if is_slope(parameter, definition["params"], op):
            choices.append(slope_or_default(parameter))
            continue
        if is_factor(parameter, roles, op):
            choices.append([(parameter["name"], option) for option in factors(parameter)])
            continue
        if not parameter["required"]:
            roles = [role for role in roles if not is_left(role, parameter, op)]
            roles = [] if is_kept_empty(parameter, roles, usable(definition["params"])) else roles
        options = [one for role in roles for one in spellings(role, parameter, op, keys)]
        if not roles or roles[0] == "padding":
            words = own_paddings(parameter, op, definition.get("source", ""))
            options = [*words, *(options or [Argument("left")])] if words else options
        options = pairs_first(options, parameter, definition.get("source", ""))
        options = with_weight_shapes(options, parameter, op, definition.get("source", ""))
        options = with_records_made(options, parameter, op, definition.get("source", ""))
        if parameter["required"]:
            if not options:
                raise Unknown(parameter["name"])
        else:
            options = [one for one in options if worth_passing(one, parameter)]
            options = options or [Argument("left")]
        choices.append([(parameter["name"], option) for option in options])
    for chosen in islice(product(*with_arrays_first(choices)), MOST):
        if consistent(chosen):
            yield tuple(pair for pair in chosen if pair[1].role != "left")


def counts_features(parameter: Parameter, roles: Sequence[str], op: str) -> bool:
    """Return whether a parameter is how many features a normalisation has, whatever its name.

    Nothing else is asked for: `dim` is no axis where there is no choice of one, and `n` no batch.
    """
    letter = list(roles) == ["batch_size"] and len(parameter["name"]) == 1
    unsaid = not roles or list(roles) == ["axis"] or letter
    return card_of(op).kind == "normalization" and parameter["required"] and unsaid


def with_rates(arguments: Arguments, definition: Definition, op: str) -> Arguments:
    """Return the arguments of a function that makes a layer, with the rates of its updates.

    A class keeps a rate in an attribute, where it can be set; what functions share is out of reach.
    """
    given = {name for name, _ in arguments}
    rates = definition.get("rates", ()) if card_of(op).learns else ()
    return (*arguments, *((name, Argument("lr")) for name in rates if name not in given))


def with_records_made(
    options: list[Argument], parameter: Parameter, op: str, source: str
) -> list[Argument]:
    """Return the options of a parameter, with those that are records of the homework's own."""
    record = parameter.get("record")
    if record is None or (options and options[0].role in ("tool", "constant")):
        return options
    inner = {"params": record["params"], "source": record["source"] + source}
    try:
        made = list(islice(constructors(inner, op), MOST_RECORDS))
    except Unknown:
        return options
    left = [] if parameter["required"] else [Argument("left")]
    return [*(Argument("record", record["name"], passed) for passed in made), *options, *left]


def by_its_keys(parameter: Parameter, op: str, keys: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the role of a dictionary, if all its keys are options; with an array it is a cache."""
    known = (*ANY_PLACE, *SIZES, "running_mean", "running_var")
    options = all(
        meanings(key, (*HYPERPARAMETERS, *card_of(op).numbers))
        or (meanings(key, known) and not meanings(key, ("x", "weight", "bias")))
        for key in keys.get(parameter["name"], ())
    )
    return ["params"] if options and spellings("params", parameter, op, keys) else []


def assign(
    parameters: Sequence[Parameter],
    roles: Sequence[str],
    op: str,
    keys: Mapping[str, Sequence[str]],
    order: Sequence[str],
) -> Iterator[Arguments]:
    """Yield the arguments of a function; each role goes to the first parameter that can have it.

    A required parameter with an unknown name takes the next free role of `order`.

    Raises
    ------
    Unknown
        No role is left for a required parameter, or its role cannot be spelled.
    """
    named = usable(parameters)
    free = list(roles)
    given: dict[str, str] = {}
    for parameter in named:
        # A dictionary is no number: `s["x"]` is no stride.
        able = free if not keys.get(parameter["name"]) else [r for r in free if r not in NUMBERS]
        found = meanings(parameter["name"], able)
        if not found and "params" in free:
            found = by_its_keys(parameter, op, keys)
        if found:
            given[parameter["name"]] = found[0]
            free.remove(found[0])
    if "grad_out" not in roles:
        with_a_weight(given, named, free)
    choices = []
    for parameter in named:
        name = parameter["name"]
        role = given.get(name)
        if role is None and parameter["required"]:
            spare = [role for role in order if role in free]
            if not spare:
                raise Unknown(name)
            role = spare[0]
            free.remove(role)
        if asks_to_keep(parameter):
            choices.append([(name, Argument("constant", value)) for value in (True, False)])
            continue
        if is_slope(parameter, parameters, op):
            choices.append(slope_or_default(parameter))
            continue
        if role is None or (not parameter["required"] and is_left_out(role, parameter, op)):
            continue
        options = spellings(role, parameter, op, keys)
        if not options:
            raise Unknown(name)
        choices.append([(name, option) for option in options])
    for chosen in islice(product(*choices), MOST):
        yield tuple(pair for pair in chosen if pair[1].role != "left")


def slope_or_default(parameter: Parameter) -> list[tuple[str, Argument]]:
    """Return the choices for what may be the slope of a leaky ReLU, or anything else."""
    return [(parameter["name"], Argument("negative_slope")), (parameter["name"], Argument("left"))]


def loss_arguments(parameters: Sequence[Parameter], op: str) -> Iterator[Arguments]:
    """Yield the arguments of a loss: prediction and target, in either order, and its numbers."""
    named = [p for p in usable(parameters) if p["required"]][:2]
    if len(named) < 2:
        optional = [p for p in usable(parameters) if not p["required"]]
        named = [*named, *optional][:2]
    if len(named) < 2:
        return
    prediction = card_of(op).first
    first, second = (p["name"] for p in named)
    others = numbers_of_loss([p for p in usable(parameters) if p not in named], op)
    straight = ((first, Argument(prediction)), (second, Argument("target")), *others)
    crossed = ((first, Argument("target")), (second, Argument(prediction)), *others)
    truth = {"ytrue", "t", "target", "targets", "label", "labels", "true", "truth", "gt"}
    swapped = compact(first) in truth or (
        compact(first) in names_of("target") and compact(second) not in names_of("target")
    )
    yield from (crossed, straight) if swapped else (straight, crossed)


def numbers_of_loss(parameters: Sequence[Parameter], op: str) -> Arguments:
    """Return the arguments of a loss that are numbers; where PyTorch has none, no smoothing."""
    own = tuple(card_of(op).numbers)
    roles = {p["name"]: meanings(p["name"], (*own, "smoothing"))[:1] for p in parameters}
    return tuple(
        (name, Argument(role) if role in own else Argument("constant", 0.0))
        for name, found in roles.items()
        for role in found
    )


def backward_arguments(
    definition_keys: Mapping[str, Sequence[str]], parameters: Sequence[Parameter], op: str
) -> Iterator[Arguments]:
    """Yield the arguments that a backward function may be called with."""
    roles, order = backward_roles(op), backward_order(op)
    yield from assign(parameters, roles, op, definition_keys, order)
    required = [p["name"] for p in usable(parameters) if p["required"]]
    if len(required) == 1 and meanings(required[0], ("grad_out", "lr")) == ["lr"]:
        # The eta of `gradient(eta)` is the gradient.
        yield ((required[0], Argument("grad_out")),)
