"""Steps of trainings judged: every parameter's step beside that of plain gradient descent."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from scratchcnn.oracle.checks.comparing import Verdict
from scratchcnn.oracle.checks.results import NamedBug, Result
from scratchcnn.oracle.networks.programs import COUNTS
from scratchcnn.oracle.process.runner import Runner
from scratchcnn.oracle.training_steps.data import Batch, batches
from scratchcnn.oracle.training_steps.doubts import doubt, texts
from scratchcnn.oracle.training_steps.examining import (
    PROBED,
    RETURNED,
    Seen,
    examined,
    is_parameter,
)
from scratchcnn.oracle.training_steps.left_out import ON_PURPOSE, on_purpose
from scratchcnn.oracle.training_steps.naming import at_the_rate_of_most, bugs, common
from scratchcnn.oracle.training_steps.pytorch import Torch, in_pytorch
from scratchcnn.oracle.training_steps.running import AT_REST, Stepper
from scratchcnn.oracle.training_steps.steps import Step, makes, probe, steps
from scratchcnn.oracle.understanding.layer import Layer

OP = "training_step"
# In so many layouts of data a step is examined until one is right.
MOST_LAYOUTS, MOST_TRIED = 4, 160
ROUNDED = "its step is PyTorch's but for an epsilon or rounding: a convention"
OF_ONE_SAMPLE = (
    "its steps are right for one sample alone: if it is meant for several, add up their gradients"
)
UNMADE = "its class could not be made"
NOTHING = Batch(np.zeros((5, 4)), np.zeros((5, 3)), 5, "")
OWN = Batch(np.zeros(0), np.zeros(0), 0, "the data of the script itself")
# A failure that no other data mends.
ANYWAY = re.compile(r"NameError|needs the module|takes longer")


@dataclass(frozen=True)
class Trained:
    """What was found out about a step: how it was understood, its results, or why it has none."""

    step: Step
    layer: Layer | None
    results: tuple[Result, ...] = ()
    reason: str = ""


def training_steps(runner: Runner) -> Iterator[Trained]:
    """Yield what is judged of the steps of the trainings in a homework; of each loop one step."""
    done: set[str] = set()
    open_ones: dict[str, Trained] = {}
    trained: set[str] = set()
    # Functions come first: a loop that calls one of them has nothing more to be judged.
    for step in sorted(steps(runner), key=lambda one: not one.function):
        place = f"{step.owner}.{step.function}"
        called = set(re.findall(r"(\w+)\(", step.text))
        if place in done or called & trained:
            done.add(place)
            continue
        found = judged(runner, step)
        if found.results:
            done.add(place)
            trained.add(step.function)
            yield found
        else:
            open_ones.setdefault(place, found)
    yield from (one for place, one in open_ones.items() if place not in done)


def judged(runner: Runner, step: Step) -> Trained:
    """Judge a step on the data that suits it; on those of its script if no other do."""
    text = "\n".join([step.text, *texts(step, runner.definitions)])
    found = suited(runner, step, text)
    best, of_several = found.best, found.of_several
    if best is None:
        own = Stepper(runner, step, {}, OWN, probe(step, runner.definitions), own=True, text=text)
        on_own = examined(own) if step.called or not step.function else ""
        if isinstance(on_own, str):
            return Trained(step, None, (), found.reason or on_own or UNMADE)
        best = on_own
    best = at_the_rate_of_most(replace(best, meant=tuple(on_purpose(best, text))))
    alone = best.stepper.batch.samples == 1 and of_several is not None and not rank(best)[0]
    why = OF_ONE_SAMPLE if alone else doubt(best, text)
    if why:
        return Trained(step, None, (), why)
    layer = described(best)
    return Trained(step, layer, tuple(results(best, layer)))


@dataclass(frozen=True)
class Suited:
    """What a step did on the data that suit it best, if any do.

    Attributes
    ----------
    best : what was seen there
    of_several : what was seen on several samples, if the best are others
    reason : why the first data did not suit
    """

    best: Seen | None = None
    of_several: Seen | None = None
    reason: str = ""


def suited(runner: Runner, step: Step, text: str) -> Suited:
    """Return what a step does on the data, of all that are made up, that suit it best."""
    found = Suited()
    tried = layouts = 0
    several = bool(COUNTS.search(step.text)) and not step.one_by_one
    for stepper in steppers(runner, step, text):
        best = found.best
        if several and best is not None and best.stepper.batch.samples > stepper.batch.samples:
            # On one sample a mean and a sum are the same: that proves nothing of more.
            break
        seen = examined(stepper)
        tried += 1
        if isinstance(seen, str):
            found = replace(found, reason=found.reason or seen)
            if ANYWAY.search(seen) or tried >= MOST_TRIED:
                break
            continue
        seen = with_pytorch(seen)
        # Data whose loss PyTorch recognises is what the step is meant for, right or wrong.
        recognised = seen.torch is not None
        if best is None or recognised or rank(seen) < rank(best):
            before = best if best and best.stepper.batch.samples > 1 else found.of_several
            found = replace(found, best=seen, of_several=before)
            best = seen
        tried += MOST_TRIED // MOST_LAYOUTS
        layouts += 1
        # A loss that it does not recognise may be that of labels of another shape.
        if recognised or tried >= MOST_TRIED or (not rank(best)[0] and layouts > 1):
            break
    return found


def steppers(runner: Runner, step: Step, text: str) -> Iterator[Stepper]:
    """Yield a step with every object and all data that may suit it."""
    asked = probe(step, runner.definitions)
    for make in makes(step, runner.definitions):
        first = Stepper(runner, step, make, NOTHING, asked, tensors=step.tensors, text=text)
        for batch in batches(first.shapes(), one_by_one=step.one_by_one, looped=step.loop):
            yield replace(first, batch=batch)


def rank(seen: Seen) -> tuple[int, bool]:
    """Return in how many parameters a step is wrong, and whether PyTorch has no such step."""
    wrong = 0 if common(seen) else sum(not seen.right(path) for path in seen.slopes)
    return wrong, seen.torch is None


def with_pytorch(seen: Seen) -> Seen:
    """Return what was seen with the same step in PyTorch, if the network is recognised."""
    shared = common(seen)
    rate = seen.stepper.rate
    if not seen.rated:
        if shared is None or shared.factor <= 0:
            return seen
        rate = shared.factor
    loss = next(iter(seen.stepper.losses([AT_REST])), {}).get(seen.loss)
    if loss is None:
        return seen
    weights = {path: seen.ran.before[path] for path in seen.slopes}
    found = in_pytorch(seen.stepper.batch, weights, loss, rate)
    if found is not None and not seen.rated:
        # The rate was taken from finite differences: PyTorch's gradients tell it exactly.
        exact = rate * share_of(seen, found)
        found = in_pytorch(seen.stepper.batch, weights, loss, exact)
    return replace(seen, torch=found)


def share_of(seen: Seen, found: Torch) -> float:
    """Return by which number PyTorch's step is multiplied to be nearest to the one that was run."""
    theirs = [seen.ran.before[path] - after for path, after in found.after.items()]
    own = [seen.ran.change(path) for path in found.after]
    both = [(one, other) for one, other in zip(own, theirs, strict=True) if one is not None]
    size = sum(float(np.sum(other**2)) for _, other in both)
    return sum(float(np.sum(one * other)) for one, other in both) / size if size else 1.0


