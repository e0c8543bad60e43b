from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pytest

from scratchcnn.oracle.judging import Settings
from scratchcnn.oracle.process.live import Live
from scratchcnn.oracle.process.runner import Failure
from scratchcnn.oracle.target import judge_runner
from scratchcnn.oracle.understanding.calls.searching.foreign import foreign, of_a_graph
from scratchcnn.oracle.understanding.carriers.carrier import Graph
from scratchcnn.oracle.understanding.carriers.ndarray import NDARRAY


@dataclass
class Backward:
    """A backward pass, of which only the source matters."""

    described: dict[str, Any] = field(default_factory=dict)


def reason(kind, message, source="", backward=""):
    failure = Failure("exception", kind, message)
    return foreign(failure, {"source": source}, [Backward({"source": backward})])


def undefined(name, source="", backward=""):
    return reason("NameError", f"name '{name}' is not defined", source, backward)


@pytest.mark.parametrize("name", ["Variable", "torch", "xp"])
def test_a_name_of_a_framework_is_none_of_the_layer(name):
    assert undefined(name) == f"it needs `{name}` of a framework, which the file does not have"


@pytest.mark.parametrize("name", ["lr", "learning_rate", "LEARNING_RATE", "batch_size"])
def test_a_setting_of_the_training_is_none_of_the_layer(name):
    told = f"it needs the global name `{name}`, which nothing in the file sets"
    assert undefined(name, f"w -= {name} * dw") == told


@pytest.mark.parametrize("name", ["duot", "m", "mu", "alpha", "dx", "learning_rat"])
def test_another_name_is_a_mistake(name):
    assert undefined(name) == ""


@pytest.mark.parametrize(
    "source",
    [
        "def __init__(self, lr):\n    self.rate = lr",
        "self.lr = 0.1",
        "def backward(self, grad, learning_rate): w -= lr * dw",
        "self.step_size = 0.1",
    ],
)
def test_a_setting_that_the_layer_has_by_itself_is_misspelled(source):
    assert undefined("lr", source) == ""
    assert undefined("lr", backward=source) == ""


@pytest.mark.parametrize("holder", ["numpy.ndarray", "memoryview", "float"])
def test_an_array_of_a_framework_is_not_there(holder):
    message = f"'{holder}' object has no attribute 'detach'"
    told = "it needs an array of a framework, that has `detach`"
    assert reason("AttributeError", message) == told


@pytest.mark.parametrize(
    "message",
    [
        "'numpy.ndarray' object has no attribute 'shpae'",
        "'Dense' object has no attribute 'grad'",
        "something else",
    ],
)
def test_another_attribute_is_a_mistake(message):
    assert reason("AttributeError", message) == ""


def test_other_exceptions_and_none_are_left_alone():
    assert reason("ValueError", "name 'lr' is not defined") == ""
    assert foreign(None, {}, []) == ""


class Sigmoid:
    def forward(self, x):
        self.y = 1 / (1 + np.exp(-x))
        return self.y

    def backward(self, grad):
        return grad.detach() * self.y * (1 - self.y)


class WithMistake(Sigmoid):
    def backward(self, grad):
        return grad * self.y * (1 - self.z)


def statuses(layer):
    report = judge_runner("homework", Live(type("Sigmoid", (layer,), {})), Settings(budget=0))
    return {(one.check, one.status) for one in report if one.check in ("forward", "grad_x")}


def test_what_lacks_a_framework_is_not_judged_beside_a_right_forward_pass():
    assert statuses(Sigmoid) == {("forward", "ok"), ("grad_x", "not_judged")}


def test_a_plain_mistake_stays_wrong():
    assert statuses(WithMistake) == {("forward", "ok"), ("grad_x", "wrong")}


WITH_A_GRAPH = replace(NDARRAY, graph=Graph("backward", "given", ("grad",)))


@pytest.mark.parametrize("kind", ["TypeError", "AttributeError"])
def test_a_graph_whose_operation_takes_another_kind_may_be_started_otherwise(kind):
    told = of_a_graph(Failure("exception", kind, "no *"), WITH_A_GRAPH)
    assert told == f"how its graph is started for this operation is not known ({kind}: no *)"


def test_other_errors_of_a_graph_are_its_own():
    assert of_a_graph(Failure("exception", "ValueError", "shapes"), WITH_A_GRAPH) == ""


def test_without_a_graph_or_an_error_there_is_no_doubt():
    assert of_a_graph(Failure("exception", "TypeError", "no *"), NDARRAY) == ""
    assert of_a_graph(None, WITH_A_GRAPH) == ""


@pytest.mark.parametrize(
    ("kind", "message", "name"),
    [
        ("AttributeError", "'numpy.ndarray' object has no attribute 'set'", "set"),
        ("AttributeError", "'memoryview' object has no attribute 'ptr'", "ptr"),
        ("AttributeError", "'str' object has no attribute 'use'", "use"),
        ("TypeError", "'str' object does not support the context manager protocol", "context"),
    ],
)
def test_what_only_arrays_of_cupy_have_is_not_there_where_numpy_stands_in(kind, message, name):
    failure = Failure("raised", kind, message)
    why = foreign(failure, {"source": "", "libraries": ["cupy"]}, [])
    assert why.startswith(f"it needs what CuPy's arrays alone have: {name}")
    assert foreign(failure, {"source": "", "libraries": []}, []) == ""
