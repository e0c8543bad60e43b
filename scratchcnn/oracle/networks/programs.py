"""Which calls of a class, or of a file's functions, may compute a loss and its gradients."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from scratchcnn.oracle.cards.networks.formulas import FORMULAS
from scratchcnn.oracle.networks.network import HOLDER, Call, Spot
from scratchcnn.oracle.networks.roles import (
    SINGLE,
    is_forward,
    is_gradient,
    is_loss,
    is_update,
    of_what,
    role_of,
    roles,
)
from scratchcnn.oracle.process.worker.answering.marks import Attribute
from scratchcnn.oracle.understanding.names.vocabulary import compact, words
from scratchcnn.oracle.without_twin.gradients_by_name import Path, returned_names

Definition: TypeAlias = Mapping[str, Any]
Known: TypeAlias = Mapping[str, Spot]

DATA = {role: Spot(role) for role in ("X", "y", "reg", "lr")}
# shape[1], len(x), np.mean, / m: written for several samples.
COUNTS = re.compile(r"shape\[|\blen\(\w*[xX]\w*\)|\bmean\b|/\s*[mnN]\b|\bsize\b")
# What a forward pass keeps that returns nothing: the last of these is its output.
KEPT = re.compile(r"self\.(\w+)\s*=[^=]")
# The parameters of a function that takes many steps.
LOOPS = {"epochs", "epoch", "iterations", "iters", "iter", "steps", "val", "test", "niter"}


@dataclass(frozen=True)
class Program:
    """The calls that compute a loss, and those that compute the gradients.

    Attributes
    ----------
    at : where the loss may be after the calls, or the output if there is a formula
    names : what the last call of the gradient returns, as far as its text names it
    singles : parameters that are passed one by one
    source : the text of the last call of the gradient
    """

    loss: tuple[Call, ...]
    at: Spot
    gradient: tuple[Call, ...]
    names: tuple[str, ...] = ()
    formula: str = ""
    singles: tuple[str, ...] = ()
    source: str = ""

    @property
    def counts(self) -> bool:
        """Whether the gradient's text counts samples."""
        return bool(COUNTS.search(self.source))

    @property
    def words(self) -> str:
        """The calls in a line."""
        last = self.gradient[-1]
        loss = f"the loss of {self.loss[-1].name}"
        if self.formula:
            loss = f"the output of {self.loss[-1].name}, {self.formula.replace('_', ' ')}"
        return f"{loss}; the gradients of {last.name}"


def call_of(
    name: str, described: Definition, known: Known, save: str, *, method: bool
) -> Call | None:
    """Return a call of a function with what is known; None if it takes anything else."""
    args: list[Spot] = []
    keywords: dict[str, Spot] = {}
    meant = roles(described["params"], of_loss=is_loss(name) or is_gradient(name))
    if is_forward(name) and not is_loss(name):
        meant = roles(described["params"])
    for param in described["params"]:
        own = str(param["name"])
        spot = known.get(f"={own}") or known.get(meant.get(own, "unknown"))
        if param["required"] and param["kind"] == "positional" and not keywords:
            if spot is None:
                return None
            args.append(spot)
        elif own in meant and spot is not None and meant[own] in ("y", "reg", "lr", "X"):
            keywords[own] = spot
        elif param["required"]:
            return None
    return Call(name, tuple(args), keywords, save, method)


def after_forward(described: Definition) -> dict[str, Spot]:
    """Return what is known after a forward pass: the output, and what else it returns, by name."""
    names = returned_names(described["source"])
    widths = described["returns"]["widths"]
    kept = KEPT.findall(described["source"])
    if not widths and kept:
        return {"out": Spot(HOLDER, (Attribute(kept[-1]),))}
    if not names and 2 not in widths:
        return {"out": Spot("out")}
    if len(names) > 2 and not compact(names[0]).startswith(("a", "y", "out", "p")):
        last = len(names) - 1
        known = {"out": Spot("out", (last,))}
    else:
        known = {"out": Spot("out", (0,)), "cache": Spot("out", (1,))}
    return known | {f"={name}": Spot("out", (i,)) for i, name in enumerate(names) if name}


