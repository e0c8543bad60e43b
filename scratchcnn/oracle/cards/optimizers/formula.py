"""Formulas of optimizers as choices: what frameworks choose, and what is a mistake."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]
Choices: TypeAlias = Mapping[str, str]
Numbers: TypeAlias = Mapping[str, float]
# Of what is kept for one parameter, by names; nothing kept is 0.
State: TypeAlias = dict[str, Any]
# Of gradient, learning rate, step number, state, numbers and choices: what is subtracted.
Update: TypeAlias = Callable[[Array, float, int, State, Numbers, Choices], Array]


@dataclass(frozen=True)
class Mistake:
    """A mistake: its id, the choices that make it, and those beside which it is none.

    Attributes
    ----------
    choices : what is chosen instead
    only : of these choices one has to be made for the mistake to be possible
    """

    bug: str
    choices: Choices
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def possible(self, choices: Choices) -> bool:
        """Return whether the mistake can be made beside these choices."""
        return all(choices.get(axis, "") in values for axis, values in self.only.items())


@dataclass(frozen=True)
class Rule:
    """A rule under its name.

    Attributes
    ----------
    op : the name in reports, which is PyTorch's
    update : computes a step
    numbers : the hyperparameters that it has besides the learning rate
    axes : what frameworks choose: axis -> value -> whose it is; PyTorch's is the first, and "" says
        that nothing is to be told
    mistakes : what people do wrong
    twin : what the reference calls it
    arguments : what the reference has to be told besides
    renamed : hyperparameters -> what the reference calls them
    decays : whether it has a decay even where none is given
    """

    op: str
    update: Update
    numbers: tuple[str, ...]
    axes: Mapping[str, Mapping[str, str]]
    mistakes: tuple[Mistake, ...]
    twin: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    renamed: Mapping[str, str] = field(default_factory=dict)
    decays: bool = False


@dataclass(frozen=True)
class Variant:
    """One formula: a rule with all choices made, and the mistake in it, if there is one.

    Attributes
    ----------
    told : of the choices that are not PyTorch's, whose they are
    """

    rule: Rule
    choices: Choices
    told: tuple[str, ...] = ()
    bug: str = ""

    def path(self, numbers: Numbers, given: "Given") -> Array:
        """Return the parameters after every step: (steps, parameters, ...)."""
        parameters = [np.array(one) for one in given.starts]
        states: list[State] = [{} for _ in parameters]
        if self.choices.get("state") == "shared":
            states = [states[0]] * len(states)
        after = []
        for number, (gradients, rate) in enumerate(zip(given.gradients, given.rates, strict=True)):
            for place, gradient in enumerate(gradients):
                counted = number * len(parameters) + place
                count = COUNTS[self.choices.get("count", "")](number, counted)
                before = parameters[place]
                change = self.change(before, gradient, rate, count, states[place], numbers)
                parameters[place] = before - change
            after.append(np.array(parameters))
        return np.array(after)

    def change(
        self,
        parameter: Array,
        gradient: Array,
        rate: float,
        count: int,
        state: State,
        numbers: Numbers,
    ) -> Array:
        """Return what a step takes off a parameter, its decay included."""
        decay, decayed = numbers.get("weight_decay", 0.0), self.choices.get("decay", "coupled")
        sign = -1 if self.choices.get("sign") == "ascent" else 1
        if self.choices.get("decay sign") == "up":
            decay = -decay
        if decayed == "coupled":
            gradient = gradient + decay * parameter
        elif decayed == "of gradient":
            gradient = gradient + decay * gradient
        rate = 1.0 if self.choices.get("rate") == "unused" else rate
        step = sign * self.rule.update(gradient, rate, count, state, numbers, self.choices)
        if decayed == "decoupled":
            return np.asarray(step + rate * decay * parameter)
        if decayed == "after":
            return np.asarray(step + rate * decay * (parameter - step))
        if decayed == "without rate":
            return np.asarray(step + decay * parameter)
        return np.asarray(step)


# How often a step was counted, by its number from 0, and by that of the parameter in all steps.
COUNTS: Mapping[str, Callable[[int, int], int]] = {
    "": lambda step, of_all: step + 1,
    "late": lambda step, of_all: step,
    "early": lambda step, of_all: step + 2,
    "stuck": lambda step, of_all: 1,
    "per parameter": lambda step, of_all: of_all + 1,
}


@dataclass(frozen=True)
class Given:
    """Parameters, and for every step their gradients and the learning rate."""

    starts: Sequence[Array]
    gradients: Sequence[Sequence[Array]]
    rates: Sequence[float]


def variants(rule: Rule) -> Iterator[Variant]:
    """Yield every formula of a rule, what is right first, and what PyTorch computes before all."""
    right = []
    for values in product(*rule.axes.values()):
        choices = dict(zip(rule.axes, values, strict=True))
        told = tuple(rule.axes[axis][value] for axis, value in choices.items())
        right.append(Variant(rule, choices, tuple(words for words in told if words)))
    right.sort(key=lambda one: len(one.told))
    yield from right
    for mistake in rule.mistakes:
        for one in right:
            if mistake.possible(one.choices):
                yield Variant(rule, {**one.choices, **mistake.choices}, one.told, mistake.bug)


# What can go wrong with every rule.
ANY = (
    Mistake("ascent", {"sign": "ascent"}),
    Mistake("learning-rate-unused", {"rate": "unused"}),
    Mistake("state-shared", {"state": "shared"}),
    Mistake("decay-of-gradient", {"decay": "of gradient"}),
    Mistake("decay-sign", {"decay sign": "up"}),
    Mistake("decay-unused", {"decay": "none"}),
)
# Kept for the choices that are the same everywhere.
AFTER = "the decay is of the parameter after its step, as no framework has it"
KERAS_DECAY = "the decay is no part of the gradient, as in Keras and AdamW"
COUPLED = {"coupled": "", "decoupled": KERAS_DECAY}
