"""What a failed call of homework means: whose fault it is, and how to fix what is not its own."""

import re

from scratchcnn.oracle.process.runner import Failure
from scratchcnn.oracle.process.worker.bygone.names import NUMPY

NO_SCALAR = re.compile(r"only (0-dimensional|length-1|size-1) arrays can be converted")
NO_ATTRIBUTE = re.compile(r"module '(?:numpy|scipy)[\w.]*' has no attribute '(\w+)'")


class HomeworkFailure(Exception):
    """The homework failed in a call."""

    def __init__(self, failure: Failure, stage: str) -> None:
        super().__init__(f"{failure.type}: {failure.message}" if failure.type else failure.message)
        self.failure = failure
        self.stage = stage


def status_of(failure: Failure) -> tuple[str, str]:
    """Return the status of a failure, and a sentence that describes it."""
    if failure.kind == "absent":
        return "unimplemented", failure.message
    if failure.kind == "missing":
        if failure.framework:
            return "not_from_scratch", f"it calls {failure.module}: not from scratch"
        return "environment", f"it needs the module {failure.module}, which is not installed here"
    if failure.kind == "timeout":
        return "timeout", failure.message
    if leaves(failure):
        return "unsupported", f"it refuses with sys.exit({failure.message}){place(failure)}"
    if failure.kind in ("crash", "memory", "exit", "lost"):
        return "crash", failure.message or f"{failure.type} ended the process"
    if failure.type == "BrokenName":
        return "environment", f"it uses a name that has no value: {failure.message}"
    mend = environment(failure)
    if mend:
        return "environment", f"{told(failure)}: {mend}"
    if failure.type == "NotImplementedError":
        return "unimplemented", f"is not implemented{place(failure)}"
    if failure.explicit and refuses(failure):
        return "unsupported", f"it refuses the call: {told(failure)}"
    return "wrong", f"raised {told(failure)}"


def leaves(failure: Failure) -> bool:
    """Return whether homework left a call by sys.exit(), as others leave it by `raise`."""
    return failure.kind == "exit" and failure.type == "SystemExit"


def refuses(failure: Failure) -> bool:
    """Return whether a `raise` or `assert` is about the arguments, and not about the result."""
    source = failure.source.strip()
    return not (source.startswith("assert") and re.search(r"\.shape\s*(==|\))", source))


def environment(failure: Failure) -> str:
    """Return how to fix what fails because of the installed NumPy or Python; else ""."""
    gone = NO_ATTRIBUTE.search(failure.message)
    if failure.type == "AttributeError" and gone:
        _, instead = NUMPY.get(gone[1], (None, ""))
        advice = f"write {instead} for np.{gone[1]}" if instead else "no replacement is known"
        return f"the installed NumPy has no {gone[1]}; {advice}"
    if failure.type == "TypeError" and NO_SCALAR.search(failure.message):
        return (
            "the installed NumPy cannot convert an array to a number; "
            "write float(a.item()) or np.sum"
        )
    if failure.type == "ValueError" and "Unable to avoid copy" in failure.message:
        return "NumPy 2 treats copy=False as a guarantee; write np.asarray"
    if failure.type == "AttributeError" and re.search(
        r"module '(collections|time|inspect)' has no attribute", failure.message
    ):
        return "the installed Python no longer has it"
    return ""


def told(failure: Failure) -> str:
    """Return an exception in words, with its line."""
    message = f"{failure.type}: {failure.message}" if failure.message else failure.type
    return message + place(failure)


def place(failure: Failure) -> str:
    """Return where in the homework an exception arose."""
    if not failure.line:
        return ""
    return f" (line {failure.line}: {failure.source.strip()})"
