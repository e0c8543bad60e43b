"""The command `scratchcnn train`."""

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from filelock import FileLock
from rich.console import Console

import scratchcnn.datasets
from scratchcnn import recipe, run_pictures, train_command
from scratchcnn.cli import main
from scratchcnn.network import DOCUMENTED, NOTEBOOK
from scratchcnn.progress import progress_display
from scratchcnn.training import SGD, Progress
from scratchcnn.weights import load_weights

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def few_digits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the sample so small that an epoch takes no time: 4 batches of 16."""
    images = np.random.default_rng(0).random((64, 1, 28, 28)).astype(np.float32)
    digits = SimpleNamespace(
        train_images=images,
        train_labels=np.arange(64) % 10,
        test_images=images[:20],
        test_labels=np.arange(20) % 10,
    )
    monkeypatch.setattr(scratchcnn.datasets, "load", lambda name: digits)
    # They are looked at beside the commands that use a run, and take longer than all else here.
    monkeypatch.setattr(run_pictures, "draw", lambda *_: None)


@pytest.fixture
def train(few_digits: None, tmp_path: Path) -> Callable[..., int]:
    """Run `train notebook` on few digits, with its output in the temporary folder."""
    common = ["train", "notebook", "--batch-size", "16", "--output", str(tmp_path / "n.npz")]
    return lambda *arguments: main([*common, *arguments])


def interrupt_after(batches: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Press Ctrl-C, as it were, while a batch is shown."""

    @contextmanager
    def display(console: Console) -> Iterator[Callable[[Progress], None]]:
        shown = iter(range(1, 10_000))

        def show(progress: Progress) -> None:
            if next(shown) == batches:
                raise KeyboardInterrupt

        yield show

    monkeypatch.setattr("scratchcnn.progress.progress_display", display)


def weights(path: Path) -> dict[str, Any]:
    parameters = NOTEBOOK.build(np.random.default_rng(9), np.float32).parameters
    load_weights(path, parameters)
    return parameters


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


# --- going on


def test_an_interrupted_run_goes_on_to_the_same_bits(
    few_digits: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    arguments = ["train", "notebook", "--epochs", "3", "--batch-size", "16"]
    main([*arguments, "--run", str(whole)])
    with monkeypatch.context() as patched:
        interrupt_after(6, patched)
        assert main([*arguments, "--run", str(broken)]) == 130
    assert main(["train", "--resume", str(broken)]) == 0
    assert (broken / "metrics.jsonl").read_text() == (whole / "metrics.jsonl").read_text()
    expected = weights(whole / "weights.npz")
    for name, parameter in weights(broken / "weights.npz").items():
        assert parameter.tobytes() == expected[name].tobytes()


def test_a_run_that_is_interrupted_within_a_step_goes_on_to_the_same_bits(
    few_digits: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Interrupted(SGD):
        """It takes half of the sixth step."""

        steps = 0

        def step(self, parameters: Any, gradients: Any, factor: float = 1.0) -> None:
            self.steps += 1
            if self.steps == 6:
                first = dict(list(parameters.items())[:1])
                super().step(first, gradients, factor)
                raise KeyboardInterrupt
            super().step(parameters, gradients, factor)

    whole, broken = tmp_path / "whole", tmp_path / "broken"
    arguments = ["train", "notebook", "--epochs", "3", "--batch-size", "16"]
    main([*arguments, "--run", str(whole)])
    with monkeypatch.context() as patched:
        patched.setattr(recipe, "SGD", Interrupted)
        assert main([*arguments, "--run", str(broken)]) == 130
    assert main(["train", "--resume", str(broken)]) == 0
    for name in ("metrics.jsonl", "weights.npz"):
        assert (broken / name).read_bytes() == (whole / name).read_bytes()


def test_what_a_killed_run_was_writing_is_cleared_away(few_digits: None, tmp_path: Path) -> None:
    run = tmp_path / "run"
    main(["train", "notebook", "--epochs", "1", "--run", str(run)])
    (run / ".writing-abc").write_bytes(b"half")
    assert main(["train", "--resume", str(run)]) == 0
    assert list(run.glob(".writing-*")) == []


def test_an_empty_folder_may_become_a_run_and_no_other(
    few_digits: None, tmp_path: Path, capsys: Captured
) -> None:
    run = tmp_path / "run"
    run.mkdir()
    (run / ".lock").touch()
    assert main(["train", "notebook", "--epochs", "1", "--run", str(run)]) == 0
    other = tmp_path / "other"
    other.mkdir()
    (other / "thesis.txt").touch()
    with pytest.raises(SystemExit):
        main(["train", "notebook", "--run", str(other)])
    assert f"{other} holds other files" in " ".join(capsys.readouterr().err.split())


def test_a_run_is_written_to_by_one_alone(
    few_digits: None, tmp_path: Path, capsys: Captured
) -> None:
    run = tmp_path / "run"
    main(["train", "notebook", "--epochs", "1", "--run", str(run)])
    with FileLock(run / ".lock"):
        assert main(["train", "--resume", str(run)]) == 1
    assert f"another training is writing to {run}" in capsys.readouterr().err


def test_a_run_that_has_ended_is_told_again(
    few_digits: None, tmp_path: Path, capsys: Captured
) -> None:
    run = str(tmp_path / "run")
    main(["train", "notebook", "--epochs", "2", "--json", "--run", run])
    first = json.loads(capsys.readouterr().out)
    assert main(["train", "--resume", run, "--json"]) == 0
    again = json.loads(capsys.readouterr().out)
    assert {**first, "seconds": 0} == {**again, "seconds": 0}


def test_a_damaged_checkpoint_is_refused_and_kept(
    few_digits: None, tmp_path: Path, capsys: Captured
) -> None:
    run = tmp_path / "run"
    main(["train", "notebook", "--epochs", "2", "--run", str(run)])
    checkpoint = run / "checkpoint.npz"
    checkpoint.write_bytes(checkpoint.read_bytes()[:1000])
    before = {path.name: path.read_bytes() for path in run.iterdir()}
    capsys.readouterr()
    assert main(["train", "--resume", str(run)]) == 1
    err = capsys.readouterr().err
    assert f"{checkpoint} is damaged" in err
    assert f"remove it to go on from {run / 'checkpoint-before.npz'}" in err
    assert {path.name: path.read_bytes() for path in run.iterdir()} == before
    checkpoint.unlink()
    assert main(["train", "--resume", str(run)]) == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--resume", "{run}", "notebook"], "a run goes on with its own settings, without NETWORK"),
        (["--resume", "{run}", "--batch-size", "3"], "own settings, without --batch-size"),
        (["--resume", "{run}/nowhere"], "is no run: there is no config.toml in it"),
        (["notebook", "--run", "{run}"], "is there already; --resume goes on with it"),
        (["--epochs", "3"], "NETWORK is missing: one of guide, notebook, binary, lenet"),
    ],
)
def test_what_contradicts_a_run_is_refused(
    few_digits: None, tmp_path: Path, capsys: Captured, arguments: list[str], message: str
) -> None:
    run = tmp_path / "run"
    main(["train", "notebook", "--epochs", "1", "--run", str(run)])
    with pytest.raises(SystemExit) as stop:
        main(["train", *(argument.format(run=run) for argument in arguments)])
    assert stop.value.code == 2
    assert message in " ".join(capsys.readouterr().err.split())


