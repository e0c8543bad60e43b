"""Ctrl-C in the command `scratchcnn train`."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from trained import interrupt_after, weights

import scratchcnn.datasets
from scratchcnn.cli import main
from scratchcnn.training import recipe
from scratchcnn.training.loop import Progress

Captured = pytest.CaptureFixture[str]


# --- Ctrl-C
@pytest.mark.parametrize(("batches", "epochs"), [(1, 0), (4, 1), (5, 1), (8, 2)])
def test_ctrl_c_counts_the_whole_epochs(
    train: Callable[..., int],
    capsys: Captured,
    monkeypatch: pytest.MonkeyPatch,
    batches: int,
    epochs: int,
) -> None:
    interrupt_after(batches, monkeypatch)
    assert train("--epochs", "9", "--json") == 130
    result = json.loads(capsys.readouterr().out)
    assert list(result) == ["test_accuracy", "train_loss", "epochs", "seconds", "interrupted"]
    assert result["interrupted"] is True
    assert result["epochs"] == epochs


def test_ctrl_c_keeps_the_weights_learned_so_far(
    train: Callable[..., int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    train("--epochs", "2")
    learned = weights(tmp_path / "n.npz")
    interrupt_after(8, monkeypatch)
    train("--epochs", "9")
    for name, parameter in weights(tmp_path / "n.npz").items():
        np.testing.assert_array_equal(parameter, learned[name])


def test_ctrl_c_is_told_in_the_summary(
    train: Callable[..., int], capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    interrupt_after(4, monkeypatch)
    train("--epochs", "9")
    out = capsys.readouterr().out
    assert out.startswith("notebook: interrupted, test accuracy ")
    assert " after 1 epoch in " in out


def test_ctrl_c_before_the_first_batch_has_no_loss(
    train: Callable[..., int], capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*positional: Any, **options: Any) -> Iterator[Progress]:
        raise KeyboardInterrupt
        yield

    monkeypatch.setattr(recipe, "fit", interrupted)
    assert train("--json") == 130
    result = json.loads(capsys.readouterr().out)
    assert (result["train_loss"], result["epochs"]) == (None, 0)


def test_ctrl_c_while_the_digits_are_loaded_ends_without_traceback(
    tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    def load(name: str) -> Any:
        raise KeyboardInterrupt

    monkeypatch.setattr(scratchcnn.datasets, "load", load)
    assert main(["train", "notebook", "--output", str(tmp_path / "n.npz")]) == 130
    assert capsys.readouterr() == ("", "scratchcnn: interrupted\n")


def test_sigint_stops_a_running_command_and_keeps_its_weights(tmp_path: Path) -> None:
    # A shell that starts the tests in the background has them, and so the command, ignore SIGINT.
    script = (
        "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); "
        "from scratchcnn.cli import main; sys.exit(main())"
    )
    command = [sys.executable, "-c", script, "train", "binary", "--epochs", "100000", "--json"]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(
        [*command, "--output", str(tmp_path / "b.npz")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        first_line = process.stderr.readline()
        process.send_signal(signal.SIGINT)
        # Read to the end, so that the command never waits for room in the pipe.
        rest, out = process.stderr.read(), process.stdout.read()
    assert first_line.startswith("epoch 1/100000 ")
    assert process.returncode == 130
    assert json.loads(out)["interrupted"] is True
    assert "Traceback" not in rest
    assert (tmp_path / "b.npz").is_file()
