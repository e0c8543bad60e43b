"""Results of what was recognised as a layer, but not made, not called or not differentiated."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from scratchcnn.oracle.cards.table import card_of
from scratchcnn.oracle.checks.comparing import Verdict
from scratchcnn.oracle.checks.results import Result
from scratchcnn.oracle.layers import Judged
from scratchcnn.oracle.process.failures import status_of
from scratchcnn.oracle.process.runner import Failure
from scratchcnn.oracle.process.worker.loading.unmade import Unmade
from scratchcnn.oracle.understanding.names.recognise import (
    is_helper,
    is_vague,
    may_be_helper,
    read_name,
)
from scratchcnn.oracle.understanding.names.vocabulary import words

# Names that are bound nowhere: however a layer is called, it raises these.
OWN_FAULTS = ("NameError", "UnboundLocalError")
# Words in the names of numbers that belong to a layer, which `conv_weights = data["w"]` sets.
NUMBERS = {
    *("w", "b", "weight", "weights", "bias", "biases", "param", "params", "kernel", "kernels"),
    *("filter", "filters", "out", "output", "result", "results", "input", "x", "y", "grad", "lr"),
    *("cache", "config", "name", "scale", "gamma", "beta", "history", "value", "values", "rate"),
}


def not_judged(one: Judged) -> Iterator[Result]:
    """Yield a result for a layer of a known op that has none of its own; and for its gradients.

    A layer that no call got through is not right: it is `wrong` if it would fail however it is
    called, and `not_judged` if the call may have been the mistake.
    """
    if one.understood is None or not one.understood.op:
        return
    plan = one.understood.plan
    if one.subject is None:
        status, message = why(one.understood.failure, one.layer.understood)
        verdict = Verdict(False, float("inf"), message=message, status=status)
        yield Result(one.understood.op, "forward", "basic", 0, verdict)
    elif plan is not None and plan.unread:
        message = f"its backward pass is not judged: {plan.unread}"
        verdict = Verdict(False, float("inf"), message=message, status="not_judged")
        yield Result(plan.op, f"grad_{card_of(plan.op).first}", "basic", 0, verdict)


def why(failure: Failure | None, understood: str) -> tuple[str, str]:
    """Return the status of a layer that was never called with success, and a sentence."""
    if failure is None:
        return "not_judged", understood.removeprefix("not judged: ")
    status, message = status_of(failure)
    if status == "wrong" and failure.type in OWN_FAULTS:
        return "wrong", f"every call {message}"
    if status in ("wrong", "unsupported"):
        return "not_judged", understood.removeprefix("not judged: ")
    return status, message


def never_made(unmade: Sequence[Unmade]) -> Iterator[Result]:
    """Yield a result for each class or function that has the name of a layer, but no value."""
    for one in unmade:
        name = read_name(one.name)
        if not name.ops or is_helper(one.name) or not is_of_layer(one):
            continue
        check = f"grad_{card_of(name.ops[0]).first}" if name.gradient else "forward"
        message = f"it could not be made: {one.reason} ({one.file}, line {one.line})"
        verdict = Verdict(False, float("inf"), message=message, status="not_judged")
        result = Result(name.ops[0], check, "basic", 0, verdict)
        yield replace(result, implementation=one.name, convention="not judged: it has no value")


def is_of_layer(one: Unmade) -> bool:
    """Return whether a name that an assignment or `def` was to bind is that of a layer itself."""
    if one.kind == "class":
        return True
    numbers = one.kind == "assignment" and bool(NUMBERS & set(words(one.name)))
    vague = one.kind == "assignment" and is_vague(one.name)
    return not (numbers or vague or may_be_helper(one.name))
