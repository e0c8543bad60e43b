import random
import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from scratchcnn.oracle.process.worker.interpreter import Interpreter
from scratchcnn.oracle.process.worker.stubs import Stub


class Scale:
    def __init__(self, factor: float = 2.0) -> None:
        self.factor = factor
        self.w = np.full(2, factor)
        self.calls = 0

    def forward(self, x: Any) -> Any:
        self.calls += 1
        return self.w * x

    def backward(self, dout: Any, learning_rate: float) -> Any:
        self.w -= learning_rate * dout
        return dout

    def overwrite(self, x: Any) -> None:
        x[...] = 7


def swap(a: Any, b: Any) -> Any:
    return b, a


def draw() -> tuple[float, float]:
    return np.random.rand(), random.random()


def overwrite(x: Any) -> None:
    x += 1


def resize(x: Any) -> None:
    x.resize((4, 1), refcheck=False)


def fail() -> None:
    raise ValueError("no")


def give(x: Any) -> Any:
    return x


DEFINITIONS = {
    function.__name__: function
    for function in (Scale, swap, draw, overwrite, resize, fail, give, random)
} | {"layers.Scale": Scale, "torch": Stub("torch")}


@pytest.fixture
def interpreter() -> Interpreter:
    return Interpreter(DEFINITIONS)


def let(name: str, value: Any) -> dict[str, Any]:
    return {"let": name, "value": value}


def call(function: Any, *args: Any, save: str | None = "out", **kwargs: Any) -> dict[str, Any]:
    name = {"name": function} if isinstance(function, str) else function
    return {"call": name, "args": list(args), "kwargs": kwargs, "save": save}


def method(variable: str, name: str) -> dict[str, Any]:
    return {"attr": [{"var": variable}, name]}


def value(content: Any) -> dict[str, Any]:
    return {"value": content}


def array(*numbers: float) -> dict[str, Any]:
    return {"array": np.array(numbers)}


def run(interpreter: Interpreter, *steps: Any, session: int = 1, **more: Any) -> dict[str, Any]:
    returns = more.pop("returns", ["out"])
    return interpreter.run({"session": session, "steps": steps, "return": returns, **more})


def out(interpreter: Interpreter, *steps: Any, **more: Any) -> Any:
    reply = run(interpreter, *steps, **more)
    assert "failure" not in reply, reply["failure"]
    return reply["values"]["out"]


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


def test_tells_which_given_arrays_were_changed(interpreter: Interpreter) -> None:
    steps = [let("x", array(1, 2)), let("y", array(1, 2)), call("overwrite", {"var": "y"})]
    changed = run(interpreter, *steps)["changed"]
    assert list(changed) == ["y"]
    assert changed["y"].tolist() == [2, 3]


def test_tells_of_a_change_again_in_later_requests(interpreter: Interpreter) -> None:
    run(interpreter, let("x", array(1)), call("overwrite", {"var": "x"}))
    assert run(interpreter)["changed"]["x"].tolist() == [2]


def test_a_variable_bound_anew_is_unchanged(interpreter: Interpreter) -> None:
    run(interpreter, let("x", array(1)), call("overwrite", {"var": "x"}))
    assert run(interpreter, let("x", array(5)))["changed"] == {}


def test_tells_of_changed_arrays_inside_of_containers(interpreter: Interpreter) -> None:
    parts = {"dict": {"a": array(1), "b": {"list": [array(2)]}}}
    item = {"item": [{"item": [{"var": "x"}, "b"]}, 0]}
    changed = run(interpreter, let("x", parts), call("overwrite", item))["changed"]
    assert {name: array.tolist() for name, array in changed.items()} == {"x.b.0": [3]}


def test_the_sign_of_zero_and_nan_count_as_bytes() -> None:
    interpreter = Interpreter({"negate": lambda x: np.negative(x, out=x), "give": give})
    assert list(run(interpreter, let("x", array(0.0)), call("negate", {"var": "x"}))["changed"])
    assert not run(interpreter, let("x", array(np.nan)), call("give", {"var": "x"}))["changed"]


def test_given_arrays_own_their_memory(interpreter: Interpreter) -> None:
    reply = run(interpreter, let("x", array(1, 2)), call("resize", {"var": "x"}))
    assert "failure" not in reply
    assert reply["changed"]["x"].tolist() == [[1], [2], [0], [0]]


def test_the_judges_own_arrays_stay_as_they_are(interpreter: Interpreter) -> None:
    x = np.array([1.0])
    run(interpreter, let("x", {"array": x}), call("overwrite", {"var": "x"}))
    run(interpreter, call("overwrite", {"array": x}))
    assert x.tolist() == [1]


def test_a_copy_does_not_follow_later_updates(interpreter: Interpreter) -> None:
    steps = [
        call("Scale", save="layer"),
        {"pick": {"var": "layer"}, "path": ["w"], "save": "view"},
        {"copy": {"var": "view"}, "save": "before"},
        {"copy": {"list": [{"dict": {"w": {"var": "view"}}}]}, "save": "nested"},
        call(method("layer", "backward"), array(1, 1), value(1.0)),
    ]
    values = run(interpreter, *steps, returns=["view", "before", "nested"])["values"]
    assert values["view"].tolist() == [1, 1]
    assert values["before"].tolist() == [2, 2]
    assert values["nested"][0]["w"].tolist() == [2, 2]


def test_a_copy_of_anything_else_is_the_thing(interpreter: Interpreter) -> None:
    assert out(interpreter, {"copy": value("text"), "save": "out"}) == "text"


def test_lists_and_sets_parameters(interpreter: Interpreter) -> None:
    steps = [
        call("Scale", save="layer"),
        {"attributes": {"var": "layer"}, "save": "attributes"},
        {"set": {"var": "layer"}, "path": ["w"], "value": array(5, 6)},
        call(method("layer", "forward"), array(1, 1)),
    ]
    values = run(interpreter, *steps, returns=["out", "attributes"])["values"]
    assert values["attributes"] == [{"path": ["w"], "shape": [2], "dtype": "float64"}]
    assert values["out"].tolist() == [5, 6]


def test_enters_instances_of_classes_of_the_homework() -> None:
    class Pair:
        def __init__(self) -> None:
            self.scale = Scale()

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
