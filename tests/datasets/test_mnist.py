"""MNIST: the sample, the full set, and what is refused when they are put together."""

import dataclasses
import gzip
import os
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from scratchcnn.datasets import (
    DatasetError,
    IdxError,
    load,
    read_dataset,
    read_idx,
    write_idx,
)
from scratchcnn.datasets.download import SHA256
from scratchcnn.datasets.make_sample import SAMPLE_FOLDER, main, make_sample

DIGITS = np.arange(2 * 28 * 28, dtype=np.uint8).reshape(2, 28, 28)
LABELS = np.array([9, 0], dtype=np.uint8)


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Four small files in the order that `read_dataset` takes them."""
    paths = [tmp_path / name for name in SHA256]
    for path, array in zip(paths, [DIGITS, LABELS, DIGITS[:1], LABELS[:1]], strict=True):
        write_idx(path, array)
    return paths


@pytest.fixture
def full_set() -> Path:
    """The folder of the full set; checked here so that no test goes to the network."""
    if not os.environ.get("SCRATCHCNN_DATA"):
        pytest.skip("needs the full MNIST set: SCRATCHCNN_DATA is not set")
    folder = Path(os.environ["SCRATCHCNN_DATA"])
    assert [name for name in SHA256 if not (folder / name).is_file()] == []
    return folder


@pytest.fixture
def small_full_set(files: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the small files stand for the full set."""
    by_name = {path.name: path for path in files}
    monkeypatch.setattr("scratchcnn.datasets.mnist.fetch", by_name.__getitem__)
    monkeypatch.setattr("scratchcnn.datasets.make_sample.fetch", by_name.__getitem__)


def test_an_unknown_name_is_refused_with_the_choices() -> None:
    with pytest.raises(ValueError, match="unknown dataset 'emnist', choose from: mnist, sample"):
        load("emnist")


def test_the_sample_has_5000_training_and_1000_test_digits() -> None:
    sample = load("sample")
    shapes = [getattr(sample, field.name).shape for field in dataclasses.fields(sample)]
    assert shapes == [(5000, 1, 28, 28), (5000,), (1000, 1, 28, 28), (1000,)]


def test_the_sample_has_the_documented_types() -> None:
    sample = load("sample")
    types = [getattr(sample, field.name).dtype for field in dataclasses.fields(sample)]
    assert types == [np.float32, np.int64, np.float32, np.int64]


def test_the_sample_fills_the_range_from_0_to_1() -> None:
    images = load("sample").train_images
    assert (images.min(), images.max()) == (0.0, 1.0)


def test_the_sample_holds_every_digit() -> None:
    sample = load("sample")
    assert np.unique(sample.train_labels).tolist() == list(range(10))
    assert np.unique(sample.test_labels).tolist() == list(range(10))


def test_the_sample_ships_with_its_licence() -> None:
    assert "Attribution-Share Alike 3.0" in (SAMPLE_FOLDER / "LICENSE").read_text("utf-8")


def test_images_are_the_pixels_divided_by_255(files: list[Path]) -> None:
    images = read_dataset(*files, dtype=np.float64).train_images
    np.testing.assert_array_equal(images, DIGITS[:, np.newaxis] / 255, strict=True)


def test_labels_keep_their_order(files: list[Path]) -> None:
    assert read_dataset(*files).train_labels.tolist() == [9, 0]


def test_test_digits_come_from_the_test_files(files: list[Path]) -> None:
    dataset = read_dataset(*files)
    assert (len(dataset.test_images), dataset.test_labels.tolist()) == (1, [9])


def test_a_dataset_cannot_be_reassigned(files: list[Path]) -> None:
    dataset = read_dataset(*files)
    with pytest.raises(dataclasses.FrozenInstanceError):
        dataset.train_labels = dataset.test_labels  # type: ignore[misc]  # what is under test


@pytest.mark.parametrize("name", ["mnist", "sample"])
@pytest.mark.usefixtures("small_full_set")
def test_load_honours_the_dtype(name: str) -> None:
    assert load(name, dtype=np.float64).train_images.dtype == np.float64


def test_a_dtype_that_cannot_hold_fractions_is_refused() -> None:
    with pytest.raises(ValueError, match="must be floating-point, got uint8"):
        load("sample", dtype=np.uint8)


@pytest.mark.usefixtures("small_full_set")
def test_mnist_is_read_from_the_files_that_fetch_finds() -> None:
    assert len(load("mnist").train_images) == len(DIGITS)


@pytest.mark.parametrize("broken", [0, 2], ids=["train", "test"])
def test_images_of_another_size_are_refused(files: list[Path], broken: int) -> None:
    write_idx(files[broken], DIGITS[:, :, :27])
    message = rf"{files[broken].name}: found shape \(2, 28, 27\), expected \(N, 28, 28\)"
    with pytest.raises(DatasetError, match=message):
        read_dataset(*files)


