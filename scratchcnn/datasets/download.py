"""Find the MNIST files on this machine, or download them."""

import contextlib
import logging
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import pooch  # type: ignore[import-untyped]  # pooch ships no types
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn

from scratchcnn.datasets.provided import CONTENTS, Content, DatasetError, provided

DATA_VARIABLE: Final = "SCRATCHCNN_DATA"
MIRRORS: Final = (
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
)
# In the order of the arguments of mnist.read_dataset.
SHA256: Final[Mapping[str, str]] = {
    "train-images-idx3-ubyte.gz": (
        "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"
    ),
    "train-labels-idx1-ubyte.gz": (
        "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"
    ),
    "t10k-images-idx3-ubyte.gz": (
        "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"
    ),
    "t10k-labels-idx1-ubyte.gz": (
        "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"
    ),
}
# pooch flushes after every chunk, so its default of 1 KiB makes a download needlessly slow.
DOWNLOAD_CHUNK_BYTES: Final = 64 * 1024


class DownloadError(OSError):
    """A file could not be downloaded from any mirror, or not be written to the cache."""


def fetch(
    name: str,
    *,
    sha256: Mapping[str, str] = SHA256,
    contents: Mapping[str, Content] = CONTENTS,
    mirrors: Sequence[str] = MIRRORS,
    cache: Path | None = None,
) -> Path:
    """Return the path of an MNIST file, downloading it if it is not on this machine.

    Looks in the folder that the environment variable SCRATCHCNN_DATA names, then in the
    cache, then asks each mirror in turn. In that folder a file may be unpacked, packed again,
    or have a dot for a dash in its name (``train-images.idx3-ubyte``): what it holds is
    checked. A download reaches the cache only once it is whole and its checksum is right.

    Parameters
    ----------
    name : str
        The file's name, a key of `sha256`.
    sha256 : mapping of str to str, optional
        The checksum of each file as it is published, in hexadecimal.
    contents : mapping of str to Content, optional
        Size and checksum of what each file holds once it is unpacked.
    mirrors : sequence of str, optional
        Addresses of folders that hold the files.
    cache : Path, optional
        The folder for downloads; by default ``scratchcnn`` in the user's cache.

    Returns
    -------
    Path
        A file with the right content, as `read_idx` takes it.

    Raises
    ------
    ValueError
        If `name` is not a key of `sha256`.
    DatasetError
        If the file in the SCRATCHCNN_DATA folder holds something else.
    DownloadError
        If every mirror failed, or the cache cannot be written. The message says what to do.
    """
    if name not in sha256:
        raise ValueError(f"unknown file {name!r}, choose from: {', '.join(sha256)}")
    data_folder = os.environ.get(DATA_VARIABLE)
    if data_folder:
        found = _provided(Path(data_folder), name, sha256[name], contents.get(name))
        if found is not None:
            return found
    cache = Path(pooch.os_cache("scratchcnn")) if cache is None else cache
    cached = cache / name
    if not (cached.is_file() and pooch.file_hash(cached) == sha256[name]):
        _download(cached, sha256[name], mirrors)
    return cached


def _provided(folder: Path, name: str, sha256: str, content: Content | None) -> Path | None:
    """Return the file of the folder that SCRATCHCNN_DATA names, or None if it has none."""
    published = folder / name
    if published.is_file():
        found = pooch.file_hash(published)
        if found == sha256:
            return published
        if content is None:
            raise DatasetError(
                f"{published}: found sha256 {found}, expected {sha256}; "
                f"replace the file or unset {DATA_VARIABLE}"
            )
    if content is None:
        return None
    try:
        return provided(folder, name, content)
    except DatasetError as error:
        raise DatasetError(f"{error}; replace the file or unset {DATA_VARIABLE}") from None


def _download(target: Path, sha256: str, mirrors: Sequence[str]) -> None:
    """Download the file from the first mirror that delivers it whole."""
    way_out = f"Set {DATA_VARIABLE} to a folder that holds the files, or use --dataset sample."
    named = os.environ.get(DATA_VARIABLE)
    if named:
        way_out = f"{DATA_VARIABLE} is {named}, which holds no {target.name}. {way_out}"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=target.parent):
            pass
    except OSError as error:
        raise DownloadError(
            f"cannot write to the cache {target.parent}: {error}\n{way_out}"
        ) from error
    failures = []
    for mirror in mirrors:
        url = f"{mirror.rstrip('/')}/{target.name}"
        try:
            _download_from(url, target, sha256)
        except (OSError, ValueError) as error:  # requests derives its errors from OSError
            failures.append(f"  {url}: {_reason(error)}")
        else:
            return
    raise DownloadError("\n".join([f"could not download {target.name}:", *failures, way_out]))


def _reason(error: Exception) -> str:
    """Return the root cause of an error of requests, which wraps one of urllib3."""
    inner: object = error
    while True:
        wrapped = getattr(inner, "reason", None) or getattr(inner, "original_error", None)
        arguments = getattr(inner, "args", ())
        if wrapped is None and arguments and isinstance(arguments[0], Exception):
            wrapped = arguments[0]
        if wrapped is None or isinstance(wrapped, str):
            break
        inner = wrapped
    texts = [one for one in getattr(inner, "args", ()) if isinstance(one, str)]
    text = texts[-1] if texts else str(inner)
    # Where it says "HTTPSConnection(host=...): Failed to resolve ...", the address is told already.
    return text.partition("): ")[2] or text


def _download_from(url: str, target: Path, sha256: str) -> None:
    with _silenced_pooch(), _progress_bar(target.name) as bar:
        downloader = pooch.HTTPDownloader(progressbar=bar, chunk_size=DOWNLOAD_CHUNK_BYTES)
        pooch.retrieve(
            url, known_hash=sha256, fname=target.name, path=target.parent, downloader=downloader
        )


@contextlib.contextmanager
def _silenced_pooch() -> Iterator[None]:
    """Silence pooch's log messages in this context, and restore its level afterwards."""
    logger: logging.Logger = pooch.get_logger()
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)


class _RichBar:
    """The four attributes pooch asks of a progress bar, drawn by rich."""

    def __init__(self, progress: Progress, label: str) -> None:
        self.total = 0
        self._progress = progress
        self._task = progress.add_task(label, total=None)

    def update(self, byte_count: int) -> None:
        self._progress.update(self._task, total=self.total or None, advance=byte_count)

    def reset(self) -> None:
        self._progress.reset(self._task)

    def close(self) -> None:
        """Leave closing to `_progress_bar`: pooch calls this only after a success."""


@contextlib.contextmanager
def _progress_bar(label: str) -> Iterator[_RichBar]:
    """Show a bar on stderr while a file downloads, and nothing if stderr is not a terminal."""
    console = Console(stderr=True, force_terminal=sys.stderr.isatty())
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn())
    # Transient, or the bar of a mirror that failed would stay above that of the next.
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as progress:
        yield _RichBar(progress, label)
