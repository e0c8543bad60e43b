"""Neurons judged: their output beside every formula that may be meant, and all gradients."""

from collections.abc import Iterator, Sequence

import numpy as np

from scratchcnn.oracle.cards.networks.neurons import (
    NEVER,
    ONCE,
    PER_INPUT,
    Array,
    Formula,
    formulas,
)
from scratchcnn.oracle.checks.comparing import Verdict
from scratchcnn.oracle.checks.results import NamedBug, Result
from scratchcnn.oracle.networks.judging import OP, Judgement
from scratchcnn.oracle.networks.words import named
from scratchcnn.oracle.neurons.running import Object, objects
from scratchcnn.oracle.process.runner import Runner
from scratchcnn.oracle.understanding.layer import Layer

REGIME = "basic"
# Each with all numbers as they are drawn, and with all of them negative: every sum has both signs.
CASES = 4
AGAIN = "a second call of it fails"
ALLOWED = 1e-9
# What is wrong about a bias, and the bug's id.
WRONG = {
    NEVER: ("the bias is listed, and never added", "bias-missing"),
    PER_INPUT: ("the bias is added once per input", "bias-inside-sum"),
}


def neurons(runner: Runner, taken: set[str]) -> Iterator[Judgement]:
    """Yield what is judged of every class of neurons.

    Parameters
    ----------
    runner : has loaded the homework
    taken : the names of the definitions that are layers or networks
    """
    for one in objects(runner, taken):
        yield judged(one)


def judged(one: Object) -> Judgement:
    """Judge an object by the formula that has its outputs in all cases."""
    first = one.run(np.linspace(-1, 1, one.sizes[0]), None)
    if first is None:
        return Judgement(unknown(one, AGAIN), (), (one.name,))
    count = len(first[0])
    cases = [drawn(one, count, seed) for seed in range(CASES)]
    seen = [one.run(x, numbers) for x, numbers in cases]
    if any(each is None for each in seen):
        return Judgement(unknown(one, AGAIN), (), (one.name,))
    for formula in formulas(one.sizes, count):
        alike = (
            close(each[1], formula.values(numbers, x)[0])
            for each, (x, numbers) in zip(seen, cases, strict=True)
        )
        if all(alike):
            layer = Layer(one.name, OP, described(one, formula))
            return Judgement(layer, tuple(results(one, formula, cases, layer)), (one.name,))
    why = "its outputs are no activation of w x + b that is known"
    return Judgement(unknown(one, why), (), (one.name,))


def drawn(one: Object, count: int, seed: int) -> tuple[Array, Array]:
    """Return inputs and numbers of a case, none of them 0."""
    rng = np.random.default_rng(seed // 2)
    x, numbers = (rng.uniform(0.2, 1.0, n) for n in (one.sizes[0], count))
    sign = -1 if seed % 2 else 1
    return x * rng.choice([-1, 1], x.shape), sign * numbers * rng.choice([-1, 1], numbers.shape)


def unknown(one: Object, why: str) -> Layer:
    """Return an object that is not judged."""
    return Layer(one.name, None, f"not judged: {why}")


def described(one: Object, formula: Formula) -> str:
    """Return how an object was understood."""
    args = ", ".join(map(repr, one.args))
    return (
        f"neurons of {one.name.rpartition('.')[2]}({args}); {formula.words}; fed number by number"
    )


def close(got: Array, wanted: Array) -> bool:
    """Return whether numbers are the same but for rounding."""
    return got.shape == wanted.shape and bool(np.allclose(got, wanted, rtol=ALLOWED, atol=ALLOWED))


def results(
    one: Object, formula: Formula, cases: Sequence[tuple[Array, Array]], layer: Layer
) -> Iterator[Result]:
    """Yield the results: of the outputs, of the gradients of all numbers, and of the inputs."""
    verdict = Verdict(True)
    bugs: tuple[NamedBug, ...] = ()
    if formula.bias != ONCE:
        what, bug = WRONG[formula.bias]
        verdict = Verdict(False, message=f"its outputs are those of {formula.words}: {what}")
        bugs = (named(bug, f"the same outputs in all {len(cases)} cases"),)
    yield result(one, layer, "forward", verdict, bugs)
    found: dict[str, Verdict] = {}
    for x, numbers in cases:
        for output in range(one.sizes[-1]):
            seen = one.run(x, numbers, output)
            if seen is None:
                failed = Verdict(False, message="its backward pass fails", status="not_judged")
                found.setdefault("grad_weight", failed)
                continue
            wanted = formula.gradients(numbers, x, output)
            for check, got, right in zip(
                ("grad_weight", "grad_x"),
                (seen[2][: len(numbers)], seen[2][len(numbers) :]),
                wanted,
                strict=True,
            ):
                if check not in found or found[check].ok:
                    found[check] = compared(check, got, right)
    for check, verdict in found.items():
        yield result(one, layer, check, verdict)


def compared(check: str, got: Array, wanted: Array) -> Verdict:
    """Return the verdict on some gradients; none that arrives counts as 0."""
    off = np.abs(np.nan_to_num(got) - wanted)
    worst = int(np.argmax(off))
    if off[worst] <= ALLOWED * max(1.0, float(np.abs(wanted).max())):
        return Verdict(True)
    what = "number" if check == "grad_weight" else "input"
    message = (
        f"the gradient of {what} {worst} is {got[worst]:.6g}, but the slope of the output is "
        f"{wanted[worst]:.6g}; {int((off > ALLOWED).sum())} of {len(off)} are wrong"
    )
    return Verdict(False, float(off[worst]), ALLOWED, (worst,), got[worst], wanted[worst], message)


def result(
    one: Object, layer: Layer, check: str, verdict: Verdict, bugs: tuple[NamedBug, ...] = ()
) -> Result:
    """Return the result of one check."""
    text = layer.understood
    return Result(OP, check, REGIME, CASES, verdict, None, one.name, text, bugs)
