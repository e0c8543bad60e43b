"""A step of a training beside the slopes of the loss that it computes."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from time import monotonic
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from scratchcnn.oracle.checks.finite_differences import Index, spread
from scratchcnn.oracle.networks.roles import SINGLE, role_of
from scratchcnn.oracle.training_steps.pytorch import Torch
from scratchcnn.oracle.training_steps.running import AT_REST, Move, Ran, Stepper
from scratchcnn.oracle.understanding.names.vocabulary import compact, is_gradient, is_moment, words
from scratchcnn.oracle.written_out.judging import LOSSES
from scratchcnn.oracle.written_out.slopes import Slopes, of_values, step_at

Array: TypeAlias = NDArray[np.floating]

# So many elements of every parameter are moved: all over it, and those of the largest gradients.
COORDINATES, LARGEST = 8, 3
# What takes longer is not run so often.
SLOWEST = 0.5
MOST_ARRAYS = 40
NOISE = 0.3
# What a loss is called, besides: E of a formula, or a total over an epoch.
TOTALS = {"e", "total", "tot", "running", "history", "somme", "summe", "suma", "soma"}
# What the script itself gives a step's value.
RETURNED, PROBED = "returned_by_the_step", "probed_by_the_step"


@dataclass(frozen=True)
class Seen:
    """A step that was run, and the slopes of its loss at the same weights.

    Attributes
    ----------
    stepper : what was run, with its weights
    ran : what came of it, for two rounds
    loss : the name of the number that is its loss
    slopes : of every parameter, by its path
    state : the arrays that the step changes besides, but for gradients
    rated : whether the learning rate is known
    kept : the parameters to whose second step the first one's gradient is added
    torch : the same step in PyTorch; None if the network is not recognised
    meant : the parameters that may be left as they are on purpose
    fitted : whether the learning rate is the one that most steps show, rather than one given
    several : the parameters on which several losses depend
    """

    stepper: Stepper
    ran: Ran
    loss: str
    slopes: Mapping[str, Slopes]
    state: tuple[str, ...]
    rated: bool
    kept: tuple[str, ...] = ()
    torch: Torch | None = None
    meant: tuple[str, ...] = ()
    fitted: bool = False
    several: frozenset[str] = frozenset()

    def gradient(self, path: str) -> Array:
        """Return what the first round took off a parameter, divided by the learning rate."""
        change = self.ran.change(path)
        rate = self.stepper.rate if self.rated else 1.0
        shape = self.ran.before[path].shape
        return np.full(shape, np.nan) if change is None else np.asarray(change / rate)

    def factor(self, path: str) -> float | None:
        """Return by which number the step is larger than the slopes; None if it is no multiple."""
        return self.slopes[path].factor(self.gradient(path))

    def right(self, path: str) -> bool:
        """Return whether a parameter's step is that of gradient descent, and its second one."""
        return path not in self.kept and self.status(path) != "wrong"

    def status(self, path: str) -> str:
        """Return what is to be said of a parameter's first step."""
        after = self.ran.rounds[0].get(path)
        if self.torch is not None and after is not None:
            return self.torch.status(path, self.ran.before[path], after)
        return "wrong" if self.slopes[path].differing(self.gradient(path)) else "ok"


def examined(stepper: Stepper) -> Seen | str:
    """Run a step, and see how its loss depends on every parameter; a reason if that fails."""
    ran = stepper.run()
    if isinstance(ran, str):
        return f"its lines do not run on small data: the last call {ran}"
    if not ran.changed:
        return "no array that is there before the step is changed by it"
    stepper = replace(stepper, rates=tuple(filter(is_rate, ran.floats)))
    changed = set(ran.changed)
    mattering = [
        path
        for path in likely(ran)
        if (path in changed or is_parameter(path)) and matters(stepper, ran, path)
    ]
    if not mattering:
        return "it computes no loss that depends on its weights"
    if not changed & set(mattering):
        return "the loop updates no weight: it may do so after all samples"
    stepper = replace(stepper, weights=dict(drawn(ran, mattering)))
    again = stepper.run(rounds=2)
    if isinstance(again, str):
        return f"its lines do not run twice: the last call {again}"
    return beside(stepper, again, mattering)


