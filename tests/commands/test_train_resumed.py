"""The command `scratchcnn train --resume`, and what it goes on with."""

import contextlib
import json
import os
import subprocess
import sys
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from filelock import FileLock
from trained import interrupt_after, weights

from scratchcnn.cli import main
from scratchcnn.optim import SGD, Adam
from scratchcnn.training import recipe
from scratchcnn.training.runs import Run

Captured = pytest.CaptureFixture[str]


# In the first epoch the order is drawn as if there had been no break; later it is not.
@pytest.mark.parametrize("batches", [2, 6, 10])
def test_an_interrupted_run_goes_on_to_the_same_bits(
    few_digits: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, batches: int
) -> None:
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    arguments = ["train", "notebook", "--epochs", "3", "--batch-size", "16"]
    main([*arguments, "--run", str(whole)])
    with monkeypatch.context() as patched:
        interrupt_after(batches, patched)
        assert main([*arguments, "--run", str(broken)]) == 130
    assert main(["train", "--resume", str(broken)]) == 0
    assert (broken / "metrics.jsonl").read_text() == (whole / "metrics.jsonl").read_text()
    expected = weights(whole / "weights.npz")
    for name, parameter in weights(broken / "weights.npz").items():
        assert parameter.tobytes() == expected[name].tobytes()


def test_a_run_that_is_gone_on_with_has_not_ended(
    few_digits: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = tmp_path / "run"
    main(["train", "notebook", "--epochs", "1", "--run", str(run)])
    assert (run / "result.json").exists()

    def killed(*_: Any) -> None:
        raise SystemExit

    monkeypatch.setattr("scratchcnn.commands.train.save_weights", killed)
    with pytest.raises(SystemExit):
        main(["train", "--resume", str(run)])
    assert not (run / "result.json").exists()


# The second draws what it drops, remembers statistics, and has an optimizer that counts its steps.
@pytest.mark.parametrize(("network", "rule"), [("notebook", SGD), ("modern", Adam)])
def test_a_run_that_is_interrupted_within_a_step_goes_on_to_the_same_bits(
    network: str,
    rule: type[Any],
    few_digits: None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Interrupted(rule):  # type: ignore[misc] # a class that is a parameter
        """It takes half of the sixth step."""

        calls = 0

        def step(self, parameters: Any, gradients: Any, factor: float = 1.0) -> None:
            self.calls += 1
            if self.calls == 6:
                first = dict(list(parameters.items())[:1])
                super().step(first, gradients, factor)
                raise KeyboardInterrupt
            super().step(parameters, gradients, factor)

    whole, broken = tmp_path / "whole", tmp_path / "broken"
    arguments = ["train", network, "--epochs", "3", "--batch-size", "16"]
    main([*arguments, "--run", str(whole)])
    with monkeypatch.context() as patched:
        patched.setattr(recipe, rule.__name__, Interrupted)
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
    # It took as long as it took, and nothing is learned anew.
    assert again == first
    assert first["seconds"] > 0


def test_a_run_that_was_broken_off_took_as_long_as_all_its_parts(
    few_digits: None, tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    save = Run.save

    def save_and_end(*arguments: Any) -> None:
        save(*arguments)
        raise Killed

    run = str(tmp_path / "run")
    # A clock that every look moves on by 1,000 seconds, and by which a checkpoint is always due.
    clock = count(7000, 1000)
    monkeypatch.setattr("scratchcnn.commands.train.perf_counter", lambda: next(clock))
    begin = ["train", "notebook", "--epochs", "1", "--batch-size", "16", "--run", run]
    for part in (begin, ["train", "--resume", run]):
        with monkeypatch.context() as patched:
            patched.setattr(Run, "save", save_and_end)
            with pytest.raises(Killed):
                main(part)
    # Two parts of one batch: a look at the start, one that a checkpoint is compared with, and one
    # after the batch. Then two batches, and between them two looks for the checkpoint.
    assert main(["train", "--resume", run, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["seconds"] == 2000 + 2000 + 5000


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (KeyboardInterrupt(), 130, "interrupted, the pictures are not complete"),
        (OSError(28, "No space left on device", "a.png"), 1, "a.png: No space left on device"),
        (ValueError("no font"), 1, "no font"),
    ],
)
def test_a_training_that_has_ended_is_kept_whatever_happens_to_its_pictures(
    error: BaseException,
    code: int,
    said: str,
    few_digits: None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Captured,
) -> None:
    def fails(*_: object) -> None:
        raise error

    monkeypatch.setattr("scratchcnn.training.run_pictures.draw", fails)
    run = tmp_path / "run"
    assert main(["train", "notebook", "--epochs", "1", "--run", str(run)]) == code
    out, err = capsys.readouterr()
    assert said in err
    assert f"`scratchcnn train --resume {run}` draws them" in err
    assert out.endswith(f"weights in {run}\n")
    assert main(["evaluate", str(run)]) == 0
    assert "not finished" not in capsys.readouterr().err


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
        (["--resume", "{run}", "notebook"], "a run resumes with its own settings, without NETWORK"),
        (["--resume", "{run}", "--batch-size", "3"], "own settings, without --batch-size"),
        (["--resume", "{run}/nowhere"], "is not a run: it has no config.toml"),
        (["notebook", "--run", "{run}"], "already exists; --resume continues it"),
        (["--epochs", "3"], "NETWORK is missing: one of guide, notebook, binary, lenet, modern"),
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
        "from scratchcnn.commands import train\n"
        "train.SECONDS_BETWEEN_CHECKPOINTS = 0.01\n"
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
