"""The gradients of a backward pass that is written out, beside the slopes of its own loss."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from scratchcnn.oracle.checks.comparing import Verdict
from scratchcnn.oracle.checks.results import Result
from scratchcnn.oracle.networks.judging import OP, Judgement
from scratchcnn.oracle.process.runner import Runner
from scratchcnn.oracle.understanding.layer import Layer
from scratchcnn.oracle.understanding.names.vocabulary import words
from scratchcnn.oracle.written_out.naming import named, summed, whole
from scratchcnn.oracle.written_out.passes import Gradient, Pass, Scalar, Unrun, passes
from scratchcnn.oracle.written_out.slopes import Mover, Slopes, place_of

REGIME = "basic"
LOSSES = {
    *("loss", "losses", "cost", "error", "err", "objective", "j", "l", "nll", "mse", "ce", "sse"),
    *("perte", "cout", "kosten", "verlust", "fehler", "perdida", "custo", "erro", "kayip", "hata"),
}
TOO_SLOW = "its forward code takes too long to run hundreds of times: run it on a few samples"
UNMOVED = "the loss does not follow from its variable in the lines beside it"
# So many gradients that cannot be judged are told of; of fewer it is not sure that they are any.
SURE = 3
# So much finite differences lose of a factor.
SAME = 1e-4


@dataclass(frozen=True)
class Compared:
    """A gradient beside the slopes of a loss at a place of its variable."""

    gradient: Gradient
    loss: Scalar
    place: int
    slopes: Slopes
    right: bool


def judge_written_out(runner: Runner) -> Iterator[Judgement]:
    """Yield every backward pass that is written out in a homework, with its results."""
    for one in passes(runner):
        if isinstance(one, Unrun):
            if is_sure(one):
                yield Judgement(not_judged(one.name, one.reason))
            continue
        layer, results = judged(runner, one)
        if layer is not None:
            text = layer.understood
            of_one = (replace(r, implementation=one.name, convention=text) for r in results)
            yield Judgement(layer, tuple(of_one))


def is_sure(one: Pass | Unrun) -> bool:
    """Return whether these are gradients of a loss that is computed beside them.

    The backward pass of a layer computes gradients, too, but no loss.
    """
    return len(one.wanted) >= SURE and any(map(is_named, one.computes))


def unjudged(mover: Mover, left: Sequence[str]) -> Iterator[Result]:
    """Yield a result for each gradient of a parameter that is not judged."""
    one = mover.one
    parameters = {place.of for place in one.places if not place.made}
    for gradient in {gradient.name: gradient for gradient in one.gradients}.values():
        if gradient.name in left and gradient.made and gradient.of in parameters:
            why = one.failed.get(gradient.name, TOO_SLOW if mover.failed else UNMOVED)
            verdict = Verdict(False, float("inf"), message=why, status="not_judged")
            yield Result(OP, check_of(gradient), REGIME, 0, verdict)


def not_judged(name: str, reason: str) -> Layer:
    """Return a backward pass that is not judged."""
    return Layer(name, None, f"not judged: a backward pass written out line by line; {reason}")


def judged(runner: Runner, one: Pass) -> tuple[Layer | None, list[Result]]:
    """Return a backward pass with its results; None where it may not be one."""
    mover = Mover(runner, one)
    losses = list(likely_losses(one))
    compared = {
        number: found
        for number, gradient in enumerate(one.gradients)
        if (found := beside(mover, gradient, losses)) is not None
    }
    compared, of_all = scaled(compared)
    if not any(found.right for found in compared.values()) and not certain(losses, compared):
        reason = TOO_SLOW if mover.failed else why_nothing(one, losses, compared)
        return (not_judged(one.name, reason) if is_sure(one) else None), []
    for number in [n for n in compared if goes_on(one, n, compared)]:
        del compared[number]
    wrong = {number: found for number, found in compared.items() if not found.right}
    roots = {n: found for n, found in wrong.items() if not caused(one, n, wrong)}
    followers = [found for number, found in wrong.items() if number not in roots]
    results = [result_of(mover, number, found, followers) for number, found in roots.items()]
    results += [
        Result(OP, check_of(found.gradient), REGIME, 1, Verdict(True))
        for found in compared.values()
        if found.right
    ]
    left = sorted(set(one.wanted) - {found.gradient.name for found in compared.values()})
    results += unjudged(mover, left)
    more = f"; not judged: {', '.join(left)}" if left else ""
    loss = next(iter(compared.values())).loss.name
    text = f"written out line by line; gradients of {loss}, by finite differences alone"
    text += f"; all are {of_all:.6g} times its slopes: a convention" if of_all else ""
    return Layer(one.name, OP, text + more, tuple(reasons(one, left))), results


def likely_losses(one: Pass) -> Iterator[Scalar]:
    """Yield the numbers that may be the loss: no other loss is computed from them."""
    every = [scalar for scalar in one.scalars if not is_average(scalar, one.scalars)]
    names = {scalar.name for scalar in every}
    for scalar in every:
        later = [
            other for other in every if other.number > scalar.number and scalar.name in other.reads
        ]
        # A sum of two numbers is the loss rather than either; a perplexity is none.
        if not any(is_named(other.name) or len(names & set(other.reads)) > 1 for other in later):
            yield scalar


def is_average(scalar: Scalar, every: Sequence[Scalar]) -> bool:
    """Return whether a number keeps a running average of another one: `s = 0.9 * s + 0.1 * loss`.

    What it was before is not of this forward pass: it reads no number that this one computes.
    """
    before = [other for other in every if other.name == scalar.name and other is not scalar]
    others = {other.name for other in every} - {scalar.name}
    reads_old = scalar.name in scalar.reads and not scalar.begins
    return (
        reads_old
        and bool(others & set(scalar.reads))
        and all(not (set(other.reads) - {"np"}) for other in before if other.number < scalar.number)
    )


def beside(mover: Mover, gradient: Gradient, losses: Sequence[Scalar]) -> Compared | None:
    """Return a gradient beside the slopes that it is most like; None if there are none."""
    found: list[Compared] = []
    for place in place_of(mover.one, gradient.of, gradient.number):
        slopes = mover.at(place)
        known = [(loss, slopes[loss.key]) for loss in losses if loss.key in slopes]
        if all(of_loss.zero for _, of_loss in known):
            known = [(loss, of_loss) for loss, of_loss in known if is_named(loss.name)]
        else:
            known = [(loss, of_loss) for loss, of_loss in known if not of_loss.zero]
        shape = mover.one.places[place].value.shape
        for loss, of_loss in known:
            right = is_right(gradient.last.value, shape, of_loss)
            if right:
                return Compared(gradient, loss, place, of_loss, right=True)
            earlier = gradient.earlier if mover.one.places[place].made else ()
            if any(is_right(step.value, shape, of_loss) for step in earlier):
                # It was right, and went on as that of what comes before.
                return None
            found.append(Compared(gradient, loss, place, of_loss, right=False))
    found = [one for one in found if not one.slopes.zero or np.any(gradient.last.value)]
    named_first = sorted(found, key=lambda one: not is_named(one.loss.name))
    return next(iter(named_first), None) if gradient.made else None


def scaled(compared: Mapping[int, Compared]) -> tuple[dict[int, Compared], float | None]:
    """Return what is compared, with those as right that are all the same multiple of the slopes.

    That is so only where a loss is added up over batches: the number that is printed may be a sum
    where a mean is descended.
    """
    found = dict(compared)
    factors = {
        number: factor
        for number, one in compared.items()
        if not one.loss.begins and not one.right and (factor := factor_of(one)) is not None
    }
    for first in factors.values():
        alike = [number for number, other in factors.items() if abs(other / first - 1) < SAME]
        if first > 0 and len(alike) >= SURE and not any(one.right for one in compared.values()):
            return found | {number: replace(found[number], right=True) for number in alike}, first
    return found, None


def factor_of(one: Compared) -> float | None:
    """Return by which number a gradient is larger than its slopes; None if it is no multiple."""
    shape = tuple(np.max([s.index for s in one.slopes.found], axis=0, initial=0) + 1)
    value = one.gradient.last.value
    fits = value.ndim == len(shape) and all(np.greater_equal(value.shape, shape))
    return one.slopes.factor(value) if fits else None


def is_right(value: np.ndarray, shape: tuple[int, ...], slopes: Slopes) -> bool:
    """Return whether a gradient has the slopes of a loss, where broadcasting fits its shape."""
    fitted = fitting(value, shape)
    return fitted is not None and not slopes.differing(fitted)


def fitting(value: np.ndarray, shape: tuple[int, ...]) -> np.ndarray | None:
    """Return a gradient in the shape of its variable; None if axes of length 1 do not tell how."""
    if [n for n in value.shape if n != 1] != [n for n in shape if n != 1]:
        return None
    return np.asarray(value, float).reshape(shape)


def is_named(name: str) -> bool:
    """Return whether a number is called a loss."""
    return bool(set(words(name)) & LOSSES)


def certain(losses: Sequence[Scalar], compared: Mapping[int, Compared]) -> bool:
    """Return whether gradients are meant for one loss, though none of them is right."""
    return len(compared) >= SURE and [is_named(one.name) for one in losses].count(True) == 1


def goes_on(one: Pass, number: int, compared: Mapping[int, Compared]) -> bool:
    """Return whether a gradient that differs is that of what its variable is computed from.

    `dh = dscores @ W2.T * (h > 0)` is used as that of what `h` is the ReLU of: what is computed
    from it is right.
    """
    found = compared[number]
    used = [other for at, other in compared.items() if number in one.upstream(at)]
    made = one.places[found.place].made
    return made and not found.right and any(other.right for other in used)


def caused(one: Pass, number: int, wrong: Mapping[int, Compared]) -> bool:
    """Return whether a gradient is computed from one that is wrong, or that depends on such."""
    waiting, seen = [number], {number}
    while waiting:
        for above in one.upstream(waiting.pop()):
            if above in wrong:
                return True
            if above not in seen:
                seen.add(above)
                waiting.append(above)
    return False


def result_of(mover: Mover, number: int, found: Compared, followers: Sequence[Compared]) -> Result:
    """Return the result of a gradient that is wrong; `number` is that of the gradient."""
    gradient, value = found.gradient, found.gradient.last.value
    shape = mover.one.places[found.place].value.shape
    name = f"{gradient.name} (line {gradient.last.line})"
    more = ", ".join(dict.fromkeys(other.gradient.name for other in followers))
    tail = f"; what is computed from it is not looked at: {more}" if more else ""
    upstream = [one.last.value for one in mover.one.gradients if one.number < gradient.number]
    bugs = named(mover, found.place, found.loss, value, upstream)
    fitted = fitting(value, shape)
    check = check_of(gradient)
    if fitted is None:
        expected = whole(mover, found.place, found.loss)
        sums = expected is not None and summed(value, expected)
        hint = "; added up over the samples it would be right" if sums else ""
        message = f"{name} has the shape {value.shape}, but {gradient.of} has {shape}{hint}{tail}"
        return Result(OP, check, REGIME, 1, Verdict(False, message=message), bugs=bugs)
    bad = found.slopes.differing(fitted)
    worst = max(bad, key=lambda one: abs(float(fitted[one.index]) - one.near))
    got = float(fitted[worst.index])
    message = (
        f"{name}: {gradient.name}{list(worst.index)} is {got:.6g}, but the slope of "
        f"{found.loss.name} there is {worst.near:.6g}; {len(bad)} of the "
        f"{len(found.slopes.found)} elements that were looked at are wrong{tail}"
    )
    error = abs(got - worst.near)
    verdict = Verdict(False, error, worst.allowed, worst.index, got, worst.near, message)
    return Result(OP, check, REGIME, 1, verdict, bugs=bugs)


def check_of(gradient: Gradient) -> str:
    """Return the id of the check of a gradient."""
    return f"grad_{gradient.of}"


def why_nothing(one: Pass, losses: Sequence[Scalar], compared: Mapping[int, Compared]) -> str:
    """Return in a line why no gradient is judged, and what can be done."""
    if one.failed:
        name, why = next(iter(one.failed.items()))
        return f"{name} could not be computed ({why}): give small random arrays in its place"
    if not losses:
        return "no line computes the loss as one number, which its gradients would be compared with"
    if not compared:
        return "none of its variables could be moved: the loss has to be computed by lines beside"
    return (
        f"none of its gradients is the slope of {losses[-1].name}, so they may be of another loss"
    )


def reasons(one: Pass, left: Sequence[str]) -> Iterator[str]:
    """Yield why some gradients are not judged."""
    for name in left:
        yield f"{name}: {one.failed.get(name, 'its variable has no line of its own, or is reused')}"
