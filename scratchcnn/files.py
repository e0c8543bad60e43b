"""Writing files atomically: they are either complete or as they were before."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

# Files being written have such names; a process that was killed leaves them behind.
UNFINISHED = ".writing-"


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """Open a file for writing; it replaces `path` once it is complete.

    Parameters
    ----------
    path : the file; replaced if it is there, untouched if anything fails

    Raises
    ------
    OSError
        It cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "greeting.txt")
    ...     with replacing(path) as file:
    ...         _ = file.write(b"hello")
    ...     path.read_text()
    'hello'
    """
    # What a symbolic link points to is replaced, not the link.
    path = real(path)
    # In the same folder, because os.replace is atomic only within one file system; by a name of its
    # own, because the path's may be as long as a name can be.
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=UNFINISHED)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            # Else a system that loses its power may have the new name, and not yet what it names.
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, path.stat().st_mode if path.exists() else 0o666 & ~umask())
        os.replace(temporary, path)
    except OSError as error:
        # A full disk is told without a name.
        if error.errno is None or error.filename not in (None, temporary):
            raise
        raise OSError(error.errno, error.strerror, str(path)) from error
    finally:
        Path(temporary).unlink(missing_ok=True)


def real(path: Path) -> Path:
    """Return where a path leads; Path.resolve raises RuntimeError before Python 3.13 on a loop."""
    return Path(os.path.realpath(path))


def free(path: Path) -> Path:
    """Return a path that does not exist yet: this one, or else with `-2`, `-3`, ... in its name.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     Path(folder, "conv.png").touch()
    ...     free(Path(folder, "conv.png")).name, free(Path(folder, "pool.png")).name
    ('conv-2.png', 'pool.png')
    """
    found, number = path, 1
    while found.exists():
        number += 1
        found = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return found


def umask() -> int:
    """Return the permissions that new files are denied; it can only be read by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
