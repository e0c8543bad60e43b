"""The sources of the code cells of a notebook, of any format and with whatever metadata."""

import json
import logging
import warnings
from dataclasses import dataclass
from typing import Any

from scratchcnn.oracle.reading.unreadable import Unreadable

LONGEST_NAME = 40


@dataclass(frozen=True)
class CodeCell:
    """A code cell: its text, "" if it has none, and its tags."""

    text: str
    tags: tuple[str, ...] = ()


def notebook_sources(text: str, shown: str) -> list[CodeCell]:
    """Return the code cells of a notebook, in order.

    Parameters
    ----------
    text : the notebook
    shown : its name in messages

    Raises
    ------
    Unreadable
        It is not JSON, has no cells, or is not of Python.
    """
    import nbformat

    library: Any = nbformat  # it has types only in part
    # What is wrong with a notebook's metadata is of no interest here.
    logging.getLogger("traitlets").setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            notebook = library.convert(library.reader.reads(text), 4)
            cells = notebook["cells"]
    except library.reader.NotJSONError:
        raise Unreadable(f"{shown} is not a notebook: it is not JSON") from None
    except Exception as error:
        # nbformat has no common base for what odd notebooks make it raise. Most is about metadata.
        notebook = plainly(text)
        if not isinstance(notebook.get("cells"), list):
            why = in_one_line(error)
            raise Unreadable(f"{shown} is not a readable notebook: {why}") from error
        cells = notebook["cells"]
    language = language_of(notebook.get("metadata"))
    if not language.lower().startswith("python"):
        named = " ".join(language.split()).encode("utf-8", "replace").decode()[:LONGEST_NAME]
        raise Unreadable(f"{shown} is a notebook of {named}, not of Python")
    return [
        CodeCell(source_of(cell), tags_of(cell))
        for cell in cells
        if isinstance(cell, dict) and cell.get("cell_type") == "code"
    ]


def plainly(text: str) -> dict[str, Any]:
    """Return what JSON holds, without asking whether it is a notebook; {} for no object at all."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def in_one_line(error: Exception) -> str:
    """Return what an exception says in its first line, or its type."""
    told = "".join(str(error).splitlines()[:1])
    return told.encode("utf-8", "replace").decode() or type(error).__name__


def language_of(metadata: Any) -> str:
    """Return the language that a notebook names, "python" if it names none."""
    for key, name in (("kernelspec", "language"), ("language_info", "name")):
        entry = metadata.get(key) if isinstance(metadata, dict) else None
        language = entry.get(name) if isinstance(entry, dict) else None
        if isinstance(language, str) and language:
            return language
    return "python"


def source_of(cell: dict[str, Any]) -> str:
    """Return the text of a cell, which may be a string, a list of lines, or missing."""
    source = cell.get("source")
    if isinstance(source, list):
        return "".join(line for line in source if isinstance(line, str))
    return source if isinstance(source, str) else ""


def tags_of(cell: dict[str, Any]) -> tuple[str, ...]:
    """Return the tags of a cell, if it has any."""
    metadata = cell.get("metadata")
    tags = metadata.get("tags") if isinstance(metadata, dict) else None
    return tuple(tag for tag in tags if isinstance(tag, str)) if isinstance(tags, list) else ()
