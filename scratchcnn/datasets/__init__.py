"""MNIST digits: the full set, downloaded on demand, and a sample that ships with the package.

In comes the name of a data set; out go images and labels as arrays.
Imports nothing else of ours.

Examples
--------
>>> from scratchcnn.datasets import load
>>> load("sample").train_images.shape
(5000, 1, 28, 28)
"""

from scratchcnn.datasets.download import DownloadError, fetch
from scratchcnn.datasets.idx import IdxError, read_idx, write_idx
from scratchcnn.datasets.mnist import DATASET_NAMES, Dataset, load, read_dataset
from scratchcnn.datasets.provided import DatasetError

__all__ = [
    "DATASET_NAMES",
    "Dataset",
    "DatasetError",
    "DownloadError",
    "IdxError",
    "fetch",
    "load",
    "read_dataset",
    "read_idx",
    "write_idx",
]
