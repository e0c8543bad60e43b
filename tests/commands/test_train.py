"""The command `scratchcnn train`."""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from trained import weights

import scratchcnn.datasets
from scratchcnn.cli import main
from scratchcnn.commands import train as train_command
from scratchcnn.nn.network import DOCUMENTED, NOTEBOOK
from scratchcnn.nn.weights import load_weights
from scratchcnn.optim import SGD, Adam
from scratchcnn.training import recipe
from scratchcnn.training.loop import Progress

Captured = pytest.CaptureFixture[str]


# --- success
def test_train_tells_the_test_accuracy_in_one_line(
    train: Callable[..., int], capsys: Captured, tmp_path: Path
) -> None:
    assert train("--epochs", "2") == 0
    out = capsys.readouterr().out
    assert out.startswith("notebook: test accuracy 0.")
    assert " after 2 epochs in " in out
    assert out.endswith(f" s, weights in {tmp_path / 'n.npz'}\n")
    assert out.count("\n") == 1


def test_train_leaves_one_line_an_epoch_on_stderr(
    train: Callable[..., int], capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    train("--epochs", "2")
    first, second = capsys.readouterr().err.splitlines()
    assert first.startswith("epoch 1/2  loss ")
    assert second.startswith("epoch 2/2  loss ")
    assert "  accuracy 0." in second


def test_train_with_json_prints_one_object_and_nothing_else(
    train: Callable[..., int], capsys: Captured
) -> None:
    assert train("--epochs", "2", "--json") == 0
    result = json.loads(capsys.readouterr().out)
    assert list(result) == ["test_accuracy", "train_loss", "epochs", "seconds"]
    assert 0 <= result["test_accuracy"] <= 1
    assert result["train_loss"] > 0
    assert result["epochs"] == 2
    assert result["seconds"] >= 0


def test_train_saves_weights_that_give_the_reported_accuracy(
    train: Callable[..., int], capsys: Captured, tmp_path: Path
) -> None:
    train("--epochs", "3", "--json")
    network = NOTEBOOK.build(np.random.default_rng(9), np.float32)
    load_weights(tmp_path / "n.npz", network.parameters)
    digits: Any = scratchcnn.datasets.load("sample")
    predicted = network.forward(digits.test_images).argmax(1)
    expected = np.mean(predicted == digits.test_labels)
    assert json.loads(capsys.readouterr().out)["test_accuracy"] == expected


def test_train_writes_the_same_weights_for_the_same_seed(
    train: Callable[..., int], tmp_path: Path
) -> None:
    train("--seed", "5")
    first = weights(tmp_path / "n.npz")
    train("--seed", "5")
    for name, parameter in weights(tmp_path / "n.npz").items():
        assert parameter.tobytes() == first[name].tobytes()


@pytest.mark.parametrize(
    "option", ["--seed=1", "--learning-rate=0.01", "--momentum=0.5", "--batch-size=8", "--epochs=2"]
)
def test_every_option_changes_what_is_learned(
    train: Callable[..., int], tmp_path: Path, option: str
) -> None:
    common = ["--seed=0", "--learning-rate=0.1", "--momentum=0", "--epochs=1"]
    train(*common)
    first = weights(tmp_path / "n.npz")
    train(*common, option)
    assert not np.array_equal(weights(tmp_path / "n.npz")["4.bias"], first["4.bias"])


def test_train_writes_a_run_by_the_networks_name_and_never_over_another(
    few_digits: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    main(["train", "notebook", "--epochs", "1"])
    main(["train", "notebook", "--epochs", "1"])
    assert sorted(path.name for path in (tmp_path / "runs").iterdir()) == ["notebook", "notebook-2"]
    names = {path.name for path in (tmp_path / "runs" / "notebook").iterdir()}
    assert names >= {"config.toml", "metrics.jsonl", "checkpoint.npz", "weights.npz"}


def test_a_run_has_a_line_for_every_batch(few_digits: None, tmp_path: Path) -> None:
    run = tmp_path / "run"
    main(["train", "notebook", "--epochs", "2", "--batch-size", "16", "--run", str(run)])
    lines = [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]
    assert [(it["epoch"], it["batch"]) for it in lines] == [
        (epoch, batch) for epoch in (1, 2) for batch in (1, 2, 3, 4)
    ]


def test_train_takes_defaults_from_the_network(
    few_digits: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    used: dict[str, Any] = {}

    def record(*positional: Any, **options: Any) -> Iterator[Progress]:
        used.update(options)
        return iter(())

    monkeypatch.setattr(recipe, "fit", record)
    main(["train", "lenet", "--output", str(tmp_path / "l.npz")])
    lenet = DOCUMENTED["lenet"]
    assert (used["epochs"], used["batch_size"]) == (lenet.epochs, lenet.batch_size)
    optimizer = used["optimizer"]
    assert (optimizer.learning_rate, optimizer.momentum) == (lenet.learning_rate, lenet.momentum)


def test_another_optimizer_is_taken_where_it_is_asked_for(
    few_digits: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    used: list[Any] = []
    monkeypatch.setattr(
        recipe, "fit", lambda *_, optimizer, **options: used.append(optimizer) or iter(())
    )
    begin = ["train", "notebook", "--output", str(tmp_path / "w.npz")]
    main([*begin, "--optimizer", "adam", "--momentum", "0.8"])
    main(begin)
    adam, default = used
    assert isinstance(adam, Adam)
    assert adam.betas == (0.8, 0.999)
    assert isinstance(default, SGD)


def test_train_trains_on_the_named_dataset(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def load(name: str) -> Any:
        asked.append(name)
        raise ValueError("enough is known")

    asked: list[str] = []
    monkeypatch.setattr(scratchcnn.datasets, "load", load)
    output = ["--output", str(tmp_path / "n.npz")]
    main(["train", "notebook", *output])
    main(["train", "notebook", *output, "--dataset", "mnist"])
    assert asked == ["sample", "mnist"]


# --- errors
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--epochs", "0"], "argument --epochs: must be a whole number from 1 up, got 0"),
        (["--epochs", "1.5"], "argument --epochs: must be a whole number from 1 up, got 1.5"),
        (["--batch-size", "0"], "argument --batch-size: must be a whole number from 1 up, got 0"),
        (["--seed", "-1"], "argument --seed: must be a whole number from 0 up, got -1"),
        (["--learning-rate", "0"], "--learning-rate: must be a finite number above 0, got 0"),
        (["--learning-rate", "inf"], "--learning-rate: must be a finite number above 0, got inf"),
        (["--learning-rate", "nan"], "--learning-rate: must be a finite number above 0, got nan"),
        (["--learning-rate", "x"], "--learning-rate: must be a finite number above 0, got x"),
        (["--momentum", "1"], "argument --momentum: must be a number from 0 to below 1, got 1"),
        (["--momentum=-0.1"], "argument --momentum: must be a number from 0 to below 1, got -0.1"),
        (["--dataset", "cifar"], "argument --dataset: invalid choice: 'cifar'"),
        (["--output", "nowhere/n.npz"], "argument --output: there is no folder nowhere"),
        (["--output", "."], "argument --output: . is a folder"),
    ],
)
def test_bad_arguments_are_refused(capsys: Captured, arguments: list[str], message: str) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["train", "notebook", *arguments])
    assert stop.value.code == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert message in err


def test_a_folder_that_cannot_be_written_to_is_refused(
    tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Permissions would not stop a test that runs as root.
    monkeypatch.setattr(os, "access", lambda path, mode: path != tmp_path)
    with pytest.raises(SystemExit) as stop:
        main(["train", "notebook", "--output", str(tmp_path / "n.npz")])
    assert stop.value.code == 2
    assert f"the folder {tmp_path} cannot be written to" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["train"], ["train", "alexnet"], ["fly"]])
def test_an_unknown_or_missing_command_or_network_is_refused(
    capsys: Captured, arguments: list[str]
) -> None:
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert stop.value.code == 2
    assert "usage: scratchcnn" in capsys.readouterr().err


@pytest.mark.parametrize("error", [OSError("no\n  network"), ValueError("no\n  network")])
def test_digits_that_cannot_be_loaded_are_told_in_one_line(
    tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def load(name: str) -> Any:
        raise error

    monkeypatch.setattr(scratchcnn.datasets, "load", load)
    assert main(["train", "notebook", "--output", str(tmp_path / "n.npz")]) == 1
    assert capsys.readouterr() == ("", "scratchcnn: no network\n")


def test_a_loss_that_is_not_finite_is_told_in_one_line(
    train: Callable[..., int], tmp_path: Path, capsys: Captured
) -> None:
    assert train("--learning-rate", "1e30") == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("scratchcnn: ")
    assert "no longer finite: the learning rate, 1e+30, is probably too high" in err
    assert err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_weights_that_cannot_be_saved_are_told_in_one_line(
    train: Callable[..., int], capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    def save(path: Path, parameters: Any) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(train_command, "save_weights", save)
    assert train("--epochs", "1") == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines()[1:] == ["scratchcnn: No space left on device"]


def test_the_help_names_the_defaults_of_every_network(capsys: Captured) -> None:
    with pytest.raises(SystemExit):
        main(["train", "--help"])
    told = " ".join(capsys.readouterr().out.split())
    assert (
        "passes over the data (default: guide 3, notebook 3, binary 3, lenet 8, modern 5)" in told
    )
    assert (
        "images in one step (default: guide 32, notebook 32, binary 32, lenet 32, modern 64)"
        in told
    )
