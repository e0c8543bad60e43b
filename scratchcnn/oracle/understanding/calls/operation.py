"""One operation of an engine: whether it is judged, and what is said if it is not."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np

from scratchcnn.oracle.cards.card import Card
from scratchcnn.oracle.cards.families.engine.adding_up import DIAMOND
from scratchcnn.oracle.cases.offers import Offer
from scratchcnn.oracle.process.failures import HomeworkFailure
from scratchcnn.oracle.process.runner import Failure, Runner
from scratchcnn.oracle.understanding.calls.one_layer import Understood, not_understood
from scratchcnn.oracle.understanding.calls.probing.probe import (
    FITTING,
    RIGHT,
    Outcome,
    try_forward,
)
from scratchcnn.oracle.understanding.carriers.carrier import Carrier
from scratchcnn.oracle.understanding.layer import Layer
from scratchcnn.oracle.understanding.plans.adapted import Adapted
from scratchcnn.oracle.understanding.plans.plan import Plan
from scratchcnn.oracle.understanding.plans.wording import convention, reasons
from scratchcnn.oracle.understanding.protocols.callee import Callee
from scratchcnn.oracle.understanding.protocols.callers.expression import (
    EXPRESSIONS,
    FUNCTIONS,
    OBJECTS,
    TWICE,
)
from scratchcnn.oracle.understanding.protocols.callers.graph import BARE, backward_of
from scratchcnn.oracle.understanding.protocols.place import Place
from scratchcnn.oracle.understanding.protocols.protocol import Protocol
from scratchcnn.oracle.understanding.protocols.sources.handed import HANDED
from scratchcnn.oracle.understanding.signatures.probes.settings import (
    SIZES,
    close,
    expected,
    other_setting,
    upstream,
)
from scratchcnn.oracle.understanding.signatures.setting import Setting
from scratchcnn.oracle.understanding.signatures.signature import Argument, Signature

Definition: TypeAlias = Mapping[str, Any]

# What the source of an operation says that is to have a gradient.
DIFFERENTIATES = re.compile(r"grad|backward", re.I)
A_NUMBER = re.compile(r"\d")


@dataclass(frozen=True)
class Tensor:
    """A homework's tensor.

    Attributes
    ----------
    definition : its class
    carrier : what carries it
    explicit : whether the homework has an operation for broadcasting, so that others need not
    single : whether it holds single numbers
    """

    definition: Definition
    carrier: Carrier
    explicit: bool
    single: bool


@dataclass(frozen=True)
class Called:
    """A way in which an operation is called, what is judged, and the source of what it calls."""

    callee: Callee
    definition: Definition
    source: str = ""
    # Whether its name says what it computes, so that anything else is wrong.
    sure: bool = False

    @property
    def by_operator(self) -> bool:
        """Whether an expression calls it."""
        return self.callee.caller is EXPRESSIONS


def judged(runner: Runner, tensor: Tensor, card: Card, called: Called) -> Understood | None:
    """Return one operation of an engine as it is judged, or why it is not; None if not offered.

    What it does not support is no fault: neither what raises nor what is without a gradient. Nor is
    it one that NumPy broadcasts in forward, where broadcasting is an operation of its own.
    """
    setting = setting_of(tensor, card)
    forward = try_forward(runner, plan_of(tensor, card, called), setting)
    if forward.instead:
        return not_understood(called.definition, forward.instead)
    if forward.rank < (FITTING if called.sure and not card.needs else RIGHT):
        return unable(card, called, forward)
    plan = forward.plan.by(gradients=places(tensor, setting))
    gave = Gave.by(runner, plan, setting, bare=is_bare(tensor.carrier))
    perfect = forward.rank == RIGHT and len(gave.right) == len(setting.arrays)
    if tensor.explicit and card.needs and tensor_of_two(card) and not perfect:
        return None
    why = "" if perfect else doubt(card, called, gave)
    if why and called.callee.caller in (FUNCTIONS, TWICE, OBJECTS):
        # A function of that name may be one of arrays.
        return None
    if why:
        return not_understood(called.definition, f"{words(plan)}: {why}")
    offer = Offer(in_features=1, batch=False) if tensor.single else Offer()
    if is_bare(tensor.carrier):
        offer = replace(offer, upstream=("ones",))
    plan = replace(plan, offer=offer)
    told_twice = f"; {again(runner, plan, setting)}" if perfect and card.name == DIAMOND else ""
    layer = Layer(plan.name, plan.op, f"{convention(plan)}{told_twice}", reasons(plan))
    definition = called.definition
    return Understood(definition, plan.op, plan, setting, layer, perfect=perfect, right=True)


def tensor_of_two(card: Card) -> bool:
    """Return whether an operation takes two operands."""
    return len(card.arguments) > 1


@dataclass(frozen=True)
class Gave:
    """What a backward pass gave in a first trial: which gradients are right, and which nothing."""

    right: tuple[str, ...] = ()
    nothing: tuple[str, ...] = ()
    of: tuple[str, ...] = ()
    failure: Failure | None = None

    @staticmethod
    def by(runner: Runner, plan: Plan, setting: Setting, *, bare: bool) -> "Gave":
        """Run forward and backward once, and compare the gradients with the twin's."""
        out, pullback = expected(setting)
        grad_out = np.ones_like(out) if bare else upstream(out.shape)
        adapted = Adapted(runner, plan)
        try:
            _, pull = adapted(**setting.arrays)
            got = dict(zip(setting.arrays, pull(grad_out), strict=True))
        except HomeworkFailure as failure:
            return Gave(of=tuple(setting.arrays), failure=failure.failure)
        finally:
            adapted.close()
        wanted = dict(zip(setting.arrays, pullback(grad_out), strict=True))
        given = {name: one for name, one in got.items() if gives(one)}
        right = [name for name, one in given.items() if close(one, wanted[name])]
        nothing = [name for name in got if name not in given]
        return Gave(tuple(right), tuple(nothing), tuple(got))


