"""What takes a role in a call, and the roles that it may have, the likeliest first."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from math import perm
from typing import Any, TypeAlias, TypeGuard

from scratchcnn.oracle.understanding.names.vocabulary import meanings
from scratchcnn.oracle.understanding.signatures.arguments.signatures import usable
from scratchcnn.oracle.understanding.signatures.signature import Argument

Parameter: TypeAlias = Mapping[str, Any]

# Of how many ways to give roles to slots the best are looked for.
MOST_ORDERS = 6000
WINDOW = ("kernel_size", "stride", "padding")
ARRAYS = ("x", "weight", "bias")
# A name of so few letters means too much to mean anything.
SHORT = 2
# What the default of an optional number means most likely.
BY_DEFAULT: Mapping[Any, tuple[str, ...]] = {0: ("padding",), 1: ("stride",)}


@dataclass(frozen=True)
class Slot:
    """What takes one role: a parameter, or a key of a dictionary that is passed for one."""

    parameter: str
    key: str = ""
    # The default of an optional parameter; None for a required one.
    default: Any = None

    @property
    def name(self) -> str:
        """Its own name."""
        return self.key or self.parameter


def slots_of(
    parameters: Sequence[Parameter],
    keys: Mapping[str, Sequence[str]],
    constants: Mapping[str, Argument],
) -> tuple[tuple[Slot, ...], tuple[Slot, ...]]:
    """Return what has to be given a role, and the optional numbers that may be given one."""
    required: list[Slot] = []
    optional: list[Slot] = []
    for parameter in usable(parameters):
        name, default = parameter["name"], parameter.get("default")
        if not parameter["required"]:
            if type(default) is int:
                optional.append(Slot(name, default=default))
            elif is_pair(default):
                optional.append(Slot(name, default=default[0]))
        elif name in keys:
            required += [Slot(name, key) for key in keys[name]]
        elif name not in constants:
            required.append(Slot(name))
    return tuple(required), tuple(optional)


def is_pair(default: Any) -> TypeGuard[list[int]]:
    """Return whether a default is a pair of numbers: for height and width."""
    return isinstance(default, list) and [type(one) for one in default] == [int, int]


def ranked(slots: Sequence[Slot], roles: Sequence[str]) -> list[tuple[str, ...]]:
    """Return the roles that the slots may have, those first with which most names agree.

    Ten roles can be given to seven slots in half a million ways. Of so many, only those are listed
    in which every slot that a name agrees with has that role.
    """
    fits = {(slot, role): agrees(slot, role) for slot in slots for role in roles}
    choices: list[Sequence[str]] = [roles] * len(slots)
    if perm(len(roles), len(slots)) > MOST_ORDERS:
        choices = [[role for role in roles if fits[slot, role]][:1] or roles for slot in slots]
    able = [
        chosen
        for chosen in islice(distinct(choices), MOST_ORDERS)
        if not any(
            (one.key and role == "x") or contradicts(one, role)
            for one, role in zip(slots, chosen, strict=True)
        )
    ]
    return sorted(
        able, key=lambda chosen: sum(not fits[one] for one in zip(slots, chosen, strict=True))
    )


def distinct(choices: Sequence[Sequence[str]]) -> Iterator[tuple[str, ...]]:
    """Yield one of each of the choices, all of them different, in the order of the choices."""
    if not choices:
        yield ()
        return
    for first in choices[0]:
        others = [[one for one in rest if one != first] for rest in choices[1:]]
        yield from ((first, *rest) for rest in distinct(others))


def agrees(slot: Slot, role: str) -> bool:
    """Return whether the name of a slot is one of those for a role."""
    own = {"weight": ("weight", "gamma"), "bias": ("bias", "beta")}.get(role, (role,))
    return len(slot.name) > 1 and bool(meanings(slot.name, own))


def contradicts(slot: Slot, role: str) -> bool:
    """Return whether the name of a slot plainly says that it is another number of a window.

    >>> contradicts(Slot("stride"), "padding"), contradicts(Slot("stride"), "stride")
    (True, False)
    >>> contradicts(Slot("s"), "padding"), contradicts(Slot("paso"), "padding")
    (False, False)
    """
    said = meanings(slot.name, WINDOW) if len(slot.name) > SHORT else []
    return role in WINDOW and bool(said) and role not in said


def with_defaults(
    optional: Sequence[Slot], given: Mapping[Slot, str], roles: Sequence[str]
) -> dict[Slot, str]:
    """Return the roles of optional numbers: by their names, else by their defaults."""
    found: dict[Slot, str] = {}
    for slot in optional:
        taken = {*given.values(), *found.values()}
        free = [role for role in roles if role not in taken]
        named = meanings(slot.name, [role for role in free if role not in ARRAYS])
        likely = [*named, *(r for r in BY_DEFAULT.get(slot.default, WINDOW[:2]) if r in free)]
        if likely:
            found[slot] = likely[0]
    return found
