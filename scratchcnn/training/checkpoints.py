"""Checkpoints: the state of a training, from which it resumes to the same bits."""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from scratchcnn.files import replacing
from scratchcnn.nn.weights import WeightsError, read_arrays
from scratchcnn.ops.arguments import Array
from scratchcnn.optim import Optimizer
from scratchcnn.training.loop import Position

FORMAT = 2
# The arrays of a checkpoint: those of the network, those of its optimizer, and the rest as JSON.
NETWORK, OPTIMIZER, REST = "network/", "optimizer/", "rest"
Settings = Mapping[str, Any]


class CheckpointError(ValueError):
    """A checkpoint that cannot be resumed from; the message names the file, and what would help."""


def save_checkpoint(
    path: Path,
    settings: Settings,
    state: Mapping[str, Array],
    optimizer: Optimizer,
    position: Position,
) -> None:
    """Write a checkpoint; the last one is kept as the one before it.

    Whatever goes wrong meanwhile, at least one of the two is complete.

    Parameters
    ----------
    path : the file
    settings : what was trained and how, as JSON can hold it
    state : name -> array, of the network
    optimizer : with what it remembers
    position : where the training is

    Raises
    ------
    OSError
        It cannot be written.
    """
    arrays = {f"{NETWORK}{name}": array for name, array in state.items()}
    arrays |= {
        f"{OPTIMIZER}{slot}/{name}": array
        for slot, remembered in optimizer.state.items()
        for name, array in remembered.items()
    }
    rest = {
        "format": FORMAT,
        "settings": dict(settings),
        "position": asdict(position),
        "steps": optimizer.steps,
    }
    rest["sha256"] = digest(arrays, rest)
    arrays[REST] = np.frombuffer(json.dumps(rest).encode(), np.uint8)
    new = path.with_name(f"{path.name}.new")
    with replacing(new) as file:
        np.savez(file, allow_pickle=False, **arrays)
    if path.exists():
        os.replace(path, before(path))
    os.replace(new, path)


def before(path: Path) -> Path:
    """Return the path of the checkpoint before the one at a path."""
    return path.with_name(f"{path.stem}-before{path.suffix}")


def load_checkpoint(
    path: Path, settings: Settings, state: Mapping[str, Array], optimizer: Optimizer
) -> Position:
    """Restore a network and its optimizer, in place, from a checkpoint, all or nothing.

    Parameters
    ----------
    path : of the last checkpoint; if it is missing, the one before it is taken
    settings : those of the training that is to be resumed
    state : name -> array, of a network of these settings
    optimizer : as it was before its first step

    Returns
    -------
    position : where it was written

    Raises
    ------
    CheckpointError
        There is none, it is damaged, or it belongs to another training.
    OSError
        It cannot be read.
    """
    found = path if path.exists() or not before(path).exists() else before(path)
    if not found.exists():
        raise CheckpointError(f"there is no checkpoint {path}")
    try:
        arrays = read_arrays(found)
        rest = json.loads(arrays.pop(REST).tobytes())
        whole = rest.pop("sha256") == digest(arrays, rest)
        position, steps = Position(**rest["position"]), dict(rest["steps"])
        differing = [name for name in settings if rest["settings"].get(name) != settings[name]]
    except (WeightsError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise CheckpointError(damaged(found, path, error)) from error
    if not whole:
        raise CheckpointError(damaged(found, path, "its content has changed"))
    if rest.get("format") != FORMAT or differing:
        what = f"it differs in {', '.join(differing)}" if differing else "it has another format"
        raise CheckpointError(f"{found} is the checkpoint of another training: {what}")
    # An optimizer remembers something of every parameter that has taken a step.
    remembered = {
        slot: {name: np.empty_like(array) for name, array in state.items() if name in steps}
        for slot in optimizer.state
    }
    for slot, kept in remembered.items():
        take(found, arrays, f"{OPTIMIZER}{slot}/", kept)
    take(found, arrays, NETWORK, state)
    optimizer.state.update(remembered)
    optimizer.steps.update(steps)
    return position


def take(path: Path, arrays: Mapping[str, Array], kind: str, into: Mapping[str, Array]) -> None:
    """Overwrite arrays with those of one kind in a checkpoint; CheckpointError if they do not fit.

    Nothing is overwritten before all are known to fit.
    """
    for name, array in into.items():
        found = arrays.get(f"{kind}{name}")
        if found is None or (found.shape, found.dtype) != (array.shape, array.dtype):
            raise CheckpointError(f"{path} is the checkpoint of another network: {name} differs")
    for name, array in into.items():
        array[...] = arrays[f"{kind}{name}"]


def damaged(found: Path, path: Path, why: object) -> str:
    """Say that a checkpoint is damaged, and how to go on without it."""
    said = f"{found} is damaged: {why}"
    if found == path and before(path).exists():
        return f"{said}; remove it to go on from {before(path)}"
    return said


def digest(arrays: Mapping[str, Array], rest: Mapping[str, Any]) -> str:
    """Return a hash of arrays with their names, shapes and dtypes, and of what JSON can hold."""
    parts = sha256(json.dumps(rest, sort_keys=True).encode())
    for name in sorted(arrays):
        array = np.ascontiguousarray(arrays[name])
        parts.update(f"{name} {array.dtype.str} {array.shape}\n".encode())
        parts.update(array.tobytes())
    return parts.hexdigest()
