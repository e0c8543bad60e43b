"""The results of a class on disk: a folder for every submission, complete or absent."""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from hashlib import sha256
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any
from urllib.parse import quote

from filelock import FileLock, Timeout

from scratchcnn.files import replacing
from scratchcnn.grading.work import Outcome, Task

# What a folder's name may contain on every system, besides letters and digits.
PLAIN = " !#$&'()+,;=@[]^_`{}~"
LONGEST_NAME = 120
RECORD = "outcome.json"
# Documents and pages are files of their own.
KEPT = {"key", *(field.name for field in fields(Outcome))} - {"document", "page"}


class Busy(Exception):
    """Another run is writing to the same results."""


@dataclass(frozen=True)
class Results:
    """Where the results of a class are.

    Attributes
    ----------
    root : the folder; it has `submissions/`, `grades.csv` and `overview.html`
    """

    root: Path

    @property
    def work(self) -> Path:
        """The temporary files of a run, removed at its end."""
        return self.root / ".work"

    def folder(self, name: str) -> Path:
        """Return where the results of one submission are."""
        return self.root / "submissions" / folder_name(name)

    @contextmanager
    def opened(self) -> Iterator[None]:
        """Lock out other runs; remove what a killed one left behind.

        Raises
        ------
        Busy
            Another run is writing to them.
        OSError
            The folder cannot be written to.
        """
        (self.root / "submissions").mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(self.root / ".lock", timeout=0):
                rmtree(self.work, ignore_errors=True)
                self.work.mkdir()
                try:
                    yield
                finally:
                    rmtree(self.work, ignore_errors=True)
        except Timeout:
            raise Busy(f"another run is writing to {self.root}") from None

    def has(self, name: str, key: str) -> bool:
        """Return whether a submission was judged already, exactly as it is now."""
        record = self.record(name)
        return record is not None and record.get("key") == key

    def record(self, name: str) -> Mapping[str, Any] | None:
        """Return the stored results of a submission; None if they are missing or incomplete."""
        try:
            record = json.loads((self.folder(name) / RECORD).read_bytes())
        except (OSError, ValueError):
            return None
        whole = isinstance(record, dict) and record.keys() >= KEPT
        return record if whole else None

    def write(self, key: str, outcome: Outcome) -> None:
        """Store the results of a submission atomically."""
        record = asdict(outcome) | {"key": key}
        files = {"report.json": record.pop("document"), "report.html": record.pop("page")}
        files[RECORD] = json.dumps(record, allow_nan=False, indent=1) + "\n"
        new = Path(mkdtemp(dir=self.work))
        for name, text in files.items():
            (new / name).write_text(text, encoding="utf-8")
        new.chmod(0o755)
        place = self.folder(outcome.name)
        if place.exists():
            # A folder can replace only an empty one. Without either, the submission is
            # judged anew.
            os.replace(place, mkdtemp(dir=self.work))
        os.replace(new, place)

    def write_text(self, path: str, text: str) -> None:
        """Write a file below the results atomically, unless it has this content already."""
        place = self.root / path
        content = text.encode("utf-8")
        if place.is_file() and place.read_bytes() == content:
            return
        with replacing(place) as file:
            file.write(content)


def folder_name(name: str) -> str:
    """Return the name of the folder for a submission, unique for every name."""
    plain = quote(name.encode("utf-8", "surrogateescape"), safe=PLAIN)
    if len(plain) <= LONGEST_NAME and plain == plain.rstrip(" ."):
        return plain
    return f"{plain[:60]}-{sha256(plain.encode()).hexdigest()[:16]}"


def key_of(task: Task) -> str:
    """Return a hash of everything that determines the results of a submission."""
    digest = sha256()
    settings = (task.seed, task.timeout, task.budget, task.level, task.version, task.calls)
    adapter = "" if task.adapter is None else sha256(task.adapter).hexdigest()
    digest.update(json.dumps([task.submission.digest, adapter, *settings]).encode())
    return digest.hexdigest()