def beside(stepper: Stepper, ran: Ran, mattering: Sequence[str]) -> Seen | str:
    """Return a step beside the slopes of the loss on which most depends."""
    start = monotonic()
    rest = list(stepper.losses([AT_REST, AT_REST]))
    if monotonic() - start > 2 * SLOWEST:
        return "a step takes too long to be run hundreds of times: run it on a few samples"
    if len(rest) < 2 or any(rest[0].get(n) != rest[1].get(n) for n in rest[0]):
        return "its loss differs when it is computed again: it draws random numbers or keeps state"
    every = {path: slopes_of(stepper, ran, path) for path in mattering}
    names = sorted(losses_in(rest[0]), key=lambda name: not is_named(name))
    found = {
        name: {path: of[name] for path, of in every.items() if name in of and not of[name].zero}
        for name in names
    }
    best = max(found, key=lambda name: len(found[name]), default="")
    if not best or not found[best]:
        return "it computes no loss that depends on its weights"
    state = [path for path in ran.changed if path not in every and not of_gradient(path)]
    rated = is_rated(stepper, ran)
    kept = tuple(added_up(stepper, ran, mattering)) if not state else ()
    seen = Seen(stepper, ran, best, found[best], tuple(state), rated, kept)
    # Another network beside it has a loss of its own.
    rest_of = {path: of for name in names[::-1] for path, of in found[name].items()}
    others = [
        replace(seen, loss=name, slopes={**rest_of, **found[name]}) for name in names if found[name]
    ]
    # What a step returns is the loss that it has computed, once more.
    apart = {rest[0][name]: name for name in names}.values()
    several = {path for path in every if sum(path in found[name] for name in apart) > 1}
    others = [replace(one, several=frozenset(several)) for one in others]
    return min(others, key=lambda one: sum(not one.right(path) for path in one.slopes))


def is_rate(path: str) -> bool:
    """Return whether a number is called a learning rate; an alpha may be anything.

    Examples
    --------
    >>> [is_rate(path) for path in ("self.lr", "opt.learning_rate", "act.alpha", "size")]
    [True, True, False, False]
    """
    name = last_word(path)
    return role_of(name) == "lr" and compact(name) != "alpha"


def is_rated(stepper: Stepper, ran: Ran) -> bool:
    """Return whether the learning rate is known: it is given, or steps follow a number called so.

    A number that nothing reads is one that was forgotten; what has been read before cannot be set.
    """
    if stepper.step.named("lr"):
        return True
    if not stepper.rates:
        return False
    twice = replace(stepper, rate=2 * stepper.rate).run()
    if isinstance(twice, str):
        return False
    follows = any(
        one is not None and other is not None and np.any(one != other)
        for one, other in ((ran.change(path), twice.change(path)) for path in ran.changed)
    )
    return follows or not any(is_read(last_word(path), stepper.text) for path in stepper.rates)


def is_read(name: str, text: str) -> bool:
    r"""Return whether a source reads a name, other than to store a parameter under it.

    Examples
    --------
    >>> stored = "def __init__(self, lr=0.1):\n    self.lr = lr"
    >>> is_read("lr", stored), is_read("lr", stored + "\n    self.step = sgd(lr)")
    (False, True)
    """
    rest = re.sub(r"def [^\n]*|self\.(\w+) *= *\1\b|\b\w+ *= *[\d.e-]+ *$", "", text, flags=re.M)
    return bool(re.search(rf"\b{re.escape(name)}\b", rest))


def added_up(stepper: Stepper, ran: Ran, paths: Sequence[str]) -> Iterator[str]:
    """Yield the parameters whose second step is that of a fresh start and the first one again."""
    fresh = replace(stepper, weights={path: ran.rounds[0][path] for path in paths}).run()
    if isinstance(fresh, str):
        return
    for path in paths:
        first, second, alone = ran.change(path), ran.change(path, 1), fresh.change(path)
        if first is None or second is None or alone is None or not np.any(first):
            continue
        close = 1e-6 * float(np.abs(first).max() + np.abs(alone).max())
        if np.abs(second - alone).max() > close >= np.abs(second - alone - first).max():
            yield path


