"""What homework may read: Python, NumPy, the system's libraries, and its own files."""

import os
import site
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from .frameworks import FRAMEWORKS

SYSTEM = ("/usr", "/bin", "/lib", "/lib32", "/lib64", "/sys/devices/system/cpu")
SETTINGS = ("ld.so.cache", "ld.so.conf", "ld.so.conf.d", "localtime", "alternatives", "fonts")
DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")
# What PyTorch consists of besides the package of its name.
PARTS_OF_FRAMEWORKS = ("functorch", "nvidia", "torchgen", "triton")


@dataclass(frozen=True)
class Places:
    """What a worker may read.

    Attributes
    ----------
    roots : files and directories, with all that is in them
    holes : what of it nobody may read
    own : what it may read all the same
    """

    roots: tuple[Path, ...]
    holes: tuple[Path, ...]
    own: tuple[Path, ...]


def places(home: str, own: Iterable[str]) -> Places:
    """Return what a worker needs, without the judge and the frameworks beside it.

    Parameters
    ----------
    home
        The directory in which NumPy is installed.
    own
        What is this worker's own: its code, the files of the homework.
    """
    prefixes = {sys.prefix, sys.exec_prefix, sys.base_prefix, sys.base_exec_prefix}
    libraries = {home, *site.getsitepackages(sorted(prefixes))}
    linked = [it for it in os.environ.get("LD_LIBRARY_PATH", "").split(os.pathsep) if it]
    settings = [f"/etc/{name}" for name in SETTINGS]
    roots = dict.fromkeys(
        Path(os.path.realpath(it))
        for it in (*SYSTEM, *settings, *sorted(prefixes), home, *linked)
        if os.path.exists(it)
    )
    names = (*FRAMEWORKS, *PARTS_OF_FRAMEWORKS)
    holes = (Path(os.path.realpath(library)) / name for library in libraries for name in names)
    return Places(
        tuple(roots),
        tuple(sorted({hole for hole in holes if hole.exists()})),
        tuple(map(Path, own)),
    )


def around(root: Path, holes: Sequence[Path]) -> Iterator[Path]:
    """Yield the largest parts of a directory that have no hole in them."""
    inside = [hole for hole in holes if hole.is_relative_to(root)]
    if not inside:
        yield root
    elif root not in inside:
        for part in sorted(root.iterdir()):
            # A link allows what it leads to: all of `lib`, where there is a `lib64` beside it.
            real = Path(os.path.realpath(part))
            if real == part or not real.is_relative_to(root):
                yield from around(real, holes)
