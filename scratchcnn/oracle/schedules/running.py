"""How a schedule of a homework is called, and the rates that it gives."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from scratchcnn.oracle.optimizers.running import source_of
from scratchcnn.oracle.process.failures import status_of
from scratchcnn.oracle.process.runner import Failure, Runner
from scratchcnn.oracle.schedules.kinds import Kind
from scratchcnn.oracle.schedules.meanings import STEPS, Meanings, meanings_of
from scratchcnn.oracle.understanding.names.vocabulary import compact

Definition: TypeAlias = Mapping[str, Any]
Steps: TypeAlias = list[dict[str, Any]]

# Methods that take a step and return a rate, or that take none.
CALLED = (
    *("call", "getlr", "getlearningrate", "getrate", "lr", "learningrate", "rate", "compute"),
    *("get", "schedule", "value", "calculate", "lrat", "learningrateat", "computelr", "evaluate"),
    *("step", "update", "forward", "next", "getvalue", "decay", "adjust", "updatelr", "getlrate"),
)
MADE = "what is returned"
STEPPED = ("step", "update", "next", "updatelr", "stepepoch", "onepochend", "tick", "call")
ASKED = ("getlr", "getlastlr", "getlearningrate", "currentlr", "getcurrentlr")
HELD = ("lr", "learning_rate", "current_lr", "current_learning_rate", "rate", "eta", "alpha")
# Where an optimizer may have its rate, besides in its groups.
OF_OPTIMIZER = ("lr", "learning_rate", "eta", "alpha", "rate")


@dataclass(frozen=True)
class Form:
    """A way to call a schedule.

    Attributes
    ----------
    words : for a report
    method : of its object; "" for a function, MADE for one that a function returns
    step : the parameter that takes the step; "" if it counts its calls
    read : where the rate is: "returned", "optimizer", "method" or "attribute"
    place : the name of the method or attribute
    """

    words: str
    method: str = ""
    step: str = ""
    read: str = "returned"
    place: str = ""

    @property
    def counts(self) -> bool:
        """Whether it counts the calls of a method, and has a rate before the first."""
        return not self.step and self.read != "returned"


@dataclass(frozen=True)
class Subject:
    """A schedule that could be called.

    Attributes
    ----------
    text : its source, and that of the classes it is made of
    to_the_end : whether nothing is asked past its end
    """

    runner: Runner
    name: str
    kind: Kind
    form: Form
    meant: Meanings
    text: str = ""
    to_the_end: bool = False

    def run(self, numbers: Mapping[str, Any], count: int) -> list[Any] | Failure:
        """Return the rate in each of the first steps, or why there is none."""
        steps: Steps = []
        if self.meant.optimizer:
            steps.append(optimizer_of(numbers["lr"]))
        if self.form.method:
            kwargs = self.keywords(numbers)
            steps.append({"call": {"name": self.name}, "kwargs": kwargs, "save": "schedule"})
        saved = [f"rate{number}" for number in range(count)]
        for number, name in enumerate(saved):
            if not (self.form.counts and number == 0):
                steps.append(self.call(numbers, number))
            steps.append({"copy": self.rate(), "save": name})
        reply = self.runner.run(steps, saved)
        if reply.failure is not None:
            return reply.failure
        found = [reply.values[name] for name in saved]
        return changing(found) if self.form.read == "optimizer" else found

    def keywords(self, numbers: Mapping[str, Any]) -> dict[str, Any]:
        """Return the hyperparameters by their names."""
        known = {
            name: listed(numbers[number])
            for number, name in self.meant.numbers.items()
            if number in numbers
        }
        if self.meant.optimizer:
            known[self.meant.optimizer] = {"var": "optimizer"}
        return known | {name: {"value": False} for name in self.meant.off}

    def call(self, numbers: Mapping[str, Any], number: int) -> dict[str, Any]:
        """Return the step that calls it for a step."""
        form = self.form
        if not form.method:
            keywords = {**self.keywords(numbers), form.step: {"value": number}}
            return {"call": {"name": self.name}, "kwargs": keywords, "save": "returned"}
        schedule: dict[str, Any] = {"var": "schedule"}
        callee = schedule if form.method == MADE else {"attr": [schedule, form.method]}
        arguments = [{"value": number}] if form.step else []
        return {"call": callee, "args": arguments, "save": "returned"}

    def rate(self) -> dict[str, Any]:
        """Return the expression of the rate."""
        form = self.form
        if form.read == "returned":
            return {"var": "returned"}
        if form.read == "optimizer":
            holder: dict[str, Any] = {"var": "optimizer"}
            group = {"item": [{"attr": [holder, "param_groups"]}, 0]}
            every = [{"attr": [holder, name]} for name in OF_OPTIMIZER]
            return {"list": [{"item": [group, "lr"]}, *every]}
        holder = {"var": "schedule"}
        if form.read == "method":
            return {"made": [{"attr": [holder, form.place]}, {}]}
        return {"attr": [holder, form.place]}


def optimizer_of(rate: float) -> dict[str, Any]:
    """Return the step that makes what stands for an optimizer."""
    value = {"value": rate}
    group = {"dict": {"params": {"list": []}, "lr": value}}
    held = {
        **dict.fromkeys(OF_OPTIMIZER, value),
        "param_groups": {"list": [group]},
        "defaults": {"dict": {"lr": value}},
    }
    return {"call": {"tool": "holder"}, "kwargs": held, "save": "optimizer"}


def changing(every: Sequence[Any]) -> list[Any]:
    """Return the rates of an optimizer, from the first of its places in which they change.

    >>> changing([[0.1, 0.1], [0.1, 0.2]])
    [0.1, 0.2]
    """
    places = [list(one) for one in zip(*every, strict=True)]
    return next((one for one in places if len(set(numbers_of(one) or ())) > 1), places[0])


def listed(value: Any) -> dict[str, Any]:
    """Return the expression of a number or of a list of them."""
    if isinstance(value, tuple):
        return {"list": [{"value": one} for one in value]}
    return {"value": value}


def numbers_of(values: Sequence[Any]) -> list[float] | None:
    """Return rates as numbers; None if one is none.

    >>> numbers_of([1, [0.5]]), numbers_of([None]), numbers_of([True])
    ([1.0, 0.5], None, None)
    """
    found = []
    for value in values:
        one = np.asarray(value[0] if isinstance(value, list | tuple) and value else value)
        if one.size != 1 or one.dtype.kind not in "fiu":
            return None
        found.append(float(one.reshape(-1)[0]))
    return found


def subject(runner: Runner, definition: Definition, kind: Kind) -> Iterator[Subject | str]:
    """Yield a schedule as it may be called, or why it cannot."""
    name, params = str(definition["name"]), definition["params"]
    if definition["kind"] != "class":
        meant = meanings_of(kind, params, with_step=True)
        if not meant.step:
            form = Form("function that returns one of a step", MADE, "step")
            yield unknown_in(meant) or Subject(
                runner, name, kind, form, meant, definition["source"]
            )
            return
        text = definition["source"]
        form = Form(f"function of {meant.step}", step=meant.step)
        if meant.optimizer:
            words = f"{form.words}, changes the optimizer's rate"
            form = Form(words, step=meant.step, read="optimizer")
        yield unknown_in(meant) or Subject(runner, name, kind, form, meant, text)
        return
    meant = meanings_of(kind, params, with_step=False)
    chain = source_of(definition, runner.definitions)
    text = "\n".join(one["source"] for one in chain)
    methods: dict[str, Any] = {}
    for one in reversed(chain):
        methods |= one.get("methods", {})
    ways = list(forms(methods, meant, text))
    why = unknown_in(meant)
    if ways and why:
        yield why
        return
    for form in ways:
        yield Subject(runner, name, kind, form, meant, text)


def unknown_in(meant: Meanings) -> str:
    """Return that a parameter is not understood; "" if all are."""
    if not meant.unknown:
        return ""
    return f"the meaning of its parameter `{meant.unknown[0]}` is not known"


def forms(methods: Mapping[str, Any], meant: Meanings, text: str) -> Iterator[Form]:
    """Yield the ways in which a class with these methods may be called."""
    if meant.optimizer:
        for name, required in spelled(methods, STEPPED):
            if not required:
                words = f"class; {name}() changes the optimizer's rate"
                yield Form(words, name, read="optimizer")
            elif len(required) == 1 and compact(required[0]) in STEPS:
                words = f"class; {name}({required[0]}) changes the optimizer's rate"
                yield Form(words, name, required[0], "optimizer")
    for name, required in spelled(methods, CALLED):
        if len(required) == 1 and compact(required[0]) in STEPS:
            yield Form(f"class; {name}({required[0]})", name, required[0])
    if meant.optimizer:
        return
    for name, required in spelled(methods, STEPPED):
        if required:
            continue
        for asked, needed in spelled(methods, ASKED):
            if not needed:
                words = f"class; {name}(), then {asked}()"
                yield Form(words, name, read="method", place=asked)
        for held in HELD:
            if re.search(rf"self\.{held}\s*(=|\*=|/=|-=|\+=)|def {held}\(self\)", text):
                yield Form(f"class; {name}(), then .{held}", name, read="attribute", place=held)
        yield Form(f"class; {name}() returns the rate", name)


def spelled(methods: Mapping[str, Any], names: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield the methods of these names, in any spelling, and the parameters that they require."""
    for wanted in names:
        for name, method in methods.items():
            if compact(name) == wanted:
                required = [str(one["name"]) for one in method["params"] if one["required"]]
                yield name, required


def tried(runner: Runner, definition: Definition, kind: Kind, given: Mapping[str, Any]) -> Any:
    """Return the first way to call a schedule that gives rates, or why there is none."""
    reason = "how it is called was not understood"
    for one in subject(runner, definition, kind):
        if isinstance(one, str):
            return one
        seen = one.run(given, 5)
        if isinstance(seen, Failure):
            reason = status_of(seen)[1]
            continue
        if numbers_of(seen) is None:
            reason = "what it returns is no rate"
            continue
        return one
    return reason
