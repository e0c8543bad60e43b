"""Gradients that have the right numbers, but not the shape of their parameter."""

from dataclasses import replace

from scratchcnn.oracle.cases.case import Trial
from scratchcnn.oracle.checks.comparing import Verdict
from scratchcnn.oracle.understanding.plans.plan import Plan
from scratchcnn.oracle.understanding.protocols.place import Place
from scratchcnn.oracle.understanding.signatures.layout.forms import form_shape, spoken

# A parameter with one number for every filter, output or channel.
LETTERS = ("F", "K", "C")


def of_its_shape(plan: Plan | None, check: str, trial: Trial, verdict: Verdict) -> Verdict:
    """Return the verdict on a right gradient; another one if it has not its parameter's shape.

    Only a parameter that the homework makes itself has a shape of its own: one that is passed has
    the shape in which it is passed. What broadcasting makes up for, or the homework itself when it
    updates the parameter, is said and not failed.
    """
    if plan is None:
        return verdict
    name = check.removeprefix("grad_")
    place, parameter = plan.protocol.gradients.get(name), plan.signature.parameters.get(name)
    if place is None or parameter is None:
        return verdict
    _, form = parameter
    letter = spoken(form)
    if form == place.form or letter != spoken(place.form) or letter not in LETTERS:
        return verdict
    sizes = {letter: trial.arrays[name].size}
    own, got = (form_shape(sizes, one) for one in (form, place.form))
    status, words = "wrong", "what updates it with that fails, or changes its shape"
    if excused(plan, name, place, form):
        status, words = "convention", "broadcasting, or its own update, makes up for that"
    message = f"{check} has the shape {got}, but its {name} has {own}: {words}"
    return replace(verdict, ok=False, status=status, message=message)


def excused(plan: Plan, name: str, place: Place, form: str) -> bool:
    """Return whether a gradient of another shape than its parameter's `form` does no harm.

    Both forms are a letter among axes of size 1, and NumPy broadcasts by adding axes in front.
    """
    return place.reading.of_parameter or name in plan.updated or form.endswith(place.form)
