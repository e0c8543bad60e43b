"""Drawing cases of homework's regimes, and what one sees of a sliding window in them."""

from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from hypothesis import HealthCheck, Phase, given, seed, settings

from scratchcnn.oracle.cards.trials import regimes
from scratchcnn.oracle.cases.case import Case
from scratchcnn.oracle.cases.offers import Offer
from scratchcnn.oracle.cases.twins import twin_of

EVERYTHING = Offer(
    stride=True,
    padding=True,
    rectangular_kernel=True,
    rectangular_stride=True,
    named_padding=("same", "valid"),
    dilation=True,
    groups=True,
    output_padding=True,
    bias=("none", "tied"),
    reductions=("mean", "sum"),
    training=(True, False),
)


@cache
def cases(op: str, regime: str, offer: Offer = EVERYTHING, examples: int = 20) -> list[Case]:
    """Draw different cases; always the same ones."""
    drawn: list[Case] = []

    @seed(0)
    @settings(
        max_examples=examples,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(regimes(op, offer)[regime].cases)
    def collect(case: Case) -> None:
        drawn.append(case)

    collect()
    return drawn


def every_regime(*ops: str, offer: Offer = EVERYTHING) -> list[tuple[str, str]]:
    return [(op, regime) for op in ops for regime in regimes(op, offer)]


def out(op: str, case: Case) -> Any:
    return twin_of(op)(**case.arrays, **case.options)[0]


def grad_out(op: str, case: Case) -> Any:
    return np.asarray(case.grad_out.fill(out(op, case).shape))


def grads(op: str, case: Case) -> Any:
    return twin_of(op)(**case.arrays, **case.options)[1](grad_out(op, case))


def both(value: Any) -> tuple[int, int]:
    return (value, value) if isinstance(value, int) else value


class Axis(NamedTuple):
    """What a kernel does along one axis."""

    size: int
    kernel: int
    stride: int
    added: int

    @property
    def left_over(self) -> int:
        return (self.size + self.added - self.kernel) % self.stride

    @property
    def windows(self) -> int:
        return (self.size + self.added - self.kernel) // self.stride + 1


def axes(case: Case) -> Iterator[Axis]:
    """The two axes of a convolution or a pooling."""
    options = case.options
    pools = "kernel_size" in options
    kernels = both(options["kernel_size"]) if pools else case.arrays["weight"].shape[2:]
    strides = both(options.get("stride", 1))
    padding = options.get("padding", 0)
    for size, kernel, stride in zip(case.arrays["x"].shape[2:], kernels, strides, strict=True):
        named = {"same": kernel - 1, "valid": 0}
        yield Axis(size, kernel, stride, named[padding] if padding in named else 2 * padding)


def square_kernel(case: Case) -> bool:
    height, width = axes(case)
    return height.kernel == width.kernel


def square_image(case: Case) -> bool:
    height, width = axes(case)
    return height.size == width.size


def tiles(case: Case) -> bool:
    return not any(axis.left_over for axis in axes(case))
