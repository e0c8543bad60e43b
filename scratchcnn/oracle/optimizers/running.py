"""Runs an optimizer of a homework on given gradients."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any, TypeAlias

import numpy as np

from scratchcnn.oracle.cards.optimizers.descent import SGD
from scratchcnn.oracle.cards.optimizers.formula import Array, Given, Rule
from scratchcnn.oracle.optimizers.finding import forms
from scratchcnn.oracle.optimizers.forms import Called, Form
from scratchcnn.oracle.optimizers.names import Meanings, meanings_of, numbers_in
from scratchcnn.oracle.process.failures import status_of
from scratchcnn.oracle.process.runner import Failure, Runner

Definition: TypeAlias = Mapping[str, Any]

SHAPE = (2, 3)
STEPS = 6
# No small whole number, nor one by such a one; it is looked for inside the object.
RATE = 0.37
CHANGING = (0.37, 0.37, 0.11, 0.53, 0.05, 0.29)
# Given where they can be: of epsilon enough for its place to be seen.
NUMBERS = {"momentum": 0.83, "rho": 0.87, "beta1": 0.85, "beta2": 0.93, "eps": 0.02}
DECAY = 0.21
# Of whatever is clipped from 1 on, nothing.
LEAST, MOST = 0.03, 0.25
MOST_NUMBERS = 250
LARGEST_EPSILON = 1e-2


@dataclass(frozen=True)
class Subject:
    """An optimizer that could be called.

    Attributes
    ----------
    numbers : its hyperparameters, each with all that it may be
    decays : what its weight decay is called; "" if it has none
    text : its source, and that of the classes it is made of
    """

    runner: Runner
    called: Called
    rule: Rule
    numbers: Mapping[str, Sequence[float]]
    decays: str = ""
    text: str = ""

    def each(self) -> Iterator[dict[str, float]]:
        """Yield hyperparameters as they may be."""
        known = {"weight_decay": [0.0]} | dict(self.numbers)
        for number, values in enumerate(product(*known.values())):
            if number == MOST_NUMBERS:
                return
            yield dict(zip(known, values, strict=True))

    def run(self, given: Given, *, decay: float = 0.0) -> Array | Failure:
        """Return the parameters after every step, or why there are none."""
        called = self.called
        if self.decays:
            called = replace(called, options={**called.options, self.decays: decay})
        return run(self.runner, called, given)


def run(runner: Runner, called: Called, given: Given) -> Array | Failure:
    """Return the parameters after every step, or why there are none."""
    steps = called.begin(given.starts, given.rates[0])
    names = []
    for number, (gradients, rate) in enumerate(zip(given.gradients, given.rates, strict=True)):
        steps += called.step(number, gradients, rate)
        names += [f"after{number}.{place}" for place in range(len(gradients))]
    reply = runner.run(steps, names)
    if reply.failure is not None:
        return reply.failure
    found = [reply.values[name] for name in names]
    if not all(isinstance(one, np.ndarray) and one.dtype.kind == "f" for one in found):
        return Failure("exception", "TypeError", "returns no arrays of floats")
    if any(one.shape != SHAPE for one in found):
        return Failure("exception", "ValueError", "returns parameters of another shape")
    return np.array(found, float).reshape(len(given.rates), len(given.starts), *SHAPE)


def rates_of(called: Called, rates: Sequence[float]) -> Sequence[float]:
    """Return the learning rates of steps: 1 where none is given, times one that is written down."""
    return rates if called.rate_name or called.form.rated else (1.0,) * len(rates)


def drawn(seed: int, count: int, rates: Sequence[float]) -> Given:
    """Return parameters and gradients, none of them near 0, all signs among them."""
    rng = np.random.default_rng(seed)
    starts = [rng.normal(size=SHAPE) for _ in range(count)]
    gradients = [
        [rng.choice([-1, 1], SHAPE) * rng.uniform(LEAST, MOST, SHAPE) for _ in range(count)]
        for _ in rates
    ]
    return Given(starts, gradients, rates)


def small(seed: int, count: int, eps: float, rates: Sequence[float]) -> Given:
    """Return gradients as small as epsilon, as its root, and 0; the parameters begin at 0."""
    rng = np.random.default_rng(seed)
    scale = np.array([eps, eps, min(eps**0.5, MOST), min(eps**0.5, MOST), 0.0, 0.0]).reshape(SHAPE)
    gradients = [[scale * rng.uniform(-1, 1, SHAPE) for _ in range(count)] for _ in rates]
    return Given([np.zeros(SHAPE)] * count, gradients, rates)


def source_of(definition: Definition, definitions: Sequence[Definition]) -> list[Definition]:
    """Return a class and those of the homework that it is made of, itself first."""
    found, waiting = [], [definition]
    while waiting:
        one = waiting.pop(0)
        if one not in found:
            found.append(one)
            bases = [base.rpartition(".")[2] for base in one.get("bases", ())]
            waiting += [
                d
                for d in definitions
                if d["kind"] == "class" and d["name"].rpartition(".")[2] in bases
            ]
    return found


def subject(
    runner: Runner, definition: Definition, rule: Rule, *, ahead: bool = False
) -> Subject | str:
    """Return an optimizer as it can be called, or why it cannot.

    `ahead` : whether its switch for Nesterov's momentum is on
    """
    chain = source_of(definition, runner.definitions)
    text = "\n".join(one["source"] for one in chain)
    methods: dict[str, Any] = {}
    for one in reversed(chain):
        methods |= one.get("methods", {})
    reason = "how it is called was not understood"
    for form in forms(definition, methods, text):
        params = parameters_of(definition, form.config)
        meant = meanings_of(rule, params)
        unknown = [
            str(one["name"])
            for one in (definition["params"] if form.method else definition["params"][2:])
            if one["required"] and one["name"] not in known_names(form, meant)
        ]
        if unknown:
            reason = f"what its {unknown[0]} is was not understood"
            continue
        called = Called(str(definition["name"]), form, options(meant, ahead=ahead), meant.rate)
        # In the first step, one that comes too late may change nothing.
        given = drawn(0, form.least, rates_of(called, (RATE, RATE)))
        seen = run(runner, called, given)
        if isinstance(seen, Failure):
            # In its first step it divides by what is still 0.
            if seen.type != "ZeroDivisionError":
                reason = status_of(seen)[1]
                continue
        elif np.array_equal(seen[-1], given.starts):
            continue
        called = replace(called, rates=paths_of_rate(runner, called))
        known = hyperparameters(rule, meant, text)
        if not (meant.rate or form.rated):
            known["rate"] = [1.0, *numbers_in(text)]
        return Subject(runner, called, rule, known, meant.numbers.get("weight_decay", ""), text)
    return reason


def known_names(form: Form, meant: Meanings) -> tuple[str, ...]:
    """Return the names of parameters whose meaning is known."""
    own = (form.holder, form.config, form.counted, *form.states)
    return (*own, meant.rate, meant.betas, *meant.numbers.values(), *meant.zero)


def parameters_of(definition: Definition, config: str) -> list[tuple[str, Any]]:
    """Return the hyperparameters of a class, or the keys of a function's configuration."""
    if not config:
        return [(str(one["name"]), one.get("default")) for one in definition["params"]]
    keys = dict.fromkeys(words_within(definition["source"]))
    return [(key, None) for key in keys]


