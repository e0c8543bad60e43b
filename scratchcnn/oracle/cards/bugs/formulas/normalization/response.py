"""The known bugs of local response normalisation."""

import numpy as np

from scratchcnn.oracle.cards.bug import Array, Call, Family, Grads
from scratchcnn.oracle.cards.bugs.formulas.normalization.batch_norm import upstream_ignored
from scratchcnn.oracle.cases.case import Pullback

FAMILY = Family()
OP = "local_response_norm"
WRONG = "wrong-formula"


def sums(x: Array, before: int, behind: int) -> Array:
    """Return the sums over so many channels before and behind every one of (N, C, ...)."""
    rest = ((0, 0),) * (x.ndim - 2)
    padded = np.pad(x, ((0, 0), (before, behind), *rest))
    taps = [padded[:, first : first + x.shape[1]] for first in range(before + behind + 1)]
    total: Array = np.sum(taps, 0)
    return total


def reach(call: Call) -> tuple[int, int]:
    """Return how many channels before and behind are in a window."""
    return call["size"] // 2, (call["size"] - 1) // 2


def share(call: Call) -> float:
    """Return the factor of the sum of squares."""
    return float(call["alpha"] / call["size"])


def divisor(call: Call, of_squares: Array | None = None) -> Array:
    """Return k + alpha / size * sum(x ** 2), of other sums if these are given."""
    own = sums(call["x"] ** 2, *reach(call)) if of_squares is None else of_squares
    d: Array = call["k"] + share(call) * own
    return d


def divided(call: Call, by: Array) -> Array:
    """Return the output for a divisor without its power."""
    with np.errstate(all="ignore"):
        out: Array = call["x"] / by ** call["beta"]
    return out


@FAMILY.output(WRONG, OP, variant="forward_last_missing")
def last_channel_of_the_window_missing(call: Call) -> Array:
    """`x[:, c - size // 2 : c + size // 2]`: the window ends one channel too early."""
    before, behind = reach(call)
    if behind == 0:
        return call.out
    return divided(call, divisor(call, sums(call["x"] ** 2, before, behind - 1)))


@FAMILY.output(WRONG, OP, variant="forward_one_too_many")
def one_channel_too_many(call: Call) -> Array:
    """`x[:, c - size // 2 : c + size // 2 + 1]`, which for an even size is one too many."""
    before, _ = reach(call)
    return divided(call, divisor(call, sums(call["x"] ** 2, before, before)))


@FAMILY.output(WRONG, OP, variant="forward_even_shifted")
def even_window_shifted(call: Call) -> Array:
    """Of an even size, one channel more behind than before."""
    before, behind = reach(call)
    return divided(call, divisor(call, sums(call["x"] ** 2, behind, before)))


@FAMILY.output(WRONG, OP, variant="forward_window_of_size")
def size_taken_for_the_radius(call: Call) -> Array:
    """`size` channels on either side."""
    return divided(call, divisor(call, sums(call["x"] ** 2, call["size"], call["size"])))


@FAMILY.output(WRONG, OP, variant="forward_own_channel")
def own_channel_alone(call: Call) -> Array:
    """No other channel is in the window."""
    return divided(call, divisor(call, call["x"] ** 2))


@FAMILY.output(WRONG, OP, variant="forward_every_channel")
def every_channel(call: Call) -> Array:
    """All channels are in the window."""
    squares = call["x"] ** 2
    return divided(
        call, divisor(call, np.broadcast_to(squares.sum(1, keepdims=True), squares.shape))
    )


@FAMILY.output(WRONG, OP, variant="forward_along_a_row")
def along_a_row(call: Call) -> Array:
    """The window slides along the last axis, not along the channels."""
    squares = np.swapaxes(call["x"] ** 2, 1, -1)
    return divided(call, divisor(call, np.swapaxes(sums(squares, *reach(call)), 1, -1)))


@FAMILY.output(WRONG, OP, variant="forward_mean_of_there")
def mean_of_those_that_there_are(call: Call) -> Array:
    """At the edges the sum is divided by as many channels as there are, not by the size."""
    squares = call["x"] ** 2
    there = sums(np.ones_like(squares), *reach(call))
    return divided(
        call, divisor(call, call["size"] * sums(squares, *reach(call)) / np.fmax(there, 1))
    )


