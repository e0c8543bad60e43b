"""A run of a training on disk: its settings, its measurements, its checkpoints, its weights."""

import json
import sys
from argparse import ArgumentTypeError
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from types import MappingProxyType
from typing import IO

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib  # type: ignore[import-not-found] # not installed on later Pythons

from filelock import FileLock, Timeout

from scratchcnn.files import UNFINISHED, replacing
from scratchcnn.nn.network import DOCUMENTED
from scratchcnn.ranges import above_0, from_0_below_1, whole_from_0, whole_from_1
from scratchcnn.training.checkpoints import load_checkpoint, save_checkpoint
from scratchcnn.training.loop import Position, Progress
from scratchcnn.training.recipe import OPTIMIZERS, Training

DATASETS = ("sample", "mnist")
# As the command line has them.
RANGES: Mapping[str, Callable[[str], float]] = MappingProxyType(
    {
        "seed": whole_from_0,
        "epochs": whole_from_1,
        "batch_size": whole_from_1,
        "learning_rate": above_0,
        "momentum": from_0_below_1,
    }
)


class RunError(ValueError):
    """A folder that is not a run, or a run that cannot be resumed; the message says why."""


@dataclass(frozen=True)
class Config:
    """What is trained and how: everything that determines the weights."""

    network: str
    dataset: str
    seed: int
    epochs: int
    batch_size: int
    learning_rate: float
    momentum: float
    optimizer: str = "sgd"

    def to_toml(self) -> str:
        """Return it as TOML, which writes values of these types as JSON does."""
        return "".join(f"{name} = {json.dumps(value)}\n" for name, value in asdict(self).items())


def read_config(path: Path) -> Config:
    """Read the settings of a run.

    Raises
    ------
    RunError
        They are missing or invalid.
    """
    try:
        found = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise RunError(f"{path.parent} is not a run: it has no {path.name}") from None
    except (OSError, ValueError) as error:
        raise RunError(f"{path} cannot be read: {error}") from None
    kinds = {field.name: field.type for field in fields(Config)}
    # What was trained before there was a choice.
    found.setdefault("optimizer", Config.optimizer)
    for name, kind in kinds.items():
        value = found.get(name)
        # TOML tells 1 from 1.0, and people do not.
        if kind is float and type(value) is int:
            found[name] = float(value)
        elif type(value) is not kind:
            raise RunError(f"{path}: {name} must be of type {getattr(kind, '__name__', kind)}")
    for name, within_range in RANGES.items():
        try:
            within_range(str(found[name]))
        except ArgumentTypeError as error:
            raise RunError(f"{path}: {name} {error}") from None
    for name, choices in (
        ("network", DOCUMENTED),
        ("dataset", DATASETS),
        ("optimizer", OPTIMIZERS),
    ):
        if found[name] not in choices:
            raise RunError(
                f"{path}: {name} must be one of {', '.join(choices)}, got {found[name]!r}"
            )
    return Config(**{name: found[name] for name in kinds})


@dataclass(frozen=True)
class Run:
    """The folder of a run.

    Attributes
    ----------
    folder : where it is
    """

    folder: Path

    @property
    def config(self) -> Path:
        """The settings."""
        return self.folder / "config.toml"

    @property
    def metrics(self) -> Path:
        """A line of JSON for every batch."""
        return self.folder / "metrics.jsonl"

    @property
    def checkpoint(self) -> Path:
        """The last state that the training can be resumed from."""
        return self.folder / "checkpoint.npz"

    @property
    def weights(self) -> Path:
        """The weights at the end."""
        return self.folder / "weights.npz"

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Lock the folder, which has to exist, against other trainings.

        Raises
        ------
        RunError
            Another one is writing to it.
        """
        try:
            with FileLock(self.folder / ".lock", timeout=0):
                yield
        except Timeout:
            raise RunError(f"another training is writing to {self.folder}") from None

    @property
    def result(self) -> Path:
        """The result; missing until the training has ended."""
        return self.folder / "result.json"

    def unfinished(self) -> str | None:
        """Return in what state an unfinished training is; None for a finished one."""
        try:
            result = json.loads(self.result.read_bytes())
            epochs, interrupted = result["epochs"], "interrupted" in result
        except (OSError, ValueError, KeyError, TypeError):
            return "not finished"
        plural = "" if epochs == 1 else "s"
        return f"interrupted after {epochs} epoch{plural}" if interrupted else None

    def occupied(self) -> str | None:
        """Say why a new run cannot be written to this folder; None if it can."""
        if self.config.exists():
            return f"{self.folder} already exists; --resume continues it"
        # What is hidden is in nobody's way: a lock, or what a run was writing that was killed.
        if self.folder.is_dir() and not all(it.name[0] == "." for it in self.folder.iterdir()):
            return f"{self.folder} holds other files"
        return None

    def create(self, config: Config) -> None:
        """Make the folder, with the settings in it.

        Raises
        ------
        OSError
            It cannot be made.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with replacing(self.config) as file:
            file.write(config.to_toml().encode())

    def save(self, config: Config, training: Training) -> None:
        """Write a checkpoint."""
        save_checkpoint(
            self.checkpoint,
            asdict(config),
            training.network.state,
            training.optimizer,
            training.position,
        )

    def restore(self, config: Config, training: Training) -> None:
        """Restore a training, and its measurements, from its last checkpoint.

        A run that ended before its first checkpoint starts over.

        Raises
        ------
        CheckpointError
            It is damaged, or belongs to another training.
        """
        position = Position()
        if any(self.folder.glob("checkpoint*.npz")):
            position = load_checkpoint(
                self.checkpoint,
                asdict(config),
                training.network.state,
                training.optimizer,
            )
        for field in fields(Position):
            setattr(training.position, field.name, getattr(position, field.name))
        self.cut_metrics(position)
        for left in self.folder.glob(f"{UNFINISHED}*"):
            left.unlink()
        # It has not ended any more.
        self.result.unlink(missing_ok=True)

    def cut_metrics(self, position: Position) -> None:
        """Remove the measurements that were taken after a position."""
        lines = self.metrics.read_bytes().splitlines(True) if self.metrics.exists() else []
        kept = [line for line in lines if measured_by(line, position)]
        with replacing(self.metrics) as file:
            file.write(b"".join(kept))


def latest(folder: Path) -> Run:
    """Return the run in a folder that was the last to end.

    Raises
    ------
    RunError
        There is none.
    """
    ended = [run for run in map(Run, folder.glob("*")) if run.result.exists()]
    if not ended:
        raise RunError(
            f"there is no run in {folder} that has ended: `scratchcnn train notebook` makes one"
        )
    return max(ended, key=lambda run: run.result.stat().st_mtime_ns)


def measured_by(line: bytes, position: Position) -> bool:
    """Return whether a line of measurements was written at or before a position."""
    try:
        found = json.loads(line)
        return (found["epoch"], found["batch"]) <= (position.epoch, position.batch)
    except (ValueError, KeyError, TypeError):
        # The end of what was being written when the run ended.
        return False


def write_metrics(file: IO[str], progress: Progress) -> None:
    """Write a line of measurements."""
    line = {
        "epoch": progress.epoch,
        "batch": progress.batch,
        "loss": progress.loss,
        "accuracy": progress.accuracy,
    }
    file.write(json.dumps(line) + "\n")
    file.flush()
