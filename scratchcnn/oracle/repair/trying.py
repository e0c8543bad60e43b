"""Trying edits in the living process of a homework: its functions get other code, and run."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from scratchcnn.oracle.cards.trials import draw
from scratchcnn.oracle.cases.case import Trial
from scratchcnn.oracle.checks.comparing import Verdict
from scratchcnn.oracle.checks.observation import Observation, new, observe, output_alone
from scratchcnn.oracle.checks.results import Result
from scratchcnn.oracle.checks.verdicts import check_named, ended, gradient_names
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
        return self.tried(subject)[0]

    def tried(self, subject: Subject) -> tuple[bool, bool]:
        """Return whether a layer passes all of them, and whether it ended its process instead."""
        with observed(subject, self.trial) as seen:
            verdicts = (check_named(check)(seen) for check in self.checks)
            right = all(verdict is not None and verdict.ok for verdict in verdicts)
            return right, ended(seen)

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

    def verdicts(self, subject: Subject) -> list[tuple[str, Verdict | None]]:
        """Return every check, and what it says of the layer."""
        with observed(subject, self.trial) as seen:
            return [(check, check_named(check)(seen)) for check in self.checks]

    @property
    def calls(self) -> int:
        """How often the layer is called for them: once more with other data, and with more."""
        return 3 if "repeatable" in self.checks else 1

    @property
    def size(self) -> int:
        """How many numbers it holds."""
        return sum(array.size for array in self.trial.arrays.values())


@contextmanager
def observed(subject: Subject, trial: Trial) -> Iterator[Observation]:
    """Give what a new layer does with a case, and let the layer go."""
    with new(lambda: subject.make(1.0)) as implementation:
        yield Observation(lambda: implementation, trial)


@dataclass(frozen=True)
class Outcome:
    """What became of a layer in all cases: right or not, after how many calls, or an end."""

    right: bool
    calls: int
    ended: bool


def in_all(cases: Iterable[Tried], subject: Subject) -> Outcome:
    """Try a layer in cases until it fails in one."""
    calls = 0
    for case in cases:
        calls += case.calls
        right, is_ended = case.tried(subject)
        if not right:
            return Outcome(False, calls, is_ended)
    return Outcome(True, calls, False)


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
    functions = map(Function.of, ran if isinstance(ran, list) else [])
    return [function for function in functions if function is not None]


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
