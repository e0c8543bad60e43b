"""Which arrays a step has changed, and copies that later steps leave alone."""

import numpy as np
from interpreted import array, call, give, let, method, out, run, value

from scratchcnn.oracle.process.worker.answering.interpreter import Interpreter


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