@FAMILY.output(WRONG, OP, variant="forward_not_squared")
def not_squared(call: Call) -> Array:
    """`sum(x)`, or `sum(abs(x))`: the squares are forgotten."""
    return divided(call, divisor(call, sums(np.abs(call["x"]), *reach(call))))


@FAMILY.output(WRONG, OP, variant="forward_power_missing")
def power_missing(call: Call) -> Array:
    """`x / (k + ...)`, without the power of beta."""
    with np.errstate(all="ignore"):
        out: Array = call["x"] / divisor(call)
    return out


@FAMILY.output(WRONG, OP, variant="forward_k_missing")
def k_taken_for_one(call: Call) -> Array:
    """`1 + ...`, whatever k is."""
    return call.again(k=1.0).out


@FAMILY.gradient(WRONG, OP, variant="grad_x_constant_divisor")
def divisor_taken_for_a_constant(call: Call, grad_out: Array) -> Array:
    """`grad_out / divisor ** beta`."""
    return divided(call.again(x=grad_out), divisor(call))


def through_divisors(call: Call, grad_out: Array, before: int, behind: int) -> Array:
    """Return what comes through the divisors of so many channels before and behind."""
    with np.errstate(all="ignore"):
        passed = sums(grad_out * call.out / divisor(call), before, behind)
    through: Array = 2 * share(call) * call["beta"] * call["x"] * passed
    return through


@FAMILY.gradient(WRONG, OP, variant="grad_x_own_channel")
def cross_channel_term_missing(call: Call, grad_out: Array) -> Array:
    """Only the channel's own divisor has a gradient, not those of its neighbours."""
    return divisor_taken_for_a_constant(call, grad_out) - through_divisors(call, grad_out, 0, 0)


@FAMILY.gradient(WRONG, OP, variant="grad_x_window_not_mirrored")
def window_not_mirrored(call: Call, grad_out: Array) -> Array:
    """The windows of an even size are summed as in the forward pass, not the other way round."""
    through = through_divisors(call, grad_out, *reach(call))
    return divisor_taken_for_a_constant(call, grad_out) - through


@FAMILY.gradient(WRONG, OP, variant="grad_x_two_missing")
def two_missing(call: Call, grad_out: Array) -> Array:
    """The 2 of the derivative of a square is forgotten."""
    constant = divisor_taken_for_a_constant(call, grad_out)
    gradient: Array = (constant + call.gradient("x", grad_out)) / 2
    return gradient


@FAMILY.gradient(WRONG, OP, variant="grad_x_beta_missing")
def beta_missing(call: Call, grad_out: Array) -> Array:
    """The beta of the derivative of a power is forgotten."""
    constant = divisor_taken_for_a_constant(call, grad_out)
    beta = call["beta"]
    through = (constant - call.gradient("x", grad_out)) / (beta if beta else 1)
    gradient: Array = constant - through
    return gradient


@FAMILY.gradient(WRONG, OP, variant="grad_x_added")
def added(call: Call, grad_out: Array) -> Array:
    """The term of the divisors is added, not subtracted."""
    gradient: Array = 2 * divisor_taken_for_a_constant(call, grad_out)
    return gradient - call.gradient("x", grad_out)


@FAMILY.answer("inputs-mutated", OP, variant="forward")
def squared_in_place(call: Call) -> tuple[Array, Pullback]:
    """`x *= x`, in the argument itself."""
    x = call.given["x"]
    x *= x
    return call.out, call.pullback


@FAMILY.answer("inputs-mutated", OP, variant="grad_x")
def divided_in_place(call: Call) -> tuple[Array, Pullback]:
    """`grad_out /= divisor`, in the argument itself."""

    def pullback(grad_out: Array) -> Grads:
        grads = call.pullback(grad_out)
        grad_out /= divisor(call)
        return grads

    return call.out, pullback


FAMILY.gradient("upstream-ignored", OP)(upstream_ignored)
