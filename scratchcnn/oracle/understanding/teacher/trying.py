"""Functions of a skeleton, tried before they are written: each has to do what its plan does."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis.errors import Unsatisfiable

from scratchcnn.oracle.cards.trials import draw, regimes
from scratchcnn.oracle.cases.case import Trial
from scratchcnn.oracle.process.failures import HomeworkFailure
from scratchcnn.oracle.process.runner import Runner
from scratchcnn.oracle.understanding.calls.pairs import Subject
from scratchcnn.oracle.understanding.teacher.adapter_file import AdapterError, parsed
from scratchcnn.oracle.understanding.teacher.argument_text import HELPERS
from scratchcnn.oracle.understanding.teacher.handwritten import Absent, Handwritten

ONCE = '''
_LAYERS = {}


def _once(make, **arguments):
    """Make a layer once: a second call has to use the same object, with its state."""
    values = (v.tobytes() if isinstance(v, np.ndarray) else v for v in arguments.values())
    key = (make, *(f"{name}={value}" for name, value in zip(arguments, values)))
    if key not in _LAYERS:
        _LAYERS[key] = make(**arguments)
    return _LAYERS[key]
'''


@dataclass(frozen=True)
class Written:
    """One function of a skeleton, and its entry in OFFERS."""

    name: str
    text: str
    offers: Mapping[str, object]


def difference(runner: Runner, subject: Subject, *written: Written) -> str:
    """Return in words how the last function differs from its subject; "" if it does not."""
    text = "\n\n".join(one.text for one in written)
    parts = ["import numpy as np", offers_for(written), *helpers_for(text), text]
    try:
        adapter = parsed(Path("adapter.py"), "\n".join(parts))
        names = [*regimes(subject.op, subject.offer)]
        trials = [draw(subject.op, subject.offer, name, 4, 0)[-1] for name in (names[0], names[-1])]
    except (AdapterError, Unsatisfiable, ValueError, IndexError) as error:
        return str(error)
    for one in trials:
        wanted = results(subject.make(1.0), one)
        got = results(Handwritten(runner, adapter, adapter.functions[-1]), one)
        if not alike(wanted, got):
            return got if isinstance(got, str) else "its results differ"
    return ""


def results(implementation: Any, one: Trial) -> list[Any] | str:
    """Return the output and the gradients of a trial, or the message of the exception."""
    try:
        out, pullback = implementation(
            **{name: array.copy() for name, array in one.arrays.items()}, **one.options
        )
        if np.shape(out) != one.out.shape:
            return [out]
        return [out, *pullback(one.grad_out.copy())]
    except (HomeworkFailure, Absent, AdapterError) as error:
        return str(error)
    finally:
        implementation.close()


def alike(one: list[Any] | str, other: list[Any] | str) -> bool:
    """Return whether two calls have the same results; messages of failures may differ."""
    if isinstance(one, str) or isinstance(other, str):
        return isinstance(one, str) and isinstance(other, str)
    return len(one) == len(other) and all(
        a is b or (np.shape(a) == np.shape(b) and np.allclose(a, b, 1e-12, 1e-12, equal_nan=True))
        for a, b in zip(one, other, strict=True)
        if isinstance(a, np.ndarray) or isinstance(b, np.ndarray)
    )


def offers_for(written: Sequence[Written]) -> str:
    """Return the code of the dictionary OFFERS; "" if it would be empty."""
    told = [one for one in written if one.offers]
    if not told:
        return ""
    lines = [f"    {one.name!r}: {dict(one.offers)!r},".replace("'", '"') for one in told]
    return "\n".join(["OFFERS = {", *lines, "}"])


def helpers_for(text: str) -> Iterator[str]:
    """Yield the helpers that the functions call, and those that the helpers call."""
    if "_once(" in text:
        yield f"{ONCE.rstrip()}\n"
    if "_windows(" in text:
        text += "_pair("
    for name, helper in HELPERS.items():
        if re.search(rf"\b{name}\b", text):
            yield f"\n{helper.strip()}\n"
