"""Checkpoints that cannot be gone on from are told apart, and change nothing."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scratchcnn.optim import SGD
from scratchcnn.training import checkpoints
from scratchcnn.training.checkpoints import (
    CheckpointError,
    before,
    load_checkpoint,
    save_checkpoint,
)
from scratchcnn.training.loop import Position

SETTINGS = {"network": "notebook", "seed": 3}
ORDER = np.random.default_rng(3).bit_generator.state
POSITION = Position(2, 7, 224, 0.1 + 0.2, 100, ORDER, [ORDER], 3.7)


def parameters(factor: float = 1.0) -> dict[str, Any]:
    return {"0.weight": np.full((2, 3), factor, np.float32), "0.bias": np.full(2, factor)}


def fresh() -> SGD:
    return SGD(0.1, 0.9)


def stepped(factor: float) -> SGD:
    optimizer = fresh()
    optimizer.state["momentum_buffer"] = parameters(factor)
    optimizer.steps = {"0.weight": 8, "0.bias": 9}
    return optimizer


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """A checkpoint, and the one before it."""
    path = tmp_path / "checkpoint.npz"
    for factor in (4.0, 5.0):
        save_checkpoint(path, SETTINGS, parameters(factor), stepped(factor / 2), POSITION)
    return path


def load(path: Path, **settings: Any) -> tuple[Position, dict[str, Any], SGD]:
    into, optimizer = parameters(), fresh()
    position = load_checkpoint(path, {**SETTINGS, **settings}, into, optimizer)
    return position, into, optimizer


def test_everything_comes_back_bit_by_bit(saved: Path) -> None:
    position, into, optimizer = load(saved)
    assert position == POSITION
    assert optimizer.steps == stepped(1.0).steps
    remembered = optimizer.state["momentum_buffer"]
    for found, expected in ((into, parameters(5.0)), (remembered, parameters(2.5))):
        assert {k: v.tobytes() for k, v in found.items()} == {
            k: v.tobytes() for k, v in expected.items()
        }


def test_the_one_before_is_taken_where_the_last_was_removed(saved: Path) -> None:
    saved.unlink()
    assert load(saved)[1]["0.bias"].tolist() == [4.0, 4.0]


def test_an_optimizer_that_has_taken_no_step_remembers_nothing(tmp_path: Path) -> None:
    path = tmp_path / "checkpoint.npz"
    save_checkpoint(path, SETTINGS, parameters(2.0), fresh(), Position())
    position, into, optimizer = load(path)
    assert (position, optimizer.steps) == (Position(), {})
    assert optimizer.state == {"momentum_buffer": {}}
    assert into["0.bias"].tolist() == [2.0, 2.0]


@pytest.mark.parametrize(("number", "left"), [(1, 5.0), (2, 5.0), (3, 6.0)])
def test_an_end_in_the_middle_of_writing_leaves_one_that_is_whole(
    saved: Path, monkeypatch: pytest.MonkeyPatch, number: int, left: float
) -> None:
    calls: list[Path] = []

    def stop(old: Path, new: Path) -> None:
        replace(old, new)
        calls.append(old)
        if len(calls) == number:
            raise KeyboardInterrupt

    replace = checkpoints.os.replace
    monkeypatch.setattr(checkpoints.os, "replace", stop)
    with pytest.raises(KeyboardInterrupt):
        save_checkpoint(saved, SETTINGS, parameters(6.0), stepped(1.0), POSITION)
    assert load(saved)[1]["0.bias"].tolist() == [left, left]


def cut(content: bytes) -> bytes:
    return content[: len(content) // 2]


def flipped(content: bytes) -> bytes:
    place = content.index(np.full(2, 5.0).tobytes())
    return content[:place] + b"\1" + content[place + 1 :]


def nothing(content: bytes) -> bytes:
    return b""


def text(content: bytes) -> bytes:
    return b"weights of mine"


@pytest.mark.parametrize("damage", [cut, flipped, nothing, text])
def test_a_damaged_one_is_refused_and_changes_nothing(
    saved: Path, damage: Callable[[bytes], bytes]
) -> None:
    saved.write_bytes(damage(saved.read_bytes()))
    into, optimizer = parameters(), fresh()
    with pytest.raises(CheckpointError, match=r"checkpoint\.npz is damaged: .* remove it to go on"):
        load_checkpoint(saved, SETTINGS, into, optimizer)
    assert (into["0.bias"].tolist(), optimizer.steps) == ([1.0, 1.0], {})
    assert before(saved).exists()


def test_arrays_that_were_exchanged_are_seen(saved: Path, tmp_path: Path) -> None:
    with np.load(saved) as archive:
        arrays = dict(archive)
    arrays["network/0.bias"] = arrays["network/0.bias"] + 1
    with saved.open("wb") as file:
        np.savez(file, **arrays)
    with pytest.raises(CheckpointError, match="its content has changed"):
        load(saved)


def test_a_position_that_was_changed_is_seen(saved: Path) -> None:
    with np.load(saved) as archive:
        arrays = dict(archive)
    rest = json.loads(arrays["rest"].tobytes())
    rest["position"]["batch"] += 1
    arrays["rest"] = np.frombuffer(json.dumps(rest).encode(), np.uint8)
    with saved.open("wb") as file:
        np.savez(file, **arrays)
    with pytest.raises(CheckpointError, match="its content has changed"):
        load(saved)


def test_one_of_another_training_is_refused(saved: Path) -> None:
    with pytest.raises(CheckpointError, match="of another training: it differs in seed"):
        load(saved, seed=4)


def test_one_of_another_network_is_refused(saved: Path) -> None:
    into = {"0.weight": np.ones((9, 9), np.float32), "0.bias": np.ones(2)}
    with pytest.raises(CheckpointError, match=r"of another network: 0\.weight differs"):
        load_checkpoint(saved, SETTINGS, into, fresh())
    assert into["0.bias"].tolist() == [1.0, 1.0]


def test_plain_weights_are_no_checkpoint(tmp_path: Path) -> None:
    path = tmp_path / "checkpoint.npz"
    with path.open("wb") as file:
        np.savez(file, **parameters())
    with pytest.raises(CheckpointError, match="is damaged"):
        load(path)


def test_where_there_is_none_it_is_said(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="there is no checkpoint"):
        load(tmp_path / "checkpoint.npz")


def test_whatever_byte_is_changed_the_error_names_the_file(saved: Path) -> None:
    content = saved.read_bytes()
    rng = np.random.default_rng(0)
    # The headers are where the readers of archives and arrays look first, and last.
    places = [*rng.integers(0, 300, 60), *(len(content) - rng.integers(1, 700, 140))]
    for place in places:
        byte = content[place] ^ int(rng.integers(1, 256))
        saved.write_bytes(content[:place] + bytes([byte]) + content[place + 1 :])
        into, told = parameters(), ""
        try:
            load_checkpoint(saved, SETTINGS, into, fresh())
        except CheckpointError as error:
            told = str(error)
        # A byte that nobody reads may change: a date, or a note.
        expected = [1.0, 1.0] if told else [5.0, 5.0]
        assert into["0.bias"].tolist() == expected
        assert not told or str(saved) in told