def beside_loss(described: Definition) -> dict[str, Spot]:
    """Return what a function returns beside a loss, by name."""
    names = returned_names(described["source"])
    known = {f"={name}": Spot("loss", (i,)) for i, name in enumerate(names) if name}
    return known | ({"cache": Spot("loss", (1,))} if len(names) == 2 else {})


@dataclass(frozen=True)
class Parts:
    """The functions that a network may consist of, described, and whether they are methods."""

    own: Mapping[str, Definition]
    others: Mapping[str, Definition]
    known: Known
    method: bool
    # Whether the object got the data when it was made.
    held: bool = False

    def forwards(self) -> Iterator[tuple[Call, dict[str, Spot]]]:
        """Yield the forward passes, and what is known after each."""
        for name, described in self.own.items():
            if is_forward(name) and "y" not in roles(described["params"]).values():
                call = call_of(name, described, self.known, "out", method=self.method)
                if call is not None and (Spot("X") in call.args or (self.held and not call.args)):
                    yield call, after_forward(described)

    def losses(self) -> Iterator[tuple[tuple[Call, ...], Known]]:
        """Yield the calls that compute a loss, and what is known after them."""
        alone = {**self.known, **DATA}
        for name, described in self.own.items():
            meant = roles(described["params"], of_loss=True).values()
            likely = is_forward(name) or is_gradient(name) or is_update(name)
            whole = is_loss(name) or (likely and "y" in meant)
            call = call_of(name, described, alone, "loss", method=self.method)
            loops = is_update(name) and not is_loss(name) and not is_step(name, described)
            if whole and call is not None and uses_data(call) and not loops:
                yield (call,), {**alone, **beside_loss(described)}
        for forward, after in self.forwards():
            known = {**alone, **after}
            functions = [(self.own, self.method)] + [(self.others, False)] * self.method
            for several, method in functions:
                for name, described in several.items():
                    if is_loss(name) and of_same(name, forward.name):
                        call = call_of(name, described, known, "loss", method=method)
                        if call is not None and needs_output(call, known):
                            yield (forward, call), known

    def gradients(self, known: Known) -> Iterator[tuple[Call, Definition]]:
        """Yield the calls that compute gradients, or take a step, after a loss."""
        for name, described in self.own.items():
            meant = set(roles(described["params"]).values())
            steps = self.method and {"X", "y"} <= meant and is_step(name, described)
            if is_gradient(name) or steps:
                call = call_of(name, described, known, "grads", method=self.method)
                if call is not None and (Spot("y") in given(call) or steps or not call.args):
                    yield call, described


def given(call: Call) -> list[Spot]:
    """Return all that a call is given."""
    return [*call.args, *call.keywords.values()]


def uses_data(call: Call) -> bool:
    """Return whether a call takes an input and labels."""
    return Spot("X") in given(call) and Spot("y") in given(call)


def needs_output(call: Call, known: Known) -> bool:
    """Return whether a call takes labels, and not the input but what became of it, if at all."""
    return Spot("y") in given(call) and Spot("X") not in given(call)


def is_step(name: str, described: Definition) -> bool:
    """Return whether a function is one step of gradient descent, and not all of them."""
    told = {word for param in described["params"] for word in words(param["name"])}
    return is_update(name) and not told & LOOPS


def of_same(name: str, other: str) -> bool:
    """Return whether two functions belong to the same variant of a network."""
    one, two = of_what(name), of_what(other)
    return not one or not two or one == two


def programs(parts: Parts) -> Iterator[Program]:
    """Yield the ways to compute a loss and its gradients, the likelier ones first."""
    every = list(parts.losses())
    for calls, _ in every:
        yield from in_one(parts, calls)
    for calls, known in every:
        yield from in_two(parts, calls, known)
    if not (parts.method and any(is_loss(calls[-1].name) for calls, _ in every)):
        yield from without_loss(parts)


