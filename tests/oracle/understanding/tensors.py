"""A carrier and a way that tests add to their tables: a Tensor of the homework's own, and a graph.

The gradient is asked for by a method of the output, and lies beside what was handed over.
"""

import numpy as np

from scratchcnn.oracle.process.live import Live
from scratchcnn.oracle.target import Settings, judge_runner
from scratchcnn.oracle.understanding.carriers.carrier import Carrier
from scratchcnn.oracle.understanding.carriers.ndarray import numeric
from scratchcnn.oracle.understanding.protocols.callee import (
    Callee,
    Caller,
    Pass,
    Target,
    called_by_name,
)
from scratchcnn.oracle.understanding.protocols.place import Place, Source
from scratchcnn.oracle.understanding.protocols.way import Way
from scratchcnn.oracle.understanding.signatures.signature import passed_arrays


class Tensor:
    def __init__(self, data):
        if not isinstance(data, np.ndarray):
            raise TypeError("a Tensor is made of an array")
        self.data = data
        self.grad = None
        self.pull = None

    def backward(self, grad):
        self.pull(grad.data)
        return self


def given(name, array):
    called = {"call": {"name": "Tensor"}, "args": [{"var": name}], "save": name}
    return [{"let": name, "value": {"array": array}}, called]


def crossing(name):
    return [{"pick": {"var": name}, "path": ["data"], "save": f"{name} data"}], f"{name} data"


def among(listed):
    return [{**one, "path": one["path"][:-1]} for one in listed if one["path"][-1] == "data"]


TENSOR = Carrier(
    "tensor",
    suits=lambda definition: "Tensor(" in definition["source"],
    given=given,
    crossing=crossing,
    taken=numeric,
    given_text=lambda text, naming: f"{naming('Tensor')}({text})",
    taken_text=lambda text: f"{text}.data",
    copied_text=lambda text, naming: f"{naming('Tensor')}({text}.data.copy())",
    among=among,
)


def passes(asked):
    if asked.carrier.name == TENSOR.name:
        parameter = {"name": "grad", "kind": "positional", "required": True}
        described = {"params": [parameter], "empty": False, "source": ""}
        yield Pass(Callee(GRAPH, "backward"), described)


def targets(callee):
    expression = {"attr": [{"var": "returned"}, callee.name]}
    return [Target(expression, lambda naming: f"out.{callee.name}")]


def find(looked):
    for name in passed_arrays(looked.signature.forward):
        yield Place("handed", (name, "grad"))


GRAPH = Caller(
    "graph",
    targets,
    called_by_name,
    lambda definition: None,
    passes,
    named=False,
)
HANDED = Source(
    "handed",
    "",
    attributes=True,
    words=lambda path: "beside what is handed over",
    tells=lambda name, position, own, path: path[0] == name,
)
GRAPHS = Way("graph", caller=GRAPH, source=HANDED, find=find)


def verdicts(target):
    """Return what is said of every check that failed."""
    report = judge_runner("homework", Live(target, Tensor), Settings(budget=0))
    assert report.error is None
    return {one.check: one.verdict.message for one in report.results if not one.verdict.ok}
