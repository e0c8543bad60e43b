"""How far two implementations lie apart, as a person and as a program reads it."""

import io
import json
from typing import Any

import numpy as np
import pytest
from rich.console import Console

from reference import ops as twins
from scratchcnn.oracle.against.comparing import Drift, against
from scratchcnn.oracle.report.drift import drift_json, print_drift

SAME = Drift("relu", "forward", "basic", 20, "bit-equal")
ALSO = Drift("relu", "grad_x", "basic", 20, "bit-equal")
NEAR = Drift("tanh", "grad_x", "basic", 20, "within bounds", 2.0, 0.023)
NEARER = Drift("tanh", "grad_x", "batch", 20, "within bounds", 1.0, 0.01)
SIGNS = Drift("tanh", "forward", "ties", 20, "within bounds", message="only the signs differ")
ADDED = Drift("linear", "all", "all", 0, "only new")
FAR = Drift("conv2d", "forward", "stride", 20, "out of bounds", 4.5e15, 4.5e14, message="differs")


@pytest.fixture(scope="module")
def worse() -> tuple[Drift, ...]:
    def doubled(x: Any) -> Any:
        out, pullback = twins.relu(x)
        return out, lambda grad_out: (2 * pullback(grad_out)[0],)

    return against({"relu": doubled}, {"relu": twins.relu}, ops=["relu"], examples=3, seed=0)


def printed(*drifts: Drift, source: str = "git:HEAD", width: int = 80) -> list[str]:
    console = Console(file=io.StringIO(), width=width)
    print_drift(drifts, source, 3, console)
    return console.file.getvalue().splitlines()  # type: ignore[attr-defined] # the StringIO above


def cells(*drifts: Drift) -> list[list[str]]:
    return [line.split() for line in printed(*drifts)]


def strict(text: str) -> Any:
    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is not JSON")

    return json.loads(text, parse_constant=refuse)


def test_the_counts_come_first_the_worst_before_the_others() -> None:
    first = printed(SAME, ALSO, NEAR, FAR, width=100)[0]
    assert first == "against git:HEAD: 4 checks: 1 out of bounds, 1 within bounds, 2 bit-equal"


def test_ops_of_one_side_are_told_in_the_first_line() -> None:
    assert printed(SAME, ADDED)[0] == "against git:HEAD: 1 check: 1 bit-equal; only new: linear"


def test_nothing_compared_is_said() -> None:
    first = printed(ADDED, width=100)[0]
    assert first == "against git:HEAD: nothing could be compared: no op is on both sides"


def test_checks_that_are_bit_equal_share_a_row() -> None:
    assert ["relu", "forward,", "grad_x", "bit-equal"] in cells(SAME, ALSO)


def test_a_row_tells_the_largest_drift_of_all_regimes() -> None:
    row = ["tanh", "grad_x", "2", "2.3%", "2", "of", "2", "within", "bounds"]
    assert row in cells(NEARER, NEAR)


def test_the_worst_regime_decides_and_is_counted() -> None:
    equal = Drift("tanh", "grad_x", "ties", 20, "bit-equal")
    row = ["tanh", "grad_x", "2", "2.3%", "1", "of", "2", "within", "bounds"]
    assert row in cells(equal, NEAR)


def test_a_large_drift_keeps_its_column() -> None:
    row = ["conv2d", "forward", "4e+15", "4e+16%", "1", "of", "1", "out", "of", "bounds"]
    assert row in cells(FAR)


def test_an_infinite_drift_is_said_to_be_one() -> None:
    infinite = Drift("conv2d", "forward", "stride", 20, "out of bounds", np.inf, np.inf)
    row = ["conv2d", "forward", "inf", "inf", "1", "of", "1", "out", "of", "bounds"]
    assert row in cells(infinite)


def test_what_drifts_without_a_number_is_told_in_words() -> None:
    assert "tanh, forward, ties: only the signs differ" in printed(SIGNS)


