"""Steps: what is called, with what, and what comes back."""

import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from interpreted import Pair, array, call, let, method, out, run, value

from scratchcnn.oracle.process.worker.answering.interpreter import Interpreter


def test_constructs_and_calls(interpreter: Interpreter) -> None:
    steps = [
        call("Scale", value(3.0), save="layer"),
        call(method("layer", "forward"), array(1, 2)),
    ]
    assert out(interpreter, *steps).tolist() == [3, 6]


def test_passes_arguments_by_place_and_by_name(interpreter: Interpreter) -> None:
    assert out(interpreter, call("swap", value(1), b=value("two"))) == ["two", 1]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ({"tuple": [value(1), value(None)]}, [1, None]),
        ({"list": [value(True)]}, [True]),
        ({"dict": {"stride": value(1)}}, {"stride": 1}),
        ({"item": [{"list": [value(5), value(6)]}, 1]}, 6),
        ({"attr": [{"name": "Scale"}, "__name__"]}, "Scale"),
        ({"name": "layers.Scale.forward.__name__"}, "forward"),
        ({"made": [{"name": "swap"}, {"a": value(1), "b": {"tuple": []}}]}, [[], 1]),
    ],
)
def test_evaluates_an_expression(interpreter: Interpreter, expression: Any, expected: Any) -> None:
    assert out(interpreter, let("out", expression)) == expected


def test_tuples_are_tuples_and_lists_are_lists(interpreter: Interpreter) -> None:
    assert run(interpreter, call("hash", {"list": []})).get("failure", {})["kind"] == "request"
    interpreter = Interpreter({"kind": lambda x: type(x).__name__})
    assert out(interpreter, call("kind", {"tuple": []})) == "tuple"
    assert out(interpreter, call("kind", {"list": []})) == "list"


def test_a_dtype_is_a_type_of_numpy() -> None:
    interpreter = Interpreter({"zeros": lambda dtype: np.zeros(2, dtype=dtype) + dtype(1)})
    assert out(interpreter, call("zeros", {"dtype": "float32"})).dtype == np.float32


def test_variables_live_as_long_as_their_session(interpreter: Interpreter) -> None:
    run(interpreter, let("out", value(1)), session=1)
    run(interpreter, let("out", value(2)), session=2)
    assert [out(interpreter, session=number) for number in (1, 2)] == [1, 2]
    assert run(interpreter, session=1, forget=[1, 9])["failure"]["kind"] == "request"
    assert out(interpreter, session=2) == 2


def test_a_new_session_has_the_same_random_numbers(interpreter: Interpreter) -> None:
    first = out(interpreter, call("draw"), session=1)
    assert out(interpreter, call("draw"), session=1) != first
    assert out(interpreter, call("draw"), session=2) == first


def test_lists_and_sets_parameters(interpreter: Interpreter) -> None:
    steps = [
        call("Scale", save="layer"),
        {"attributes": {"var": "layer"}, "save": "attributes"},
        {"set": {"var": "layer"}, "path": ["w"], "value": array(5, 6)},
        call(method("layer", "forward"), array(1, 1)),
    ]
    values = run(interpreter, *steps, returns=["out", "attributes"])["values"]
    one = {"path": ["w"], "attributes": [0], "shape": [2], "dtype": "float64"}
    assert values["attributes"] == [one]
    assert values["out"].tolist() == [5, 6]


def test_enters_instances_of_classes_of_the_homework() -> None:
    steps = [call("Pair", save="p"), {"attributes": {"var": "p"}, "save": "out"}]
    assert [a["path"] for a in out(Interpreter({"Pair": Pair}), *steps)] == [["scale", "w"]]


def test_enters_instances_of_classes_that_have_code_of_the_homework() -> None:
    namespace: dict[str, Any] = {"np": np, "__name__": "other"}
    program = "class P:\n  def __init__(self): self.w = np.ones(1)"
    exec(compile(program, "/hw/other.py", "exec"), namespace)
    interpreter = Interpreter(
        {"make": lambda: {"p": namespace["P"]()}},
        lambda name: "other.py" if name == "/hw/other.py" else None,
    )
    steps = [call("make", save="p"), {"attributes": {"var": "p"}, "save": "out"}]
    assert [a["path"] for a in out(interpreter, *steps)] == [["p", "w"]]


def test_what_was_done_before_a_failure_is_returned(interpreter: Interpreter) -> None:
    steps = [let("x", array(1)), call("overwrite", {"var": "x"}), call("fail"), let("y", value(1))]
    reply = run(interpreter, *steps, returns=["x", "y"])
    assert reply["failure"]["step"] == 2
    assert reply["failure"]["type"] == "ValueError"
    assert list(reply["values"]) == list(reply["changed"]) == ["x"]


def test_a_missing_attribute_is_a_failure_of_the_homework(interpreter: Interpreter) -> None:
    steps = [call("Scale", save="layer"), call(method("layer", "absent"))]
    failure = run(interpreter, *steps)["failure"]
    assert (failure["kind"], failure["type"]) == ("exception", "AttributeError")


@pytest.mark.parametrize(
    "step",
    [
        {"jump": 1},
        call("absent"),
        call({"var": "absent"}),
        call({"tool": "hammer"}),
        call({"name": "swap", "var": "x"}),
        call("swap"),
        let("out", {"set": [value(1)]}),
        let("out", 3),
        {"set": value(1), "path": [], "value": value(1)},
        {"let": "x"},
    ],
    ids=str,
)
def test_a_request_that_makes_no_sense_is_not_the_homeworks_fault(step: Any) -> None:
    failure = run(Interpreter({}), step)["failure"]
    assert failure["kind"] == "request"
    assert failure["step"] == 0


def test_a_variable_that_is_not_there_cannot_be_returned(interpreter: Interpreter) -> None:
    assert run(interpreter, let("x", value(1)))["failure"] == {
        "kind": "request",
        "message": "no variable is called out",
        "step": 0,
    }


def test_floating_point_errors_and_warnings_are_silent() -> None:
    def divide() -> float:
        warnings.warn("old", DeprecationWarning, stacklevel=1)
        return np.ones(1) / np.zeros(1)

    assert out(Interpreter({"divide": divide}), call("divide")).tolist() == [np.inf]


def test_what_is_returned_may_be_a_generator() -> None:
    def generate() -> Iterator[int]:
        raise AssertionError("not to be run")
        yield 1

    answer = out(Interpreter({"generate": generate}), call("generate"))
    assert answer["opaque"] == "generator"


def test_a_result_need_not_be_kept(interpreter: Interpreter) -> None:
    assert run(interpreter, call("give", value(1), save=None), returns=[])["values"] == {}


def test_the_use_of_a_stub_is_told(interpreter: Interpreter) -> None:
    failure = run(interpreter, call({"attr": [{"name": "torch"}, "relu"]}))["failure"]
    assert (failure["kind"], failure["module"], failure["framework"]) == ("missing", "torch", True)
