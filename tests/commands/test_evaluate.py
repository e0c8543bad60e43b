"""The command `scratchcnn evaluate`."""

import json
from pathlib import Path

import pytest

from scratchcnn.cli import main

Captured = pytest.CaptureFixture[str]


@pytest.mark.usefixtures("no_pictures")
def test_evaluate_measures_what_train_has_told(trained_run: Path, capsys: Captured) -> None:
    assert main(["train", "--resume", str(trained_run), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["test_accuracy"]
    assert main(["evaluate", str(trained_run), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["accuracy"], list(found)) == (told, ["accuracy", "loss", "digits"])
    assert main(["evaluate", str(trained_run)]) == 0
    assert capsys.readouterr().out.startswith(f"binary: accuracy {told:.4f}, loss 0.")
