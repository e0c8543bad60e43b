"""The known bugs of fused layers: a wrong part beside a right one."""

import inspect
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial, wraps
from typing import Any

from scratchcnn.oracle.cards.bug import LEARNING_RATE, Array, Bug, Grads, Make
from scratchcnn.oracle.cards.families.dense import BEHIND
from scratchcnn.oracle.cases.case import Implementation, Pullback
from scratchcnn.oracle.cases.twins import twin_of

# What needs a dilation or groups, which a convolution with its ReLU has not.
FURTHER = ("dilation-ignored", "channels-mixed", "filter-shared")
# What shows in a kernel of one pixel, which has no neighbours.
OF_PIXELS = (
    *("batch-mean-doubled", "batch-mean-inconsistent", "bias-inside-sum", "bias-missing"),
    *("channels-not-swapped", "filter-index-missing", "first-sample-only"),
    *("gradients-accumulate", "inputs-mutated", "last-channel-only", "last-sample-only"),
    *("learning-rate-in-gradient", "sign-flipped", "state-left-over", "stride-ignored"),
    *("updated-weights", "upstream-ignored"),
)
# A part's writes to an array that the other part made cannot be observed.
HIDDEN_IN_FIRST = {("inputs-mutated", "grad_x")}
HIDDEN_IN_SECOND = {("inputs-mutated", "forward"), ("inputs-mutated", "backward_x")}


def compose(op: str, first: Implementation, second: Implementation) -> Implementation:
    """Return `second` behind `first`, with the signature of the fused op.

    Both are in the op protocol; `first` takes all arguments, `second` its output. The gradient
    that `second` returns is the upstream gradient of `first`.
    """
    twin = twin_of(op)
    signature = inspect.signature(twin)

    @wraps(twin)
    def implementation(*args: Any, **kwargs: Any) -> tuple[Array, Pullback]:
        bound = signature.bind(*args, **kwargs)
        bound.apply_defaults()
        hidden, first_pullback = first(**bound.arguments)
        out, second_pullback = second(hidden)

        def pullback(grad_out: Array) -> Grads:
            (grad_hidden,) = second_pullback(grad_out)
            return first_pullback(grad_hidden)

        return out, pullback

    return implementation


def unchanged(x: Array) -> tuple[Array, Pullback]:
    """Return x, in the op protocol."""
    return x, lambda grad_out: (grad_out,)


def softmax_of_logits(softmax: Implementation, x: Array) -> tuple[Array, Pullback]:
    """Return probabilities, with a pullback that receives the gradient of the logits."""
    out, _ = softmax(x)
    return out, lambda grad_out: (grad_out,)


def with_wrong_first(
    op: str, make: Make, second: Implementation, rate: float = LEARNING_RATE
) -> Implementation:
    """Return a fresh fused op whose first part is wrong."""
    return compose(op, make(rate), second)


def with_wrong_second(
    op: str, first: Implementation, make: Make, rate: float = LEARNING_RATE
) -> Implementation:
    """Return a fresh fused op whose second part is wrong."""
    return compose(op, first, make(rate))


def with_wrong_output(
    op: str, first: Implementation, make: Make, rate: float = LEARNING_RATE
) -> Implementation:
    """Return a fresh fused op whose second part is wrong, and passes its gradient on."""
    return compose(op, first, partial(softmax_of_logits, make(rate)))


def wrong_first(op: str, second: Implementation, bugs: Iterable[Bug]) -> Iterator[Bug]:
    """Yield a fused bug for every bug of the first part that can be seen from outside."""
    for bug in bugs:
        if (bug.id, bug.variant) not in HIDDEN_IN_FIRST:
            make = partial(with_wrong_first, op, bug.make, second)
            # A wrong output of the first part makes the second part's slope wrong, too.
            where = "" if bug.where == "forward" else bug.where
            yield replace(bug, op=op, make=make, where=where)


def wrong_second(op: str, first: Implementation, bugs: Iterable[Bug]) -> Iterator[Bug]:
    """Yield a fused bug for every bug of the second part that can be seen from outside."""
    for bug in bugs:
        if (bug.id, bug.variant) not in HIDDEN_IN_SECOND:
            make = partial(with_wrong_second, op, first, bug.make)
            yield replace(bug, op=op, variant=f"{bug.variant}_of_{bug.op}", make=make, where="")


def wrong_output(op: str, first: Implementation, bugs: Iterable[Bug]) -> Iterator[Bug]:
    """Yield a fused bug for every wrong output of a second part that passes its gradient on."""
    for bug in bugs:
        if (bug.id, bug.variant) not in HIDDEN_IN_SECOND and bug.variant.startswith("forward"):
            make = partial(with_wrong_output, op, first, bug.make)
            yield replace(bug, op=op, variant=f"{bug.variant}_of_{bug.op}", make=make, where="")


def behind_linear(op: str, activation: str, of: Mapping[str, Sequence[Bug]]) -> Iterator[Bug]:
    """Yield the bugs of a dense layer with an activation behind it."""
    yield from wrong_first(op, twin_of(activation), of["linear"])
    yield from wrong_second(op, twin_of("linear"), of[activation])


