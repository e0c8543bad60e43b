"""Load the MNIST digits."""

import contextlib
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from scratchcnn.datasets.download import SHA256, fetch
from scratchcnn.datasets.idx import read_idx
from scratchcnn.datasets.provided import DatasetError

Floats = npt.NDArray[np.floating[Any]]

DATASET_NAMES: Final = ("mnist", "sample")
IMAGE_SHAPE: Final = (28, 28)
CLASS_COUNT: Final = 10


@dataclass(frozen=True, eq=False)
class Dataset:
    """Digits to train on and digits to test on.

    Attributes
    ----------
    train_images, test_images : ndarray of float32 (or the dtype given to `load`)
        Shape (N, 1, 28, 28), from 0 (background) to 1 (ink).
    train_labels, test_labels : ndarray of int64
        Shape (N,), from 0 to 9.
    """

    train_images: Floats
    train_labels: npt.NDArray[np.int64]
    test_images: Floats
    test_labels: npt.NDArray[np.int64]


def load(name: str, *, dtype: npt.DTypeLike = np.float32) -> Dataset:
    """Load a dataset by name.

    Parameters
    ----------
    name : {"mnist", "sample"}
        "mnist" is the full set, 60,000 and 10,000 digits, found or downloaded by `fetch`.
        "sample" is the first 5,000 and 1,000 of them, which ship with the package.
    dtype : dtype, optional
        The floating-point type of the images.

    Returns
    -------
    Dataset

    Raises
    ------
    ValueError
        If the name is unknown, or `dtype` is not a floating-point type.
    IdxError, DatasetError
        If a file is damaged or does not hold what its name says (both are ValueErrors).
    DownloadError
        If a file cannot be found or downloaded (an OSError).

    Examples
    --------
    >>> sample = load("sample")
    >>> sample.train_images.shape, sample.train_images.dtype
    ((5000, 1, 28, 28), dtype('float32'))
    >>> sample.test_labels[:5]
    array([7, 2, 1, 0, 4])
    """
    if name not in DATASET_NAMES:
        raise ValueError(f"unknown dataset {name!r}, choose from: {', '.join(DATASET_NAMES)}")
    if name == "mnist":
        return read_dataset(*(fetch(file_name) for file_name in SHA256), dtype=dtype)
    folder = resources.files("scratchcnn.datasets") / "sample"
    with contextlib.ExitStack() as stack:
        files = [stack.enter_context(resources.as_file(folder / file_name)) for file_name in SHA256]
        return read_dataset(*files, dtype=dtype)


def read_dataset(
    train_images: Path,
    train_labels: Path,
    test_images: Path,
    test_labels: Path,
    *,
    dtype: npt.DTypeLike = np.float32,
) -> Dataset:
    """Read a dataset from four IDX files.

    Parameters
    ----------
    train_images, train_labels, test_images, test_labels : Path
        The files, each as `read_idx` takes it.
    dtype : dtype, optional
        The floating-point type of the images.

    Returns
    -------
    Dataset

    Raises
    ------
    ValueError
        If `dtype` is not a floating-point type.
    IdxError
        If a file is not well-formed IDX.
    DatasetError
        If images are not 28x28, labels are not in 0..9, or there is not one label for each
        image. The message names the file.
    """
    if not np.issubdtype(dtype, np.floating):
        raise ValueError(f"dtype of images must be floating-point, got {np.dtype(dtype)}")
    return Dataset(
        *_read_split(train_images, train_labels, dtype),
        *_read_split(test_images, test_labels, dtype),
    )


def _read_split(
    images_path: Path, labels_path: Path, dtype: npt.DTypeLike
) -> tuple[Floats, npt.NDArray[np.int64]]:
    pixels = read_idx(images_path)
    if pixels.shape[1:] != IMAGE_SHAPE:
        raise DatasetError(f"{images_path}: found shape {pixels.shape}, expected (N, 28, 28)")
    labels = read_idx(labels_path)
    if labels.ndim != 1:
        raise DatasetError(f"{labels_path}: found shape {labels.shape}, expected (N,)")
    if len(labels) != len(pixels):
        raise DatasetError(
            f"{labels_path}: found {len(labels)} labels, "
            f"expected {len(pixels)}, one for each image of {images_path}"
        )
    (outside,) = np.nonzero(labels >= CLASS_COUNT)
    if outside.size:
        first = outside[0]
        raise DatasetError(
            f"{labels_path}: found label {labels[first]} at index {first}, expected 0 to 9"
        )
    images: Floats = pixels[:, np.newaxis].astype(dtype)
    images /= 255
    return images, labels.astype(np.int64)
