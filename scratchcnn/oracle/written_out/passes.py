"""A backward pass that is written out, as the homework's process tells of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scratchcnn.oracle.process.failures import status_of
from scratchcnn.oracle.process.runner import HomeworkError, Runner

Array: TypeAlias = NDArray[Any]
# What lists them in the homework's process.
LISTED = "written out"
MOST = 20


@dataclass(frozen=True)
class Place:
    """A line after which a variable can be moved, and its value there.

    It is `made` by other variables, or drawn or given.
    """

    of: str
    number: int
    value: Array
    made: bool


@dataclass(frozen=True)
class Scalar:
    """A line that computes a number, which may be the loss, that number, and what it reads."""

    name: str
    number: int
    begins: bool
    reads: tuple[str, ...]
    value: float

    @property
    def key(self) -> str:
        """Its name among the numbers that come back."""
        return f"{self.name} {self.number}"


@dataclass(frozen=True)
class Step:
    """A value that a gradient has after one line.

    Attributes
    ----------
    name, of : the gradient, and its variable
    number, line : which of the lines it is, and where that stands
    value : what it is then
    begins : whether the line begins anew, rather than to change what was there
    adds : whether the line adds to what was there
    reads : the other gradients that the line reads
    made : whether the line reads gradients, or variables that have some
    """

    name: str
    of: str
    number: int
    line: int
    value: Array
    begins: bool
    adds: bool
    reads: tuple[str, ...]
    made: bool


@dataclass(frozen=True)
class Gradient:
    """A gradient from the line that begins it to the last one that changes it."""

    steps: tuple[Step, ...]

    @property
    def last(self) -> Step:
        """Its last value."""
        return self.steps[-1]

    @property
    def name(self) -> str:
        """What it is called."""
        return self.last.name

    @property
    def of(self) -> str:
        """The variable that it is the gradient of."""
        return self.last.of

    @property
    def number(self) -> int:
        """The number of its first line."""
        return self.steps[0].number

    @property
    def reads(self) -> set[str]:
        """The other gradients that it is computed from."""
        return {name for step in self.steps for name in step.reads}

    @property
    def made(self) -> bool:
        """Whether it is computed from anything: a step of 0.1 may be called dt, too."""
        return any(step.made for step in self.steps)

    @property
    def earlier(self) -> tuple[Step, ...]:
        """The values that it had before it was masked or scaled, to go on as another gradient."""
        if any(step.adds for step in self.steps[1:]):
            return ()
        return self.steps[:-1]


@dataclass(frozen=True)
class Pass:
    """All that is known of a backward pass after one run.

    Attributes
    ----------
    call : how it is called in the homework's process
    name : how it is called in reports
    gradients, places, scalars : what its lines compute
    failed : by name, why something was not computed
    wanted : the names of all its gradients
    computes : all that its lines compute
    """

    call: str
    name: str
    gradients: tuple[Gradient, ...]
    places: tuple[Place, ...]
    scalars: tuple[Scalar, ...]
    failed: dict[str, str]
    wanted: tuple[str, ...]
    computes: tuple[str, ...] = ()

    def upstream(self, number: int) -> list[int]:
        """Return which gradients one of them is computed from: they are done when it is."""
        own = self.gradients[number]
        before = {
            one.name: place
            for place, one in enumerate(self.gradients)
            if one.last.number < own.last.number
        }
        return [before[name] for name in sorted(own.reads) if name in before]


@dataclass(frozen=True)
class Unrun:
    """A backward pass that could not be run, and why."""

    name: str
    reason: str
    wanted: tuple[str, ...]
    computes: tuple[str, ...]


def passes(runner: Runner) -> Iterator[Pass | Unrun]:
    """Yield the backward passes that are written out in a homework, each run once."""
    try:
        reply = runner.run([{"call": {"name": LISTED}, "save": "all"}], ("all",))
    except HomeworkError:
        # What runs in our own process has no such list.
        return
    facts = reply.values.get("all")
    for one in facts[:MOST] if isinstance(facts, list) else ():
        call = {"attr": [{"name": one["name"]}, "run"]}
        reply = runner.run([{"call": call, "save": "seen"}], ("seen",))
        if reply.failure is not None:
            yield unrun(one, f"running its lines {status_of(reply.failure)[1]}")
        else:
            yield from read(one, reply.values["seen"])


def read(facts: Any, seen: Any) -> Iterator[Pass | Unrun]:
    """Yield what a run has shown; what is too large to come back, or is no such thing, is told."""
    try:
        steps = [Step(**{**one, "reads": tuple(one["reads"])}) for one in seen["gradients"]]
        places = [Place(**one) for one in seen["places"]]
        scalars = [Scalar(**{**one, "reads": tuple(one["reads"])}) for one in seen["scalars"]]
        values = [*(one.value for one in steps), *(one.value for one in places)]
        if not all(isinstance(value, np.ndarray) for value in values):
            raise TypeError
    except (TypeError, KeyError):
        yield unrun(facts, "its arrays are too large: run it on a few samples")
        return
    yield Pass(
        facts["name"],
        title(facts),
        tuple(gradients(steps)),
        tuple(places),
        tuple(scalars),
        dict(seen["failed"]),
        tuple(facts["gradients"]),
        tuple(facts["computes"]),
    )


def unrun(facts: Any, reason: str) -> Unrun:
    """Return a backward pass that could not be run."""
    return Unrun(title(facts), reason, tuple(facts["gradients"]), tuple(facts["computes"]))


def gradients(steps: Sequence[Step]) -> Iterator[Gradient]:
    """Yield the gradients: one that begins anew is another one."""
    found: dict[str, list[list[Step]]] = {}
    for step in steps:
        known = found.setdefault(step.name, [])
        if step.begins or not known:
            known.append([])
        known[-1].append(step)
    every = [Gradient(tuple(some)) for known in found.values() for some in known]
    yield from sorted(every, key=lambda one: one.number)


def title(facts: Any) -> str:
    """Return how a backward pass is called: by its function, else by the line where it begins."""
    module = f"{facts['module']}." if facts["module"] else ""
    if facts["function"]:
        return f"{module}{facts['function']}"
    cell = facts["file"].rpartition(", ")[2] if ", " in facts["file"] else ""
    return f"{module}{f'{cell}, ' if cell else ''}line {facts['line']}"
