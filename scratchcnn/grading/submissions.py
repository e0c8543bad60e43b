"""What a class has handed in: every file, folder or archive in one place is a submission."""

import hashlib
import io
import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path, PurePosixPath
from typing import IO

from scratchcnn.grading.archives import BadArchive, members, names

SUFFIXES = (".py", ".ipynb", ".md", ".markdown", ".qmd", ".rmd")
# What `scratchcnn check` reads in a folder.
IN_FOLDERS = (".py", ".ipynb", ".qmd", ".rmd")
ARCHIVES = (".zip",)
# Of those that lie in a submission, so many are opened, and none that lies in one of them.
MOST_ARCHIVES = 20
# Archives that are not opened, and what is compressed by itself.
UNOPENED = (
    *(".tar", ".gz", ".tgz", ".bz2", ".tbz", ".tbz2", ".xz", ".txz", ".zst", ".tzst", ".lzma"),
    *(".z", ".rar", ".7z", ".zipx", ".ace", ".arj", ".cab", ".lha", ".lzh", ".iso", ".dmg"),
)
LARGEST = 50 * 2**20
MOST_FILES = 1000
SKIPPED = ("__pycache__", "__MACOSX", "node_modules", "site-packages")


class Refused(Exception):
    """A submission is refused; the message is a sentence for its author."""


@dataclass(frozen=True)
class Submission:
    """The content of one submission, read once.

    Attributes
    ----------
    name : that of its file or folder
    files : path below the submission, with "/" -> content; a single file has its own name
    folder : whether it is judged as a folder
    problem : why it could not be read, None otherwise
    left_out : of the archives in it, those that were not or could not be read, in sentences
    """

    name: str
    files: tuple[tuple[str, bytes], ...] = ()
    folder: bool = False
    problem: str | None = None
    left_out: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """A hash of all of it."""
        parts = hashlib.sha256()
        for text in (self.name, str(self.folder), self.problem or "", *self.left_out):
            part(parts, text.encode("utf-8", "surrogateescape"))
        for path, content in self.files:
            part(parts, path.encode("utf-8", "surrogateescape"))
            part(parts, content)
        return parts.hexdigest()


def part(digest: "hashlib._Hash", content: bytes) -> None:
    """Add bytes to a hash with their length, so that two cannot be taken for one."""
    digest.update(len(content).to_bytes(8, "big"))
    digest.update(content)


def places(root: Path) -> list[Path]:
    """Return where the submissions of a class are, in order; hidden files are left out."""
    with os.scandir(root) as entries:
        names = sorted(entry.name for entry in entries)
    return [root / name for name in names if not name.startswith(".") and name not in SKIPPED]


def collect(place: Path) -> Submission:
    """Read one submission, without running or following anything in it."""
    try:
        kind = place.lstat().st_mode
        if stat.S_ISDIR(kind):
            others = (inside(path, place) for path in files_below(place, UNOPENED))
            return several(place.name, in_folder(place), archives_in_folder(place), others)
        if not stat.S_ISREG(kind):
            raise Refused("is neither a file nor a folder")
        if place.suffix.lower() == ".zip":
            unopened = filter(is_wanted, names(place, UNOPENED))
            return several(place.name, in_archive(place), archives_in_archive(place), unopened)
        if place.suffix.lower() not in SUFFIXES:
            raise Refused(f"is not a {', '.join(SUFFIXES)} or .zip file")
        return Submission(place.name, ((place.name, content_of(place)),))
    except (Refused, BadArchive) as error:
        return Submission(place.name, problem=f"{place.name} {error}")
    except OSError as error:
        return Submission(
            place.name, problem=f"{place.name} cannot be read: {error.strerror or error}"
        )


def several(
    name: str,
    files: Iterator[tuple[str, bytes]],
    archives: Iterator[tuple[str, IO[bytes]]],
    unopened: Iterator[str],
) -> Submission:
    """Return the submission of these files, and of those in the archives beside them.

    Parameters
    ----------
    name : of the submission
    files, archives : their paths, and what they hold
    unopened : the paths of archives that nobody opens
    """
    taken = dict(limited(files))
    left_out = told(unopened, "which is no .zip archive, and not opened")
    try:
        for path, content in limited(
            chain(list(taken.items()), unpacked(archives, taken, left_out))
        ):
            taken.setdefault(path, content)
    except Refused as error:
        # The files beside them are homework all the same.
        left_out.append(f"the rest of its archives: with them it {error}")
    for path in taken:
        if not taken.keys().isdisjoint(map(str, PurePosixPath(path).parents)):
            raise Refused(f"holds a file and a folder of one name, above {path!r:.100}")
    if left_out and not taken:
        raise Refused(f"holds no homework but {'; '.join(left_out)}")
    return Submission(name, tuple(taken.items()), folder=True, left_out=tuple(left_out))