def test_the_end_counts_the_comparisons() -> None:
    assert printed(SAME, NEAR)[-1] == "40 comparisons, seed 3"


def test_what_got_worse_is_shown_with_its_smallest_case(worse: tuple[Drift, ...]) -> None:
    text = "\n".join(printed(*worse, width=120))
    _, shown = text.split(
        "out of bounds: relu, grad_x: grad_x differs in 1 of 1 elements; "
        "according to PyTorch, the old one is right\n"
    )
    labels = [line.split()[0] for line in shown.splitlines() if line]
    assert labels[:7] == ["shows", "dtype", "x", "grad_out", "new", "old", "differs"]
    assert "allowed is 0" in shown


def test_all_regimes_of_a_failure_share_one_case(worse: tuple[Drift, ...]) -> None:
    text = "\n".join(printed(*worse, width=200))
    assert text.count("  new ") == 1
    assert "basic, large_values" in text


def test_an_old_one_that_raises_is_shown() -> None:
    drift = Drift("relu", "forward", "basic", 20, "old raises", message="the old one raised [bold]")
    assert "old raises: relu, forward: the old one raised [bold]" in printed(drift)


def test_a_source_is_not_taken_for_markup() -> None:
    assert printed(SAME, source="[bold]\x1b[0m.py")[0].startswith("against [bold]\\x1b[0m.py: ")


@pytest.mark.parametrize("width", [80, 200])
def test_it_fits_the_terminal(worse: tuple[Drift, ...], width: int) -> None:
    long = Drift("categorical_cross_entropy", "grad_p", "basic", 20, "out of bounds", 1e15, 1e14)
    assert max(map(len, printed(*worse, NEAR, long, width=width))) <= width


def test_json_has_an_entry_for_every_drift(worse: tuple[Drift, ...]) -> None:
    data = strict(drift_json(worse, "old.py", 3))
    assert (data["schema"], data["seed"], data["against"]) == (1, 3, "old.py")
    assert len(data["drifts"]) == len(worse)
    assert set(data["tool"]) == {"scratchcnn", "python", "numpy", "torch"}


@pytest.mark.parametrize(
    ("drifts", "verdict"),
    [((SAME, NEAR, ADDED), "ok"), ((SAME, FAR), "wrong"), ((ADDED,), "error"), ((), "error")],
)
def test_json_has_a_verdict(drifts: tuple[Drift, ...], verdict: str) -> None:
    data = strict(drift_json(drifts, "old.py", 0))
    assert data["verdict"] == verdict
    assert (data["error"] is not None) == (verdict == "error")


def test_json_holds_the_numbers() -> None:
    (entry,) = strict(drift_json([NEAR], "old.py", 0))["drifts"]
    assert entry == {
        "op": "tanh",
        "check": "grad_x",
        "regime": "basic",
        "status": "within bounds",
        "examples": 20,
        "max_ulp": 2.0,
        "share": 0.023,
        "index": None,
        "counterexample": None,
        "message": "",
    }


def test_json_holds_the_counterexample(worse: tuple[Drift, ...]) -> None:
    entries = strict(drift_json(worse, "old.py", 0))["drifts"]
    failed = [entry for entry in entries if entry["status"] == "out of bounds"]
    assert failed
    for entry in failed:
        assert entry["index"] is not None
        shown = entry["counterexample"]
        assert set(shown) >= {"x", "grad_out", "new", "old"}
        assert np.any(np.ravel(shown["new"]["data"]) != np.ravel(shown["old"]["data"]))


def test_json_leaves_out_what_it_cannot_hold() -> None:
    infinite = Drift("conv2d", "forward", "stride", 20, "out of bounds", np.inf, np.inf)
    (entry,) = strict(drift_json([infinite], "old.py", 0))["drifts"]
    assert entry["max_ulp"] is entry["share"] is None