@pytest.mark.parametrize(
    ("broken", "content", "shape"),
    [(0, LABELS, r"\(2,\)"), (1, DIGITS, r"\(2, 28, 28\)")],
    ids=["labels as images", "images as labels"],
)
def test_a_file_of_the_other_kind_is_refused(
    files: list[Path], broken: int, content: npt.NDArray[np.uint8], shape: str
) -> None:
    write_idx(files[broken], content)
    with pytest.raises(DatasetError, match=f"{files[broken].name}: found shape {shape}, expected"):
        read_dataset(*files)


@pytest.mark.parametrize("broken", [1, 3], ids=["train", "test"])
def test_a_number_of_labels_other_than_that_of_images_is_refused(
    files: list[Path], broken: int
) -> None:
    write_idx(files[broken], np.zeros(7, np.uint8))
    message = f"{files[broken].name}: found 7 labels, expected .*{files[broken - 1].name}"
    with pytest.raises(DatasetError, match=message):
        read_dataset(*files)


@pytest.mark.parametrize("broken", [1, 3], ids=["train", "test"])
def test_a_label_above_9_is_refused(files: list[Path], broken: int) -> None:
    labels = read_idx(files[broken])
    labels[-1] = 10
    write_idx(files[broken], labels)
    message = f"{files[broken].name}: found label 10 at index {len(labels) - 1}, expected 0 to 9"
    with pytest.raises(DatasetError, match=message):
        read_dataset(*files)


def test_a_damaged_file_is_refused(files: list[Path]) -> None:
    files[3].write_bytes(files[3].read_bytes()[:-5])
    with pytest.raises(IdxError, match=files[3].name):
        read_dataset(*files)


@pytest.mark.usefixtures("small_full_set")
def test_a_sample_is_the_first_digits(tmp_path: Path) -> None:
    make_sample(tmp_path / "made", train=1, test=1)
    made = [read_idx(tmp_path / "made" / name) for name in SHA256]
    for array, expected in zip(made, [DIGITS, LABELS, DIGITS, LABELS], strict=True):
        np.testing.assert_array_equal(array, expected[:1], strict=True)


@pytest.mark.parametrize(
    ("train", "test", "message"),
    [
        (3, 1, "train-images.* cannot take 3 digits, expected 1 to 2"),
        (1, 0, "t10k-images.* cannot take 0 digits, expected 1 to 1"),
        (-1, 1, "train-images.* cannot take -1 digits"),
    ],
)
@pytest.mark.usefixtures("small_full_set")
def test_a_sample_of_more_digits_than_there_are_is_refused(
    tmp_path: Path, train: int, test: int, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        make_sample(tmp_path / "made", train=train, test=test)


@pytest.mark.usefixtures("small_full_set")
def test_a_refused_sample_writes_nothing(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="cannot take"):
        make_sample(tmp_path / "made", train=1, test=99)
    assert not (tmp_path / "made").exists()


@pytest.mark.usefixtures("small_full_set")
def test_the_command_makes_the_sample_it_is_asked_for(tmp_path: Path) -> None:
    main(["--train", "2", "--test", "1", "--output", str(tmp_path / "made")])
    counts = [len(read_idx(tmp_path / "made" / name)) for name in SHA256]
    assert counts == [2, 2, 1, 1]


@pytest.mark.usefixtures("small_full_set")
def test_the_command_reports_an_error_without_a_traceback(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as exit_info:
        main(["--train", "3", "--output", str(tmp_path / "made")])
    assert exit_info.value.code == 1
    assert "make_sample: train-images" in capsys.readouterr().err


@pytest.mark.usefixtures("full_set")
def test_the_full_set_has_60000_training_and_10000_test_digits() -> None:
    dataset = load("mnist")
    shapes = [getattr(dataset, field.name).shape for field in dataclasses.fields(dataset)]
    assert shapes == [(60000, 1, 28, 28), (60000,), (10000, 1, 28, 28), (10000,)]


@pytest.mark.usefixtures("full_set")
def test_the_full_set_has_the_published_number_of_each_test_digit() -> None:
    counts = np.bincount(load("mnist").test_labels).tolist()
    assert counts == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]


@pytest.mark.usefixtures("full_set")
def test_the_sample_that_ships_is_the_one_the_script_makes(tmp_path: Path) -> None:
    make_sample(tmp_path)
    for name in SHA256:
        # Another zlib build may compress to other bytes, so only the contents must agree.
        made, shipped = (
            gzip.decompress((d / name).read_bytes()) for d in (tmp_path, SAMPLE_FOLDER)
        )
        assert made == shipped, name
