"""The steps of trainings are found in a script and in functions, with what makes their names."""

import ast
import textwrap

from scratchcnn.oracle.process.worker.syntax.training_steps import (
    RETURNED,
    TrainingStep,
    training_steps,
)

SCRIPT = """
rate = 0.1
w = start(3)
unused = 7
for epoch in range(2):
    for x, y in data:
        p = x @ w
        w -= rate * x.T @ (p - y)
"""


def found(text: str) -> list[TrainingStep]:
    return list(training_steps(ast.parse(textwrap.dedent(text)).body))


def test_the_body_of_the_inner_loop_comes_first() -> None:
    inner, outer = found(SCRIPT)
    assert inner.text.startswith("p = x @ w")
    assert outer.text.startswith("for ")
    assert inner.loop


def test_a_step_needs_what_it_reads_before_it_binds_it() -> None:
    inner, _ = found(SCRIPT)
    assert set(inner.needs) == {"x", "w", "rate", "y"}


def test_only_lines_that_make_what_is_needed_come_before_a_step() -> None:
    inner, _ = found(SCRIPT)
    made = [ast.unparse(line.statement) for line in inner.setup({"x", "y"})]
    assert made == ["rate = 0.1", "w = start(3)"]


def test_what_is_given_is_not_made() -> None:
    inner, _ = found(SCRIPT)
    made = [ast.unparse(line.statement) for line in inner.setup({"x", "y", "rate"})]
    assert made == ["w = start(3)"]


def test_a_method_is_a_step_of_its_class_and_binds_what_it_returns() -> None:
    text = """
    class Net:
        def train_step(self, X, y, lr=0.1):
            self.w -= lr * X
            return X - y
    """
    (step,) = found(text)
    assert (step.owner, step.function, step.loop) == ("Net", "train_step", False)
    assert step.params == (("self", True), ("X", True), ("y", True), ("lr", False))
    assert step.text.endswith(f"{RETURNED} = X - y")


def test_a_generator_is_no_step() -> None:
    assert found("def batches(X, y):\n    for x in X:\n        a = x\n        yield a") == []
