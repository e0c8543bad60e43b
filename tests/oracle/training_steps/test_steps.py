"""What is read of a step: its data, its learning rate, and whether it trains at all."""

import pytest

from scratchcnn.oracle.training_steps.steps import Step, read, trains

FACTS = {
    "name": "training steps 0",
    "module": "",
    "owner": "Net",
    "function": "train_step",
    "line": 3,
    "params": [["self", True], ["X", True], ["y", True], ["lr", False]],
    "needs": ["self", "X", "y", "lr"],
    "looped": [],
    "text": "self.W -= lr * self.gradient(X, y)",
    "loop": False,
    "called": False,
    "tensors": False,
}


def step(**changed: object) -> Step:
    found = read({**FACTS, **changed})
    assert found is not None
    return found


def test_a_step_is_called_by_its_class_and_function() -> None:
    assert step().title == "Net.train_step"


def test_a_step_of_a_script_is_called_by_its_line() -> None:
    assert step(owner="", function="").title == "line 3"


def test_its_names_stand_for_the_data_and_the_learning_rate() -> None:
    one = step()
    assert (one.named("X"), one.named("y"), one.named("lr")) == (["X"], ["y"], ["lr"])


def test_a_test_set_is_no_input_of_a_step() -> None:
    assert step(needs=["x_test", "x_train", "y_train"]).named("X") == ["x_train"]


def test_a_loop_variable_that_is_an_input_is_a_single_sample() -> None:
    assert step(looped=["X"]).one_by_one
    assert not step(looped=["i"]).one_by_one


@pytest.mark.parametrize(
    "changed",
    [
        {"needs": ["X"]},
        {"text": "return self.forward(X) == y"},
        {"function": "accuracy"},
    ],
    ids=["no labels", "nothing changes", "no name of a step"],
)
def test_what_updates_nothing_does_not_train(changed: dict[str, object]) -> None:
    assert trains(step())
    assert not trains(step(**changed))


def test_what_is_no_step_is_not_read() -> None:
    assert read({"name": "training steps 0"}) is None
    assert read(None) is None
