"""The known bugs of state that is kept between calls, and of arrays that are changed in place."""

from collections.abc import Callable

import numpy as np

from scratchcnn.oracle.cards.bug import Answer, Array, Call, Family, Grads, with_gradient
from scratchcnn.oracle.cards.bugs.groups import ACTIVATIONS, LAYERS, POOLS, SLIDING
from scratchcnn.oracle.cards.bugs.sliding.pool import is_maximum
from scratchcnn.oracle.cards.bugs.sliding.windows import Windows
from scratchcnn.oracle.cases.case import Pullback

FAMILY = Family()
SQUASHERS = ("sigmoid", "tanh")
CURVED = (*ACTIVATIONS, "max_pool2d")


def as_written(name: str, write: Callable[[Call, Array], None]) -> Answer:
    """Return an answer that is right, and writes to an argument on the way."""

    def answer(call: Call) -> tuple[Array, Pullback]:
        out = call.out
        write(call, call.given[name])
        return out, call.pullback

    return answer


def backward_writes(write: Callable[[Call, Array], None]) -> Answer:
    """Return an answer that is right, and writes to the upstream gradient on the way."""

    def answer(call: Call) -> tuple[Array, Pullback]:
        def pullback(grad_out: Array) -> Grads:
            grads = call.pullback(grad_out)
            write(call, grad_out)
            return grads

        return call.out, pullback

    return answer


def backward_writes_x(write: Callable[[Call, Array], None]) -> Answer:
    """Return an answer that is right, and writes to x while it computes the gradient."""

    def answer(call: Call) -> tuple[Array, Pullback]:
        def pullback(grad_out: Array) -> Grads:
            grads = call.pullback(grad_out)
            write(call, call.given["x"])
            return grads

        return call.out, pullback

    return answer


def become_output(call: Call, x: Array) -> None:
    """`x[...] = out`."""
    x[...] = call.out


def become_mask(call: Call, x: Array) -> None:
    """`x[x > 0] = 1`, `x[x <= 0] = slope`."""
    x[...] = np.where(call["x"] > 0, 1, call.arguments.get("negative_slope", 0))


def scaled_by_slope(call: Call, x: Array) -> None:
    """`x[x < 0] *= slope`."""
    x[x < 0] *= call["negative_slope"]


def times_derivative(call: Call, grad_out: Array) -> None:
    """`grad_out *= derivative`."""
    grad_out *= call.gradient("x", np.ones_like(grad_out))


def times_probabilities(call: Call, grad_out: Array) -> None:
    """`grad_out *= p`."""
    grad_out *= call.of("softmax").out


def centred(call: Call, x: Array) -> None:
    """`x -= x.mean()`."""
    x -= x.mean() if x.size else 0


def stepped(call: Call, weight: Array) -> None:
    """`weight -= rate * ...` where there is no gradient yet."""
    weight -= call.rate


def divided(call: Call, grad_out: Array) -> None:
    """`grad_out /= N + 1`: any scaling in place."""
    grad_out /= len(grad_out) + 1


def winners_erased(call: Call, x: Array) -> None:
    """Every window's maximum is overwritten, so that it is not found twice."""
    windows = Windows.of(call)
    padded = windows.pad(call["x"])
    tied = is_maximum(windows)
    for i, j in np.ndindex(windows.count):
        windows.region(padded, i, j)[tied[:, :, i, j]] = 0
    x[...] = windows.crop(padded)


MUTATED = "inputs-mutated"
FAMILY.answer(MUTATED, "leaky_relu", variant="forward")(as_written("x", scaled_by_slope))
FAMILY.answer(MUTATED, *SQUASHERS, variant="forward")(as_written("x", become_output))
FAMILY.answer(MUTATED, *LAYERS, *POOLS, variant="forward")(as_written("x", centred))
FAMILY.answer(MUTATED, *LAYERS, variant="forward_weight")(as_written("weight", stepped))
FAMILY.answer(MUTATED, "leaky_relu", *SQUASHERS, variant="grad_x")(
    backward_writes(times_derivative)
)
FAMILY.answer(MUTATED, "softmax", variant="grad_x")(backward_writes(times_probabilities))
FAMILY.answer(MUTATED, *LAYERS, *POOLS, variant="grad_x")(backward_writes(divided))
FAMILY.answer(MUTATED, "relu", "leaky_relu", variant="backward_x")(backward_writes_x(become_mask))
FAMILY.answer(MUTATED, *SQUASHERS, variant="backward_x")(backward_writes_x(become_output))
FAMILY.answer(MUTATED, "max_pool2d", variant="backward_x")(backward_writes_x(winners_erased))


@FAMILY.layer("state-left-over", *CURVED, variant="grad_x_of_first_x")
def first_input_is_kept() -> Answer:
    """Forward stores its input only once: every gradient is that at the first input."""
    first: list[Call] = []

    def answer(call: Call) -> tuple[Array, Pullback]:
        first.append(call)
        return with_gradient(call, "x", lambda _, grad_out: fitting(first[0], "x", grad_out))

    return answer


