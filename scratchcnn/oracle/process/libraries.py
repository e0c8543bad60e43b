"""The libraries of arrays that homework computes with, as far as its text shows."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from scratchcnn.oracle.process.worker.imports.frameworks import LIBRARIES

# Of the files beside the homework so many are looked through, as far as here.
MOST_FILES, LONGEST = 200, 2**20
# What compiles homework, which takes seconds on a busy machine.
COMPILED, PATIENCE = ("jax", "numba"), 4


def libraries_of(sources: Iterable[Any]) -> tuple[str, ...]:
    """Return the libraries that homework imports, or a file beside it does.

    Parameters
    ----------
    sources
        The files of the homework, with `path` and `cells` of `text`.
    """
    sources = list(sources)
    texts = [cell.text for source in sources for cell in source.cells]
    texts += beside({Path(source.path).parent for source in sources})
    return tuple(library for library in LIBRARIES if any(imports(library, it) for it in texts))


def patience(sources: Iterable[Any]) -> int:
    """Return how many times as long a call may take: it is compiled when it is called first."""
    texts = [cell.text for source in sources for cell in source.cells]
    return PATIENCE if any(imports(it, text) for it in COMPILED for text in texts) else 1


def imports(library: str, text: str) -> bool:
    r"""Return whether a text imports a library, or a part of it.

    >>> imports("torch", "import numpy, torch.nn as nn"), imports("torch", "import torchtext")
    (True, False)
    """
    name = rf"{library}(?:\.[\w.]+)?\b(?![\w.])"
    return bool(
        re.search(rf"^[ \t]*(?:from[ \t]+{name}|import[ \t]+(?:[^\n#]*,[ \t]*)?{name})", text, re.M)
    )


def beside(folders: Iterable[Path]) -> Iterator[str]:
    """Yield the texts of the files of Python in these folders."""
    files = (file for folder in sorted(folders) for file in sorted(folder.glob("*.py")))
    for file in islice(files, MOST_FILES):
        try:
            with file.open(encoding="utf-8", errors="replace") as stream:
                yield stream.read(LONGEST)
        except OSError:
            continue
