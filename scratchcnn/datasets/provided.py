"""The MNIST files that somebody has put into a folder, under whatever name and however packed."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from scratchcnn.datasets.idx import GZIP_MAGIC, IdxError, read_content


class DatasetError(ValueError):
    """A file is not the MNIST file its name says."""


@dataclass(frozen=True)
class Content:
    """What a file holds once it is unpacked.

    Attributes
    ----------
    size : int
        In bytes.
    sha256 : str
        Its checksum, in hexadecimal.
    """

    size: int
    sha256: str


# Of the unpacked files, by the names of the packed ones.
CONTENTS: Final[Mapping[str, Content]] = {
    "train-images-idx3-ubyte.gz": Content(
        47_040_016, "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"
    ),
    "train-labels-idx1-ubyte.gz": Content(
        60_008, "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"
    ),
    "t10k-images-idx3-ubyte.gz": Content(
        7_840_016, "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"
    ),
    "t10k-labels-idx1-ubyte.gz": Content(
        10_008, "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"
    ),
}


def provided(folder: Path, name: str, content: Content) -> Path | None:
    """Return a file of a folder that holds this content, or None if there is none of its names.

    Parameters
    ----------
    folder : Path
        Where to look.
    name : str
        The file's published name, which ends in ``.gz``.
    content : Content
        What it has to hold: whoever packs a file again gets other bytes.

    Raises
    ------
    DatasetError
        If there are files of its names, and none of them holds that. The message says why, of
        each.
    """
    problems = []
    for path in spellings(folder, name):
        problem = what_is_wrong(path, content)
        if problem is None:
            return path
        problems.append(problem)
    if problems:
        raise DatasetError("; ".join(problems))
    return None


def spellings(folder: Path, name: str) -> Iterator[Path]:
    """Yield the files that are there of those a folder may hold in place of a published one.

    Some programs write a dot for the last dash but one, some put what they unpack into a folder of
    the file's name.
    """
    plain = name.removesuffix(".gz")
    dotted = plain.replace("-idx", ".idx")
    for found in (name, plain, f"{dotted}.gz", dotted):
        for path in (folder / found, folder / found / plain, folder / found / dotted):
            if path.is_file():
                yield path


def what_is_wrong(path: Path, content: Content) -> str | None:
    """Return why a file is not the one that holds this content, or None if it is."""
    try:
        found = read_content(path, content.size + 1)
    except IdxError as error:
        return str(error)
    if found.startswith(GZIP_MAGIC):
        packed = path.suffix.lower() == ".gz"
        within = "gzip within gzip: unpack it once" if packed else "gzip, named as if unpacked"
        return f"{path}: found {within}"
    if len(found) != content.size:
        size = f"{len(found)} bytes" if len(found) < content.size else "more bytes"
        return f"{path}: found {size}, expected {content.size} once unpacked"
    sha256 = hashlib.sha256(found).hexdigest()
    if sha256 != content.sha256:
        return f"{path}: found content of sha256 {sha256}, expected {content.sha256}"
    return None
