"""How a known bug is made: an op that differs from its twin in the output or in one gradient."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, partial, wraps
from typing import Any, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scratchcnn.oracle.cards.words import WORDS
from scratchcnn.oracle.cases.bounds import differentiable
from scratchcnn.oracle.cases.case import Implementation, Pullback
from scratchcnn.oracle.cases.remembered import Answer as Answered
from scratchcnn.oracle.cases.remembered import Arguments, answer_of
from scratchcnn.oracle.cases.same_padding import is_same, margins
from scratchcnn.oracle.cases.twins import twin_of
from scratchcnn.oracle.cases.window_kinds import pair

Array: TypeAlias = NDArray[Any]
Grads: TypeAlias = tuple[Array, ...]

# A power of two, so that the bug is the only error.
LEARNING_RATE = 1 / 8


class Make(Protocol):
    """Makes a fresh wrong op, one that was never called."""

    def __call__(self, rate: float = LEARNING_RATE) -> Implementation:
        """Return the wrong op; `rate` is the learning rate."""


@dataclass(frozen=True)
class Bug:
    """A known bug of one op: a mistake that many people have made.

    Attributes
    ----------
    id, op, title, hint
        The bug's id, the op that has it, and what the report says about it.
    variant
        Distinguishes the places and the ways in which one op can have the same bug.
    make
        Makes a fresh wrong op, in the op protocol and with the twin's signature, which shares no
        state with any other; `rate` is the learning rate, for errors in proportion to it.
    where
        The only result that is wrong, "forward" or "grad_" + an argument's name; "" if others may
        be, too. If one gradient raises, the others of that call are lost with it.
    """

    id: str
    op: str
    variant: str
    title: str
    hint: str
    make: Make
    where: str = ""

    @property
    def name(self) -> str:
        """The bug's whole name, such as "conv2d-stride-ignored-forward"."""
        return f"{self.op}-{self.id}-{self.variant}"


class Call:
    """One call of an op, its arguments by name (with defaults), and the twin's answer to it."""

    def __init__(self, op: str, arguments: Mapping[str, Any], rate: float = LEARNING_RATE) -> None:
        self.twin = twin_of(op)
        self.given = arguments
        self.rate = rate
        # PyTorch takes no arrays with negative strides.
        self.arguments = {name: plain(value) for name, value in arguments.items()}

    def __getitem__(self, name: str) -> Any:
        return self.arguments[name]

    def again(self, **changes: Any) -> "Call":
        """Return the same call with some arguments changed."""
        return Call(self.twin.__name__, {**self.given, **changes}, self.rate)

    def without_bias(self) -> "Call":
        """Return the same call without a bias, for gradients that do not depend on it."""
        return self.again(bias=None) if "bias" in self.arguments else self

    def of(self, op: str) -> "Call":
        """Return the call of another op with the same arguments, as far as it takes them."""
        taken = signature_of(op).parameters
        return Call(op, {k: v for k, v in self.given.items() if k in taken}, self.rate)

    @cached_property
    def _answer(self) -> Answered:
        return answer_of(self.twin, Arguments(self.arguments))

    @cached_property
    def out(self) -> Array:
        """The twin's output."""
        return self._answer.out

    def pullback(self, grad_out: Any) -> Grads:
        """Return the twin's gradients."""
        return self._answer.pullback(plain(grad_out))

    @property
    def differentiable(self) -> list[str]:
        """The names of the arguments that have a gradient, in order."""
        arrays = [name for name, value in self.arguments.items() if isinstance(value, np.ndarray)]
        return differentiable(arrays)

    def gradient(self, name: str, grad_out: Array) -> Array:
        """Return the twin's gradient of one argument."""
        return self.pullback(grad_out)[self.differentiable.index(name)]


Answer: TypeAlias = Callable[[Call], tuple[Array, Pullback]]
Output: TypeAlias = Callable[[Call], Array]
Gradient: TypeAlias = Callable[[Call, Array], Array]


def plain(value: Any) -> Any:
    """Return a copy of an array in C order, in the twin's precision; anything else as it is."""
    if not isinstance(value, np.ndarray):
        return value
    return value.astype(np.float64 if value.dtype.kind == "f" else value.dtype, order="C")


@cache
def signature_of(op: str) -> inspect.Signature:
    """Return the signature of an op's twin."""
    return inspect.signature(twin_of(op))


