"""Reading untrusted archives: no path may lead out of them, and their size is limited."""

import lzma
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO

# The central directory alone could hold millions of names.
MOST_MEMBERS = 10_000

# What the readers of archives raise on bytes that are not an archive; on an unknown compression it
# is NotImplementedError. All of it is reported to whoever handed the archive in.
BROKEN = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error),
    *(EOFError, NotImplementedError, ValueError),
)
# Windows' own; anywhere else a colon is part of a name: "HW 3: CNN/relu.py".
DRIVE = re.compile(r"[A-Za-z]:")


class BadArchive(Exception):
    """An archive is refused; the message says why."""


def members(
    archive: Path | IO[bytes], suffixes: tuple[str, ...], largest: int
) -> Iterator[tuple[str, bytes]]:
    """Yield path and content of the files in an archive with some suffixes, sorted by path.

    Parameters
    ----------
    archive : a zip file, by its path or opened
    suffixes : of the files that are wanted, in lower case
    largest : how many bytes one of them may have, whatever size the archive declares

    Raises
    ------
    BadArchive
        It is not an archive, is encrypted, would fill the disk, or would write elsewhere.
    """
    try:
        with zipfile.ZipFile(archive) as opened:
            for path, member in listed(opened, suffixes):
                yield path, content_of(opened, member, largest)
    except BROKEN as error:
        raise BadArchive(f"is not a readable archive: {error}") from None


def names(archive: Path | IO[bytes], suffixes: tuple[str, ...]) -> Iterator[str]:
    """Yield the paths of the files in an archive with some suffixes; BadArchive as `members`."""
    try:
        with zipfile.ZipFile(archive) as opened:
            for path, _ in listed(opened, suffixes):
                yield path
    except BROKEN as error:
        raise BadArchive(f"is not a readable archive: {error}") from None


def listed(
    opened: zipfile.ZipFile, suffixes: tuple[str, ...]
) -> Iterator[tuple[str, zipfile.ZipInfo]]:
    """Yield the files with some suffixes that an archive lists, sorted by path."""
    entries = opened.infolist()
    if len(entries) > MOST_MEMBERS:
        raise BadArchive(f"is an archive of more than {MOST_MEMBERS} files")
    for member in sorted(entries, key=name_of):
        path = PurePosixPath(name_of(member))
        if path.suffix.lower() in suffixes and is_file(member):
            yield safe(path), member


def name_of(member: zipfile.ZipInfo) -> str:
    """Return the path of a member; some programs on Windows write it with backslashes."""
    return member.filename.replace("\\", "/")


def is_file(member: zipfile.ZipInfo) -> bool:
    """Return whether a member is a plain file: neither a folder nor a link."""
    kind = stat.S_IFMT(member.external_attr >> 16)
    return not name_of(member).endswith("/") and kind in (0, stat.S_IFREG)


def safe(path: PurePosixPath) -> str:
    """Return the path of a member; refuse one that leads out of the archive."""
    text = str(path)
    if path.is_absolute() or ".." in path.parts or DRIVE.match(text) or "\0" in text:
        raise BadArchive(f"is an archive with a path that leads out of it: {text!r:.100}")
    return text


def content_of(opened: zipfile.ZipFile, member: zipfile.ZipInfo, largest: int) -> bytes:
    """Return the content of a member; the size that it declares is not trusted."""
    if member.flag_bits & 0x1:
        raise BadArchive("is an archive with a password")
    with opened.open(member) as file:
        content = file.read(largest + 1)
    if len(content) > largest:
        raise BadArchive(f"is an archive with more than {largest // 2**20} MB in one file")
    return content
