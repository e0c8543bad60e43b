"""How well the documented networks learn, by the command that trains them."""

import json
import os
from pathlib import Path

import pytest

from scratchcnn.cli import main


def trained(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], *options: str) -> float:
    """Train with the defaults but for these options; return the test accuracy."""
    main(["train", name, "--output", str(tmp_path / f"{name}.npz"), "--json", *options])
    accuracy: float = json.loads(capsys.readouterr().out)["test_accuracy"]
    return accuracy


# Below the worst of seeds 0 to 4.
@pytest.mark.parametrize(
    ("name", "threshold"),
    [("guide", 0.90), ("notebook", 0.90), ("binary", 0.99), ("lenet", 0.94)],
)
def test_three_epochs_on_the_sample_reach(
    name: str, threshold: float, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert trained(name, tmp_path, capsys, "--epochs", "3") >= threshold


@pytest.mark.full_mnist
@pytest.mark.skipif(
    not os.environ.get("SCRATCHCNN_DATA"), reason="SCRATCHCNN_DATA names no folder of MNIST files"
)
@pytest.mark.parametrize(
    ("name", "epochs", "threshold"),
    [("guide", 3, 0.975), ("notebook", 3, 0.975), ("binary", 3, 0.995), ("lenet", 8, 0.99)],
)
def test_full_mnist_reaches(
    name: str, epochs: int, threshold: float, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = "--dataset", "mnist", "--epochs", str(epochs)
    assert trained(name, tmp_path, capsys, *options) >= threshold
