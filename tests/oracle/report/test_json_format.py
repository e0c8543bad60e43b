"""The report as other programs read it: schema version 1."""

import json
import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from reference import ops as twins
from scratchcnn import __version__, oracle
from scratchcnn.oracle.cards.table import ours
from scratchcnn.oracle.cases.case import Trial
from scratchcnn.oracle.cases.values import Layout
from scratchcnn.oracle.checks.checks import forward
from scratchcnn.oracle.checks.comparing import Verdict
from scratchcnn.oracle.checks.judge import judge_regime
from scratchcnn.oracle.checks.results import NamedBug, Result
from scratchcnn.oracle.op_protocol import name_of
from scratchcnn.oracle.report.json_format import reproducer, to_json
from scratchcnn.oracle.report.report import Report

FIELDS = {
    *("op", "implementation", "convention", "check", "regime", "status", "examples", "max_error"),
    *("allowed_error", "index", "counterexample", "reproducer", "bug", "message"),
    *("location", "repair"),
}


def strict(text: str) -> Any:
    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is not JSON")

    return json.loads(text, parse_constant=refuse)


def document(implementation: Callable[..., Any], op: str, examples: int = 3) -> Any:
    report = oracle.check(implementation, op=op, examples=examples, refusals=False)
    return strict(to_json([replace(report, target="homework.py")], 0))


def in_one_regime(
    implementation: Callable[..., Any], op: str, regime: str, examples: int = 3
) -> Any:
    """Return the data of a target whose output alone is judged, in one regime alone."""
    result = judge_regime(implementation, ours()[op], regime, forward, examples, 0)
    assert result is not None
    result = replace(result, implementation=name_of(implementation))
    (target,) = strict(to_json([Report("homework.py", (result,), 0)], 0))["targets"]
    return target


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
    target = in_one_regime(not_finite, "sigmoid", "basic")
    assert target["verdict"] == "wrong"
    (wrong,) = target["results"]
    assert wrong["status"] == "wrong"
    assert wrong["message"].startswith("wrong, unidentified: out differs in 1 of 1 elements")
    assert wrong["index"] == [0]
    assert wrong["max_error"] is None
    case = wrong["counterexample"]
    assert set(case) == {"x", "grad_out", "got", "expected"}
    assert case["got"] == {"dtype": "float64", "shape": [1], "data": ["nan"]}
    assert case["x"]["shape"] == [1]


def test_options_stand_beside_the_arrays() -> None:
    def late(*args: Any, **kwargs: Any) -> Any:
        out, pullback = twins.conv2d(*args, **kwargs)
        return out + 1, pullback

    (wrong,) = in_one_regime(late, "conv2d", "stride", 2)["results"]
    case = wrong["counterexample"]
    assert {"x", "weight", "stride", "grad_out", "got", "expected"} <= set(case)


def test_the_reproducer_runs_and_shows_the_failure() -> None:
    def crash_beyond_2(x: Any) -> Any:
        out, pullback = twins.relu(x)
        return np.where(x > 2, -1, out), pullback

    (wrong,) = in_one_regime(crash_beyond_2, "relu", "basic", 10)["results"]
    names: dict[str, Any] = {"relu": crash_beyond_2}
    exec(wrong["reproducer"], names)
    assert names["out"].tolist() == wrong["counterexample"]["got"]["data"]


def test_nan_and_infinity_in_an_argument_survive_the_reproducer() -> None:
    def constant(x: Any) -> Any:
        out, pullback = twins.relu(x)
        return np.where(np.isnan(x), 0, out), pullback

    (wrong,) = in_one_regime(constant, "relu", "non_finite", 20)["results"]
    assert "nan" in wrong["counterexample"]["x"]["data"]
    names: dict[str, Any] = {"relu": constant}
    exec(wrong["reproducer"], names)
    assert np.isnan(names["x"]).any()


def test_a_run_in_which_nothing_was_judged_is_an_error() -> None:
    (target,) = strict(to_json([Report("mine", (), 0)], 0))["targets"]
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

    (right,) = in_one_regime(contiguous_only, "relu", "basic", 10)["results"]
    assert right["status"] == "ok"
    (wrong,) = in_one_regime(contiguous_only, "relu", "memory_layout", 10)["results"]
    assert wrong["status"] == "wrong"
    assert wrong["counterexample"]["layout"] in {layout.value for layout in Layout}


def test_what_is_not_implemented_is_an_error_and_not_wrong() -> None:
    def later(x: Any) -> Any:
        raise NotImplementedError

    target = in_one_regime(later, "relu", "basic", 1)
    assert target["verdict"] == "error"
    assert {result["status"] for result in target["results"]} == {"unimplemented"}


