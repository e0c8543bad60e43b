"""Which layers of a homework belong together: of several frameworks in one folder, each its own.

The layers of a framework are read together: a function and its backward pass, a softmax and its
loss. Those of two frameworks are not, or what is wrong in one would be right with the other's.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any, TypeAlias

from scratchcnn.oracle.understanding.names.recognise import read_name

Definition: TypeAlias = Mapping[str, Any]

# So many layers of the same names make two folders, or two files, two frameworks.
SAME = 2


def frameworks(definitions: Iterable[Definition]) -> list[list[Definition]]:
    """Return the definitions, those of each framework by themselves.

    Examples
    --------
    >>> names = ["a.act.relu", "a.act.tanh", "b.act.relu", "b.act.tanh", "main.Net"]
    >>> [[one["name"] for one in some] for some in frameworks({"name": name} for name in names)]
    [['a.act.relu', 'a.act.tanh'], ['b.act.relu', 'b.act.tanh'], ['main.Net']]
    """
    every = list(definitions)
    places = {one["name"]: number for number, one in enumerate(every)}
    found = [sorted(some, key=lambda one: places[one["name"]]) for some in split(every, 0)]
    return sorted(found, key=lambda some: places[some[0]["name"]])


def split(definitions: Sequence[Definition], depth: int) -> list[list[Definition]]:
    """Return the frameworks among definitions that lie in the same folder of some depth."""
    parts: dict[str, list[Definition]] = {}
    for one in definitions:
        path = module_of(one["name"]).split(".")
        parts.setdefault(path[depth] if depth < len(path) else "", []).append(one)
    if set(parts) <= {""}:
        return [list(definitions)] if definitions else []
    layers = {name: layers_of(some) for name, some in parts.items()}
    apart = {
        name
        for pair in combinations(parts, 2)
        if len(layers[pair[0]] & layers[pair[1]]) >= SAME
        for name in pair
    }
    separate: list[list[Definition]] = []
    together: list[Definition] = []
    for name, some in parts.items():
        inner = split(some, depth + 1) if name else [some]
        if name in apart or len(inner) > 1:
            separate += inner
        else:
            together += some
    return [*separate, together] if together else separate


def layers_of(definitions: Iterable[Definition]) -> set[str]:
    """Return the names of definitions that say an op, without those of their modules."""
    names = {one["name"].removeprefix(f"{module_of(one['name'])}.") for one in definitions}
    return {name for name in names if not name.startswith("_") and read_name(name).ops}


def module_of(name: str) -> str:
    """Return the module of a definition; "" if there is only one.

    Examples
    --------
    >>> module_of('nets.ops.TABLE["relu.old"]')
    'nets.ops'
    """
    return name.partition("[")[0].rpartition(".")[0]
