"""Steps of trainings: right, wrong by their bug, and those that are not judged."""

from pathlib import Path

import pytest
from training_loops import (
    DENSE,
    LOOP,
    OF_TENSORS,
    TWO_LAYERS,
    WITH_A_MAIN,
    bugs,
    changed,
    report_of,
)

from scratchcnn.oracle.judging import Settings
from scratchcnn.oracle.target import judge_target

pytestmark = pytest.mark.one_python


def test_a_right_step_has_the_loss_and_the_weights_of_pytorchs(tmp_path: Path) -> None:
    report = report_of(tmp_path, LOOP)
    assert {r.check: r.status for r in report} == dict.fromkeys(("loss", "step_W", "step_b"), "ok")
    assert all("PyTorch's step" in r.convention for r in report)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("b -= lr * grad_b", "b += lr * grad_b", {"step_b": ["ascent"]}),
        ("b -= lr * grad_b", "pass", {"step_b": ["parameter-not-updated"]}),
        ("b -= lr * grad_b", "b -= grad_b", {"step_b": ["learning-rate-unused"]}),
        ("= d.sum(axis=0)", "= d.mean(axis=0)", {"step_b": ["batch-mean-inconsistent"]}),
        (
            "d = (p - y) / len(x)",
            "d = (p - y) / len(x) ** 2",
            {"step_W": ["batch-mean-doubled"], "step_b": ["batch-mean-doubled"]},
        ),
        (
            "lr * grad_W",
            "lr * lr * grad_W",
            {"step_W": ["learning-rate-in-gradient"]},
        ),
    ],
)
def test_a_wrong_step_is_found(
    tmp_path: Path, old: str, new: str, expected: dict[str, list[str]]
) -> None:
    assert bugs(report_of(tmp_path, changed(old, new))) == expected


def test_gradients_of_the_step_before_are_seen_in_the_second_step(tmp_path: Path) -> None:
    source = changed("lr = 0.1\n", "lr = 0.1\ngrad_W = np.zeros((4, 3))\n")
    source = source.replace("    grad_W = x.T", "    grad_W += x.T")
    assert bugs(report_of(tmp_path, source)) == {"step_W": ["gradients-not-reset"]}


def test_a_learning_rate_that_is_written_into_the_step_is_right(tmp_path: Path) -> None:
    report = report_of(tmp_path, LOOP.replace("lr = 0.1\n", "").replace("lr *", "0.1 *"))
    assert {r.check: r.status for r in report} == dict.fromkeys(("loss", "step_W", "step_b"), "ok")


def test_a_layer_that_is_wrong_is_told_and_not_the_step(tmp_path: Path) -> None:
    path = tmp_path / "homework.py"
    path.write_text(DENSE, "utf-8")
    report = judge_target(str(path), Settings())
    assert {r.op for r in report if r.status == "wrong"} == {"linear"}
    assert "not_judged" in {r.status for r in report if r.op == "training_step"}


def test_a_rate_that_a_function_of_the_module_reads_is_known(tmp_path: Path) -> None:
    source = LOOP.replace("W -= lr * grad_W", "descend(W, grad_W)")
    source = source.replace("for i in", "def descend(p, grad):\n    p -= lr * grad\nfor i in")
    report = report_of(tmp_path, source)
    assert {r.status for r in report} == {"ok"}
    assert all("a learning rate of 0.37" in r.convention for r in report)


def test_one_parameter_alone_that_goes_up_is_wrong(tmp_path: Path) -> None:
    source = changed("    b -= lr * grad_b\n", "").replace(" + b\n", "\n")
    source = source.replace("lr = 0.1\n", "").replace("W -= lr", "W += 0.1")
    assert bugs(report_of(tmp_path, source)) == {"step_W": ["ascent"]}


def test_a_step_that_no_made_up_data_suits_runs_on_the_data_of_its_script(tmp_path: Path) -> None:
    report = report_of(tmp_path, WITH_A_MAIN)
    assert {r.check: r.status for r in report} == {"step_net.W": "ok", "step_net.b": "ok"}


def test_a_wrong_step_on_the_data_of_its_script_is_found(tmp_path: Path) -> None:
    report = report_of(tmp_path, WITH_A_MAIN.replace("net.b -= rate", "net.b += rate"))
    assert bugs(report) == {"step_net.b": ["ascent"]}


def test_the_steps_of_most_parameters_tell_a_rate_that_is_not_named(tmp_path: Path) -> None:
    source = TWO_LAYERS.replace("lr = 0.1\n", "").replace("lr *", "0.25 *")
    report = report_of(tmp_path, source.replace("W1 -= 0.25", "W1 += 0.25"))
    assert bugs(report) == {"step_W1": ["ascent"]}


def test_a_step_of_tensors_is_given_tensors(tmp_path: Path) -> None:
    report = report_of(tmp_path, OF_TENSORS)
    expected = dict.fromkeys(("loss", "step_W", "step_b"), "ok")
    assert {r.check: r.status for r in report} == expected
    assert not bugs(report)


def test_a_loss_that_is_added_up_over_the_batches_is_a_loss(tmp_path: Path) -> None:
    running = LOOP.replace("    loss = ", "    running += ").replace(
        "lr = 0.1\n", "lr = 0.1\nrunning = 0.0\n"
    )
    assert "running +=" in running
    found = {r.check: r.status for r in report_of(tmp_path, running)}
    assert {found["step_W"], found["step_b"]} == {"ok"}


def test_a_main_function_with_an_argument_that_may_be_left_out_gives_its_data(
    tmp_path: Path,
) -> None:
    source = WITH_A_MAIN.replace("def main():", "def main(count=8):").replace(
        "randn(8,", "randn(count,"
    )
    statuses = {r.check: r.status for r in report_of(tmp_path, source)}
    assert "ok" in statuses.values()
    assert set(statuses.values()) <= {"ok"}