def odd_values() -> list[Any]:
    too_large = np.array(["1e400"], np.longdouble)
    return [
        *(None, "text", object(), [1, 2], (np.ones(2),), {1: 2}, 10**5000, 1j, b"bytes", math.nan),
        *(np.array([np.nan, np.inf, -np.inf]), np.array([]), np.ones((0, 3)), np.array(2.5)),
        *(np.array([True, False]), np.array([2**63], np.uint64), too_large, np.float16(1)),
        *(np.array([object()]), np.array(["a"]), np.array([1j]), np.array([10**5000], object)),
        *(np.array(["2020-01-01"], "datetime64[D]"), np.zeros(2, [("a", int)])),
    ]


@pytest.mark.parametrize("got", odd_values(), ids=lambda value: type(value).__name__)
def test_any_value_is_strict_json(got: Any) -> None:
    for expected in (np.ones(2), None, got):
        verdict = Verdict(False, math.nan, math.inf, None, got, expected, "odd \ud800")
        trial = Trial(twins.relu, lambda trial: {}, {"x": np.ones(2)}, {}, np.ones(2))
        result = Result("relu", "forward", "basic", 1, verdict, trial, "R\udc80", "class")
        text = to_json([Report("\udc80.py", (result,), 0)], 0)
        (target,) = strict(text)["targets"]
        target["target"].encode()
        target["results"][0]["message"].encode()


@pytest.mark.parametrize(
    ("array", "data"),
    [
        (np.array([np.nan, np.inf, -np.inf]), ["nan", "inf", "-inf"]),
        (np.array(["1e400", "-1e400"], np.longdouble), ["inf", "-inf"]),
        (np.array([True, False]), [True, False]),
        (np.array([2**63], np.uint64), [2**63]),
        (np.array([]), []),
    ],
)
def test_an_array_of_numbers_is_stored_flat(array: Any, data: list[Any]) -> None:
    verdict = Verdict(False, got=array, expected=np.ones(3))
    trial = Trial(twins.relu, lambda trial: {}, {"x": np.ones(3)}, {}, np.ones(3))
    result = Result("relu", "forward", "basic", 1, verdict, trial)
    (target,) = strict(to_json([Report("a.py", (result,), 0)], 0))["targets"]
    got = target["results"][0]["counterexample"]["got"]
    assert got == {"dtype": str(array.dtype), "shape": list(array.shape), "data": data}


def test_options_of_any_type_can_be_stored() -> None:
    options = {"a": np.int64(2), "b": (1, 2), "c": math.inf, "d": object(), "e": None, "f": 9**9999}
    trial = Trial(lambda x: twins.relu(x), lambda trial: {}, {"x": np.ones(1)}, options, np.ones(1))
    result = Result("relu", "forward", "basic", 1, Verdict(False), trial, "", "class")
    (target,) = strict(to_json([Report("a.py", (result,), 0)], 0))["targets"]
    case = target["results"][0]["counterexample"]
    stored = [case[name] for name in options]
    assert stored == [2, [1, 2], "inf", None, None, None]


def test_a_named_bug_is_told_with_those_that_look_the_same() -> None:
    bugs = tuple(NamedBug(name, "title", "hint", "evidence") for name in ("one", "two"))
    result = Result("relu", "forward", "basic", 1, Verdict(False, message="no"), bugs=bugs)
    (target,) = strict(to_json([Report("a.py", (result,), 0)], 0))["targets"]
    bug = target["results"][0]["bug"]
    assert {key: bug[key] for key in ("id", "title", "hint", "evidence")} == {
        "id": "one",
        "title": "title",
        "hint": "hint",
        "evidence": "evidence",
    }
    assert [other["id"] for other in bug["also"]] == ["two"]
    assert target["results"][0]["message"] == "no"


def test_homework_has_the_reproducer_that_its_adapter_gives_or_none() -> None:
    trial = Trial(twins.relu, lambda trial: {}, {"x": np.ones(1)}, {}, np.ones(1))
    result = Result("relu", "forward", "basic", 1, Verdict(False), trial, "ReLU", "class")
    given = replace(result, reproducer="print(1)\n")
    (target,) = strict(to_json([Report("a.py", (result, given), 0)], 0))["targets"]
    assert [one["reproducer"] for one in target["results"]] == [None, "print(1)\n"]


def test_what_could_not_be_read_of_a_target_is_its_error() -> None:
    report = Report("a.py", (), 0, "line 3: invalid syntax", False)
    (target,) = strict(to_json([report], 0))["targets"]
    assert (target["verdict"], target["error"]) == ("error", "line 3: invalid syntax")