def as_op(op: str, answer: Answer, rate: float = LEARNING_RATE) -> Implementation:
    """Turn a function of a `Call` into an op with the signature of the twin."""
    signature = signature_of(op)

    @wraps(twin_of(op))
    def implementation(*args: Any, **kwargs: Any) -> tuple[Array, Pullback]:
        bound = signature.bind(*args, **kwargs)
        bound.apply_defaults()
        return answer(with_margins(Call(op, bound.arguments, rate)))

    return implementation


def with_margins(call: Call) -> Call:
    """Return a call that says in numbers what `same` pads if there is a stride.

    A bug of the stride is beside the right padding, which would depend on the wrong stride.
    """
    # Along one axis or three `same` goes with no stride.
    if not is_same(call.arguments.get("padding")) or call["x"].ndim != 4:
        return call
    pooling = "kernel_size" in call.arguments
    kernel = pair(call["kernel_size"] if pooling else call["weight"].shape[2:])
    stride = kernel if call["stride"] is None else pair(call["stride"])
    if stride == (1, 1):
        return call
    further = (1, 1) if pooling else pair(call["dilation"])
    rows, columns = (d * (k - 1) + 1 for d, k in zip(further, kernel, strict=True))
    image = call["x"].shape[2:]
    return call.again(padding=margins(call["padding"], image, (rows, columns), stride))


def with_gradient(call: Call, name: str, gradient: Gradient) -> tuple[Array, Pullback]:
    """Return the twin's answer with the gradient of one argument replaced."""

    def pullback(grad_out: Array) -> Grads:
        upstream = plain(grad_out)
        grads = dict(zip(call.differentiable, call.pullback(upstream), strict=True))
        if name in grads:
            grads[name] = gradient(call, upstream)
        return tuple(grads.values())

    return call.out, pullback


class Family:
    """The known bugs of a family of ops; its methods are decorators that record them."""

    def __init__(self) -> None:
        self.bugs: list[Bug] = []

    def note(
        self,
        bug: str,
        ops: tuple[str, ...],
        variant: str,
        remember: Callable[[], Answer],
        where: str = "",
    ) -> None:
        """Record a bug of every one of these ops; `remember` makes an answer with fresh state."""
        for op in ops:
            make = partial(fresh, op, remember)
            self.bugs.append(Bug(bug, op, variant, *WORDS[bug], make, where))

    def output(self, bug: str, *ops: str, variant: str = "forward") -> Callable[[Output], Output]:
        """Record a wrong output; the gradients stay the twin's."""

        def noted(output: Output) -> Output:
            def answer(call: Call) -> tuple[Array, Pullback]:
                return output(call), call.pullback

            self.note(bug, ops, variant, lambda: answer, "forward")
            return output

        return noted

    def gradient(
        self, bug: str, *ops: str, of: str = "x", variant: str = ""
    ) -> Callable[[Gradient], Gradient]:
        """Record a wrong gradient of one argument; everything else stays the twin's."""

        def noted(gradient: Gradient) -> Gradient:
            def answer(call: Call) -> tuple[Array, Pullback]:
                return with_gradient(call, of, gradient)

            where = f"grad_{of}"
            self.note(bug, ops, variant or where, lambda: answer, where)
            return gradient

        return noted

    def answer(self, bug: str, *ops: str, variant: str) -> Callable[[Answer], Answer]:
        """Record an op with more than one wrong result, or with side effects."""

        def noted(answer: Answer) -> Answer:
            self.note(bug, ops, variant, lambda: answer)
            return answer

        return noted

    def layer(
        self, bug: str, *ops: str, variant: str
    ) -> Callable[[Callable[[], Answer]], Callable[[], Answer]]:
        """Record an op with state: the decorated function makes an answer with fresh state."""

        def noted(remember: Callable[[], Answer]) -> Callable[[], Answer]:
            self.note(bug, ops, variant, remember)
            return remember

        return noted

    def raising(self, bug: str, *ops: str, variant: str, where: Callable[[Call], bool]) -> None:
        """Record an op that raises on some calls, in forward or in backward as `variant` says."""

        def answer(call: Call) -> tuple[Array, Pullback]:
            if not where(call):
                return call.out, call.pullback
            if variant.startswith("forward"):
                raise ValueError("shapes do not fit")

            def pullback(grad_out: Array) -> Grads:
                raise ValueError("shapes do not fit")

            return call.out, pullback

        self.note(bug, ops, variant, lambda: answer)


def fresh(op: str, remember: Callable[[], Answer], rate: float = LEARNING_RATE) -> Implementation:
    """Return a fresh wrong op, one that was never called."""
    return as_op(op, remember(), rate)