def words_within(text: str) -> Iterator[str]:
    """Yield the words that stand in quotes."""
    yield from re.findall(r"""['"]([A-Za-z_]\w*)['"]""", text)


def options(meant: Meanings, *, ahead: bool) -> dict[str, Any]:
    """Return the hyperparameters that are given."""
    found: dict[str, Any] = {
        name: NUMBERS.get(number, 0.0) for number, name in meant.numbers.items()
    }
    if meant.betas:
        found[meant.betas] = (NUMBERS["beta1"], NUMBERS["beta2"])
    if meant.nesterov:
        found[meant.nesterov] = ahead
    return found | dict.fromkeys(meant.zero, 0.0)


def hyperparameters(rule: Rule, meant: Meanings, text: str) -> dict[str, Sequence[float]]:
    """Return what every hyperparameter may be: what was given, or a number of the source."""
    found: dict[str, Sequence[float]] = {}
    for number in rule.numbers if rule is not SGD else ():
        if number in meant.numbers or (meant.betas and number.startswith("beta")):
            found[number] = [NUMBERS[number]]
        elif number == "eps":
            few = [value for value in numbers_in(text) if value <= LARGEST_EPSILON]
            found[number] = few or [1e-8]
        else:
            found[number] = [value for value in numbers_in(text) if value > LARGEST_EPSILON]
    if rule.decays and "weight_decay" not in meant.numbers:
        found["weight_decay"] = list(numbers_in(text))
    return found


def paths_of_rate(runner: Runner, called: Called) -> list[Sequence[Any]]:
    """Return where in the object the learning rate is."""
    if not called.form.method or not called.rate_name:
        return []
    steps = called.begin([np.zeros(SHAPE)] * called.form.most, RATE)
    listed: dict[str, Any] = {"numbers": {"var": "optimizer"}, "save": "numbers"}
    reply = runner.run([*steps, listed], ("numbers",))
    numbers = reply.values.get("numbers")
    if reply.failure is not None or not isinstance(numbers, list):
        return []
    return [
        one["path"]
        for one in numbers
        if np.size(one["value"]) == 1 and float(np.asarray(one["value"]).reshape(-1)[0]) == RATE
    ]
