"""The report as other programs read it: strict JSON, schema version 1."""

import json
import math
import platform
from collections.abc import Callable, Sequence
from importlib.metadata import version
from typing import Any

import numpy as np

from scratchcnn import __version__
from scratchcnn.oracle.case import Trial
from scratchcnn.oracle.report import Report, Result
from scratchcnn.oracle.values import Layout


def to_json(target: str, reports: Sequence[Report], seed: int) -> str:
    """Return the document for one target, whose ops these reports judge."""
    results = [result_data(report, result) for report in reports for result in report]
    error = None if results else "nothing could be judged: no check ran"
    wrong = any(result["status"] == "wrong" for result in results)
    verdict = "wrong" if wrong else "ok" if results and all(reports) else "error"
    document = {
        "schema": 1,
        "tool": {
            "scratchcnn": __version__,
            "python": platform.python_version(),
            "numpy": version("numpy"),
            "torch": version("torch").partition("+")[0],
        },
        "seed": seed,
        "targets": [{"target": target, "verdict": verdict, "error": error, "results": results}],
    }
    return json.dumps(document, allow_nan=False, indent=2)


def result_data(report: Report, result: Result) -> dict[str, Any]:
    """Return one result as the schema has it."""
    verdict, trial = result.verdict, result.counterexample
    return {
        "op": result.op,
        "implementation": report.implementation,
        "convention": "op protocol: a function that returns (out, pullback)",
        "check": result.check,
        "regime": result.regime,
        "status": result.status,
        "examples": result.examples,
        "max_error": number(verdict.error),
        "allowed_error": number(verdict.allowed),
        "index": None if verdict.index is None else list(verdict.index),
        "counterexample": trial and counterexample(trial, verdict.got, verdict.expected),
        "reproducer": trial and reproducer(report.implementation, result.op, trial),
        "bug": None,
        "message": verdict.message if result else f"wrong, unidentified: {verdict.message}",
    }


def number(value: float) -> float | None:
    """Return a number that JSON can hold, or None."""
    return float(value) if math.isfinite(value) else None


def array_data(array: Any) -> dict[str, Any] | None:
    """Return an array as the schema has it; None for what is no array of numbers."""
    if not isinstance(array, np.ndarray | np.number):
        return None
    flat = np.ravel(array).tolist()
    return {
        "dtype": str(array.dtype),
        "shape": list(array.shape),
        "data": [value if math.isfinite(value) else str(value) for value in flat],
    }


def counterexample(trial: Trial, got: Any, expected: Any) -> dict[str, Any]:
    """Return the arguments of the smallest failing call, what came out and what should have."""
    arrays = {name: array_data(array) for name, array in trial.arrays.items()}
    return {
        **arrays,
        **trial.options,
        **({} if trial.layout is Layout.CONTIGUOUS else {"layout": trial.layout.value}),
        "grad_out": array_data(trial.grad_out),
        "got": array_data(got),
        "expected": array_data(expected),
    }


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
    options = [f"{name}={value!r}" for name, value in trial.options.items()]
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
