"""The lines that run a step keep its own, and run them so often as asked."""

import ast
from typing import Any

from scratchcnn.oracle.process.worker.syntax.step_body import BEGIN, END, PROBE, body_of
from scratchcnn.oracle.process.worker.syntax.training_steps import training_steps

TEXT = """
w = 1.0
for x in data:
    if x < 0:
        continue
    w -= x
"""


def ran(options: dict[str, Any], x: float = 0.25) -> tuple[list[Any], dict[str, Any]]:
    (step,) = training_steps(ast.parse(TEXT).body)
    body = body_of(step, step.setup({"x"}), options)
    events: list[Any] = []
    names: dict[str, Any] = {
        "x": x,
        BEGIN: lambda own: events.append(("begin", own["w"])),
        END: lambda own: events.append(("end", own["w"])),
    }
    exec(ast.unparse(ast.Module(body, [])), names)
    return events, names


def test_a_step_begins_and_ends_once_in_every_round() -> None:
    events, _ = ran({"rounds": 2})
    assert events == [("begin", 1.0), ("end", 0.75), ("begin", 0.75), ("end", 0.5)]


def test_a_step_that_goes_on_to_the_next_sample_ends_nevertheless() -> None:
    events, _ = ran({}, x=-1.0)
    assert events == [("begin", 1.0), ("end", 1.0)]


def test_what_comes_before_a_step_runs_without_it() -> None:
    events, names = ran({"only_before": True})
    assert events == [("begin", 1.0)]
    assert names["w"] == 1.0


def test_an_expression_is_evaluated_before_the_step() -> None:
    _, names = ran({"probe": "w * 3"})
    assert names[PROBE] == 3.0
