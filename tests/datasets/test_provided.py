"""The MNIST files as people have them: unpacked, packed again, and under other names."""

import gzip
import hashlib
import os
import tracemalloc
from pathlib import Path

import pytest
from mirrors import NAME, SHA256

from scratchcnn.datasets import DatasetError, fetch, load
from scratchcnn.datasets.download import SHA256 as PUBLISHED
from scratchcnn.datasets.provided import CONTENTS, Content, provided

IMAGES = "train-images-idx3-ubyte.gz"
HELD = bytes(range(256)) * 4
CONTENT = Content(len(HELD), hashlib.sha256(HELD).hexdigest())


@pytest.mark.parametrize(
    ("name", "level"),
    [
        ("train-images-idx3-ubyte.gz", 9),
        ("train-images-idx3-ubyte.gz", 1),
        ("train-images.idx3-ubyte.gz", 5),
        ("train-images-idx3-ubyte", None),
        ("train-images.idx3-ubyte", None),
        ("train-images-idx3-ubyte/train-images-idx3-ubyte", None),
        ("train-images-idx3-ubyte/train-images.idx3-ubyte", None),
    ],
)
def test_a_file_is_found_by_its_content(tmp_path: Path, name: str, level: int | None) -> None:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(HELD if level is None else gzip.compress(HELD, level))
    assert provided(tmp_path, IMAGES, CONTENT) == path


def test_a_folder_without_the_file_has_none(tmp_path: Path) -> None:
    (tmp_path / "train-labels-idx1-ubyte").write_bytes(HELD)
    assert provided(tmp_path, IMAGES, CONTENT) is None


def test_a_damaged_file_does_not_hide_a_right_one_beside_it(tmp_path: Path) -> None:
    (tmp_path / IMAGES).write_bytes(gzip.compress(HELD)[:-9])
    (tmp_path / "train-images.idx3-ubyte").write_bytes(HELD)
    assert provided(tmp_path, IMAGES, CONTENT) == tmp_path / "train-images.idx3-ubyte"


@pytest.mark.parametrize(
    ("name", "held", "message"),
    [
        (IMAGES, gzip.compress(gzip.compress(HELD)), "found gzip within gzip: unpack it once"),
        ("train-images-idx3-ubyte", gzip.compress(HELD), "found gzip, named as if unpacked"),
        (IMAGES, gzip.compress(HELD)[:-9], "found damaged gzip data"),
        (IMAGES, HELD, "starts with 0x0001, expected gzip"),
        ("train-images-idx3-ubyte", HELD[:-1], "found 1023 bytes, expected 1024 once unpacked"),
        ("train-images-idx3-ubyte", HELD + b"1", "found more bytes, expected 1024"),
        ("train-images-idx3-ubyte", HELD[:-1] + b"1", "found content of sha256 .*, expected"),
    ],
)
def test_a_file_that_holds_something_else_is_told(
    tmp_path: Path, name: str, held: bytes, message: str
) -> None:
    (tmp_path / name).write_bytes(held)
    with pytest.raises(DatasetError, match=rf"{name}: .*{message}"):
        provided(tmp_path, IMAGES, CONTENT)


def test_a_bomb_is_read_no_further_than_the_file_is_long(tmp_path: Path) -> None:
    (tmp_path / IMAGES).write_bytes(gzip.compress(bytes(2**26)))
    tracemalloc.start()
    with pytest.raises(DatasetError, match="found more bytes"):
        provided(tmp_path, IMAGES, CONTENT)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2**22


def test_the_named_folder_may_hold_another_packing(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCRATCHCNN_DATA", str(tmp_path))
    (tmp_path / NAME).write_bytes(gzip.compress(HELD))
    found = fetch(NAME, sha256=SHA256, contents={NAME: CONTENT}, mirrors=[], cache=cache)
    assert found == tmp_path / NAME


def test_a_wrong_file_in_the_named_folder_is_told_with_what_to_do(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCRATCHCNN_DATA", str(tmp_path))
    (tmp_path / NAME).write_bytes(gzip.compress(gzip.compress(HELD)))
    with pytest.raises(DatasetError, match=r"gzip within gzip.*; replace the file or unset SCRAT"):
        fetch(NAME, sha256=SHA256, contents={NAME: CONTENT}, mirrors=[], cache=cache)


def test_every_published_file_has_a_content() -> None:
    assert list(CONTENTS) == list(PUBLISHED)


@pytest.mark.skipif(not os.environ.get("SCRATCHCNN_DATA"), reason="SCRATCHCNN_DATA is not set")
def test_the_full_set_is_loaded_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Path(os.environ["SCRATCHCNN_DATA"])
    for name in PUBLISHED:
        unpacked = gzip.decompress((folder / name).read_bytes())
        (tmp_path / name.removesuffix(".gz").replace("-idx", ".idx")).write_bytes(unpacked)
    monkeypatch.setenv("SCRATCHCNN_DATA", str(tmp_path))
    assert load("mnist").train_images.shape == (60000, 1, 28, 28)
