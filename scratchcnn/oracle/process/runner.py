"""What runs homework, as the judge sees it: requests in, replies and failures out."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, field
from typing import Any, Protocol

from scratchcnn.oracle.process.attributes import opened
from scratchcnn.oracle.process.worker.answering.transport import FrameError
from scratchcnn.oracle.process.worker.loading.unmade import Unmade

Step = Mapping[str, Any]
# Of what homework prints a note has the first line, up to here.
LONGEST_LINE = 60
# After these the process is gone, or not to be trusted with the next request.
FATAL = ("timeout", "crash", "memory", "exit")


class HomeworkError(Exception):
    """Homework that cannot be run at all, or a request that makes no sense."""


@dataclass(frozen=True)
class Failure:
    """Why a request was not carried out to its end.

    Attributes
    ----------
    kind
        "exception", "missing" (a stub of a missing module was used), "memory", "exit",
        "timeout", "crash", "lost" (an earlier failure took the session with it), "adapter" (a
        teacher's adapter raised it) or "absent" (the homework lacks a name that the adapter uses).
    type, message
        The name of the exception's type, and its text; for a crash, how the process died.
    line, file, source
        The innermost line of homework in the traceback; 0 and "" if there is none.
    explicit
        Whether that line is a `raise` or `assert`: a refusal, not an accident.
    step
        Which step failed; -1 if that is not known.
    module, framework
        The missing module, and whether it is a framework (PyTorch and the like).
    """

    kind: str
    type: str = ""
    message: str = ""
    line: int = 0
    file: str = ""
    source: str = ""
    explicit: bool = False
    step: int = -1
    module: str = ""
    framework: bool = False

    @property
    def fatal(self) -> bool:
        """Whether the process is of no more use; a sys.exit() in a call is only an exception."""
        return self.kind in FATAL and self.type != "SystemExit"


@dataclass(frozen=True)
class Use:
    """A use of a name that NumPy or Python removed, and that was restored for the homework.

    Attributes
    ----------
    name, advice
        What was used, and what to write today.
    file, line, source
        Where.
    """

    name: str
    advice: str
    file: str
    line: int
    source: str


@dataclass(frozen=True)
class Loaded:
    """What loading homework produced: its classes and functions, described, and remarks."""

    definitions: Sequence[Mapping[str, Any]]
    notes: Sequence[str]
    problems: Sequence[str]
    imported: Sequence[Mapping[str, Any]] = ()
    uses: tuple[Use, ...] = ()
    unmade: tuple[Unmade, ...] = ()


@dataclass(frozen=True)
class Reply:
    """The reply: the variables asked for, and the given arrays that were written into.

    `uses` are those of removed names; `called` is what was called of a library of arrays that may
    be a layer by itself.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    changed: Mapping[str, Any] = field(default_factory=dict)
    failure: Failure | None = None
    uses: tuple[Use, ...] = ()
    called: tuple[Use, ...] = ()


class Runner(Protocol):
    """Something that has loaded homework and calls it."""

    @property
    def definitions(self) -> Sequence[Mapping[str, Any]]:
        """The classes and functions of the homework, described."""
        ...

    @property
    def imported(self) -> Sequence[Mapping[str, Any]]:
        """What its only file imports from others of its package, described; it is not judged."""
        ...

    @property
    def notes(self) -> Sequence[str]:
        """What was assumed while loading."""
        ...

    @property
    def problems(self) -> Sequence[str]:
        """What could not be loaded."""
        ...

    @property
    def missing_protections(self) -> Sequence[str]:
        """The limits that this runner cannot impose on the homework."""
        ...

    @property
    def printed(self) -> str:
        """The start of what the homework printed."""
        ...

    @property
    def printed_total(self) -> int:
        """How many bytes the homework printed."""
        ...

    @property
    def loaded_with(self) -> Sequence[Use]:
        """The removed names of NumPy and Python that were used while the homework was loaded."""
        ...

    @property
    def unmade(self) -> Sequence[Unmade]:
        """The classes and functions that could not be made."""
        ...

    def take_uses(self) -> Sequence[Use]:
        """Return the removed names that were used since this was last called."""
        ...

    def take_called(self) -> Sequence[Use]:
        """Return what was called of a library of arrays since this was last called."""
        ...

    def run(
        self, steps: Sequence[Step], returns: Sequence[str] = (), session: int | None = None
    ) -> Reply:
        """Run steps in a session, by default in one of their own, and return variables of it."""
        ...

    def new_session(self) -> int:
        """Return the number of a new session."""
        ...

    def forget(self, session: int) -> None:
        """Close a session, and drop its variables."""
        ...

    def within(self, seconds: float) -> AbstractContextManager[None]:
        """Give every request no more than these seconds, where there is a limit at all."""
        ...

    def close(self) -> None:
        """End what runs."""
        ...


def reply_from(answer: Any) -> Reply:
    """Return the reply that an answer of an interpreter holds.

    Raises
    ------
    HomeworkError
        If the request made no sense.
    FrameError
        If this is not an answer of an interpreter: homework can write to any pipe of its process.
    """
    if type(answer) is not dict:
        raise FrameError("not an answer")
    if "error" in answer:
        raise HomeworkError(f"the request could not be answered: {answer['error']}")
    values, changed, failure = (answer.get(key) for key in ("values", "changed", "failure"))
    if type(values) is not dict or type(changed) is not dict:
        raise FrameError("not an answer")
    told = None if failure is None else failure_from(failure)
    uses, called = (uses_from(answer.get(key, [])) for key in ("uses", "called"))
    return Reply(opened(values), changed, told, uses, called)


def uses_from(answer: Any) -> tuple[Use, ...]:
    """Return the uses that an answer of a worker holds; FrameError if it is none."""
    return tuple(Use(**use) for use in records_of(answer, Use("", "", "", 0, "")))


def unmade_from(answer: Any) -> tuple[Unmade, ...]:
    """Return what could not be made, as a worker answers it; FrameError if that is none."""
    return tuple(Unmade(**one) for one in records_of(answer, Unmade("", "", "", "", 0)))


def records_of(answer: Any, example: Use | Unmade) -> list[dict[str, Any]]:
    """Return an answer that holds records like an example; FrameError if it does not."""
    # So it is nearly always, and this is asked after every call.
    if type(answer) is list and not answer:
        return answer
    model = asdict(example)
    if type(answer) is not list or any(
        type(one) is not dict
        or one.keys() != model.keys()
        or any(type(value) is not type(model[key]) for key, value in one.items())
        for one in answer
    ):
        raise FrameError("not a record of uses, or of what was not made")
    return answer


def failure_from(answer: Any) -> Failure:
    """Return the failure that an answer of an interpreter describes."""
    model = asdict(Failure(""))
    if type(answer) is not dict or any(
        key not in model or type(value) is not type(model[key]) for key, value in answer.items()
    ):
        raise FrameError("not a failure")
    if "kind" not in answer:
        raise FrameError("not a failure")
    if answer["kind"] == "request":
        raise HomeworkError(f"step {answer.get('step')}: {answer.get('message')}")
    return Failure(**answer)


def unprotected(runner: Runner) -> list[str]:
    """Return a note that names the missing limits, if any are missing."""
    missing = ", ".join(runner.missing_protections)
    return [f"without protection by: {missing}"] if missing else []


def printed(runner: Runner) -> Iterator[str]:
    """Say that homework printed, and quote the beginning."""
    if runner.printed_total:
        lines = [line for line in runner.printed.splitlines() if line.strip()]
        first = f': "{lines[0][:LONGEST_LINE]}"' if lines else ""
        yield f"the homework printed while it was judged, {runner.printed_total} bytes{first}"
