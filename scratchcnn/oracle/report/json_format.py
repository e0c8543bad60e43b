"""The report as other programs read it: strict JSON, schema version 1."""

import json
import math
import platform
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import version
from typing import Any

import numpy as np

from scratchcnn import __version__
from scratchcnn.oracle.cases.case import Trial
from scratchcnn.oracle.cases.values import Layout
from scratchcnn.oracle.checks.results import PROTOCOL, Result
from scratchcnn.oracle.report.errors import compared, is_numeric
from scratchcnn.oracle.report.report import Report
from scratchcnn.oracle.report.words import NOTHING, message


def to_json(reports: Sequence[Report], seed: int) -> str:
    """Return the document for some targets."""
    document = {
        "schema": 1,
        "tool": {
            "scratchcnn": __version__,
            "python": platform.python_version(),
            "numpy": version("numpy"),
            "torch": version("torch").partition("+")[0],
        },
        "seed": seed,
        "targets": [target_data(report) for report in reports],
    }
    return json.dumps(storable(document), allow_nan=False, indent=2)


def storable(value: Any) -> Any:
    """Return any value as JSON can hold it; None if JSON has no type for it."""
    if isinstance(value, Mapping):
        return {str(key): storable(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [storable(one) for one in value]
    if isinstance(value, np.generic):
        return storable(value.item())
    if isinstance(value, str):
        # Half a surrogate pair is not text.
        return value.encode("utf-8", "backslashreplace").decode()
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else str(float(value))
    if isinstance(value, int):
        # Python itself refuses to write out numbers of thousands of digits.
        return value if value.bit_length() < 4096 else None
    return None


def target_data(report: Report) -> dict[str, Any]:
    """Return one target as the schema describes it."""
    nothing = None if report.results else NOTHING
    return {
        "target": report.target,
        "verdict": report.verdict,
        "error": report.error or nothing,
        "results": [result_data(result) for result in report],
    }


def result_data(result: Result) -> dict[str, Any]:
    """Return one result as the schema describes it."""
    verdict, trial = result.verdict, result.counterexample
    return {
        "op": result.op,
        "implementation": result.implementation,
        "convention": result.convention,
        "check": result.check,
        "regime": result.regime,
        "status": result.status,
        "examples": result.examples,
        "max_error": number(verdict.error),
        "allowed_error": number(verdict.allowed),
        "index": None if verdict.index is None else list(verdict.index),
        "counterexample": trial and counterexample(trial, *compared(verdict)),
        "reproducer": result.reproducer or called_again(result),
        "bug": bug_data(result),
        "location": location_data(result),
        "repair": result.repair and asdict(result.repair),
        "message": message(result),
    }


def location_data(result: Result) -> dict[str, Any] | None:
    """Return where in the homework a bug is, as far as it is known."""
    place = result.location
    if place is None:
        return None
    return {name: getattr(place, name) for name in ("file", "line", "column", "cell", "why")}


def bug_data(result: Result) -> dict[str, Any] | None:
    """Return the named bug; others that explain it as well are listed under "also"."""
    if not result.bugs:
        return None
    first, *others = map(asdict, result.bugs)
    return {**first, **({"also": others} if others else {})}


def number(value: float) -> float | None:
    """Return a number that JSON can hold, or None."""
    return float(value) if math.isfinite(value) else None


def array_data(array: Any) -> dict[str, Any] | None:
    """Return an array as the schema has it; None for anything but an array of real numbers."""
    if not is_numeric(array):
        return None
    flat = np.ravel(array)
    if flat.dtype.kind == "f":
        # A number that is too large for a float64 is infinite here.
        with np.errstate(all="ignore"):
            flat = flat.astype(np.float64)
    return {"dtype": str(array.dtype), "shape": list(array.shape), "data": flat.tolist()}


def counterexample(trial: Trial, got: Any, expected: Any) -> dict[str, Any]:
    """Return the arguments of the smallest failing call, what came out and what should have."""
    arrays = {name: array_data(array) for name, array in trial.arrays.items()}
    return {
        **arrays,
        **trial.passed,
        **({} if trial.layout is Layout.CONTIGUOUS else {"layout": trial.layout.value}),
        "grad_out": array_data(trial.grad_out),
        "got": array_data(got),
        "expected": array_data(expected),
    }


def called_again(result: Result) -> str | None:
    """Return the lines of a failing call that follows the op protocol."""
    if result.counterexample is None or result.convention != PROTOCOL:
        return None
    return reproducer(result.implementation, result.op, result.counterexample)


def reproducer(implementation: str, op: str, trial: Trial) -> str:
    """Return the call as a few lines of NumPy, the arrays laid out in memory as they were."""
    module, _, name = implementation.rpartition(".")
    importable = module and "<" not in implementation
    lines = ["import numpy as np", "from numpy import inf, nan"]
    lines += [f"from {module} import {name} as {op}"] if importable else []
    for name, array in {**trial.arrays, "grad_out": trial.grad_out}.items():
        lines.append(
            f"{name} = np.array({array.tolist()}, dtype=np.{array.dtype}).reshape({array.shape})"
        )
        lines += LAID_OUT[trial.layout](name)
    options = [f"{name}={value!r}" for name, value in trial.passed.items()]
    arguments = ", ".join([f"{name}={name}" for name in trial.arrays] + options)
    return "\n".join([*lines, f"out, pullback = {op}({arguments})", "grads = pullback(grad_out)\n"])


# The lines of NumPy that lay out an array in memory as the judge did.
LAID_OUT: dict[Layout, Callable[[str], list[str]]] = {
    Layout.CONTIGUOUS: lambda name: [],
    Layout.FORTRAN: lambda name: [f'{name} = np.array({name}, order="F")'],
    Layout.STRIDED: lambda name: [f"{name} = np.stack([{name}, {name}], axis=-1)[..., 0]"],
    Layout.REVERSED: lambda name: [f"{name} = np.flip(np.flip({name}).copy())"],
    Layout.READ_ONLY: lambda name: [f"{name}.flags.writeable = False"],
}
