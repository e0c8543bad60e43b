"""Where a file divides by N: a convention if all layers, or all losses, do it alike; else a bug."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import TypeAlias

from scratchcnn.oracle.cards.table import card_of
from scratchcnn.oracle.cards.words import LOG_OF_ZERO, OVERFLOW
from scratchcnn.oracle.checks.results import NamedBug, Result

# The implementation and the op of a layer.
Key: TypeAlias = tuple[str, str]

MEANS = {"batch-mean-inconsistent", "batch-mean-doubled"}
PARAMETERS = {"grad_weight", "grad_bias"}
WORDS = "the gradients of all parameters are divided by N alike: a convention"
MISSING = "batch-mean-missing"
OF_SUMS = "all losses are means, and all their gradients those of sums, alike: a convention"
IN_LAYERS = (
    "the gradient is that of the sum, and layers divide those of their parameters by N instead: "
    "a convention"
)


def reconciled(results: Sequence[Result], functions: Collection[str] = ()) -> Iterator[Result]:
    """Yield the results, with a division by N judged across the layers.

    `functions`: the names of the layers, if all are functions of which no network is made.
    """
    layers = {key_of(r) for r in results if r.check in PARAMETERS}
    divided = {key for key in layers if is_divided(results, key)}
    showing = {key for key in layers if has_batches(results, key) and says_so(results, key)}
    sliding = {key for key in showing if card_of(key[1]).kind == "convolution"}
    of_means = any(is_gradient_of_loss(r) and r.status == "ok" for r in results)
    if not divided & sliding and not of_means and all(name in functions for name, _ in showing):
        # A course has its functions of dense networks in one exercise, and those of a convolution,
        # which add up, in another; a file may hold both.
        showing -= sliding
    alike = divided == showing
    in_layers = any(by_mean(r) for r in results if r.check in PARAMETERS)
    summed = of_sums(results, in_layers=in_layers)
    for result in results:
        if summed and lacks_mean(result):
            yield excused(result, summed)
        elif summed and by_mean(result) and not (alike and key_of(result) in divided):
            # A loss that is no mean has none that could be applied twice.
            yield replace(result, bugs=inconsistent(result.bugs)[:1])
        elif key_of(result) not in divided or not by_mean(result):
            yield result
        elif alike:
            yield excused(result, WORDS)
        else:
            yield replace(result, bugs=inconsistent(result.bugs))


def key_of(result: Result) -> Key:
    """Return what tells a layer from others: a function may be several, by what it is asked for."""
    return result.implementation, result.op


def excused(result: Result, words: str) -> Result:
    """Return a result as a convention, which its first bug is called by then."""
    verdict = replace(result.verdict, status="convention", message=words)
    bugs = tuple(replace(bug, title=words) for bug in result.bugs[:1])
    return replace(result, verdict=verdict, bugs=bugs)


def of_sums(results: Sequence[Result], *, in_layers: bool) -> str:
    """Return why it is a convention that no loss divides its gradient by N; "" if it is none.

    A single loss proves no habit, unless the layers divide by N instead (`in_layers`).
    """
    own: dict[str, list[Result]] = {}
    for result in results:
        if is_gradient_of_loss(result):
            own.setdefault(result.implementation, []).append(result)
    if not own or not all(lacks_always(of_one) for of_one in own.values()):
        return ""
    return IN_LAYERS if in_layers else OF_SUMS if len(own) > 1 else ""


def lacks_always(gradients: Sequence[Result]) -> bool:
    """Return whether all that is wrong with the gradients of a loss is that its mean is missing.

    Where they are NaN or infinite, they do not say.
    """
    wrong = [one for one in gradients if one.status == "wrong" and not is_extreme(one)]
    return bool(wrong) and all(map(lacks_mean, wrong))


def lacks_mean(result: Result) -> bool:
    """Return whether the gradient of a loss lacks the 1/N of its mean."""
    named = any(bug.id == MISSING for bug in result.bugs)
    return named and result.status == "wrong" and is_gradient_of_loss(result)


def is_extreme(result: Result) -> bool:
    """Return whether a result is wrong because it is NaN or infinite."""
    return any(bug.id in (OVERFLOW, LOG_OF_ZERO) for bug in result.bugs)


def is_gradient_of_loss(result: Result) -> bool:
    """Return whether a result is the gradient of a loss."""
    return result.check.startswith("grad_") and card_of(result.op).loss


def is_divided(results: Sequence[Result], layer: Key) -> bool:
    """Return whether all gradients of a layer's parameters are divided by N, and nothing else."""
    own = [r for r in results if key_of(r) == layer and r.check in PARAMETERS]
    wrong = [r for r in own if r.status == "wrong"]
    checks = {r.check for r in own}
    return bool(wrong) and all(map(by_mean, wrong)) and {r.check for r in wrong} == checks


def says_so(results: Sequence[Result], layer: Key) -> bool:
    """Return whether a layer shows if it divides by N: one gradient is not wrong in another way."""
    own = [r for r in results if key_of(r) == layer and r.check in PARAMETERS]
    otherwise = {r.check for r in own if r.status == "wrong" and not by_mean(r)}
    return bool({r.check for r in own} - otherwise)


def has_batches(results: Sequence[Result], layer: Key) -> bool:
    """Return whether a layer was judged on more than one sample at a time."""
    return any(
        key_of(r) == layer and r.check in PARAMETERS and r.regime == "batch" for r in results
    )


def by_mean(result: Result) -> bool:
    """Return whether a result is wrong because of a division by N."""
    return result.status == "wrong" and bool({bug.id for bug in result.bugs} & MEANS)


def inconsistent(bugs: Sequence[NamedBug]) -> tuple[NamedBug, ...]:
    """Return the bugs, the one for layers that disagree first."""
    return tuple(sorted(bugs, key=lambda bug: bug.id != "batch-mean-inconsistent"))
