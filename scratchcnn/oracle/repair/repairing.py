"""From a layer that is wrong to the edit that mends it: tried on what fails, proven on the rest."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from scratchcnn.oracle.checks.results import Location, Repair, Result
from scratchcnn.oracle.process.runner import HomeworkError, Runner
from scratchcnn.oracle.repair.candidates import candidates
from scratchcnn.oracle.repair.edit import Edit, diff
from scratchcnn.oracle.repair.first import ideas_of
from scratchcnn.oracle.repair.function import Function
from scratchcnn.oracle.repair.locating import failed_at, location
from scratchcnn.oracle.repair.proof import OTHER_CASES, Beside, Rejudge, beside, proven
from scratchcnn.oracle.repair.trying import (
    Tried,
    failing_cases,
    functions_that_run,
    further_cases,
    in_all,
    put,
    restored,
)
from scratchcnn.oracle.understanding.calls.pairs import Subject

# How many lines the homework may run while edits are tried, where a call counts for some of its
# own, and how often it is called at least. So the time is bounded by steps, not by a clock, and the
# same edit is found everywhere.
MOST_STEPS, STEPS_OF_A_CALL, LEAST_CALLS = 800_000, 200, 600
# Of those that mend what failed so many are doubted.
MOST_DOUBTED = 12
# Seconds that a call may take, for an edited loop need not end; and how often that, or what else
# ends the process, may be.
LONGEST, MOST_ENDS = 1.0, 5
# What ran where nothing was wrong comes after everything else.
UNLIKELY = 100
# What mends a bug of that name comes before everything else.
FIRST = 10
# A helper may serve others, and is right more often than what calls it.
COST_OF_DEPTH = 2
MENDED = "an edit here makes the layer right"


@dataclass(frozen=True)
class Mended:
    """An edit that makes a layer right, and how that is known."""

    function: Function
    edit: Edit
    text: str
    tried: int
    cases: int


def located(
    runner: Runner,
    subjects: Mapping[str, Subject],
    results: Sequence[Result],
    seed: int,
    rejudge: Rejudge,
) -> Iterator[Result]:
    """Yield the results, those that are wrong with their place and what mends them, where known.

    Parameters
    ----------
    runner : has loaded the homework
    subjects : its layers, by their names
    results : what was found in them
    seed : of their cases
    rejudge : judges a layer anew
    """
    found = {}
    for name in dict.fromkeys(one.implementation for one in results if one.status == "wrong"):
        subject = subjects.get(name)
        if subject is not None and subject.plan is not None:
            own = [result for result in results if result.implementation == name]
            others = [one for one in subjects.values() if one is not subject]
            found[name] = Search(runner, subject, own, others, seed, rejudge).place()
    for result in results:
        place, repair = found.get(result.implementation, (None, None))
        known = result.status == "wrong" and place is not None
        yield replace(result, location=place, repair=repair) if known else result


@dataclass(frozen=True)
class Search:
    """The search for what is wrong in one layer, with its results, and the other layers."""

    runner: Runner
    subject: Subject
    results: Sequence[Result]
    others: Sequence[Subject]
    seed: int
    rejudge: Rejudge

    def place(self) -> tuple[Location | None, Repair | None]:
        """Return where the layer is wrong, and what mends it, as far as either is known."""
        failing = failing_cases(self.results)
        if not failing:
            return None, None
        try:
            found = self.mended(failing)
            if found is None:
                return failed_at(self.runner, self.subject, failing[0].trial), None
        except HomeworkError:
            # Nothing is known of it, and what was judged stands.
            return None, None
        place = location(found.function, found.edit.changes[0].start, MENDED)
        return place, Repair(diff(found.function, found.text), found.cases, found.tried)

    def mended(self, failing: Sequence[Tried]) -> Mended | None:
        """Return the simplest edit that makes the layer right, if one is found and proven."""
        further = further_cases(self.subject, self.results, self.seed + OTHER_CASES)
        cases = [*(case.demanding(self.subject) for case in failing), *further]
        functions = suspects(self.runner, self.subject, failing)
        known: list[Beside] | None = None
        allowed = calls_allowed(functions)
        calls = doubted = tried = ends = 0
        with restored(self.runner, [one for one, _ in functions]), self.runner.within(LONGEST):
            for edit, text, function in choices(functions, self.ideas):
                if calls > allowed or doubted >= MOST_DOUBTED or ends >= MOST_ENDS:
                    break
                tried += 1
                if not put(self.runner, function, text):
                    continue
                outcome = in_all(cases, self.subject)
                calls, ends = calls + outcome.calls, ends + outcome.ended
                if outcome.right:
                    if known is None:
                        put(self.runner, function, None)
                        known = list(beside(self.runner, self.others, self.seed, self.rejudge))
                        put(self.runner, function, text)
                    proof = self.proof(function, text, known)
                    if proof:
                        return Mended(function, edit, text, tried, proof)
                    doubted += 1
                # The next edit may be of another function.
                put(self.runner, function, None)
        return None

    @property
    def ideas(self) -> tuple[str, ...]:
        """What the rules that come first begin with."""
        return ideas_of(dict.fromkeys(bug.id for one in self.results for bug in one.bugs))

    def proof(self, function: Function, text: str, others: Sequence[Beside]) -> int:
        """Return in how many other cases the layer is right as it is now; 0 if not in all."""
        return proven(self.subject, function, text, others, self.seed, self.rejudge)


def calls_allowed(functions: Sequence[tuple[Function, int]]) -> int:
    """Return how often the layer may be called: less often where a call runs many lines."""
    steps = max((function.steps for function, _ in functions), default=0)
    return max(LEAST_CALLS, MOST_STEPS // (steps + STEPS_OF_A_CALL))


def choices(
    functions: Sequence[tuple[Function, int]], ideas: tuple[str, ...] = ()
) -> list[tuple[Edit, str, Function]]:
    """Return all edits of functions, in the order in which they are tried: some ideas first."""
    found = [
        (edit.cost + cost - FIRST * edit.rule.startswith(ideas), edit, text, function)
        for function, cost in functions
        for edit, text in candidates(function)
    ]
    found.sort(key=lambda one: (one[0], len(one[1].changes)))
    return [(edit, text, function) for _, edit, text, function in found]


def suspects(
    runner: Runner, subject: Subject, failing: Sequence[Tried]
) -> list[tuple[Function, int]]:
    """Return the functions that run in a failing case, each with the cost of suspecting it.

    Those that fail as before with their own text in place of their own code.
    """
    first = failing[0]
    both = functions_that_run(runner, subject, first.trial)
    forward = functions_that_run(runner, subject, first.trial, backward=False)
    keys = [function.key for function in forward]
    in_forward = any("forward" in case.checks for case in failing)
    found = []
    for function in both:
        with restored(runner, [function]):
            usable = put(runner, function, function.text) and not first.passes(subject)
        if usable:
            likely = (function.key in keys) == in_forward
            cost = COST_OF_DEPTH * function.depth + (0 if likely else UNLIKELY)
            found.append((function, cost))
    return found
