"""Whether the numbers of an activation or a loss may be varied: a limit, a margin."""

from dataclasses import replace
from typing import Any

from scratchcnn.oracle.process.runner import Runner
from scratchcnn.oracle.understanding.calls.probing.probe import RIGHT, try_forward
from scratchcnn.oracle.understanding.plans.plan import Plan
from scratchcnn.oracle.understanding.signatures.setting import Setting
from scratchcnn.oracle.understanding.signatures.signature import argument_of


def varied_offered(runner: Runner, plan: Plan, setting: Setting) -> dict[str, Any]:
    """Return whether the numbers that a layer takes may be varied; else the only ones it is given.

    Its output has to be right for other ones: where it is not, they may mean something else.
    """
    taken = {role: one for role, one in plan.card.numbers.items() if plan.signature.takes(role)}
    if not plan.card.varied or not taken:
        return {}
    known = len(taken) == len(plan.card.numbers) and known_in_backward(plan, *taken)
    if known and follows(runner, plan, setting):
        return {"any_number": True}
    return {"numbers": tuple(taken.values())}


def follows(runner: Runner, plan: Plan, setting: Setting) -> bool:
    """Return whether an output is right for other numbers, under the same scale of a loss."""
    others = {option: values[0] for option, values in plan.card.varied.items()}
    outcome = try_forward(runner, plan, replace(setting, options=others))
    return outcome.rank == RIGHT and outcome.plan.scale == plan.scale


def known_in_backward(plan: Plan, *roles: str) -> bool:
    """Return whether numbers are an object's, or are passed to its backward pass, if it has one."""
    signature, backward = plan.signature, plan.protocol.backward
    return all(
        backward is None
        or argument_of(signature.constructor, role) is not None
        or argument_of(signature.backward, role) is not None
        for role in roles
    )
