"""Formulas of optimizers: PyTorch's beside PyTorch, other frameworks' by the numbers they give."""

from typing import Any

import numpy as np
import pytest

from scratchcnn.oracle.cards.optimizers.descent import MOMENTUM, NESTEROV, SGD
from scratchcnn.oracle.cards.optimizers.formula import Given, Rule, Variant, variants
from scratchcnn.oracle.cards.optimizers.moments import ADAM, ADAMW, NADAM
from scratchcnn.oracle.cards.optimizers.scaled import ADADELTA, ADAGRAD, RMSPROP
from scratchcnn.oracle.optimizers.pytorch import in_pytorch
from scratchcnn.oracle.optimizers.running import CHANGING, DECAY, NUMBERS, RATE, drawn, small

pytestmark = pytest.mark.one_python

EVERY = (SGD, MOMENTUM, NESTEROV, ADAGRAD, RMSPROP, ADADELTA, ADAM, ADAMW, NADAM)
NAMES = (
    "plain",
    "momentum",
    "nesterov",
    "adagrad",
    "rmsprop",
    "adadelta",
    "adam",
    "adamw",
    "nadam",
)
every_rule = pytest.mark.parametrize("rule", EVERY, ids=NAMES)


def numbers_of(rule: Rule, decay: float = 0.0) -> dict[str, float]:
    return {name: NUMBERS[name] for name in rule.numbers} | {"weight_decay": decay}


def regimes() -> list[tuple[Given, float]]:
    constant = (RATE,) * len(CHANGING)
    return [
        (drawn(1, 1, constant), 0.0),
        (drawn(2, 1, CHANGING), 0.0),
        (small(3, 1, NUMBERS["eps"], constant), 0.0),
        (drawn(4, 2, constant), 0.0),
        (drawn(5, 1, constant), DECAY),
    ]


@every_rule
def test_the_first_formula_is_that_of_pytorch(rule: Rule) -> None:
    first = next(variants(rule))
    assert (first.told, first.bug) == ((), "")
    for given, decay in regimes():
        numbers = numbers_of(rule, decay)
        expected = in_pytorch(rule, numbers, given)
        np.testing.assert_allclose(first.path(numbers, given), expected, rtol=1e-12, atol=1e-15)


@every_rule
def test_every_mistake_is_told_from_all_that_is_right(rule: Rule) -> None:
    paths: dict[str, list[Any]] = {"right": [], "wrong": []}
    with np.errstate(all="ignore"):
        for variant in variants(rule):
            path = [
                np.nan_to_num(variant.path(numbers_of(rule, decay), given), nan=7.0, posinf=7.0)
                for given, decay in regimes()
            ]
            paths["wrong" if variant.bug else "right"].append((variant, path))
    for wrong, path in paths["wrong"]:
        for right, other in paths["right"]:
            same = all(
                np.allclose(a, b, rtol=1e-6, atol=1e-9) for a, b in zip(path, other, strict=True)
            )
            assert not same, f"{wrong.bug} {wrong.choices} is {right.choices}"


def one(rule: Rule, **choices: str) -> Variant:
    """Return the right formula of these choices, the others being PyTorch's."""
    pytorch = next(variants(rule)).choices
    return next(v for v in variants(rule) if not v.bug and v.choices == {**pytorch, **choices})


def end(variant: Variant, gradients: list[float], rates: list[float], **numbers: float) -> float:
    given = Given([np.zeros(1)], [[np.array([g])] for g in gradients], rates)
    return float(variant.path(numbers, given)[-1].item())


@pytest.mark.parametrize(
    ("rule", "choices", "twice", "falling"),
    [
        (MOMENTUM, {}, -2.9, -1.09),
        (MOMENTUM, {"of": "steps"}, -2.9, -1.9),
        (NESTEROV, {}, -4.61, -1.981),
        # Keras, and CS231n's formula with the velocity before.
        (NESTEROV, {"of": "steps"}, -4.61, -2.71),
        (NESTEROV, {"of": "steps", "ahead": "chainer"}, -6.149, -3.439),
    ],
)
def test_the_momentum_of_frameworks(
    rule: Rule, choices: dict[str, str], twice: float, falling: float
) -> None:
    variant = one(rule, **choices)
    assert end(variant, [1, 1], [1, 1], momentum=0.9) == pytest.approx(twice, rel=1e-12)
    assert end(variant, [1, 0], [1, 0.1], momentum=0.9) == pytest.approx(falling, rel=1e-12)


@pytest.mark.parametrize(
    ("variant", "gradient", "numbers", "expected"),
    [
        (one(ADAM), 1e-8, {"eps": 1e-8}, -0.5),
        (one(ADAM, eps="uncorrected"), 1e-8, {"eps": 1e-8}, -0.03065343),
        (one(RMSPROP), 1.0, {"rho": 0.9, "eps": 1.0}, -0.7597469),
        (one(RMSPROP, eps="inside"), 1.0, {"rho": 0.9, "eps": 1.0}, -0.9534626),
        (one(RMSPROP, eps="inside", start="one"), 1.0, {"rho": 0.9, "eps": 1.0}, -0.7071068),
        (one(ADAGRAD), 1.0, {"eps": 1.0}, -0.5),
        (one(ADAGRAD, eps="inside"), 1.0, {"eps": 1.0}, -0.7071068),
        (one(ADAGRAD, eps="inside", start="tenth"), 1.0, {"eps": 1.0}, -0.6900656),
        (one(ADADELTA), 1.0, {"rho": 0.9, "eps": 1e-6}, -0.003162262),
    ],
)
def test_the_epsilon_of_frameworks(
    variant: Variant, gradient: float, numbers: dict[str, float], expected: float
) -> None:
    betas = {"beta1": 0.9, "beta2": 0.999}
    assert end(variant, [gradient], [1.0], **betas, **numbers) == pytest.approx(expected, rel=2e-7)


@pytest.mark.parametrize(
    ("variant", "expected"),
    [
        (one(ADAM), 0.9),
        (one(ADAM, decay="decoupled"), 0.99),
        (one(ADAMW), 0.99),
        (one(ADAMW, decay="without rate"), 0.9),
    ],
)
def test_the_decay_of_frameworks(variant: Variant, expected: float) -> None:
    given = Given([np.ones(1)], [[np.zeros(1)]], [0.1])
    numbers = {"beta1": 0.9, "beta2": 0.999, "eps": 1e-8, "weight_decay": 0.1}
    assert variant.path(numbers, given).item() == pytest.approx(expected, rel=1e-6)
