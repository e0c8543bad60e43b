"""Parameter gradients divided by N: a convention if all layers do it, else a bug."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from scratchcnn.oracle.checks.results import NamedBug, Result

MEANS = {"batch-mean-inconsistent", "batch-mean-doubled"}
PARAMETERS = {"grad_weight", "grad_bias"}
WORDS = "the gradients of all parameters are divided by N alike: a convention"


def reconciled(results: Sequence[Result]) -> Iterator[Result]:
    """Yield the results, with a division by N judged across the layers."""
    layers = {r.implementation for r in results if r.check in PARAMETERS}
    divided = {name for name in layers if is_divided(results, name)}
    alike = divided == {name for name in layers if has_batches(results, name)}
    for result in results:
        if result.implementation not in divided or not by_mean(result):
            yield result
        elif alike:
            verdict = replace(result.verdict, status="convention", message=WORDS)
            yield replace(result, verdict=verdict)
        else:
            yield replace(result, bugs=inconsistent(result.bugs))


def is_divided(results: Sequence[Result], layer: str) -> bool:
    """Return whether all gradients of a layer's parameters are divided by N, and nothing else."""
    own = [r for r in results if r.implementation == layer and r.check in PARAMETERS]
    wrong = [r for r in own if r.status == "wrong"]
    checks = {r.check for r in own}
    return bool(wrong) and all(map(by_mean, wrong)) and {r.check for r in wrong} == checks


def has_batches(results: Sequence[Result], layer: str) -> bool:
    """Return whether a layer was judged on more than one sample at a time."""
    return any(
        r.implementation == layer and r.check in PARAMETERS and r.regime == "batch" for r in results
    )


def by_mean(result: Result) -> bool:
    """Return whether a result is wrong because of a division by N."""
    return result.status == "wrong" and bool({bug.id for bug in result.bugs} & MEANS)


def inconsistent(bugs: Sequence[NamedBug]) -> tuple[NamedBug, ...]:
    """Return the bugs, the one for layers that disagree first."""
    return tuple(sorted(bugs, key=lambda bug: bug.id != "batch-mean-inconsistent"))
