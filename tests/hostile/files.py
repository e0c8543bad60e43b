"""Submissions that attack whoever reads them: archives, notebooks, names, and odd files."""

import json
import os
import zipfile
from pathlib import Path

from submission import RELU, Hostile

CELL = {"cell_type": "code", "metadata": {}, "execution_count": None, "outputs": []}


def notebook(*sources: str) -> str:
    """Return a notebook of code cells."""
    return of_format_4(json.dumps([CELL | {"source": it} for it in sources]))


def of_format_4(cells: str, metadata: str = "{}") -> str:
    """Return a notebook of cells and metadata that are JSON already, or nearly."""
    return f'{{"nbformat": 4, "nbformat_minor": 4, "metadata": {metadata}, "cells": {cells}}}'


MILLION = of_format_4("[" + ",".join(['{"cell_type":"code","source":"1"}'] * 10**6) + "]")
DEEP = '{"a":' * 10**5 + "1" + "}" * 10**5
FILES = {
    "a million cells.ipynb": Hostile(MILLION, "error", "more than 10,000 cells"),
    "deep.ipynb": Hostile("[" * 10**6 + "]" * 10**6, "error"),
    "deep metadata.ipynb": Hostile(of_format_4("[]", DEEP), "error"),
    "long number.ipynb": Hostile(notebook(RELU)[:-1] + ', "x": ' + "9" * 10**6 + "}", "error"),
    "not json.ipynb": Hostile(b"\xff\xfe\x00garbage", "error"),
    "cells that are none.ipynb": Hostile(of_format_4('[1, null, {"cell_type": "code"}]'), "error"),
    "writefile.ipynb": Hostile(
        notebook("%%writefile ../../../escaped.py\nprint(1)", "!touch ../../escaped", RELU), "ok"
    ),
    "deep.py": Hostile("x = " + "(" * 10**5 + ")" * 10**5 + RELU, "error"),
    "deep unary.py": Hostile("x = " + "-" * 10**5 + "1" + RELU, "error"),
    "deep attributes.py": Hostile("x = a" + ".a" * 10**5 + RELU, "error", "too deeply nested"),
    "long.py": Hostile(RELU + "x = 1\n" * 10**6, "error", "more than 1 MB"),
    "one line.py": Hostile(RELU + "x = [" + "1," * 10**5 + "]\n", "ok"),
    "null.py": Hostile(RELU.encode() + b"\0", "error"),
    "encoding.py": Hostile(b"# coding: rot13\n" + RELU.encode(), "error"),
    "surrogates.py": Hostile(RELU + 'raise ValueError("\\ud800\\x00")\n', "ok"),
    "<img src=x onerror=alert(1)>.py": Hostile(RELU, "ok"),
    "=cmd()|'A1'.py": Hostile(RELU, "ok"),
    "\u202eyp.evil\x1b[2J.py": Hostile(RELU, "ok"),
    "new\nline.py": Hostile(RELU, "ok"),
    "__init__.py": Hostile(RELU, "ok"),
    "numpy.py": Hostile(RELU, "ok"),
    "no suffix": Hostile(RELU, "error", "is not a .py"),
    "binary.py": Hostile(bytes(range(256)) * 100, "error"),
    "empty.py": Hostile("", "error"),
}


def archives(folder: Path) -> dict[str, Hostile]:
    """Write archives into a folder; return what has to become of them."""
    with zipfile.ZipFile(folder / "traversal.zip", "w") as archive:
        archive.writestr("../../escaped.py", RELU)
    with zipfile.ZipFile(folder / "absolute.zip", "w") as archive:
        archive.writestr("/tmp/escaped.py", RELU)
    with zipfile.ZipFile(folder / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb.py", bytes(2**28))
    with zipfile.ZipFile(folder / "many.zip", "w") as archive:
        for number in range(20_000):
            archive.writestr(f"{number}.py", "")
    with zipfile.ZipFile(folder / "links.zip", "w") as archive:
        link = zipfile.ZipInfo("link.py")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "../secret.txt")
        archive.writestr("relu.py", RELU)
    (folder / "cut.zip").write_bytes((folder / "links.zip").read_bytes()[:100])
    return {
        "traversal.zip": Hostile(b"", "error", "leads out of it"),
        "absolute.zip": Hostile(b"", "error", "leads out of it"),
        "bomb.zip": Hostile(b"", "error", "MB"),
        "many.zip": Hostile(b"", "error", "more than"),
        "links.zip": Hostile(b"", "ok"),
        "cut.zip": Hostile(b"", "error", "not a readable archive"),
    }


def odd_things(folder: Path, secret: Path) -> dict[str, Hostile]:
    """Make what is no plain file in a folder; return what has to become of it."""
    (folder / "link.py").symlink_to(secret)
    os.mkfifo(folder / "pipe.py")
    team = folder / "team"
    team.mkdir()
    (team / "relu.py").write_text(RELU)
    (team / "secret.py").symlink_to(secret)
    (team / "around").symlink_to(folder)
    os.mkfifo(team / "pipe.py")
    deep = folder / "deep folder"
    (deep / "/".join(["d"] * 200)).mkdir(parents=True)
    (deep / "relu.py").write_text(RELU)
    return {
        "link.py": Hostile(b"", "error", "neither a file nor a folder"),
        "pipe.py": Hostile(b"", "error", "neither a file nor a folder"),
        "team": Hostile(b"", "ok"),
        "deep folder": Hostile(b"", "ok"),
    }
