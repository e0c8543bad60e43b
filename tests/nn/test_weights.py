"""Weights in files: written whole, read back, and refused with the file's name."""

import os
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scratchcnn.nn.weights import WeightsError, load_weights, save_weights


def parameters() -> dict[str, Any]:
    return {
        "0.weight": np.arange(6, dtype=np.float32).reshape(2, 3),
        "0.bias": np.array([0.1, -0.0]),
    }


def refused(path: Path, message: str) -> None:
    """Assert that the file is refused with this message after its name, and nothing is changed."""
    target = parameters()
    with pytest.raises(WeightsError, match=f"^{re.escape(str(path))}{message}"):
        load_weights(path, target)
    for name, expected in parameters().items():
        np.testing.assert_array_equal(target[name], expected)


def test_weights_come_back_bit_by_bit(tmp_path: Path) -> None:
    save_weights(tmp_path / "weights.npz", parameters())
    found = {name: np.full_like(value, 9) for name, value in parameters().items()}
    load_weights(tmp_path / "weights.npz", found)
    for name, expected in parameters().items():
        assert found[name].tobytes() == expected.tobytes()


def test_the_file_has_the_given_name_whatever_its_ending(tmp_path: Path) -> None:
    save_weights(tmp_path / "weights.backup", parameters())
    assert [path.name for path in tmp_path.iterdir()] == ["weights.backup"]


def test_paths_may_be_strings(tmp_path: Path) -> None:
    save_weights(str(tmp_path / "weights.npz"), parameters())
    load_weights(str(tmp_path / "weights.npz"), parameters())


def test_saving_replaces_an_older_file(tmp_path: Path) -> None:
    path = tmp_path / "weights.npz"
    path.write_text("old")
    save_weights(path, parameters())
    load_weights(path, parameters())


def test_a_failure_while_saving_leaves_the_older_file_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full_disk(file: Any, **arrays: Any) -> None:
        file.write(b"half")
        raise OSError("No space left on device")

    path = tmp_path / "weights.npz"
    path.write_text("old")
    monkeypatch.setattr(np, "savez", full_disk)
    with pytest.raises(OSError, match="No space left"):
        save_weights(path, parameters())
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_the_file_appears_only_when_it_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, replaced = tmp_path / "weights.npz", []

    def replace(source: str, target: Path) -> None:
        assert not path.exists()
        load_weights(source, parameters())
        replaced.append((Path(source).parent, target))

    monkeypatch.setattr(os, "replace", replace)
    save_weights(path, parameters())
    assert replaced == [(tmp_path, path)]


def test_saving_pickles_nothing(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="allow_pickle=False"):
        save_weights(tmp_path / "weights.npz", {"0.weight": np.array([object()])})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"no archive", b"\x93NUMPY"])
def test_a_file_that_is_no_npz_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "weights.npz"
    path.write_bytes(content)
    refused(path, r" is not an \.npz file$")


def test_a_single_array_in_a_npy_file_is_refused(tmp_path: Path) -> None:
    np.save(tmp_path / "weights.npy", np.ones(3))
    refused(tmp_path / "weights.npy", r" is not an \.npz file$")


def test_pickled_objects_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "weights.npz"
    objects: dict[str, Any] = {"0.weight": np.array([object()]), "0.bias": np.ones(2)}
    np.savez(path, **objects)
    refused(path, " cannot be read: .*allow_pickle=False")


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "weights.npz"
    save_weights(path, parameters())
    content = bytearray(path.read_bytes())
    place = content.index(np.float32(5).tobytes())
    content[place] ^= 1
    path.write_bytes(content)
    refused(path, " cannot be read: Bad CRC-32")


def test_a_missing_parameter_is_named(tmp_path: Path) -> None:
    path = tmp_path / "weights.npz"
    save_weights(path, {"0.weight": parameters()["0.weight"]})
    refused(path, " holds no 0.bias$")


def test_an_unknown_parameter_is_named(tmp_path: Path) -> None:
    path = tmp_path / "weights.npz"
    save_weights(path, parameters() | {"7.bias": np.ones(1)})
    refused(path, " holds 7.bias, which the network does not have$")


def test_a_wrong_shape_is_named(tmp_path: Path) -> None:
    path = tmp_path / "weights.npz"
    save_weights(path, parameters() | {"0.bias": np.ones(3)})
    refused(
        path,
        r": 0\.bias must have the shape \(2,\) and dtype float64, got \(3,\) and float64$",
    )


def test_a_wrong_dtype_is_named(tmp_path: Path) -> None:
    path = tmp_path / "weights.npz"
    save_weights(path, parameters() | {"0.bias": np.ones(2, np.float32)})
    refused(path, r": 0\.bias must have .* dtype float64, got \(2,\) and float32$")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"nowhere\.npz"):
        load_weights(tmp_path / "nowhere.npz", parameters())
