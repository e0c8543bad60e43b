"""Judging an implementation in the op protocol."""

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from threadpoolctl import (  # type: ignore[import-untyped] # it ships no types
    threadpool_limits,
)

from scratchcnn.oracle.cards.table import ours
from scratchcnn.oracle.cases.case import Implementation
from scratchcnn.oracle.checks.judge import EXAMPLES, judge
from scratchcnn.oracle.report.report import Report


def check(
    implementation: Implementation,
    *,
    op: str,
    examples: int = EXAMPLES,
    seed: int = 0,
    refusals: bool = True,
    checks: Collection[str] = (),
) -> Report:
    """Judge an implementation of an op by its PyTorch twin.

    Parameters
    ----------
    implementation : a function in the op protocol: arrays in, (out, pullback) out
    op : the op's name, as in `scratchcnn.ops`
    examples : how many cases to draw for every regime; each runs in float64 and in float32
    seed : the same seed draws the same cases
    refusals : whether invalid arguments must be refused by errors that name them
    checks : the ids of the checks to run; () for all

    Returns
    -------
    report : true if every check passes

    Raises
    ------
    ValueError
        There is no such op, or examples is not positive.

    Examples
    --------
    >>> from scratchcnn import ops, oracle
    >>> bool(oracle.check(ops.relu, op="relu", examples=5))
    True
    >>> def steep(x):
    ...     out, pullback = ops.relu(x)
    ...     return out, lambda grad_out: (2 * grad_out * (x > 0),)
    >>> report = oracle.check(steep, op="relu", examples=5, refusals=False)
    >>> sorted({result.check for result in report if not result})
    ['exact', 'finite_difference', 'grad_x', 'repeatable']
    """
    check_arguments(op, examples)
    name = name_of(implementation)
    # Arrays this small gain nothing from threads, and one thread gives the same bits every time.
    with threadpool_limits(1):
        results = (
            replace(result, implementation=name)
            for result in judge(
                implementation,
                ours()[op],
                examples=examples,
                seed=seed,
                refusals=refusals,
                checks=checks,
            )
        )
        return Report(name, tuple(results), seed)


def check_arguments(op: str, examples: int) -> None:
    """Raise ValueError if the op is unknown, or nothing would be drawn."""
    if op not in ours():
        raise ValueError(f"op must be one of {', '.join(ours())}, got {op!r}")
    if examples < 1:
        raise ValueError(f"examples must be at least 1, got {examples}")


def name_of(implementation: Any) -> str:
    """Return the name under which an implementation is reported."""
    name = getattr(implementation, "__qualname__", type(implementation).__qualname__)
    return f"{getattr(implementation, '__module__', '')}.{name}"
