"""The calls to try a forward pass with: hyperparameters, kinds of target and of bias."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import Any

from scratchcnn.oracle.cards.table import card_of
from scratchcnn.oracle.cases.same_padding import BASE
from scratchcnn.oracle.understanding.signatures.from_source.own_words import VALID
from scratchcnn.oracle.understanding.signatures.probes.settings import (
    SIZES,
    image_setting,
    other_setting,
)
from scratchcnn.oracle.understanding.signatures.setting import Setting
from scratchcnn.oracle.understanding.signatures.signature import OF_KERNELS

# Every size differs from every other, from those of the window and from those of the output.
DISTINCT: Mapping[str, int] = {"N": 4, "C": 6, "F": 10, "H": 9, "W": 15, "D": 7, "K": 5}


def settings(op: str, sizes: Mapping[str, int], named: Sequence[str]) -> Iterator[Setting]:
    """Yield the calls to try; for hyperparameters that are not passed, with likely fixed values."""
    card = card_of(op)
    if card.windowed:
        for own in numbers_of_its_own(op, named):
            for one in window_settings(op, sizes, named):
                yield replace(one, options={**one.options, **own})
    elif card.loss:
        for target in card.targets:
            yield other_setting(op, sizes, target=target)
            if card.over_entries:
                yield other_setting(op, {**sizes, "D": 1}, target=target)
    elif card.elementwise:
        yield other_setting(op, sizes)
        if card.factor and "negative_slope" not in named:
            for value in card.factors[1:]:
                yield replace(other_setting(op, sizes), options={card.factor: value})
        yield other_setting(op, sizes, ndim=4)
        yield other_setting(op, sizes, ndim=1)
    elif card.kind == "resizing":
        # Windows of 2 x 2 are apart, and of equal sizes.
        size = 2 if "output_size" in named else 1
        yield replace(other_setting(op, sizes), options={"output_size": size})
    elif card.kind == "regularization":
        # How strong it is has to be known.
        if set(card.numbers) <= set(named):
            yield other_setting(op, sizes)
    elif card.kind == "flattening":
        yield other_setting(op, sizes, ndim=4)
    elif card.own_numbers:
        for own in numbers_of_its_own(op, named):
            usual = other_setting(op, sizes)
            yield replace(usual, options={**usual.options, **own})
    elif card.kind != "normalization" or sizes["C"] > 1:
        # With one channel, normalising over any axes would look right.
        yield other_setting(op, sizes)


def numbers_of_its_own(op: str, named: Collection[str]) -> Iterator[Mapping[str, float]]:
    """Yield the numbers of an op that are not passed, as homework may have them."""
    card = card_of(op)
    left = {
        option: card.own_numbers[option]
        for role, (option, _) in card.numbers.items()
        if role not in named and option in card.own_numbers
    }
    for numbers in product(*left.values()):
        yield dict(zip(left, numbers, strict=True))


def nameless_settings(op: str, named: Sequence[str], guessed: Collection[str]) -> Iterator[Setting]:
    """Yield the calls to try: a guessed stride is not 1, and a guessed padding not 0."""
    card = card_of(op)
    if not card.windowed:
        yield from settings(op, SIZES["distinct"], named)
        return
    options: dict[str, Any] = {"stride": 2} if "stride" in named else {}
    # One of 1 is also half a kernel, which homework may add of its own accord; one of 2 or 3 may be
    # the stride or the kernel.
    width = 1 if card.pooling or "padding" not in guessed else 4
    paddings: list[dict[str, Any]] = [{"padding": width}] if "padding" in named else [{}]
    if "named padding" in named:
        # First that of which the output has a size of its own.
        paddings = [{"padding": BASE}, {"padding": VALID}]
    for bias, padding in product(card.biases, paddings):
        yield image_setting(op, DISTINCT, (3, 3), bias, **options, **padding)
    if not {"stride", "padding"} & set(guessed):
        yield from window_settings(op, DISTINCT, named)


def window_settings(op: str, sizes: Mapping[str, int], named: Sequence[str]) -> Iterator[Setting]:
    """Yield the calls to try on a convolution or a pooling."""
    card = card_of(op)
    given = bool(set(OF_KERNELS) & set(named))
    if card.pooling:
        kernels = [(2, 2)] if given else [(2, 2), (3, 3)]
        strides: list[Any] = [2] if "stride" in named else [None, 2, 1]
        # With padding 1, a zero may win over negative numbers, so it is tried after 0.
        paddings: list[Any] = [0, 1] if "padding" in named else [0]
    else:
        kernels = [(3, 3)] if given or card.pointwise else [(3, 3), (5, 5), (2, 2)]
        strides = [1] if "stride" in named else [1, 2]
        # If padding is a parameter, 1 comes first: too much homework breaks at 0.
        unsaid = [0, "same"] if card.of_images else [0]
        paddings = [1, 0] if "padding" in named else unsaid
        if "named padding" in named:
            paddings = ["valid", "same"]
    for kernel in kernels:
        for padding in paddings:
            for stride in strides:
                options = {"stride": stride} if stride is not None else {}
                if "padding" in card.arguments:
                    options |= {"padding": padding} if padding or "padding" in named else {}
                for bias in card.biases:
                    yield image_setting(op, sizes, kernel, bias, **options)