@FAMILY.layer("state-left-over", *LAYERS, variant="grad_weight")
def first_input_of_weight_is_kept() -> Answer:
    """The weight's gradient is computed with the first input."""
    first: list[Array] = []

    def answer(call: Call) -> tuple[Array, Pullback]:
        first.append(call["x"])

        def gradient(_: Call, grad_out: Array) -> Array:
            return fitting(call.again(x=first[0]), "weight", grad_out)

        return with_gradient(call, "weight", gradient)

    return answer


def fitting(call: Call, name: str, grad_out: Array) -> Array:
    """Return a gradient for an upstream gradient that may belong to another call."""
    if grad_out.shape != call.out.shape:
        raise ValueError("shapes do not fit")
    return call.gradient(name, grad_out)


@FAMILY.layer("state-left-over", *LAYERS, *POOLS, "flatten", variant="backward_raises")
def first_sizes_are_kept() -> Answer:
    """The sizes of the first call are used again: another size does not fit."""
    first: list[tuple[int, ...]] = []

    def answer(call: Call) -> tuple[Array, Pullback]:
        first.append(call["x"].shape)

        def pullback(grad_out: Array) -> Grads:
            if call["x"].shape != first[0]:
                raise ValueError("shapes do not fit")
            return call.pullback(grad_out)

        return call.out, pullback

    return answer


@FAMILY.layer("state-left-over", *LAYERS, *POOLS, variant="forward_raises")
def first_output_size_is_kept() -> Answer:
    """The output of the first call is written to again: another size does not fit."""
    first: list[tuple[int, ...]] = []

    def answer(call: Call) -> tuple[Array, Pullback]:
        first.append(call.out.shape)
        if call.out.shape != first[0]:
            raise ValueError("shapes do not fit")
        return call.out, call.pullback

    return answer


@FAMILY.layer("state-left-over", *LAYERS, "avg_pool2d", variant="forward")
def output_adds_up() -> Answer:
    """`out += ...` into an output that is never reset to zero."""
    total: list[Array] = []

    def answer(call: Call) -> tuple[Array, Pullback]:
        total.append(call.out + (total[-1] if total else 0))
        return total[-1], call.pullback

    return answer


@FAMILY.layer("state-left-over", "relu", "max_pool2d", variant="grad_x_of_all_masks")
def masks_add_up() -> Answer:
    """The mask is set where there is a 1, and never cleared."""
    calls: list[Call] = []

    def answer(call: Call) -> tuple[Array, Pullback]:
        calls.append(call)

        def gradient(_: Call, grad_out: Array) -> Array:
            slopes = (fitting(one, "x", np.ones_like(grad_out)) for one in calls)
            mask = np.any([slope != 0 for slope in slopes], 0)
            if call.twin.__name__ == "relu":
                return np.asarray(grad_out * mask)
            windows = Windows.of(call)
            padded = np.pad(mask, ((0, 0), (0, 0), *windows.margin))
            image = np.zeros(padded.shape)
            for i, j in np.ndindex(windows.count):
                place = windows.region(image, i, j)
                place += windows.region(padded, i, j) * grad_out[:, :, i, j, None, None]
            return windows.crop(image)

        return with_gradient(call, "x", gradient)

    return answer


def adding_up(name: str) -> Callable[[Call], tuple[Array, Pullback]]:
    """Return an answer whose pullback adds one gradient to those it returned before."""

    def answer(call: Call) -> tuple[Array, Pullback]:
        return accumulated(name, call, [])

    return answer


def layer_adding_up(name: str) -> Callable[[], Answer]:
    """Return a function that makes a layer, which adds one gradient to those of earlier calls."""

    def remember() -> Answer:
        given: list[Array] = []
        return lambda call: accumulated(name, call, given)

    return remember


def accumulated(name: str, call: Call, given: list[Array]) -> tuple[Array, Pullback]:
    """Return an answer in which one gradient is the sum of all that were returned so far."""

    def gradient(_: Call, grad_out: Array) -> Array:
        given.append(call.gradient(name, grad_out) + (given[-1] if given else 0))
        return given[-1]

    return with_gradient(call, name, gradient)


ACCUMULATE = "gradients-accumulate"
FAMILY.answer(ACCUMULATE, *LAYERS, variant="grad_bias")(adding_up("bias"))
FAMILY.answer(ACCUMULATE, *SLIDING, "linear", variant="grad_x")(adding_up("x"))
FAMILY.layer(ACCUMULATE, *LAYERS, variant="layer_grad_weight")(layer_adding_up("weight"))
FAMILY.layer(ACCUMULATE, *LAYERS, variant="layer_grad_bias")(layer_adding_up("bias"))
FAMILY.layer(ACCUMULATE, *SLIDING, "linear", variant="layer_grad_x")(layer_adding_up("x"))