def told(paths: Iterator[str], why: str) -> list[str]:
    """Return a sentence for each archive that is not opened; for the last of too many, one."""
    found = [f"{path}, {why}" for path in islice(paths, MOST_ARCHIVES)]
    more = sum(1 for _ in paths)
    return [*found, f"{more} more of such archives"] if more else found


def unpacked(
    archives: Iterator[tuple[str, IO[bytes]]], taken: Mapping[str, bytes], left_out: list[str]
) -> Iterator[tuple[str, bytes]]:
    """Yield the homework in archives, each as a folder of its name.

    Parameters
    ----------
    archives : their paths in the submission, and the archives
    taken : the files of the submission so far; what has been unpacked beside its archive is one
    left_out : gets a sentence for each archive that cannot be read
    """
    path = ""
    try:
        for number, (path, file) in enumerate(archives):
            if number == MOST_ARCHIVES:
                left_out.append(f"more than {MOST_ARCHIVES} archives: the others are not read")
                return
            try:
                for inner, content in homework(members(file, IN_FOLDERS, LARGEST)):
                    if taken.get(str(PurePosixPath(path).parent / inner)) != content:
                        yield f"{path}/{inner}", content
                deeper = filter(is_wanted, names(file, (*ARCHIVES, *UNOPENED)))
                why = "which is an archive within an archive, and not opened"
                left_out += told((f"{path}/{inner}" for inner in deeper), why)
            except BadArchive as error:
                left_out.append(f"{path}, which {error}")
    except (BadArchive, OSError) as error:
        after = f", after {path}" if path else ""
        left_out.append(f"an archive in it{after}: {error}")


def limited(files: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    """Yield files; refuse the submission if there are too many, or they are too large."""
    size = 0
    for count, (path, content) in enumerate(files, 1):
        size += len(content)
        if count > MOST_FILES:
            raise Refused(f"holds more than {MOST_FILES} Python files and notebooks")
        if size > LARGEST:
            raise Refused(f"holds more than {LARGEST // 2**20} MB")
        yield path, content


def in_folder(root: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the homework below a folder, in order."""
    for path in files_below(root, IN_FOLDERS):
        yield inside(path, root), content_of(path)


def archives_in_folder(root: Path) -> Iterator[tuple[str, IO[bytes]]]:
    """Yield the archives below a folder, each open until the next."""
    for path in files_below(root, ARCHIVES):
        with opened(path) as file:
            yield inside(path, root), file


def inside(path: Path, root: Path) -> str:
    """Return the path of a file below a folder, with "/"."""
    return path.relative_to(root).as_posix()


def files_below(root: Path, suffixes: tuple[str, ...]) -> Iterator[Path]:
    """Yield the files with some suffixes below a folder, in order; links are not followed."""
    for directory, directories, files in os.walk(root):
        directories[:] = sorted(filter(wanted, directories))
        for name in sorted(files):
            path = Path(directory, name)
            if not wanted(name) or path.suffix.lower() not in suffixes:
                continue
            if stat.S_ISREG(path.lstat().st_mode):
                yield path


def in_archive(archive: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the homework in an archive."""
    return homework(members(archive, IN_FOLDERS, LARGEST))


def archives_in_archive(archive: Path) -> Iterator[tuple[str, IO[bytes]]]:
    """Yield the archives in an archive, one at a time."""
    for path, content in homework(members(archive, ARCHIVES, LARGEST)):
        yield path, io.BytesIO(content)


def homework(found: Iterator[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    """Yield those members of an archive that lie where homework is looked for."""
    for path, content in found:
        if is_wanted(path):
            yield path, content


def is_wanted(path: str) -> bool:
    """Return whether homework is looked for at a path in an archive."""
    return all(map(wanted, PurePosixPath(path).parts))


def wanted(name: str) -> bool:
    """Return whether homework is looked for under a name."""
    return not name.startswith(".") and name not in SKIPPED


def content_of(path: Path) -> bytes:
    """Return what a file holds, if that is not too much."""
    with opened(path) as file:
        content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise Refused(f"holds more than {LARGEST // 2**20} MB")
    return content


def opened(path: Path) -> IO[bytes]:
    """Open a file; a link that has replaced it since it was looked at is not followed."""
    return os.fdopen(os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0)), "rb")