def again(runner: Runner, plan: Plan, setting: Setting) -> str:
    """Return in words what a second backward pass of the same graph does.

    Whatever it does is the engine's own rule: PyTorch's raises, or adds up if it is told to.
    """
    adapted = Adapted(runner, plan)
    try:
        _, pull = adapted(**setting.arrays)
        grad_out = np.ones_like(expected(setting)[0])
        first, second = (np.array(next(iter(pull(grad_out)))) for _ in range(2))
    except HomeworkFailure as failure:
        return f"a second backward raises {failure.failure.type}"
    finally:
        adapted.close()
    if close(second, first):
        return "a second backward sets gradients anew"
    if close(second, 2 * first):
        return "a second backward adds its gradients to those of the first"
    return (
        "a second backward also adds up what lies between: set all gradients to zero before it, or "
        "compute forward again"
    )


def gives(gradient: Any) -> bool:
    """Return whether a gradient is one: numbers that are not all 0."""
    return isinstance(gradient, np.ndarray) and bool(gradient.any())


def doubt(card: Card, called: Called, gave: Gave) -> str:
    """Return why the gradients of an operation need not be wrong; "" if they are."""
    if gave.failure is not None:
        # With a number, or another shape, it is forward that went further than was meant.
        further = (called.by_operator and bool(A_NUMBER.search(card.expression))) or card.needs
        refused = gave.failure.explicit or gave.failure.type == "NotImplementedError"
        return told(gave.failure, "its backward pass") if further or refused else ""
    if len(gave.nothing) == len(gave.of):
        # Where the operator is right by itself, what it is used for gets a gradient.
        alone = bool(card.needs) and not tensor_of_two(card)
        meant = alone or (bool(DIFFERENTIATES.search(called.source)) and not card.needs)
        names = " and ".join(gave.of)
        return "" if meant else f"no gradient arrives at {names}: give its result a backward pass"
    if card.positive and tensor_of_two(card) and gave.nothing:
        return "the exponent is taken for a constant: it gets no gradient"
    return ""


def unable(card: Card, called: Called, forward: Outcome) -> Understood | None:
    """Return why what an engine offers cannot be called; None if it does not offer it.

    Numbers for operands, a choice of axes and powers of tensors are offers that few make.
    """
    text = card.expression.partition(": ")[2]
    few = bool(A_NUMBER.search(text)) and "**" not in text
    offered = bool(called.source) and not few and not card.positive
    broadcast = bool(card.needs) and tensor_of_two(card) and bool(called.source)
    if not (called.by_operator and (broadcast or offered)):
        return None
    if broadcast and forward.failure is not None and forward.failure.explicit:
        # It is meant for operands of one shape.
        return None
    if forward.failure is None:
        why = "what it returns has not the shape or the numbers that it should"
    else:
        why = told(forward.failure, "a call")
    return not_understood(called.definition, f"{words(forward.plan)}: {why}")


def told(failure: Failure, what: str) -> str:
    """Return in words that something raised, and where."""
    where = f" (line {failure.line}: {failure.source.strip()})" if failure.line else ""
    return f"{what} raises {failure.type}: {failure.message}{where}"


def words(plan: Plan) -> str:
    """Return an operation as a person would write it."""
    return plan.protocol.forward.words(plan.signature.forward)


def places(tensor: Tensor, setting: Setting) -> dict[str, Place]:
    """Return where the gradients are: beside what was handed over."""
    graph = tensor.carrier.graph
    assert graph is not None
    form = "" if tensor.single else "same"
    return {name: Place(HANDED.name, (name, *graph.gradient), form) for name in setting.arrays}


def is_bare(carrier: Carrier) -> bool:
    """Return whether the backward pass takes no gradient of the output."""
    return carrier.graph is not None and carrier.graph.form == BARE


def setting_of(tensor: Tensor, card: Card) -> Setting:
    """Return the call by which an operation is tried."""
    sizes = {**SIZES["distinct"], "N": 1, "D": 1} if tensor.single else SIZES["distinct"]
    return other_setting(card.name, sizes)


def plan_of(tensor: Tensor, card: Card, called: Called) -> Plan:
    """Return the plan of an operation, without the place of its output."""
    graph = tensor.carrier.graph
    assert graph is not None
    backward, passed = backward_of(graph)
    form = "" if tensor.single else "same"
    forms = dict.fromkeys(card.arguments, form)
    taken = tuple((name, Argument(name, form)) for name in card.arguments)
    signature = Signature(forward=taken, backward=passed, forms=forms)
    protocol = Protocol(called.callee, backward=backward)
    return Plan(card.name, called.definition["name"], tensor.carrier, protocol, signature)
