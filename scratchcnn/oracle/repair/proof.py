"""The proof of an edit: the layer is right in other cases, and no other layer is worse for it."""

import ast
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from scratchcnn.oracle.cards.trials import draw, regimes
from scratchcnn.oracle.cases.case import Trial
from scratchcnn.oracle.checks.results import Result
from scratchcnn.oracle.checks.verdicts import gradient_names
from scratchcnn.oracle.process.runner import Runner
from scratchcnn.oracle.repair.function import Function, parsed
from scratchcnn.oracle.repair.trying import CHOSEN, Tried, functions_that_run
from scratchcnn.oracle.understanding.calls.pairs import Subject

# Cases of another seed than those that were judged.
OTHER_CASES = 7919
# Numbers of other magnitudes, in so many cases of each regime.
SCALES, SCALED = (2.0**-10, 2.0**10), 2
# What may have any magnitude.
FREE = ("x", "weight", "bias")
RIGHT = ("ok", "convention")
Statuses: TypeAlias = Mapping[tuple[str, str], str]
# Judges a layer on the fewest cases of a seed.
Rejudge: TypeAlias = Callable[[Subject, int], Sequence[Result]]


@dataclass(frozen=True)
class Beside:
    """Another layer of the same homework: what it runs, and how it was judged before any edit."""

    subject: Subject
    functions: frozenset[tuple[str, int]]
    statuses: Statuses


def beside(
    runner: Runner, others: Iterable[Subject], seed: int, rejudge: Rejudge
) -> Iterator[Beside]:
    """Yield the other layers of a homework, judged as they are."""
    for subject in others:
        every = list(regimes(subject.op, subject.offer))
        trials = [one for name in every[:1] for one in draw(subject.op, subject.offer, name, 1, 0)]
        ran = [one for trial in trials for one in functions_that_run(runner, subject, trial)]
        keys = frozenset((one.filename, one.line) for one in ran)
        yield Beside(subject, keys, statuses(rejudge(subject, seed)))


def statuses(results: Iterable[Result]) -> Statuses:
    """Return the status of every check in every regime."""
    return {(result.check, result.regime): result.status for result in results}


def proven(
    subject: Subject,
    function: Function,
    text: str,
    others: Sequence[Beside],
    seed: int,
    rejudge: Rejudge,
) -> int:
    """Return in how many other cases a layer is right with an edit; 0 if that is not proven.

    The edit is in place: the function runs with the text.
    """
    if not written_by(parsed(text, function.line)) <= written_by(function.tree):
        return 0
    results = rejudge(subject, seed + OTHER_CASES)
    if not results or any(result.status not in RIGHT for result in results):
        return 0
    scaled = list(other_magnitudes(subject, seed + OTHER_CASES))
    # A gradient that is not offered says nothing.
    verdicts = (verdict for case in scaled for _, verdict in case.verdicts(subject))
    if not all(verdict is None or verdict.ok for verdict in verdicts):
        return 0
    key = function.filename, function.line
    for one in others:
        if key in one.functions and worse(one.statuses, statuses(rejudge(one.subject, seed))):
            return 0
    counted = {result.regime: result.examples for result in results}
    return sum(counted.values()) + len(scaled)


def worse(before: Statuses, after: Statuses) -> bool:
    """Return whether anything that was right is not any more."""
    return any(
        status in RIGHT and after.get(check) not in RIGHT for check, status in before.items()
    )


def other_magnitudes(subject: Subject, seed: int) -> Iterator[Tried]:
    """Yield cases whose numbers are much larger, or much smaller."""
    for regime in [one for one in regimes(subject.op, subject.offer) if one not in CHOSEN]:
        for trial in draw(subject.op, subject.offer, regime, SCALED, seed):
            if set(trial.arrays) <= set(FREE):
                for scale in SCALES:
                    one = scaled_by(trial, scale)
                    yield Tried(one, ("forward", *gradient_names([one])))


def scaled_by(trial: Trial, scale: float) -> Trial:
    """Return a case with all numbers but the upstream gradient's times a power of two."""
    arrays = {name: array * array.dtype.type(scale) for name, array in trial.arrays.items()}
    return replace(trial, arrays=arrays)


def written_by(tree: ast.AST) -> set[str]:
    """Return what a function writes into: attributes, and the names of arrays with an index."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute | ast.Subscript) and isinstance(node.ctx, ast.Store):
            while isinstance(node, ast.Subscript):
                node = node.value
            found.add(ast.unparse(node))
    return found
