"""A softmax and its loss that are only right together, as functions of an adapter."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from scratchcnn.oracle.process.runner import Runner
from scratchcnn.oracle.understanding.calls.one_layer import Understood
from scratchcnn.oracle.understanding.calls.pairs import chained, paired_up, parts, whole
from scratchcnn.oracle.understanding.plans.plan import Plan
from scratchcnn.oracle.understanding.teacher.signature_text import offers_text, signature
from scratchcnn.oracle.understanding.teacher.trying import Written, difference


def with_pairs(
    runner: Runner, found: Sequence[Understood], written: Mapping[int, Written]
) -> list[Written]:
    """Return the functions of a skeleton, with one for every pair, whose parts lose their gradient.

    Parameters
    ----------
    runner : the runner that has loaded the homework
    found : what was understood of each of its layers
    written : the function of each layer, by its index in `found`
    """
    plans = {place: one.plan for place, one in enumerate(found) if one.plan is not None}
    inners, losses = parts(plans.values())
    pairs = list(paired_up(runner, inners, losses))
    places = {id(plan): place for place, plan in plans.items()}
    functions = dict(written)
    for plan in (plan for pair in pairs for plan in pair if plan is not None):
        place = places[id(plan)]
        functions[place] = without_gradients(written[place], plan)
    together = [
        pair_function(
            runner, (inner, loss), [functions[places[id(plan)]] for plan in (inner, loss)]
        )
        for inner, loss in pairs
        if inner is not None
    ]
    names = [one.name for one in together]
    return [
        *functions.values(),
        *(one for place, one in enumerate(together) if one.name not in names[:place]),
    ]


def without_gradients(written: Written, plan: Plan) -> Written:
    """Return a function without its gradient, and the complete one as a helper for the pair."""
    name, parameters = written.name, list(signature(plan))
    passed = [text.partition("=")[0] for text in parameters if text != "*"]
    named = passed.index("learning_rate") if "learning_rate" in passed else len(passed)
    arguments = [*passed[:named], *(f"{one}={one}" for one in passed[named:])]
    private = written.text.replace(f"def {name}(", f"def _{name}(", 1)
    public = (
        f"def {name}({', '.join(parameters)}):\n"
        f'    """{plan.name}, forward: its gradient is judged with that of the pair."""\n'
        f"    return _{name}({', '.join(arguments)})[0], None\n"
    )
    return replace(written, text=f"{private}\n\n{public}")


def pair_function(runner: Runner, plans: tuple[Plan, Plan], written: Sequence[Written]) -> Written:
    """Return the function for a softmax and its loss together."""
    (inner, loss), (of_inner, of_loss) = plans, written
    name = whole().name
    pulled = "pullback(grad_out)"
    if inner.protocol.gradients:
        pulled = f"through({pulled})"
    text = f'''\
def {name}(homework, logits, target):
    """{inner.name} and {loss.name} together: the gradient of the logits."""
    p, through = _{of_inner.name}(homework, logits)
    out, pullback = _{of_loss.name}(homework, p, np.eye(logits.shape[1])[target])

    def pull(grad_out):
        return {pulled}

    return out, pull
'''
    subject = chained(runner, inner, loss)
    parameters = ("homework", "logits", "target")
    together = Written(name, text, offers_text(name, subject.offer, parameters))
    why = difference(runner, subject, of_inner, of_loss, together)
    return replace(together, text=f"# TODO: {why}\n{text}") if why else together
