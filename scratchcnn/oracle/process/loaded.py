"""What is exchanged when homework is loaded: sources go to the worker, its findings come back."""

import os
from collections.abc import Iterable
from typing import Any

from scratchcnn.oracle.process.pipes import TimeUp
from scratchcnn.oracle.process.runner import HomeworkError, Loaded, unmade_from, uses_from
from scratchcnn.oracle.process.worker.answering.transport import FrameError
from scratchcnn.oracle.process.worker.confinement.supervisor import ENDS

LOADED = {"definitions": dict, "imported": dict, "notes": str, "problems": str}


def source_data(source: Any) -> dict[str, Any]:
    """Return one source as the worker reads it."""
    cells = [
        {
            "line": cell.line,
            "label": cell.label,
            "text": cell.text,
            "bygone": list(cell.bygone),
        }
        for cell in source.cells
    ]
    return {"name": source.name, "path": str(source.path), "cells": cells}


def above_data(above: Any) -> dict[str, list[str]]:
    """Return where packages outside the folder of the homework lie; None stands for nowhere."""
    places = {} if above is None else {"bases": above.bases, "packages": above.packages}
    return {name: [str(path) for path in paths] for name, paths in places.items()}


def load_request(
    sources: Iterable[Any],
    root: Any,
    unread: str,
    above: Any,
    libraries: Iterable[str],
    calls: tuple[Iterable[str], Iterable[str]] = ((), ()),
) -> dict[str, Any]:
    """Return the request by which the worker loads homework."""
    data = [source_data(source) for source in sources]
    return {
        "do": "load",
        "sources": data,
        "root": str(root),
        "unread": unread,
        "libraries": list(libraries),
        "calls": [list(names) for names in calls],
        **above_data(above),
    }


def loaded_from(answer: Any) -> Loaded:
    """Return what was loaded; FrameError if this is not the answer of a worker that could load."""
    if type(answer) is not dict:
        raise FrameError("not an answer")
    if "error" in answer:
        raise HomeworkError(f"The homework could not be loaded: {answer['error']}.")
    for part, kind in LOADED.items():
        items = answer.get(part)
        if type(items) is not list or any(type(item) is not kind for item in items):
            raise FrameError("not an answer")
    return Loaded(
        **{part: answer[part] for part in LOADED},
        uses=uses_from(answer.get("uses", [])),
        unmade=unmade_from(answer.get("unmade", [])),
    )


def protections_from(hello: Any) -> dict[str, str]:
    """Return the protections that a worker reports, and those that the judge provides."""
    if type(hello) is not dict or type(hello.get("protections")) is not dict:
        raise FrameError("not a worker")
    ends = {ENDS: "a process group" if hasattr(os, "killpg") else ""}
    return ends | {str(name): str(how) for name, how in hello["protections"].items()}


def loading_error(error: Exception, how: str, seconds: float) -> str:
    """Say in a sentence why homework could not be loaded."""
    if isinstance(error, TimeUp):
        return f"The homework could not be loaded: it did not end within {seconds:g} s."
    if isinstance(error, EOFError):
        return f"The homework could not be loaded: it {how}."
    return "The homework could not be loaded: its process gave no proper answer."
