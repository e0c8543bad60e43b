"""The report as other programs read it: schema version 1."""

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from reference import ops as twins
from scratchcnn import __version__, oracle
from scratchcnn.oracle.case import Trial
from scratchcnn.oracle.report import Report
from scratchcnn.oracle.report.json_format import reproducer, to_json
from scratchcnn.oracle.values import Layout

FIELDS = {
    *("op", "implementation", "convention", "check", "regime", "status", "examples", "max_error"),
    *("allowed_error", "index", "counterexample", "reproducer", "bug", "message"),
}


def strict(text: str) -> Any:
    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is not JSON")

    return json.loads(text, parse_constant=refuse)


def document(implementation: Callable[..., Any], op: str, examples: int = 3) -> Any:
    report = oracle.check(implementation, op=op, examples=examples, refusals=False)
    return strict(to_json("homework.py", [report], 0))


def not_finite(x: Any) -> Any:
    out, pullback = twins.sigmoid(x)
    return np.full_like(out, np.nan), pullback


def test_the_document_has_the_fields_of_the_contract() -> None:
    data = document(twins.relu, "relu")
    assert set(data) == {"schema", "tool", "seed", "targets"}
    assert (data["schema"], data["seed"]) == (1, 0)
    assert set(data["tool"]) == {"scratchcnn", "python", "numpy", "torch"}
    assert data["tool"]["scratchcnn"] == __version__
    (target,) = data["targets"]
    assert set(target) == {"target", "verdict", "error", "results"}
    assert (target["target"], target["verdict"], target["error"]) == ("homework.py", "ok", None)
    assert all(set(result) == FIELDS for result in target["results"])


def test_what_is_right_has_no_counterexample() -> None:
    results = document(twins.relu, "relu")["targets"][0]["results"]
    assert {result["status"] for result in results} == {"ok"}
    assert all(result["counterexample"] is result["reproducer"] is None for result in results)


def test_what_is_wrong_is_shown_and_called_unidentified() -> None:
    target = document(not_finite, "sigmoid")["targets"][0]
    assert target["verdict"] == "wrong"
    forward = next(result for result in target["results"] if result["check"] == "forward")
    assert forward["status"] == "wrong"
    assert forward["message"].startswith("wrong, unidentified: out differs in 1 of 1 elements")
    assert forward["index"] == [0]
    assert forward["max_error"] is None
    case = forward["counterexample"]
    assert set(case) == {"x", "grad_out", "got", "expected"}
    assert case["got"] == {"dtype": "float64", "shape": [1], "data": ["nan"]}
    assert case["x"]["shape"] == [1]


def test_options_stand_beside_the_arrays() -> None:
    def late(*args: Any, **kwargs: Any) -> Any:
        out, pullback = twins.conv2d(*args, **kwargs)
        return out + 1, pullback

    results = document(late, "conv2d", 2)["targets"][0]["results"]
    case = next(r["counterexample"] for r in results if r["regime"] == "stride")
    assert {"x", "weight", "stride", "grad_out", "got", "expected"} <= set(case)


def test_the_reproducer_runs_and_shows_the_failure() -> None:
    def crash_beyond_2(x: Any) -> Any:
        out, pullback = twins.relu(x)
        return np.where(x > 2, -1, out), pullback

    results = document(crash_beyond_2, "relu", 10)["targets"][0]["results"]
    wrong = next(result for result in results if result["status"] == "wrong")
    names: dict[str, Any] = {"relu": crash_beyond_2}
    exec(wrong["reproducer"], names)
    assert names["out"].tolist() == wrong["counterexample"]["got"]["data"]


def test_nan_and_infinity_in_an_argument_survive_the_reproducer() -> None:
    def constant(x: Any) -> Any:
        out, pullback = twins.relu(x)
        return np.where(np.isnan(x), 0, out), pullback

    results = document(constant, "relu", 20)["targets"][0]["results"]
    wrong = next(result for result in results if result["status"] == "wrong")
    assert "nan" in wrong["counterexample"]["x"]["data"]
    names: dict[str, Any] = {"relu": constant}
    exec(wrong["reproducer"], names)
    assert np.isnan(names["x"]).any()


@pytest.mark.parametrize("reports", [[], [Report("relu", "mine", (), 0)]])
def test_a_run_in_which_nothing_was_judged_is_an_error(reports: list[Report]) -> None:
    (target,) = strict(to_json("mine", reports, 0))["targets"]
    assert (target["verdict"], target["error"]) == (
        "error",
        "nothing could be judged: no check ran",
    )


@pytest.mark.parametrize("layout", Layout)
def test_the_reproducer_lays_out_memory_as_the_judge_did(layout: Layout) -> None:
    x = np.arange(6.0).reshape(2, 3)
    trial = Trial(twins.relu, lambda trial: {}, {"x": x}, {}, np.ones((2, 3)), layout)
    names: dict[str, Any] = {}
    exec(reproducer("reference.ops.relu", "relu", trial), names)
    laid_out = layout.apply(x)
    np.testing.assert_array_equal(names["x"], x)
    for flag in ("C_CONTIGUOUS", "F_CONTIGUOUS", "WRITEABLE"):
        assert names["x"].flags[flag] == laid_out.flags[flag]
    assert np.sign(names["x"].strides).tolist() == np.sign(laid_out.strides).tolist()
    np.testing.assert_array_equal(names["grads"][0], [[0, 1, 1], [1, 1, 1]])


def test_a_layout_that_matters_is_told() -> None:
    def contiguous_only(x: Any) -> Any:
        out, pullback = twins.relu(x)
        return (out if x.flags.c_contiguous else out + 1), pullback

    results = document(contiguous_only, "relu", 10)["targets"][0]["results"]
    wrong = next(result for result in results if result["status"] == "wrong")
    assert wrong["regime"] == "memory_layout"
    assert wrong["counterexample"]["layout"] in {layout.value for layout in Layout}


def test_what_is_not_implemented_is_an_error_and_not_wrong() -> None:
    def later(x: Any) -> Any:
        raise NotImplementedError

    target = document(later, "relu", 1)["targets"][0]
    assert target["verdict"] == "error"
    assert {result["status"] for result in target["results"]} == {"unimplemented"}
