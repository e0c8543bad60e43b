"""Whether the gradients of what joins arrays are returned in the order of the arrays.

They have one shape, or nearly, so that only their order says whose each is.
"""

from scratchcnn.oracle.understanding.plans.plan import Plan
from scratchcnn.oracle.understanding.protocols.place import Place
from scratchcnn.oracle.understanding.protocols.sources.returned import RETURNED
from scratchcnn.oracle.understanding.signatures.signature import place_of

OTHER_ORDER = "its backward pass returns the gradients in another order than that of the arrays"


def is_in_order(plan: Plan, name: str, place: Place) -> bool:
    """Return whether the order of what is returned lets a place be that of an array's gradient."""
    if plan.card.kind != "joining" or place.kind != RETURNED.name:
        return True
    last = place.path[-1] if place.path else None
    if isinstance(last, str):
        # A dictionary has names.
        return True
    return last == place_of(name, plan.signature.forward, plan.card.given)


def exchanged(plan: Plan) -> str:
    """Return why a backward pass is not judged with right gradients in another order; or ""."""
    places = plan.protocol.gradients.items()
    return "" if all(is_in_order(plan, name, place) for name, place in places) else OTHER_ORDER
