"""Homework in a process of its own, under limits, restarted when it dies."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import Any

from scratchcnn.oracle.process.child import Child
from scratchcnn.oracle.process.libraries import libraries_of, patience
from scratchcnn.oracle.process.loaded import (
    load_request,
    loaded_from,
    loading_error,
    protections_from,
)
from scratchcnn.oracle.process.pipes import Printed, TimeUp
from scratchcnn.oracle.process.runner import (
    Failure,
    HomeworkError,
    Loaded,
    Reply,
    Runner,
    Step,
    Use,
    reply_from,
)
from scratchcnn.oracle.process.worker.answering.transport import FrameError
from scratchcnn.oracle.process.worker.loading.unmade import Unmade

__all__ = ["Failure", "Homework", "HomeworkError", "Reply", "Runner", "Step"]

GIB = 2**30
SECONDS_TO_START = 60.0
LOADING = 3


class Homework:
    """Homework loaded in a process of its own.

    The process starts here, in the background; what is loaded is waited for when it is needed.
    One request at a time: this is not for several threads.

    Parameters
    ----------
    sources
        The files of the homework, with `name`, `path` and `cells` of `line`, `label` and `text`.
    root
        The directory from which they import each other.
    above
        What they import from elsewhere, and the packages around them: an `Above`.
    unread
        What of the homework was not read, in a sentence; "" if all was.
    timeout
        The seconds that a request may take; loading may take three times as long.
    memory
        The bytes of address space that the process may take.
    calls
        The functions that a teacher allows, and those that one forbids, by their full names.
    device
        Where the tensors of PyTorch are: "cpu" or "cuda".
    """

    def __init__(
        self,
        sources: Iterable[Any],
        root: Any,
        *,
        above: Any = None,
        unread: str = "",
        timeout: float = 10.0,
        memory: int = 4 * GIB,
        calls: tuple[Iterable[str], Iterable[str]] = ((), ()),
        device: str = "cpu",
    ) -> None:
        sources = list(sources)
        self._libraries = libraries_of(sources)
        self._readable = [str(root), *map(str, above.files if above else ())]
        self._request = load_request(sources, root, unread, above, self._libraries, calls)
        self._timeout, self._memory = timeout * patience(sources), memory
        self._device = device
        self._printed = Printed()
        self._loaded: Loaded | None = None
        self._protections: Mapping[str, str] = {}
        self._sessions = 0
        self._used, self._lost = set[int](), set[int]()
        self._uses: dict[Use, None] = {}
        self._called: dict[Use, None] = {}
        self._forgotten: list[int] = []
        self._ready = self._closed = False
        self._child: Child | None = self._start()

    @classmethod
    def start(
        cls,
        sources: Iterable[Any],
        root: Any,
        *,
        above: Any = None,
        unread: str = "",
        timeout: float = 10.0,
        memory: int = 4 * GIB,
        calls: tuple[Iterable[str], Iterable[str]] = ((), ()),
        device: str = "cpu",
    ) -> "Homework":
        """Start a process and load homework in it; HomeworkError if that cannot be done."""
        limits: dict[str, Any] = {"timeout": timeout, "memory": memory, "device": device}
        homework = cls(sources, root, above=above, unread=unread, calls=calls, **limits)
        try:
            homework.load()
        except BaseException:
            homework.close()
            raise
        return homework

    @property
    def definitions(self) -> Sequence[Mapping[str, Any]]:
        """The classes and functions of the homework, described."""
        return self.load().definitions

    @property
    def imported(self) -> Sequence[Mapping[str, Any]]:
        """What its only file imports from others of its package, described; it is not judged."""
        return self.load().imported

    @property
    def notes(self) -> Sequence[str]:
        """What was assumed while loading."""
        return self.load().notes

    @property
    def problems(self) -> Sequence[str]:
        """What could not be loaded."""
        return self.load().problems

    @property
    def protections(self) -> Mapping[str, str]:
        """What the homework's process is kept from, and by what; "" if this system cannot."""
        self.load()
        return self._protections

    @property
    def missing_protections(self) -> Sequence[str]:
        """The limits that this system does not offer."""
        return [name for name, how in self.protections.items() if not how]

    @property
    def printed(self) -> str:
        """The start of what the homework printed, without control characters."""
        return self._printed.text

    @property
    def printed_total(self) -> int:
        """How many bytes the homework printed."""
        return self._printed.total

    @property
    def loaded_with(self) -> Sequence[Use]:
        """The removed names of NumPy and Python that were used while the homework was loaded."""
        return self.load().uses

    @property
    def unmade(self) -> Sequence[Unmade]:
        """The classes and functions that could not be made."""
        return self.load().unmade

    def take_uses(self) -> Sequence[Use]:
        """Return the removed names that were used since this was last called."""
        taken, self._uses = tuple(self._uses), {}
        return taken

    def take_called(self) -> Sequence[Use]:
        """Return what was called of a library of arrays since this was last called."""
        taken, self._called = tuple(self._called), {}
        return taken

    def load(self) -> Loaded:
        """Load the homework, if it is not loaded; return what the worker reports."""
        if self._loaded is None:
            self._loaded = self._load()
        return self._loaded

    def run(
        self, steps: Sequence[Step], returns: Sequence[str] = (), session: int | None = None
    ) -> Reply:
        """Run steps in a session, by default in one of their own, and return variables of it.

        A process that dies, or does not answer in time, is started again for the next request; the
        sessions that were in it are lost.
        """
        number = self.new_session() if session is None else session
        if number in self._lost:
            return Reply(failure=Failure("lost", message="an earlier call ended the process"))
        if not self._ready:
            self._load()
        request = {"do": "run", "session": number, "forget": self._forgotten}
        request |= {"steps": list(steps), "return": list(returns)}
        reply = self._ask(request)
        if session is None:
            self.forget(number)
        return reply

    def new_session(self) -> int:
        """Return the number of a new session."""
        self._sessions += 1
        return self._sessions

    def forget(self, session: int) -> None:
        """Close a session; the worker learns of it with the next request."""
        self._lost.discard(session)
        if session in self._used:
            self._used.discard(session)
            self._forgotten.append(session)

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """Give every request no more than these seconds."""
        before, self._timeout = self._timeout, min(seconds, self._timeout)
        try:
            yield
        finally:
            self._timeout = before

    def close(self) -> None:
        """End the process and all that it started, and remove its directory."""
        self._closed = True
        self._end()

    def __enter__(self) -> "Homework":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _start(self) -> Child:
        # A homework's files import each other, so it may read them.
        return Child(self._memory, self._printed, self._readable, self._libraries, self._device)

    def _load(self) -> Loaded:
        """Load the homework in a process that is new; HomeworkError if that cannot be done."""
        if self._closed:
            raise HomeworkError("this homework's process was closed")
        if self._child is None:
            self._child = self._start()
        seconds = LOADING * self._timeout
        try:
            hello = self._child.hear(SECONDS_TO_START)
            loaded = loaded_from(self._child.answer(self._request, seconds))
            self._protections = protections_from(hello)
        except BaseException as error:
            child, self._child = self._child, None
            how = child.how_it_died() if isinstance(error, EOFError) else ""
            child.close()
            if isinstance(error, (TimeUp, EOFError, FrameError)):
                raise HomeworkError(loading_error(error, how, seconds)) from None
            raise
        self._ready = True
        return loaded

    def _ask(self, request: Mapping[str, Any]) -> Reply:
        """Return what the worker answers, or how it failed to; then its process is ended."""
        assert self._child is not None
        self._used.add(request["session"])
        try:
            reply = reply_from(self._child.answer(request, self._timeout))
            if reply.failure is None and not set(request["return"]) <= set(reply.values):
                raise FrameError("not all that was asked for")
            self._uses.update(dict.fromkeys(reply.uses))
            self._called.update(dict.fromkeys(reply.called))
        except TimeUp:
            message = f"did not end within {self._timeout:g} s"
            reply = Reply(failure=Failure("timeout", message=message))
        except EOFError:
            reply = Reply(failure=Failure("crash", message=self._child.how_it_died()))
        except FrameError:
            reply = Reply(failure=Failure("crash", message="wrote into the judge's own pipe"))
        except HomeworkError:
            raise
        except BaseException:
            self._end()
            raise
        self._forgotten = []
        if reply.failure is not None and reply.failure.fatal:
            self._end()
        return reply

    def _end(self) -> None:
        """End the process; the sessions in it are lost."""
        if self._child is not None:
            self._child.close()
        self._child, self._ready = None, False
        self._lost |= self._used
        self._used = set()
        self._forgotten = []