def of_channels(op: str, make: Make, rate: float = LEARNING_RATE) -> Implementation:
    """Return a fresh depthwise convolution that a wrong grouped one makes."""
    grouped, signature = make(rate), inspect.signature(twin_of(op))

    @wraps(twin_of(op))
    def implementation(*args: Any, **kwargs: Any) -> tuple[Array, Pullback]:
        given = signature.bind(*args, **kwargs).arguments
        weight = given["weight"][:, None]
        out, grouped_pullback = grouped(**{**given, "weight": weight, "groups": len(weight)})

        def pullback(grad_out: Array) -> Grads:
            grad_x, grad_weight, *others = grouped_pullback(grad_out)
            return grad_x, grad_weight[:, 0], *others

        return out, pullback

    return implementation


def of_pixels(op: str, make: Make, rate: float = LEARNING_RATE) -> Implementation:
    """Return a fresh pointwise convolution that a wrong one with a kernel of 1 x 1 makes."""
    wrong, signature = make(rate), inspect.signature(twin_of(op))

    @wraps(twin_of(op))
    def implementation(*args: Any, **kwargs: Any) -> tuple[Array, Pullback]:
        given = signature.bind(*args, **kwargs).arguments
        weight = given["weight"][:, :, None, None]
        out, wrong_pullback = wrong(**{**given, "weight": weight})

        def pullback(grad_out: Array) -> Grads:
            grad_x, grad_weight, *others = wrong_pullback(grad_out)
            return grad_x, grad_weight.reshape(weight.shape[:2]), *others

        return out, pullback

    return implementation


def pointwise(op: str, bugs: Iterable[Bug]) -> Iterator[Bug]:
    """Yield the bugs of a pointwise convolution, which are those of any that show in a pixel."""
    for bug in (bug for bug in bugs if bug.id in OF_PIXELS):
        yield replace(bug, op=op, make=partial(of_pixels, op, bug.make))


def separated(
    op: str, of_first: Make, of_second: Make, rate: float = LEARNING_RATE
) -> Implementation:
    """Return a fresh separable convolution of a depthwise one and a pointwise one."""
    first, second = of_first(rate), of_second(rate)
    signature = inspect.signature(twin_of(op))

    @wraps(twin_of(op))
    def implementation(*args: Any, **kwargs: Any) -> tuple[Array, Pullback]:
        given = dict(signature.bind(*args, **kwargs).arguments)
        weight, bias = given.pop("pointwise"), given.pop("bias", None)
        channels, first_pullback = first(**given)
        out, second_pullback = second(channels, weight, bias)

        def pullback(grad_out: Array) -> Grads:
            grad_channels, *grads_second = second_pullback(grad_out)
            return *first_pullback(grad_channels), *grads_second

        return out, pullback

    return implementation


def right_op(op: str, rate: float = LEARNING_RATE) -> Implementation:
    """Return the twin of an op, whatever the learning rate is."""
    return twin_of(op)


def separable(op: str, firsts: Iterable[Bug], seconds: Iterable[Bug]) -> Iterator[Bug]:
    """Yield the bugs of a separable convolution, of which one part is wrong."""
    first, second = (partial(right_op, one) for one in ("depthwise_conv2d", "pointwise_conv2d"))
    for bug in firsts:
        where = "" if bug.where == "forward" else bug.where
        yield replace(bug, op=op, make=partial(separated, op, bug.make, second), where=where)
    for bug in seconds:
        where = {"grad_weight": "grad_pointwise", "grad_bias": "grad_bias"}.get(bug.where, "")
        make = partial(separated, op, first, bug.make)
        yield replace(bug, op=op, variant=f"{bug.variant}_of_pixels", make=make, where=where)


def depthwise(op: str, bugs: Iterable[Bug]) -> Iterator[Bug]:
    """Yield the bugs of a depthwise convolution, which are those of one with groups."""
    for bug in bugs:
        yield replace(bug, op=op, make=partial(of_channels, op, bug.make))


def fused(bugs: Iterable[Bug]) -> tuple[Bug, ...]:
    """Return the bugs of all fused layers, made from those of their parts."""
    of: dict[str, list[Bug]] = {}
    for bug in bugs:
        of.setdefault(bug.op, []).append(bug)
    relu, softmax = twin_of("relu"), twin_of("softmax")
    conv2d, linear = twin_of("conv2d"), twin_of("linear")
    of_logits = partial(softmax_of_logits, softmax)
    squashed = {f"linear_{name}": name for name in BEHIND}
    return (
        *(bug for op, name in squashed.items() for bug in behind_linear(op, name, of)),
        *depthwise("depthwise_conv2d", of["conv2d"]),
        *depthwise("depthwise_conv1d", of["conv1d"]),
        *separable(
            "separable_conv2d",
            [b for b in depthwise("depthwise_conv2d", of["conv2d"]) if "bias" not in b.name],
            pointwise("pointwise_conv2d", of["conv2d"]),
        ),
        *pointwise("pointwise_conv2d", of["conv2d"]),
        *wrong_first("conv2d_relu", relu, [one for one in of["conv2d"] if one.id not in FURTHER]),
        *wrong_second("conv2d_relu", conv2d, of["relu"]),
        *wrong_first("softmax_linear", softmax, of["linear"]),
        *wrong_second("softmax_linear", linear, of["softmax"]),
        *wrong_first("softmax_linear_of_logits", of_logits, of["linear"]),
        *wrong_output("softmax_linear_of_logits", linear, of["softmax"]),
        *wrong_first("softmax_cross_entropy", unchanged, of["cross_entropy"]),
    )
