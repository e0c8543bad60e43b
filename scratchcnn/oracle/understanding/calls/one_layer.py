"""From one definition to its plan: which op it is, how it is called, and where its results are."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, TypeAlias

from scratchcnn.oracle.cards.table import card_of, layers
from scratchcnn.oracle.process.failures import status_of
from scratchcnn.oracle.process.runner import Failure, Runner
from scratchcnn.oracle.understanding.calls.offers.offering import offered
from scratchcnn.oracle.understanding.calls.offers.own_updates import own_updates
from scratchcnn.oracle.understanding.calls.probing.probe import (
    FAILED,
    RIGHT,
    Outcome,
    better,
    perfect_rank,
)
from scratchcnn.oracle.understanding.calls.probing.search import Search
from scratchcnn.oracle.understanding.calls.searching.backward import with_backward
from scratchcnn.oracle.understanding.calls.searching.columns import (
    form_of,
    of_columns,
)
from scratchcnn.oracle.understanding.calls.searching.fewer import of_fewer, without_the_axis
from scratchcnn.oracle.understanding.calls.searching.forward import search_forward
from scratchcnn.oracle.understanding.calls.searching.some_backward import with_some_backward
from scratchcnn.oracle.understanding.layer import Layer
from scratchcnn.oracle.understanding.names import recognise
from scratchcnn.oracle.understanding.names.vocabulary import compact, meanings
from scratchcnn.oracle.understanding.plans.plan import Plan
from scratchcnn.oracle.understanding.plans.wording import convention, reasons, why_not
from scratchcnn.oracle.understanding.protocols.callee import Sought
from scratchcnn.oracle.understanding.signatures.arguments.signatures import NUMBERS
from scratchcnn.oracle.understanding.signatures.layout.forms import spoken
from scratchcnn.oracle.understanding.signatures.setting import Setting

Definition: TypeAlias = Mapping[str, Any]
SQUARE = ("square images",)


@dataclass(frozen=True)
class Understood:
    """One layer of homework: the plan to call it by, or the reason why there is none."""

    definition: Definition
    op: str
    plan: Plan | None
    setting: Setting | None
    layer: Layer
    # The most telling failure, if no call ever succeeded.
    failure: Failure | None = None
    sought: Sought | None = None
    # Whether it takes several rows, and all its gradients are right for them.
    of_rows: bool = False
    # Whether all its gradients are right in a first trial.
    perfect: bool = False
    # Whether its forward pass computes the op in a first trial.
    right: bool = False

    @property
    def has_backward(self) -> bool:
        """Whether there is a backward pass, judged or not."""
        return self.plan is not None and self.plan.protocol.backward is not None


def because(one: Understood, why: str) -> Understood:
    """Return a layer with one more reason for how it is understood."""
    return replace(one, layer=replace(one.layer, reasons=(*one.layer.reasons, why)))


def as_planned(one: Understood, plan: Plan) -> Understood:
    """Return a layer with another plan, and described as that says."""
    layer = replace(one.layer, understood=convention(plan), reasons=reasons(plan))
    return replace(one, plan=plan, layer=layer)


def not_understood(definition: Definition, why: str, op: str = "") -> Understood:
    """Return the description of a definition that is not judged, with the reason.

    `op`: the op that it is by its name, if it is one; a layer of it is missing then.
    """
    layer = Layer(definition["name"], None, f"not judged: {why}")
    return Understood(definition, op, None, None, layer)


def understood(runner: Runner, sought: Sought, ops: Sequence[str]) -> Understood:
    """Return what is understood of one layer, which may be any of these ops."""
    definition, searches = sought.definition, {}
    for op in ops:
        searches[op] = search_forward(runner, sought, op)
        best = searches[op].best
        if best is not None and best.rank == RIGHT:
            break
    op, search = chosen(searches, sought)
    if search.best is None or search.best.rank == FAILED:
        failure = most_telling(search.failures)
        if failure is None and sought.entry.described["empty"]:
            failure = Failure("exception", "NotImplementedError", "its body is empty")
        why = why_not(search.unknown, failure)
        layer = Layer(definition["name"], None, f"not judged: {why}")
        return Understood(definition, op, None, None, layer, failure)
    if search.best.rank < RIGHT and search.best.instead:
        fused = with_its_activation(runner, sought, op)
        return fused or not_understood(definition, search.best.instead)
    doubt = doubt_of(op, sought)
    if search.best.rank < RIGHT and doubt:
        square = search_forward(runner, sought, op, groups=SQUARE) if of_planes(op) else search
        if square.best is None or square.best.rank < RIGHT:
            return not_understood(definition, doubt)
        # It is this op, and mixes up height and width.
        return completed(runner, sought, square)
    guessed = guessed_number(search.best.plan)
    if search.best.rank < RIGHT and guessed:
        why = f"the meaning of its parameter `{guessed}` is not known"
        return not_understood(definition, why, op)
    # A loss of probabilities whose logarithm is forgotten computes one of log-probabilities.
    doubtful = search.best.rank < RIGHT or card_of(op).of_logarithms
    if doubtful and is_vague(definition, op):
        return not_understood(definition, "its name does not say which loss it is")
    found = replace(completed(runner, sought, search), right=search.best.rank == RIGHT)
    if is_of_fewer(found):
        return understood(runner, sought, (card_of(op).reported,))
    return found


def is_of_fewer(one: Understood) -> bool:
    """Return whether what joins any number of arrays has gradients for fewer than it was given.

    Then it is meant for as many as those.
    """
    if one.plan is None or one.plan.card.kind != "joining" or not one.plan.card.reported_as:
        return False
    return one.has_backward and not {*one.plan.card.given} <= {*one.plan.protocol.gradients}


def of_planes(op: str) -> bool:
    """Return whether square images alone leave open what a height is, and what a width."""
    return card_of(op).kind == "unpooling"


def with_its_activation(runner: Runner, sought: Sought, op: str) -> Understood | None:
    """Return a layer as its op and an activation in one, if it computes them; else None."""
    for card in layers():
        if card.activation and card.kind == card_of(op).kind:
            search = search_forward(runner, sought, card.name)
            if search.best is not None and search.best.rank == RIGHT:
                return replace(completed(runner, sought, search), right=True)
    return None


def guessed_number(plan: Plan) -> str:
    """Return the parameter of forward that is passed a number by its place alone; "" for none.

    The `ho` of `conv(xp, w, b, s, ho, wo)` is no kernel size, though that is what is left: its
    weight has one. A pooling needs one, and has it nowhere else.
    """
    if not plan.signature.takes("weight"):
        return ""
    return next(
        (
            name
            for name, one in plan.signature.forward
            if one.role in NUMBERS and not meanings(name, NUMBERS)
        ),
        "",
    )


def doubt_of(op: str, sought: Sought) -> str:
    """Return why a layer that is not right may be of another op; its forward may be inherited."""
    return card_of(op).doubts(sought.definition["source"] + sought.entry.described["source"])


def completed(runner: Runner, sought: Sought, search: Search) -> Understood:
    """Return a layer whose forward pass was found, with its backward pass and its offer."""
    assert search.best is not None
    outcome, sought = with_some_backward(runner, search.best, sought)
    column = without_the_axis(runner, outcome, sought) if search.best.rank == RIGHT else None
    if column is not None:
        return described(runner, sought, column)
    if search.best.rank == RIGHT and outcome.plan.protocol.backward is not None:
        again = partial(search_forward, runner, sought, outcome.plan.op, groups=(search.group,))
        outcome = another_layout(outcome, again, partial(with_backward, runner, sought=sought))
    if search.best.rank == RIGHT:
        outcome = of_fewer(runner, outcome, sought)
        outcome = of_columns(runner, outcome, sought, search.group)
    return described(runner, sought, outcome)


def described(runner: Runner, sought: Sought, outcome: Outcome) -> Understood:
    """Return a layer whose passes were found, with its offer and its description."""
    definition = sought.definition
    # Static methods of a class stand for it, without what it says of itself.
    said = definition["source"] + "\n" + str(definition.get("doc") or "")
    plan = offered(runner, outcome.plan, outcome.setting, said)
    plan = replace(plan, updated=own_updates(plan, definition))
    text = convention(plan)
    layer = Layer(plan.name, plan.op, text, reasons(plan))
    rows = plan.signature.forms[plan.card.first] == "ND" and len(outcome.setting.first) > 1
    judged = (plan.protocol.backward is not None or plan.protocol.beside) and not plan.unread
    perfect = judged and outcome.rank >= perfect_rank(outcome.setting)
    return Understood(
        *(definition, plan.op, plan, outcome.setting, layer),
        sought=sought,
        of_rows=rows and perfect,
        perfect=perfect,
    )


def another_layout(
    first: Outcome,
    searched: Callable[[frozenset[str]], Search],
    finished: Callable[[Outcome], Outcome],
) -> Outcome:
    """Return the best outcome among the layouts that forward accepts: most gradients are right.

    Parameters
    ----------
    first : the outcome in the layout that was found first
    searched : return the search for a forward pass without the layouts given
    finished : return the outcome of a right forward pass with its backward pass
    """
    tried: frozenset[str] = frozenset()
    outcome = best = first
    for _ in range(4):
        if best.rank >= perfect_rank(best.setting):
            break
        tried |= {form_of(outcome.plan)}
        search = searched(tried)
        if search.best is None or search.best.rank < RIGHT:
            break
        if letters(search.best) != letters(first):
            # It would be judged on fewer samples, or on fewer channels.
            tried |= {form_of(search.best.plan)}
            continue
        outcome = finished(search.best)
        best = better(best, outcome)
    return best


def letters(outcome: Outcome) -> set[str]:
    """Return the axes of the layout of the first argument."""
    return set(spoken(form_of(outcome.plan)))


def most_telling(failures: Sequence[Failure]) -> Failure | None:
    """Return the first failure that a wrong call cannot explain, else the first of all."""
    for failure in failures:
        if status_of(failure)[0] not in ("wrong", "unsupported"):
            return failure
    return failures[0] if failures else None


def is_vague(definition: Definition, op: str) -> bool:
    """Return whether neither the name nor the source of a loss says that it is this op."""
    confirms = card_of(op).confirms
    if confirms is None or not recognise.is_vague(definition["name"]):
        return False
    return not confirms(definition["source"].replace(" ", ""))


def chosen(searches: Mapping[str, Search], sought: Sought) -> tuple[str, Search]:
    """Return the op for which forward is right, or else the most likely one, with its search."""
    ranked = {op: s.best.rank if s.best is not None else FAILED for op, s in searches.items()}
    for op, rank in ranked.items():
        if rank == RIGHT:
            return op, searches[op]
    fitting = [op for op, rank in ranked.items() if rank > FAILED]
    for op in [op for op in fitting if card_of(op).needs_signs]:
        if has_signs(op, sought):
            return op, searches[op]
        fitting.remove(op)
    likely = next((op for op in fitting if has_signs(op, sought)), None)
    op = likely or (fitting[0] if fitting else next(iter(searches)))
    return op, searches[op]


def has_signs(op: str, sought: Sought) -> bool:
    """Return whether the name, parameters or source of a forward pass show signs of an op."""
    described, signs = sought.entry.described, card_of(op).signs
    names = {compact(parameter["name"]) for parameter in described["params"]}
    source = described.get("source", "").lower() + sought.definition["name"].lower()
    return signs is not None and signs(source, names)
