"""The ways to call one candidate for the backward pass."""

from collections.abc import Iterator
from dataclasses import replace

from scratchcnn.oracle.understanding.plans.plan import Plan
from scratchcnn.oracle.understanding.protocols.callee import Pass
from scratchcnn.oracle.understanding.protocols.reading import Meant
from scratchcnn.oracle.understanding.protocols.readings.update import rate_attributes
from scratchcnn.oracle.understanding.protocols.table import meanings_of


def called_by(plan: Plan, one: Pass) -> Iterator[Plan]:
    """Yield the plan with every possible call of a backward pass."""
    protocol, signature = plan.protocol, plan.signature
    made, cached = protocol.constructor is not None, protocol.cache is not None
    rates = rate_attributes(plan.op, one.described)
    given = any(argument.role == "grad_out" for _, argument in one.always)
    meant = Meant(plan.op, signature, one.described, made, cached, given)
    for arguments, gives in meanings_of(meant):
        passed = replace(signature, backward=(*arguments, *one.always))
        yield plan.meaning(passed).by(backward=one.callee, gives=gives, rates=rates)
