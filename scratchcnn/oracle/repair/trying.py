"""Trying edits in the living process of a homework: its functions get other code, and run."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from scratchcnn.oracle.cards.trials import draw
from scratchcnn.oracle.cases.case import Trial
from scratchcnn.oracle.checks.comparing import Verdict
from scratchcnn.oracle.checks.observation import Observation, new, observe, output_alone
from scratchcnn.oracle.checks.results import Result
from scratchcnn.oracle.checks.verdicts import check_named, gradient_names
from scratchcnn.oracle.process.runner import HomeworkError, Runner
from scratchcnn.oracle.repair.function import Function
from scratchcnn.oracle.understanding.calls.pairs import Subject

# In so many of the regimes that fail, so many larger cases are tried.
MOST_REGIMES, FURTHER = 3, 3
# Regimes in which frameworks differ, and each is right.
CHOSEN = ("kink", "ties")


@dataclass(frozen=True)
class Tried:
    """A case, and the checks that a layer has to pass in it."""

    trial: Trial
    checks: tuple[str, ...]

    def passes(self, subject: Subject) -> bool:
        """Return whether a layer passes all of them now; one that says nothing is not passed."""
        return all(verdict is not None and verdict.ok for _, verdict in self.verdicts(subject))

    def demanding(self, subject: Subject) -> "Tried":
        """Return the case with the checks that say something, and those that are passed now.

        So no edit mends what failed by breaking what was right.
        """
        every = dict.fromkeys(("forward", *gradient_names([self.trial]), *self.checks))
        found = [
            check
            for check, verdict in replace(self, checks=tuple(every)).verdicts(subject)
            if verdict is not None and (verdict.ok or check in self.checks)
        ]
        return replace(self, checks=tuple(found))

    def verdicts(self, subject: Subject) -> Iterator[tuple[str, Verdict | None]]:
        """Yield every check, and what it says of the layer."""
        seen = Observation(lambda: subject.make(1.0), self.trial)
        try:
            for check in self.checks:
                yield check, check_named(check)(seen)
        finally:
            seen.implementation.close()  # type: ignore[attr-defined] # homework's has one

    @property
    def calls(self) -> int:
        """How often the layer is called for them: once more with other data, and with more."""
        return 3 if "repeatable" in self.checks else 1

    @property
    def size(self) -> int:
        """How many numbers it holds."""
        return sum(array.size for array in self.trial.arrays.values())


def in_all(cases: Iterable[Tried], subject: Subject) -> tuple[bool, int]:
    """Return whether a layer passes in all cases, and how often it was called to find out."""
    calls = 0
    for case in cases:
        calls += case.calls
        if not case.passes(subject):
            return False, calls
    return True, calls


def plainly_wrong(results: Iterable[Result]) -> list[Result]:
    """Return the results that failed, without those where right layers differ, if there are others.

    At a kink, and among ties, an edit may leave what is a convention.
    """
    wrong = [result for result in results if not result]
    return [result for result in wrong if result.regime not in CHOSEN] or wrong


def failing_cases(results: Iterable[Result]) -> list[Tried]:
    """Return the smallest failing cases of results, the smallest first."""
    found = [
        Tried(result.counterexample, (result.check,))
        for result in plainly_wrong(results)
        if result.counterexample is not None
    ]
    return sorted(found, key=lambda one: one.size)


def further_cases(subject: Subject, results: Iterable[Result], seed: int) -> list[Tried]:
    """Return larger cases of the regimes in which a layer is wrong, with the checks that say so."""
    wrong = plainly_wrong(results)
    checks = tuple(dict.fromkeys(result.check for result in wrong))
    regimes = [*dict.fromkeys(result.regime for result in wrong)]
    cases = [
        Tried(trial, checks).demanding(subject)
        for regime in regimes[:MOST_REGIMES]
        for trial in draw(subject.op, subject.offer, regime, FURTHER, seed)
    ]
    return [case for case in cases if set(case.checks) & set(checks)]


def functions_that_run(
    runner: Runner, subject: Subject, trial: Trial, *, backward: bool = True
) -> list[Function]:
    """Return the functions of the homework that run in a case, with or without its gradients."""
    runner.run([{"trace": True}])
    try:
        if backward:
            with new(lambda: subject.make(1.0)) as implementation:
                observe(implementation, trial)
        else:
            output_alone(lambda: subject.make(1.0), trial)
    finally:
        reply = runner.run([{"traced": True, "save": "ran"}], ["ran"])
    ran = reply.values.get("ran")
    return [Function.of(one) for one in ran] if isinstance(ran, list) else []


def put(runner: Runner, function: Function, text: str | None) -> bool:
    """Give a function another text, or its own again; return whether that could be done."""
    step = {"swap": function.key, "save": "done", **({} if text is None else {"text": text})}
    try:
        return runner.run([step], ["done"]).values.get("done") is True
    except HomeworkError:
        return False


@contextmanager
def restored(runner: Runner, functions: Sequence[Function]) -> Iterator[None]:
    """Give functions their own text again at the end, whatever they were given."""
    try:
        yield
    finally:
        for function in functions:
            put(runner, function, None)
