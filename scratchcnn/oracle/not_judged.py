"""Results of what was recognised as a layer, but could not be called, or not be differentiated."""

from collections.abc import Iterator

from scratchcnn.oracle.cards.table import card_of
from scratchcnn.oracle.checks.comparing import Verdict
from scratchcnn.oracle.checks.results import Result
from scratchcnn.oracle.layers import Judged
from scratchcnn.oracle.process.failures import status_of
from scratchcnn.oracle.process.runner import Failure

# Names that are bound nowhere: however a layer is called, it raises these.
OWN_FAULTS = ("NameError", "UnboundLocalError")


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
