"""What homework answers with, as the judge reads it: a dataclass by the names of its fields."""

from typing import Any

from scratchcnn.oracle.process.worker.answering.marks import Attribute


def opened(value: Any) -> Any:
    """Return an answer in which the fields of a dataclass are a dictionary, by `Attribute`.

    >>> opened([{"dataclass": "Loss", "fields": {"value": 0.5}}])
    [{'value': 0.5}]
    """
    if type(value) is list:
        return [opened(one) for one in value]
    if type(value) is not dict:
        return value
    fields = value.get("fields")
    if "dataclass" in value and type(fields) is dict:
        return {Attribute(name): opened(one) for name, one in fields.items()}
    return {key: opened(one) for key, one in value.items()}
