"""What homework may read: Python, NumPy, the system's libraries, and its own files."""

import os
import site
import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..imports.frameworks import CPU, GPU, LIBRARIES, forbidden, parts_of, room_for

SYSTEM = (
    *("/bin", "/lib", "/lib32", "/lib64", "/sys/devices/system/cpu", "/nix/store", "/gnu/store"),
    *(f"/usr/{name}" for name in ("bin", "lib", "lib32", "lib64", "libexec", "share")),
    *("/usr/local/bin", "/usr/local/lib"),
)
# The parts of Python's installation, whose folder may hold other things, too.
OF_PYTHON = ("bin", "lib", "lib64", "share", "pyvenv.cfg")
SETTINGS = ("ld.so.cache", "ld.so.conf", "ld.so.conf.d", "localtime", "alternatives", "fonts")
# What the processor is like, which PyTorch looks up when it is imported.
PROCESSOR = "/proc/cpuinfo"
# By which NVIDIA's driver is reached, and what it tells of itself. CUDA maps all memory that there
# is, of the machine and of its GPUs, into one space of addresses.
OF_A_GPU = ("dev/nvidia*", "dev/nvidia-caps/*", "dev/dxg")
ABOUT_A_GPU = ("/proc/driver/nvidia", "/sys/bus/pci/devices", "/sys/devices", "/sys/module/nvidia")
ROOM_OF_A_GPU = 16 * 2**40
DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")


@dataclass(frozen=True)
class Places:
    """What a worker may read.

    Attributes
    ----------
    roots : files and directories, with all that is in them
    holes : the parts of these that may not be read
    own : what it may read all the same, except for holes in that
    devices : files of devices that it may use
    room : the bytes of address space that it needs besides what homework may take
    """

    roots: tuple[Path, ...]
    holes: tuple[Path, ...]
    own: tuple[Path, ...]
    devices: tuple[Path, ...] = ()
    room: int = 0


def places(
    home: str, own: Iterable[str], libraries: Collection[str] = (), device: str = CPU
) -> Places:
    """Return what a worker needs, without the judge and the frameworks beside it.

    Parameters
    ----------
    home
        The directory in which NumPy is installed.
    own
        What is this worker's own: its code, the files of the homework.
    libraries
        The frameworks whose arrays the homework computes with.
    device
        Where they are: "cpu" or "cuda".
    """
    prefixes = {sys.prefix, sys.exec_prefix, sys.base_prefix, sys.base_exec_prefix}
    installed = {home, *site.getsitepackages(sorted(prefixes))}
    python = [os.path.join(prefix, name) for prefix in sorted(prefixes) for name in OF_PYTHON]
    linked = filter(os.path.isabs, os.environ.get("LD_LIBRARY_PATH", "").split(os.pathsep))
    settings = [f"/etc/{name}" for name in SETTINGS]
    roots = real(*SYSTEM, *settings, *python, home, *linked)
    names = {*forbidden(()), *parts_of(LIBRARIES)} - set(parts_of(libraries))
    holes = real(*(os.path.join(place, name) for place in installed for name in names))
    room = room_for(libraries)
    devices: list[Path] = []
    if device == GPU and libraries:
        room += ROOM_OF_A_GPU
        devices = sorted(path for form in OF_A_GPU for path in Path("/").glob(form))
        roots += real(*ABOUT_A_GPU)
    return Places(tuple(roots), tuple(holes), tuple(map(Path, own)), tuple(devices), room)


def real(*paths: str) -> list[Path]:
    """Return the paths that exist, each once, with links resolved."""
    return list(dict.fromkeys(Path(os.path.realpath(it)) for it in paths if os.path.exists(it)))


def parts(readable: Places) -> list[Path]:
    """Return what may be read, in parts that have no hole in them."""
    found = [part for root in readable.roots for part in around(root, readable.holes)]
    for own in readable.own:
        found += around(own, holes_in(own))
    return found


def holes_in(own: Path) -> list[Path]:
    """Return what homework may not read beside its files: a clone of the judge, and secrets.

    A folder of the same name that belongs to the homework is not meant.
    """
    clone = [own / "scratchcnn"] if (own / "scratchcnn/scratchcnn/oracle").is_dir() else []
    if (own / "scratchcnn/oracle").is_dir():
        clone = [own / "scratchcnn", own / "reference"]
    return real(*map(str, (own / ".git", *clone)))


def around(root: Path, holes: Sequence[Path]) -> Iterator[Path]:
    """Yield the largest parts of a directory that have no hole in them."""
    inside = [hole for hole in holes if hole.is_relative_to(root)]
    if not inside:
        yield root
    elif root not in inside:
        for part in sorted(root.iterdir()):
            # A link would allow what it leads to: all of `lib`, where there is a `lib64` beside it.
            if not part.is_symlink():
                yield from around(part, inside)
