"""What a failed call of homework means: whose fault it is, and how to fix what is not its own."""

import re

from scratchcnn.oracle.process.runner import Failure
from scratchcnn.oracle.process.worker.bygone.names import ARRAYS, ATTRIBUTES, NUMPY
from scratchcnn.oracle.process.worker.imports.frameworks import EXTRAS

OF_ARRAYS = [name for name, (kind, _, _) in ATTRIBUTES.items() if kind is ARRAYS]
# What is gone, in NumPy's own words, which differ from one release to the next.
GONE = re.compile(
    r"module '(?:numpy|scipy)[\w.]*' has no attribute '(\w+)'"
    r"|`(?:np\.)?(\w+)` was removed (?:in|from) [\w ]*NumPy"
    r"|numpy\.lib\.(\w+) is now private"
    rf"|'numpy\.\w+' object has no attribute '({'|'.join(OF_ARRAYS)})'"
)
# What NumPy and Python did once and refuse today: the exception, its words, and what to write.
REFUSED = (
    (
        "TypeError",
        r"only (0-dimensional|length-1|size-1) arrays can be converted",
        "the installed NumPy cannot convert an array to a number; write float(a.item()) or np.sum",
    ),
    (
        "ValueError",
        r"Unable to avoid copy",
        "NumPy 2 treats copy=False as a guarantee; write np.asarray",
    ),
    (
        "TypeError",
        r"np\.sum\(generator\)",
        "the installed NumPy adds no generator up; write sum(...), or np.sum of a list",
    ),
    (
        "TypeError",
        r"Converting .* to a dtype (is )?not allowed",
        "the installed NumPy takes no kind for a type; write np.float64 or np.int64",
    ),
    (
        "TypeError",
        r"Alias '\w+' was removed in NumPy",
        "the installed NumPy has no type of that name; write it without the digit",
    ),
    (
        "TypeError",
        r"(percentile|quantile)\(\) got an unexpected keyword argument 'interpolation'",
        "the installed NumPy calls it otherwise; write method=",
    ),
    (
        "TypeError",
        r"reshape\(\) got an unexpected keyword argument 'newshape'",
        "the installed NumPy calls it otherwise; write shape=",
    ),
    (
        "TypeError",
        r"not numpy\.bool\b|'numpy\.bool' object cannot be interpreted as an integer",
        "the installed NumPy takes no truth value for an index; write int(...)",
    ),
    (
        "OverflowError",
        r"out of bounds for u?int\d+",
        "NumPy 2 keeps the small type of an array; write a.astype(int) before",
    ),
    (
        "AttributeError",
        r"module '(collections|time|inspect)' has no attribute",
        "the installed Python no longer has it",
    ),
)

# What raises them may be bound where the homework was not read.
UNREAD = ("UnreadName", "UnreadAttribute")


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
            return (
                "not_from_scratch",
                f"it calls {failure.module}: not from scratch{place(failure)}",
            )
        return (
            "environment",
            f"it needs the module {failure.module}, {not_installed(failure.module)}",
        )
    if failure.kind == "timeout":
        return "timeout", failure.message
    if leaves(failure):
        return "unsupported", f"it refuses with sys.exit({failure.message}){place(failure)}"
    if failure.kind in ("crash", "memory", "exit", "lost"):
        return "crash", failure.message or f"{failure.type} ended the process"
    if failure.type in UNREAD:
        return "not_judged", f"it may use what was not read: {failure.message}"
    if failure.type == "BrokenName":
        return "environment", f"it uses a name that has no value: {failure.message}"
    mend = environment(failure)
    if mend:
        return "environment", f"{told(failure)}: {mend}"
    if failure.type == "NotImplementedError":
        # So a skeleton says what is left to be written.
        return "unimplemented", f"is not implemented{place(failure)}"
    if failure.explicit and refuses(failure):
        return "unsupported", f"it refuses the call: {told(failure)}"
    return "wrong", f"raised {told(failure)}"


def not_installed(module: str) -> str:
    """Return what to say of a module that is missing, and how to install it, if an extra does.

    >>> not_installed("jax")
    "which is not installed here: pip install 'scratchcnn[jax]'"
    """
    how = f": pip install 'scratchcnn[{module}]'" if module in EXTRAS else ""
    return f"which is not installed here{how}"


def leaves(failure: Failure) -> bool:
    """Return whether homework left a call by sys.exit(), as others leave it by `raise`."""
    return failure.kind == "exit" and failure.type == "SystemExit"


def refuses(failure: Failure) -> bool:
    """Return whether a `raise` or `assert` is about the arguments, and not about the result."""
    source = failure.source.strip()
    return not (source.startswith("assert") and re.search(r"\.shape\s*(==|\))", source))


def environment(failure: Failure) -> str:
    """Return how to fix what fails because of the installed NumPy or Python; else ""."""
    gone = GONE.search(failure.message)
    if failure.type == "AttributeError" and gone:
        name = next(filter(None, gone.groups()))
        return f"the installed NumPy has no {name}; {replacement(name, failure.message)}"
    for kind, words, mend in REFUSED:
        if failure.type == kind and re.search(words, failure.message):
            return mend
    return ""


def replacement(name: str, message: str) -> str:
    """Return what to write for a name that NumPy took away, as far as that is known."""
    if name in OF_ARRAYS:
        return f"write {ATTRIBUTES[name][2]} for a.{name}"
    if name in NUMPY:
        return f"write {NUMPY[name][1]} for np.{name}"
    if "'numpy.lib'" in message:
        return f"write np.{name} for np.lib.{name}, if NumPy has it"
    return "NumPy says what to write" if "Use " in message else "no replacement is known"


def told(failure: Failure) -> str:
    """Return an exception in words, with its line."""
    message = f"{failure.type}: {failure.message}" if failure.message else failure.type
    return message + place(failure)


def place(failure: Failure) -> str:
    """Return where in the homework an exception arose."""
    if not failure.line:
        return ""
    return f" (line {failure.line}: {failure.source.strip()})"