def results(seen: Seen, layer: Layer) -> Iterator[Result]:
    """Yield the result of every parameter's step."""
    wrong = [path for path in seen.slopes if not seen.right(path) and path not in seen.meant]
    shared = common(seen)
    known: dict[str, NamedBug] = {}
    if shared is not None and shared.bug:
        known = dict.fromkeys(wrong, shared.bug)
    elif shared is None:
        known = bugs(seen, wrong)
    regime = "basic" if seen.stepper.batch.samples == 1 else "batch"
    title, understood = seen.stepper.step.title, layer.understood
    if seen.torch is not None:
        # It has been recognised by this: there is no other outcome.
        yield Result(OP, "loss", regime, 1, Verdict(True), None, title, understood)
    for path in seen.slopes:
        verdict = Verdict(True)
        found: tuple[NamedBug, ...] = ()
        if path in seen.meant:
            verdict = Verdict(False, message=ON_PURPOSE, status="not_judged")
        elif path not in wrong and seen.status(path) == "convention":
            verdict = Verdict(False, message=ROUNDED, status="convention")
        elif path in wrong and shared is not None and shared.bug is None and seen.rated:
            verdict = Verdict(False, message=shared.words, status="convention")
        elif path in wrong and (shared is None or shared.bug is not None):
            bug = known.get(path)
            verdict = worst(seen, path, bug)
            found = (bug,) if bug else ()
        yield Result(
            OP,
            f"step_{path}",
            regime,
            1,
            verdict,
            None,
            title,
            understood,
            found,
        )


def worst(seen: Seen, path: str, bug: NamedBug | None) -> Verdict:
    """Return the verdict on a step that is wrong, with the element where it is most so."""
    if path in seen.kept and seen.status(path) == "ok" and bug:
        return Verdict(False, message=f"the second step of {path} is wrong: {bug.evidence}")
    grad, slopes = seen.gradient(path), seen.slopes[path]
    bad = slopes.differing(grad) or slopes.found
    one = max(bad, key=lambda s: abs(np.nan_to_num(float(grad[s.index])) - s.near))
    got, before = float(grad[one.index]), float(seen.ran.before[path][one.index])
    rate = seen.stepper.rate if seen.rated else 1.0
    after, wanted = before - rate * got, before - rate * one.near
    end = bug.evidence if bug else "no known mistake is like it"
    message = (
        f"{path}{list(one.index)} is {before:.6g} before the step and {after:.6g} after it, but "
        f"{wanted:.6g} by gradient descent on {name_of(seen.loss)} with a learning rate of "
        f"{rate:g}; {end}"
    )
    error = abs(after - wanted)
    return Verdict(False, error, one.allowed * rate, one.index, after, wanted, message)


def name_of(loss: str) -> str:
    """Return what a loss is called in words."""
    if loss.startswith(PROBED):
        return "the loss of its own method"
    return "the loss that it returns" if loss.startswith(RETURNED) else loss


def described(seen: Seen) -> Layer:
    """Return how a step was understood."""
    step, batch = seen.stepper.step, seen.stepper.batch
    rate = f"a learning rate of {seen.stepper.rate:g}"
    if not seen.rated:
        shared = common(seen)
        rate = "its own learning rate" + (f", {shared.factor:.4g}" if shared else "")
    by = "finite differences" if seen.torch is None else "PyTorch's step and finite differences"
    text = (
        f"one step of a training; {batch.words}; {rate}; gradient descent on "
        f"{name_of(seen.loss)}, by {by}"
    )
    numbers = [path for path in seen.ran.floats if is_parameter(path)]
    text += f"; not judged: {', '.join(numbers)}, no array" if numbers else ""
    return Layer(step.title, OP, text, tuple(f"{path} is a parameter" for path in seen.slopes))
