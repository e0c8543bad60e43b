"""Networks beside the layers of a homework: what belongs to which, and whose bug it is."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

import numpy as np

from scratchcnn.oracle.checks.results import Result
from scratchcnn.oracle.layers import Judged
from scratchcnn.oracle.networks.judging import Judgement, networks
from scratchcnn.oracle.neurons.judging import neurons
from scratchcnn.oracle.process.runner import Runner
from scratchcnn.oracle.written_out.judging import judge_written_out

Definition: TypeAlias = Mapping[str, Any]

# Regimes in which a layer may fail on arguments that a network never gives it.
EXTREME = ("large_values", "ties", "kink")
NAMES = re.compile(r"\b[^\W\d]\w*")


def whole_networks(runner: Runner, everything: Sequence[Judged], seed: int) -> list[Judgement]:
    """Return the networks of a homework, which are none of its layers.

    Those first whose gradients are written out line by line.
    """
    passes = layers_of(everything) | backward_of(everything)
    with np.errstate(all="ignore"):
        written = list(judge_written_out(runner))
        known = {one.layer.implementation for one in written}
        others = networks(runner, layers_of(everything), seed)
        named = [one for one in others if one.results or one.layer.implementation not in known]
        # What begins or ends with the pass of a layer is that layer, and no network.
        whole = [one for one in named if passes.isdisjoint(one.layer.implementation.split(" + "))]
        taken = layers_of(everything) | {name for one in whole for name in one.definitions}
        spread = neurons(runner, taken) if any(map(is_of_numbers, everything)) else ()
        return [*written, *whole, *spread]


def is_of_numbers(one: Judged) -> bool:
    """Return whether it is an operation of an engine of single numbers."""
    plan = one.understood.plan if one.understood is not None else None
    return plan is not None and plan.card.kind == "engine" and plan.offer.in_features == 1


def backward_of(everything: Sequence[Judged]) -> set[str]:
    """Return the names of the functions that are the backward pass of a layer."""
    plans = [one.understood.plan for one in everything if one.understood is not None]
    return {
        plan.protocol.backward.name
        for plan in plans
        if plan is not None and plan.protocol.backward is not None
    }


def network_results(
    whole: Sequence[Judgement], runner: Runner, results: Sequence[Result]
) -> Iterator[Result]:
    """Yield the results of networks, but for what a wrong layer in them explains."""
    for one in whole:
        yield from blamed(one, runner, results)


def layers_of(everything: Sequence[Judged]) -> set[str]:
    """Return the names of the definitions that are layers, and are judged as such."""
    return {
        str(one.understood.definition.get("name"))
        for one in everything
        if one.understood is not None and one.subject is not None
    }


def blamed(one: Judgement, runner: Runner, results: Sequence[Result]) -> Iterator[Result]:
    """Yield the results of a network; what is wrong where a layer in it is wrong is not judged."""
    used = reached(one.definitions, runner.definitions)
    wrong = [
        result.implementation
        for result in results
        if result.status == "wrong"
        and result.regime not in EXTREME
        # A method is reached through its class.
        and not used.isdisjoint(result.implementation.split("."))
    ]
    for result in one.results:
        if wrong and result.status in ("wrong", "convention"):
            why = (
                f"not judged: its part {wrong[0]} is wrong by itself, which the gradients of the "
                "whole network follow"
            )
            result = withdrawn(result, why)
        yield result


def withdrawn(result: Result, why: str) -> Result:
    """Return a result as not judged, with nothing of what was found."""
    verdict = replace(result.verdict, status="not_judged", message=why)
    return replace(
        result, verdict=verdict, bugs=(), counterexample=None, reproducer=None, examples=0
    )


def reached(names: Sequence[str], definitions: Sequence[Definition]) -> set[str]:
    """Return the names of all that these definitions use, directly or through each other."""
    sources = {d["name"].rpartition(".")[2]: d["source"] for d in definitions}
    waiting, seen = [name.rpartition(".")[2] for name in names], set()
    while waiting:
        name = waiting.pop()
        if name in sources and name not in seen:
            seen.add(name)
            waiting += NAMES.findall(sources[name])
    return seen