def is_parameter(path: str) -> bool:
    """Return whether an array that is not updated has the name of a parameter.

    Examples
    --------
    >>> [is_parameter(path) for path in ("conv.kernels", "W1", "params['b2']", "x_mean")]
    [True, True, True, False]
    """
    name = last_word(path).strip("_")
    plain = compact(name)
    return bool(SINGLE.fullmatch(plain)) or plain in {"kernels", "kernel", "filters", "biases"}


def likely(ran: Ran) -> list[str]:
    """Return the arrays that may be parameters."""
    return [
        path for path in ran.before if not of_gradient(path) and not is_moment(last_word(path))
    ][:MOST_ARRAYS]


def last_word(path: str) -> str:
    """Return the last name in a path.

    Examples
    --------
    >>> last_word("layers[0].weights"), last_word("params['W1']"), last_word("W[1]")
    ('weights', 'W1', 'W')
    """
    found = re.findall(r"[^\W\d]\w*", path)
    return found[-1] if found else path


def of_gradient(path: str) -> bool:
    """Return whether an array is a gradient by its names."""
    return any(is_gradient(name) for name in re.findall(r"[^\W\d]\w*", path)[-2:])


def losses_in(numbers: Mapping[str, float]) -> Iterator[str]:
    """Yield the numbers that may be a loss."""
    for name, value in numbers.items():
        plain = name.partition("[")[0]
        if np.isfinite(value) and (is_named(name) or plain in (RETURNED, PROBED)):
            yield name


def is_named(name: str) -> bool:
    """Return whether a number is called a loss."""
    return bool(set(words(name.partition("[")[0])) & (LOSSES | TOTALS))


def matters(stepper: Stepper, ran: Ran, path: str) -> bool:
    """Return whether a loss of the step depends on an array."""
    moved = replace(stepper, weights=dict(drawn(ran, [path])))
    plain = next(iter(stepper.losses([AT_REST])), {})
    other = next(iter(moved.losses([AT_REST])), {})
    return any(plain.get(name) != other.get(name) for name in losses_in(plain))


def drawn(ran: Ran, paths: Sequence[str]) -> Iterator[tuple[str, Array]]:
    """Yield fixed weights: so small that no softmax is sure, and none like another."""
    for number, path in enumerate(paths):
        value = ran.before[path]
        rng = np.random.default_rng(number)
        size = NOISE / max(1.0, np.sqrt(max(value.shape, default=1) / 16))
        noise = size * rng.standard_normal(value.shape)
        # A scale or a variance, which must not become negative.
        yield path, np.asarray(value + noise / 4 if (value > 0).all() else noise, value.dtype)


def slopes_of(stepper: Stepper, ran: Ran, path: str) -> dict[str, Slopes]:
    """Return the slopes of all losses along some elements of a parameter."""
    value, change = ran.before[path], ran.change(path)
    largest: list[Index] = []
    if change is not None:
        order = np.argsort(-np.abs(change), axis=None)[:LARGEST]
        largest = [tuple(int(i) for i in np.unravel_index(n, value.shape)) for n in order]
    indices = list(dict.fromkeys([*largest, *spread(value.shape, COORDINATES)]))
    single = value.dtype == np.float32
    steps = [step_at(value, index, single=single) for index in indices]
    moves: list[Move] = [AT_REST, AT_REST]
    for index, h in zip(indices, steps, strict=True):
        flat = int(np.ravel_multi_index(index, value.shape)) if index else 0
        moves += [(path, flat, by) for by in (h, -h, 2 * h, -2 * h)]
    answers = list(stepper.losses(moves))
    found: dict[str, Slopes] = {}
    for name in losses_in(answers[0]) if len(answers) == len(moves) else ():
        values = [float(one.get(name, np.nan)) for one in answers]
        if np.isfinite(values).all():
            found[name] = Slopes(single, tuple(of_values(indices, steps, values, single=single)))
    return found
