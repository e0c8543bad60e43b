"""Neuron, Layer and MLP of an engine of single numbers."""

from pathlib import Path

import pytest

from scratchcnn.oracle.judging import Settings
from scratchcnn.oracle.networks.judging import Judgement
from scratchcnn.oracle.neurons.judging import judged, neurons
from scratchcnn.oracle.process.isolated import Homework
from scratchcnn.oracle.reading.sources import read
from scratchcnn.oracle.target import judge_target

pytestmark = pytest.mark.one_python

HOMEWORK = (Path(__file__).parents[2] / "homework" / "scalars" / "right_neurons.py").read_text(
    "utf-8"
)
SUM = "z = sum((wi * xi for wi, xi in zip(self.w, x)), self.b)"


def judgements(folder: Path, old: str = "", new: str = "") -> list[Judgement]:
    assert old in HOMEWORK
    path = folder / "homework.py"
    path.write_text(HOMEWORK.replace(old, new) if old else HOMEWORK, "utf-8")
    sources = read(str(path))
    with Homework.start(sources.sources, sources.root) as runner:
        return list(neurons(runner, set()))


def wrong(found: list[Judgement]) -> dict[tuple[str, str], list[str]]:
    results = [r for one in found for r in one.results if r.status == "wrong"]
    return {(r.implementation, r.check): [bug.id for bug in r.bugs] for r in results}


def understood(found: list[Judgement]) -> dict[str, str]:
    return {one.layer.implementation: one.layer.understood for one in found}


def test_every_class_of_neurons_is_judged_with_all_its_gradients(tmp_path: Path) -> None:
    results = [r for one in judgements(tmp_path) for r in one.results]
    names = ("Neuron", "Layer", "MLP")
    checks = ("forward", "grad_weight", "grad_x")
    assert {(r.implementation, r.check) for r in results} == {(n, c) for n in names for c in checks}
    assert {r.status for r in results} == {"ok"}


@pytest.mark.parametrize(
    ("new", "bug"),
    [
        (SUM.replace("self.b)", "Scalar(0))"), "bias-missing"),
        (
            SUM.replace("wi * xi", "wi * xi + self.b").replace(", self.b)", ", Scalar(0))"),
            "bias-inside-sum",
        ),
    ],
)
def test_a_bias_that_is_not_added_once_is_named(tmp_path: Path, new: str, bug: str) -> None:
    found = wrong(judgements(tmp_path, SUM, new))
    assert found[("Neuron", "forward")] == [bug]


def test_a_weight_without_a_gradient_is_wrong(tmp_path: Path) -> None:
    found = wrong(judgements(tmp_path, SUM, SUM.replace("wi * xi", "Scalar(wi.data) * xi")))
    assert set(found) == {(name, "grad_weight") for name in ("Neuron", "Layer", "MLP")}


@pytest.mark.parametrize("new", [SUM.replace("zip(self.w, x)", "zip(self.w[1:], x[1:])")])
def test_a_formula_that_is_not_known_is_not_judged(tmp_path: Path, new: str) -> None:
    found = judgements(tmp_path, SUM, new)
    assert not wrong(found)
    assert "no activation of w x + b" in understood(found)["Neuron"]


def test_a_neuron_with_a_relu_is_seen_on_both_sides_of_0(tmp_path: Path) -> None:
    said = understood(judgements(tmp_path, "return z.tanh() if self.act else z", "return z.relu()"))
    assert all("relu(w x + b)" in said[name] for name in ("Neuron", "Layer"))


class FailingOnce:
    """An object of neurons that runs once, and never again."""

    name, sizes, args = "Neuron", (3, 1), (3,)

    def run(self, *args: object) -> None:
        return None


def test_neurons_that_run_no_second_time_are_not_judged() -> None:
    assert "a second call of it fails" in judged(FailingOnce()).layer.understood


def test_another_number_of_outputs_is_not_judged(tmp_path: Path) -> None:
    found = judgements(
        tmp_path,
        "for layer in self.layers:\n            x",
        "for layer in self.layers[:1]:\n            x",
    )
    assert not wrong(found)
    assert "not judged" in understood(found)["MLP"]


def test_neurons_are_not_judged_where_an_operation_of_theirs_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "homework.py"
    old = "self.grad += (1 - t * t) * out.grad"
    assert old in HOMEWORK
    path.write_text(HOMEWORK.replace(old, "self.grad += (1 - t) * out.grad"), "utf-8")
    report = judge_target(str(path), Settings())
    assert {r.op for r in report if r.status == "wrong"} == {"tanh"}
    assert "not_judged" in {r.status for r in report if r.implementation == "Neuron"}
