"""What a class has handed in: every file, folder or archive in one place is a submission."""

import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from scratchcnn.grading.archives import BadArchive, members

SUFFIXES = (".py", ".ipynb", ".md", ".markdown")
# What `scratchcnn check` reads in a folder.
IN_FOLDERS = (".py", ".ipynb")
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
    """

    name: str
    files: tuple[tuple[str, bytes], ...] = ()
    folder: bool = False
    problem: str | None = None

    @property
    def digest(self) -> str:
        """A hash of all of it."""
        parts = hashlib.sha256()
        for text in (self.name, str(self.folder), self.problem or ""):
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
            return Submission(place.name, tuple(limited(in_folder(place))), folder=True)
        if not stat.S_ISREG(kind):
            raise Refused("is neither a file nor a folder")
        if place.suffix.lower() == ".zip":
            return Submission(place.name, tuple(limited(in_archive(place))), folder=True)
        if place.suffix.lower() not in SUFFIXES:
            raise Refused(f"is not a {', '.join(SUFFIXES)} or .zip file")
        return Submission(place.name, ((place.name, content_of(place)),))
    except (Refused, BadArchive) as error:
        return Submission(place.name, problem=f"{place.name} {error}")
    except OSError as error:
        return Submission(
            place.name, problem=f"{place.name} cannot be read: {error.strerror or error}"
        )


def limited(files: Iterator[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
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
    """Yield the homework below a folder, in order; links are not followed."""
    for directory, directories, files in os.walk(root):
        directories[:] = sorted(filter(wanted, directories))
        for name in sorted(files):
            path = Path(directory, name)
            if wanted(name) and path.suffix.lower() in IN_FOLDERS:
                if not stat.S_ISREG(path.lstat().st_mode):
                    continue
                yield path.relative_to(root).as_posix(), content_of(path)


def in_archive(archive: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the homework in an archive."""
    for path, content in members(archive, IN_FOLDERS, LARGEST):
        if all(map(wanted, PurePosixPath(path).parts)):
            yield path, content


def wanted(name: str) -> bool:
    """Return whether homework is looked for under a name."""
    return not name.startswith(".") and name not in SKIPPED


def content_of(path: Path) -> bytes:
    """Return what a file holds, if that is not too much."""
    # A link that has replaced it since it was looked at is not followed.
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
    with os.fdopen(handle, "rb") as file:
        content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise Refused(f"holds more than {LARGEST // 2**20} MB")
    return content