def size_of(path: Path) -> int:
    """Return the size of a file; 0 if there is none."""
    return path.stat().st_size if path.exists() else 0


@pytest.mark.slow
def test_a_run_that_is_killed_again_and_again_ends_in_the_same_bits(tmp_path: Path) -> None:
    script = (
        "from scratchcnn import train_command\n"
        "train_command.SECONDS_BETWEEN_CHECKPOINTS = 0.01\n"
        "import sys\nfrom scratchcnn.cli import main\nsys.exit(main(sys.argv[1:]))"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", script, "train"]
    arguments = ["notebook", "--epochs", "4", "--run"]
    subprocess.run([*command, *arguments, str(tmp_path / "whole")], env=environment, check=True)
    rng, kills, resumed, tries = np.random.default_rng(0), 0, 0, 0
    while kills < 20:
        tries += 1
        run = tmp_path / f"broken-{tries}"
        going: list[str] = [*arguments, str(run)]
        while not (run / "weights.npz").exists():
            quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
            measured = size_of(run / "metrics.jsonl")
            with subprocess.Popen([*command, *going], env=environment, **quiet) as process:
                # Every fourth time it may end before it has begun.
                while kills % 4 and process.poll() is None:
                    if size_of(run / "metrics.jsonl") > measured:
                        break
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(float(rng.uniform(0, 0.3)))
                if process.poll() is None:
                    process.kill()
                    kills += 1
                    resumed += (run / "checkpoint.npz").exists()
                else:
                    assert process.returncode == 0
            going = ["--resume", str(run)] if (run / "config.toml").exists() else going
        for name in ("metrics.jsonl", "weights.npz"):
            assert (run / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()
    assert resumed > 10


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


# --- progress


def test_progress_on_a_terminal_is_a_bar_that_names_the_batch() -> None:
    console = Console(force_terminal=True, width=100, color_system=None)
    with console.capture() as capture, progress_display(console) as show:
        show(Progress(1, 2, 3, 4, 0.51, 0.875))
    drawn = capture.get()
    assert "epoch 1/2" in drawn
    assert "batch 3/4  loss 0.5100  accuracy 0.8750" in drawn


def test_progress_on_a_terminal_has_curves_that_fit() -> None:
    console = Console(force_terminal=True, width=40, color_system=None)
    with console.capture() as capture, progress_display(console) as show:
        for batch in range(1, 101):
            show(Progress(1, 1, batch, 100, 1 / batch, batch / 100))
    last = capture.get()
    assert "loss     1.000 \u2588" in last
    assert "\u2588 1.000" in last
    lines = re.split(r"[\r\n]+", re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", last))
    assert max(map(len, lines)) <= 40


def test_progress_without_a_terminal_is_silent_between_epochs() -> None:
    console = Console(force_terminal=False, width=30)
    with console.capture() as capture, progress_display(console) as show:
        show(Progress(1, 2, 3, 4, 0.51, 0.875))
        show(Progress(1, 2, 4, 4, 0.5, 0.9))
        show(Progress(2, 2, 1, 4, 0.4, 0.9))
    assert capture.get() == "epoch 1/2  loss 0.5000  accuracy 0.9000\n"


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
    monkeypatch.setattr(os, "access", lambda path, mode: (path, mode) != (tmp_path, os.W_OK))
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
    assert "not finite any more: the learning rate, 1e+30, is probably too high" in err
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


# --- the command itself


def test_python_m_runs_the_command() -> None:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-m", "scratchcnn", "--version"]
    out = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert out.stdout == f"scratchcnn {scratchcnn.__version__}\n"


def test_help_imports_nothing_heavy() -> None:
    script = (
        "import sys\nfrom scratchcnn.cli import main\ntry: main(['--help'])\n"
        "except SystemExit: print({'torch', 'rich', 'scratchcnn.datasets'} & set(sys.modules))"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", script]
    out = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert out.stdout.endswith("\nset()\n")
