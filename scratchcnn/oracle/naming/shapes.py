"""Gradients that have the right numbers, but not the shape of their parameter."""

from dataclasses import replace

import numpy as np

from scratchcnn.oracle.cases.case import Trial
from scratchcnn.oracle.checks.comparing import Verdict
from scratchcnn.oracle.understanding.plans.plan import Plan
from scratchcnn.oracle.understanding.protocols.place import Place
from scratchcnn.oracle.understanding.signatures.forms import form_shape, spoken

# A parameter with one number for every filter, output or channel.
LETTERS = ("F", "K", "C")


def of_its_shape(plan: Plan | None, check: str, trial: Trial, verdict: Verdict) -> Verdict:
    """Return the verdict on a right gradient; another one if it has not its parameter's shape.

    Only a parameter that the homework makes itself has a shape of its own: one that is passed has
    the shape in which it is passed. What broadcasting makes up for, or the homework itself when it
    updates the parameter, is said and not failed.
    """
    name = check.removeprefix("grad_")
    place = None if plan is None else plan.protocol.gradients.get(name)
    if plan is None or place is None or name not in plan.signature.parameters:
        return verdict
    _, form = plan.signature.parameters[name]
    if form == place.form or spoken(form) != spoken(place.form) or spoken(form) not in LETTERS:
        return verdict
    letter, size = spoken(form), trial.arrays[name].size
    own, got = (form_shape({letter: size}, one) for one in (form, place.form))
    told = f"{check} has the shape {got}, but its {name} has {own}"
    if excused(plan, name, place, form):
        words = f"{told}: broadcasting, or its own update, makes up for that"
        return replace(verdict, ok=False, status="convention", message=words)
    words = f"{told}: what updates it with that fails, or changes its shape"
    return replace(verdict, ok=False, status="wrong", message=words)


def excused(plan: Plan, name: str, place: Place, form: str) -> bool:
    """Return whether a gradient of another shape than its parameter's `form` does no harm."""
    if place.reading.of_parameter or name in plan.updated:
        return True
    # With a single number nearly everything is broadcast.
    own, got = (form_shape({spoken(form): 2}, one) for one in (form, place.form))
    return np.broadcast_shapes(own, got) == own