def in_one(parts: Parts, calls: tuple[Call, ...]) -> Iterator[Program]:
    """Yield the programs in which the function of the loss gives the gradients, too."""
    described = parts.own.get(calls[-1].name)
    if described is None or len(calls) > 1:
        return
    names = tuple(returned_names(described["source"]))
    places: list[Path] = [(0,), (1,)] if returns_several(described) else []
    if is_update(calls[-1].name):
        places.append(())
    for place in places:
        yield Program(calls, Spot("loss", place), calls, names, source=described["source"])


def in_two(parts: Parts, calls: tuple[Call, ...], known: Known) -> Iterator[Program]:
    """Yield the programs in which a function of its own gives the gradients."""
    for call, described in parts.gradients(known):
        if call.name == calls[-1].name or not of_same(call.name, calls[-1].name):
            continue
        names, source = tuple(returned_names(described["source"])), described["source"]
        places: tuple[Path, ...] = ((), (0,))
        for place in places:
            yield Program(calls, Spot("loss", place), (*calls, call), names, source=source)


def without_loss(parts: Parts) -> Iterator[Program]:
    """Yield the programs of homework without a loss: its gradients are those of a known one."""
    for forward, after in parts.forwards():
        known = {**parts.known, **DATA, **after}
        for call, described in parts.gradients(known):
            takes = Spot("y") in given(call) or (parts.held and not call.args)
            if of_same(call.name, forward.name) and takes:
                names, source = tuple(returned_names(described["source"])), described["source"]
                for formula in FORMULAS:
                    calls = (forward, call)
                    yield Program((forward,), after["out"], calls, names, formula, source=source)


def returns_several(described: Definition) -> bool:
    """Return whether a function returns more than one thing."""
    return any(width > 1 for width in described["returns"]["widths"])


def data_of(definition: Definition) -> dict[str, Spot]:
    """Return which parameters of a constructor are the input and the labels, if it takes both."""
    meant = {p["name"]: role_of(p["name"]) for p in definition["params"] if p["required"]}
    found = {name: Spot(role) for name, role in meant.items() if role in ("X", "y")}
    return found if {spot.variable for spot in found.values()} == {"X", "y"} else {}


def of_class(definition: Definition, functions: Sequence[Definition]) -> list[Program]:
    """Return the programs of a class, whose losses may be functions beside it."""
    own = {name: one for name, one in definition["methods"].items() if name != "__init__"}
    others = {str(one["name"]): one for one in functions if is_loss(str(one["name"]))}
    held = bool(data_of(definition))
    return list(programs(Parts(own, others, DATA, method=True, held=held)))


def of_functions(functions: Sequence[Definition]) -> list[Program]:
    """Return the programs of functions that take all parameters of a network."""
    own = {str(one["name"]): one for one in functions}
    holding = {**DATA, "parameters": Spot(HOLDER)}
    found = [one for one in programs(Parts(own, {}, holding, method=False)) if holds(one)]
    # W1, b1, W2: what all the functions together take one by one.
    names = tuple(
        dict.fromkeys(
            str(param["name"])
            for one in functions
            if is_loss(one["name"]) or is_gradient(one["name"]) or is_forward(one["name"])
            for param in one["params"]
            if SINGLE.fullmatch(compact(param["name"]))
        )
    )
    known = {**DATA, **{f"={name}": Spot(name) for name in names}}
    for program in programs(Parts(own, {}, known, method=False)) if names else ():
        spots = [spot.variable for call in program.gradient for spot in given(call)]
        taken = tuple(name for name in names if name in spots)
        if taken:
            found.append(replace(program, singles=taken))
    return found


def holds(program: Program) -> bool:
    """Return whether the first call takes all parameters at once."""
    return Spot(HOLDER) in given(program.loss[0])
