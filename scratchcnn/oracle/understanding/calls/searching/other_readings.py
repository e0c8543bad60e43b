"""Other readings of a backward pass's arguments, for a layer that is not right as its names say."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import permutations, product

from scratchcnn.oracle.understanding.names.vocabulary import meanings
from scratchcnn.oracle.understanding.plans.passes import called_by
from scratchcnn.oracle.understanding.plans.plan import Plan
from scratchcnn.oracle.understanding.protocols.callee import Pass
from scratchcnn.oracle.understanding.signatures.arguments.roles import BACKWARD_ROLES
from scratchcnn.oracle.understanding.signatures.arguments.signatures import NUMBERS, usable
from scratchcnn.oracle.understanding.signatures.signature import Argument, Arguments

# What a name leaves open: the input, the output, or what else forward returned. A dictionary may be
# that, too, whatever its keys.
OPEN = ("x", "out", "cache", "options")
MOST = 24
# What else a name may stand for that says nothing.
RATE = "lr"


def leaves_open(name: str, argument: Argument) -> bool:
    """Return whether a name leaves open what it stands for; `x` and `inputs` are the input.

    Else `x * (1 - x)` would be the derivative of a sigmoid, which it is of the output only.
    """
    plain = argument.role == "x" and meanings(name, BACKWARD_ROLES) == ["x"]
    if len(name) == 1 and argument.role in NUMBERS:
        # The `s` of `backward(g, s)` may be a stride, and all that was saved.
        return True
    return argument.role in OPEN and not (plain and not meanings(name, ("p", "logits")))


def other_readings(plan: Plan, passes: Sequence[Pass]) -> Iterator[Plan]:
    """Yield the plan with every other reading of the arguments that a name leaves open.

    They are to be taken only if all gradients are right under them: otherwise what the names say
    is the most likely, and a mistake is to be found under that.
    """
    roles = ["x", "out", *(["cache"] if plan.protocol.cache is not None else [])]
    tried: set[Arguments] = set()
    for one in passes:
        yield from as_forward_takes_them(plan, one, roles)
        for called in called_by(plan, one):
            arguments = called.signature.backward
            tried.add(arguments)
            places = [i for i, one in enumerate(arguments) if leaves_open(*one)]
            unnamed = any(not meanings(arguments[i][0], BACKWARD_ROLES) for i in places)
            for chosen in product([*roles, *([RATE] if unnamed else [])], repeat=len(places)):
                given = dict(zip(places, map(Argument, chosen), strict=True))
                other = tuple((name, given.get(i, was)) for i, (name, was) in enumerate(arguments))
                if other not in tried and len(tried) < MOST:
                    tried.add(other)
                    yield called.meaning(replace(called.signature, backward=other))


def as_forward_takes_them(plan: Plan, one: Pass, roles: Sequence[str]) -> Iterator[Plan]:
    """Yield the plan with arguments that mean what those of the same name mean in forward.

    What is left is the upstream gradient, beside what forward returned, and the shape of its input.
    """
    known = dict(plan.signature.forward)
    parameters = usable(one.described["params"])
    names = [p["name"] for p in parameters if p["required"] or p["name"] in known]
    form = plan.signature.forms.get(plan.card.first, "")
    if form != "same":
        shapes = [name for name in names if is_shape(name, one.described["source"])]
        known |= dict.fromkeys(shapes, Argument("input_shape", form))
    new = [name for name in names if name not in known]
    if new == names or not new:
        return
    for chosen in permutations(("grad_out", *roles), len(new)):
        if "grad_out" in chosen:
            given = {**known, **dict(zip(new, map(Argument, chosen), strict=True))}
            arguments = (*((name, given[name]) for name in names), *one.always)
            called = plan.meaning(replace(plan.signature, backward=arguments))
            yield called.by(backward=one.callee)


def is_shape(name: str, source: str) -> bool:
    """Return whether arrays of a function get their shape from one of its parameters.

    >>> is_shape("forme", "grad = np.zeros(forme)"), is_shape("x", "grad = np.zeros(x.shape)")
    (True, False)
    """
    makers = r"(?:zeros|empty|ones|full|reshape|broadcast_to\(\w+,)"
    return re.search(rf"{makers}\(?\s*{re.escape(name)}\s*[,)]", source) is not None
