"""The run that `scratchcnn evaluate` and `predict` take a trained network from."""

import json
import os
import re
import shutil
from pathlib import Path

import pytest

from scratchcnn.cli import main
from scratchcnn.commands.trained_run import trained_network
from scratchcnn.nn.network import MODERN
from scratchcnn.training.runs import read_config

Captured = pytest.CaptureFixture[str]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["evaluate", "nowhere"], "nowhere is not a run: it has no config.toml"),
        (["predict", "a.png", "--run", "nowhere"], "nowhere is not a run"),
    ],
)
def test_what_is_no_run_is_refused(arguments: list[str], message: str, capsys: Captured) -> None:
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert stop.value.code == 2
    assert message in " ".join(capsys.readouterr().err.split())


def test_of_several_runs_that_which_ended_last_is_used(
    trained_run: Path,
    picture_of_a_one: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Captured,
) -> None:
    for name, ended in (("early", 1000), ("late", 3000), ("between", 2000)):
        copied = shutil.copytree(trained_run, tmp_path / "runs" / name)
        os.utime(copied / "result.json", (ended, ended))
    monkeypatch.chdir(tmp_path)
    for command in (["evaluate"], ["predict", str(picture_of_a_one)]):
        assert main(command) == 0
        assert capsys.readouterr().err == f"scratchcnn: note: by {Path('runs', 'late')}\n"


def test_without_a_run_it_is_told_how_to_make_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as stop:
        main(["evaluate"])
    assert stop.value.code == 2
    assert "`scratchcnn train notebook` makes one" in " ".join(capsys.readouterr().err.split())


def test_a_run_that_has_not_ended_says_how_to_go_on(
    trained_run: Path, tmp_path: Path, capsys: Captured
) -> None:
    begun = tmp_path / "begun"
    begun.mkdir()
    (begun / "config.toml").write_bytes((trained_run / "config.toml").read_bytes())
    assert main(["evaluate", str(begun)]) == 1
    assert f"`scratchcnn train --resume {begun}` resumes it" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("", "seed must be of type int"),
        ("seed = 'a'", "seed must be of type int"),
        ("seed = 0\nepochs = ", "cannot be read"),
        ("seed = -1", "seed must be a whole number from 0 up, got -1"),
    ],
)
def test_settings_that_are_none_are_told(
    trained_run: Path, tmp_path: Path, capsys: Captured, line: str, message: str
) -> None:
    text = (trained_run / "config.toml").read_text().replace("seed = 0", line)
    (tmp_path / "config.toml").write_text(text)
    with pytest.raises(SystemExit):
        main(["evaluate", str(tmp_path)])
    assert message in " ".join(capsys.readouterr().err.split())


def test_an_interrupted_run_is_told_of(trained_run: Path, tmp_path: Path, capsys: Captured) -> None:
    for name in ("config.toml", "weights.npz"):
        (tmp_path / name).write_bytes((trained_run / name).read_bytes())
    assert main(["evaluate", str(tmp_path)]) == 0
    assert f"the training in {tmp_path} is not finished" in capsys.readouterr().err
    (tmp_path / "result.json").write_text('{"epochs": 1, "interrupted": true}')
    main(["evaluate", str(tmp_path)])
    assert "is interrupted after 1 epoch\n" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["epochs", "batch_size", "learning_rate", "momentum"])
def test_settings_that_cannot_be_are_told(
    trained_run: Path, tmp_path: Path, capsys: Captured, name: str
) -> None:
    text = (trained_run / "config.toml").read_text()
    line = next(line for line in text.splitlines() if line.startswith(name))
    (tmp_path / "config.toml").write_text(text.replace(line, f"{name} = -3"))
    with pytest.raises(SystemExit):
        main(["train", "--resume", str(tmp_path)])
    assert re.search(f"{name} must be a .*, got -3", " ".join(capsys.readouterr().err.split()))


def test_a_run_of_before_there_was_a_choice_was_trained_by_sgd(
    trained_run: Path, tmp_path: Path
) -> None:
    text = (trained_run / "config.toml").read_text()
    (tmp_path / "config.toml").write_text(text.replace('optimizer = "sgd"\n', ""))
    assert read_config(tmp_path / "config.toml").optimizer == "sgd"


def test_an_optimizer_that_is_none_is_told(
    trained_run: Path, tmp_path: Path, capsys: Captured
) -> None:
    text = (trained_run / "config.toml").read_text()
    (tmp_path / "config.toml").write_text(text.replace('"sgd"', '"adamant"'))
    with pytest.raises(SystemExit):
        main(["evaluate", str(tmp_path)])
    said = " ".join(capsys.readouterr().err.split())
    assert "optimizer must be one of sgd, adam, got 'adamant'" in said


def test_what_was_trained_is_what_is_evaluated(
    few_digits: None, tmp_path: Path, capsys: Captured
) -> None:
    folder = tmp_path / "modern"
    main(["train", "modern", "--epochs", "2", "--batch-size", "16", "--run", str(folder)])
    trained = json.loads((folder / "result.json").read_text())["test_accuracy"]
    capsys.readouterr()
    assert main(["evaluate", str(folder), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["accuracy"] == trained


def test_a_trained_network_infers_by_what_it_remembers(few_digits: None, tmp_path: Path) -> None:
    folder = tmp_path / "modern"
    main(["train", "modern", "--epochs", "1", "--run", str(folder)])
    network = trained_network(folder, MODERN)
    assert not any(leaf.training for leaf in network.leaves)
    assert network.state["1.running_mean"].any()
