"""The networks of a homework: which of its classes and functions are called how."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice, pairwise, product
from typing import Any, TypeAlias

import numpy as np

from scratchcnn.oracle.networks.network import HOLDER, Call, Network, Spot
from scratchcnn.oracle.networks.programs import Program, data_of, of_class, of_functions
from scratchcnn.oracle.networks.roles import SINGLE
from scratchcnn.oracle.networks.sizes import (
    EVERY,
    FEATURES,
    HIDDEN,
    OF_IMAGES,
    REGULARIZATION,
    Sizes,
    arguments,
    data,
    of_fixed_images,
    takes_images,
)
from scratchcnn.oracle.networks.trying import Tried, tried
from scratchcnn.oracle.process.failures import status_of
from scratchcnn.oracle.process.runner import Runner
from scratchcnn.oracle.understanding.carriers.table import carriers_for
from scratchcnn.oracle.understanding.carriers.torch import TORCH
from scratchcnn.oracle.understanding.names.recognise import read_name
from scratchcnn.oracle.understanding.names.vocabulary import compact, words

Definition: TypeAlias = Mapping[str, Any]
MOST_PROGRAMS = 24
KEYS = re.compile(r"""\[['"]([Wb]\d)['"]\]""")


@dataclass(frozen=True)
class Candidate:
    """A class, or functions, that may be a network.

    Attributes
    ----------
    name : under which it is reported
    definitions : the names of all functions that belong to it
    programs : how its loss and its gradients may be computed
    starts : how it, or its parameters, may be made for some sizes
    sizes : the sizes to try
    tensors : whether it computes with tensors of PyTorch
    """

    name: str
    definitions: tuple[str, ...]
    programs: tuple[Program, ...]
    starts: Callable[[Sizes, Program], Iterator["Start"]]
    sizes: tuple[Sizes, ...] = EVERY
    tensors: bool = False

    @property
    def last(self) -> tuple[str, ...]:
        """The names of the functions that give the gradients; that of a class."""
        if len(self.definitions) == 1:
            return self.definitions
        return tuple(program.gradient[-1].name for program in self.programs)


@dataclass(frozen=True)
class Start:
    """How a network begins: a call with values, or parameters that are given."""

    make: Call | None
    values: Mapping[str, Any]
    singles: Mapping[str, Any] = field(default_factory=dict)
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Way:
    """A network that could be called, and how other data for it is drawn."""

    network: Network
    sizes: Sizes
    number: int

    def with_data(self, seed: int) -> Network:
        """Return the network with other data of the same layout."""
        one = next(islice(data(self.sizes, seed), self.number, None))
        values = {**self.network.values, "X": one.X, "y": one.y}
        return replace(self.network, values=values)


def candidates(runner: Runner, taken: set[str]) -> Iterator[Candidate]:
    """Yield what may be a network among what is no layer; `taken` are the names of layers."""
    functions = [d for d in runner.definitions if d["kind"] != "class" and d["name"] not in taken]
    for definition in runner.definitions:
        if definition["kind"] != "class" or definition["name"] in taken:
            continue
        found = of_class(definition, [d for d in runner.definitions if d["kind"] != "class"])
        # What is called a layer, and has no loss of its own, is a layer that was not understood.
        named = read_name(definition["name"]).ops and all(one.formula for one in found)
        if found and not named:
            yield of_a_class(definition, found)
    every = of_functions([d for d in runner.definitions if d["kind"] != "class"])
    grouped: dict[tuple[str, ...], list[Program]] = {}
    for program in every:
        last = program.gradient[-1].name
        if last not in taken:
            grouped.setdefault((program.loss[0].name, last), []).append(program)
    for names, several in grouped.items():
        starts = functions_starts(functions)
        name = " + ".join(dict.fromkeys(names))
        used = {call.name for one in several for call in (*one.loss, *one.gradient)}
        torch = [d for d in functions if d["name"] in used and in_tensors(d)]
        text = "\n".join(d["source"] for d in functions)
        sizes = (*EVERY, *of_fixed_images(text))
        yield Candidate(name, tuple(used), tuple(several), starts, sizes, tensors=bool(torch))


def of_a_class(definition: Definition, found: Sequence[Program]) -> Candidate:
    """Return the candidate of a class."""
    held = data_of(definition)
    params = [param for param in definition["params"] if param["name"] not in held]
    text = "\n".join(method["source"] for method in definition["methods"].values())
    names = dict.fromkeys(re.findall(r"\bself\.(\w+)", text))
    numbers = tuple(name for name in names if SINGLE.fullmatch(compact(name)))

    def starts(sizes: Sizes, program: Program) -> Iterator[Start]:
        given = arguments(params, sizes)
        if given is not None:
            keywords = {name: Spot(f"make_{name}") for name in given}
            values = {f"make_{name}": value for name, value in given.items()}
            make = Call(definition["name"], (), {**held, **keywords}, HOLDER)
            yield Start(make, values, numbers=numbers)

    sizes = OF_IMAGES if takes_images(params) else (*EVERY, *of_fixed_images(definition["source"]))
    own = (definition["name"],)
    tensors = in_tensors(definition)
    return Candidate(definition["name"], own, tuple(found), starts, sizes, tensors)


def in_tensors(definition: Definition) -> bool:
    """Return whether a definition computes with tensors of PyTorch rather than with arrays."""
    return next(iter(carriers_for(definition)), None) is TORCH


def functions_starts(
    functions: Sequence[Definition],
) -> Callable[[Sizes, Program], Iterator[Start]]:
    """Return how parameters for functions are made: by an initialiser, or by their names."""
    makers = [d for d in functions if any(w.startswith("init") for w in words(d["name"]))]
    sources = {d["name"]: d["source"] for d in functions}

    def starts(sizes: Sizes, program: Program) -> Iterator[Start]:
        if program.singles:
            yield from (Start(None, {}, one) for one in guessed(program.singles, sizes))
            return
        for maker in makers:
            given = arguments(maker["params"], sizes)
            if given is not None:
                keywords = {name: Spot(f"make_{name}") for name in given}
                values = {f"make_{name}": value for name, value in given.items()}
                yield Start(Call(maker["name"], (), keywords, HOLDER), values)
        if not makers:
            text = "\n".join(sources.get(call.name, "") for call in program.gradient)
            keys = tuple(dict.fromkeys(KEYS.findall(text)))
            if keys:
                yield from (Start(None, {HOLDER: one}) for one in guessed(keys, sizes))

    return starts


def guessed(names: Sequence[str], sizes: Sizes) -> Iterator[dict[str, Any]]:
    """Yield arrays for parameters of these names: rows or columns, biases in every shape."""
    biases = [name for name in names if name[:1] in "bB"]
    weights = [name for name in names if name not in biases]
    chain = [FEATURES, *[HIDDEN + i for i in range(len(weights) - 1)], sizes.outputs]
    for rows, kind in product((True, False), ("flat", "row", "column", "number")):
        if (kind == "row" and not rows) or (kind == "number" and len(weights) > 1):
            continue
        found: dict[str, Any] = {}
        pairs = list(pairwise(chain))
        for name, (before, after) in zip(weights, pairs, strict=False):
            found[name] = np.zeros((before, after) if rows else (after, before))
            if kind == "number" and after == 1 and not rows:
                found[name] = np.zeros(before)
        for name, (_, after) in zip(biases, pairs, strict=False):
            shape = {"flat": (after,), "row": (1, after), "column": (after, 1), "number": ()}
            found[name] = np.zeros(shape[kind])
        yield {name: found[name] for name in names if name in found}


def ways(runner: Runner, candidate: Candidate, failures: list[Tried]) -> Iterator[Way]:
    """Yield the ways in which a candidate can be called; `failures` takes the other attempts."""
    for sizes in candidate.sizes:
        for number, one in enumerate(data(sizes)):
            for program in candidate.programs[:MOST_PROGRAMS]:
                for start in candidate.starts(sizes, program):
                    values = {"X": one.X, "y": one.y, "reg": REGULARIZATION, "lr": 1.0}
                    network = Network(
                        candidate.name,
                        start.make,
                        {**values, **start.values, **start.singles},
                        program.loss,
                        program.at,
                        program.gradient,
                        program.formula,
                        start=start.singles,
                        words=program.words,
                        data=one.words,
                        axes=one.axes,
                        counts=program.counts,
                        numbers=start.numbers,
                        tensors=candidate.tensors,
                    )
                    found = tried(runner, network, program.names)
                    if found.network is None:
                        failures.append(found)
                    else:
                        yield Way(found.network, sizes, number)


def why_none(failures: Sequence[Tried]) -> str:
    """Return why a candidate could not be called: the failure that got furthest."""
    told = [one for one in failures if one.failure is not None]
    if not told:
        return "no gradient was found for any of its parameters"
    best = max(told, key=lambda one: one.reached)
    what = ("it could not be made", "its loss could not be computed", "its gradients failed")
    assert best.failure is not None
    return f"{what[best.reached]}: the last call {status_of(best.failure)[1]}"
