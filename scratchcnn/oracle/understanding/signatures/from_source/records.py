"""Arguments that are objects of a class of the homework's own: `Conv(spec: ConvSpec)`.

A dataclass or a named tuple gathers the options of a layer, or its weight and bias.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any, TypeAlias

Definition: TypeAlias = Mapping[str, Any]
Parameter: TypeAlias = Mapping[str, Any]


def with_records(
    definitions: Sequence[Definition], records: Collection[str]
) -> tuple[list[Definition], set[str]]:
    """Return the definitions, with what is known of a record beside a parameter that takes one.

    Parameters
    ----------
    definitions : all of them
    records : the names of the classes that may be records: they compute nothing themselves

    Returns
    -------
    definitions : the same; a parameter that is annotated with a record has it as its "record"
    taken : the names of the records that something takes
    """
    known = {one["name"]: one for one in definitions if one["name"] in records}
    taken: set[str] = set()

    def told(parameter: Parameter, owner: str) -> Parameter:
        record = record_of(parameter, owner, known)
        if record is None:
            return parameter
        taken.add(record["name"])
        return {**parameter, "record": record}

    found: list[Definition] = [
        {**one, "params": [told(parameter, one["name"]) for parameter in one["params"]]}
        for one in definitions
    ]
    return found, taken


def record_of(
    parameter: Parameter, owner: str, known: Mapping[str, Definition]
) -> Definition | None:
    """Return the record that a parameter is annotated with, first one of the same file."""
    names = re.findall(r"[^\W\d]\w*", parameter.get("annotation", ""))
    file = owner.rpartition(".")[0]
    for name in names:
        own = f"{file}.{name}" if file else name
        others = [one for one in known if one.rpartition(".")[2] == name]
        if own in known or len(others) == 1:
            return known[own if own in known else others[0]]
    return None


def fields_of(parameter: Parameter) -> list[str]:
    """Return what the record that a parameter takes has to be made with; [] if it takes none."""
    return [one["name"] for one in parameter.get("record", {}).get("params", ()) if one["required"]]
