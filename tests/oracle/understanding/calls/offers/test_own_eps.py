import numpy as np
import pytest

from scratchcnn.oracle.understanding.calls.offers.own_eps import written
from tests.helpers.samples.living import plan_of

AXES = (0, 2, 3)
EPSILON = 1e-4


class BatchNorm2d:
    """A batch normalisation that takes no epsilon; those below have one."""

    def __init__(self, channels):
        self.gamma, self.beta = np.ones(channels), np.zeros(channels)

    def divisor(self, x):
        return np.sqrt(x.var(AXES, keepdims=True) + 1e-5)

    def forward(self, x):
        x_hat = (x - x.mean(AXES, keepdims=True)) / self.divisor(x)
        return self.gamma[:, None, None] * x_hat + self.beta[:, None, None]


def with_divisor(function):
    own = type(
        "BatchNorm2d",
        (BatchNorm2d,),
        {"divisor": lambda self, x: function(x.var(AXES, keepdims=True))},
    )
    own.forward = lambda self, x: BatchNorm2d.forward(self, x)
    return own


@pytest.mark.parametrize("eps", [1e-2, 1e-3, 1e-7, 1e-8, 1e-12, 1e-16, 2.0**-52, 2.0**-23])
def test_a_usual_epsilon_is_found(eps):
    assert plan_of(with_divisor(lambda variance: np.sqrt(variance + eps))).offer.eps == eps


def test_an_epsilon_that_has_a_name_is_found():
    assert plan_of(with_divisor(lambda variance: (variance + EPSILON) ** 0.5)).offer.eps == EPSILON


def test_the_epsilon_of_pytorch_is_none_of_its_own():
    assert plan_of(BatchNorm2d).offer.eps is None


@pytest.mark.parametrize(
    "divisor", [np.sqrt, lambda variance: np.sqrt(variance) + 1e-8, lambda variance: variance]
)
def test_another_formula_has_no_epsilon_of_its_own(divisor):
    assert plan_of(with_divisor(divisor)).offer.eps is None


class BatchNorm2dOutside(BatchNorm2d):
    def divisor(self, x):
        return np.sqrt(x.var(AXES, keepdims=True)) + 0.000003


class BatchNorm2dUnseen(BatchNorm2d):
    def divisor(self, x):
        return np.sqrt(x.var(AXES, keepdims=True)) + 0.00000003


class BatchNorm2dUnbiased(BatchNorm2d):
    def divisor(self, x):
        return np.sqrt(x.var(AXES, keepdims=True, ddof=1) + 0.00000003)


class BatchNorm2dOfTwo(BatchNorm2d):
    def divisor(self, x):
        return np.sqrt(x.var(AXES, keepdims=True, ddof=1) + 0.000003) + 0.000004


@pytest.mark.parametrize(
    ("kind", "eps"),
    [
        (BatchNorm2dOutside, 3e-6),
        (BatchNorm2dUnseen, None),
        (BatchNorm2dUnbiased, 3e-8),
        (BatchNorm2dOfTwo, None),
    ],
)
def test_what_is_wrong_has_the_only_epsilon_that_it_writes_unless_that_would_not_show(kind, eps):
    assert plan_of(kind).offer.eps == eps


class WithAnArgument(BatchNorm2d):
    """What is passed needs not be found."""

    def __init__(self, channels, eps=1e-3):
        super().__init__(channels)
        self.eps = eps

    def divisor(self, x):
        return np.sqrt(x.var(AXES, keepdims=True) + self.eps)

    def forward(self, x):
        return super().forward(x)


WithAnArgument.__name__ = "BatchNorm2d"


def test_an_epsilon_that_is_an_argument_is_passed():
    plan = plan_of(WithAnArgument)
    assert plan.offer.eps is None
    assert plan.signature.takes("eps")


@pytest.mark.parametrize(
    ("source", "numbers"),
    [
        ("var + 2e-5", [2e-5]),
        ("0.9 * a + .1 * b + 0.001 + 1.0e-4", [0.1, 1e-3, 1e-4]),
        ("x1e-5 + a1.5 + 1e-5 + 10 + 0", []),
        ("1e-3 + 1e-3", [1e-3]),
        ("1e-2 + 2e-2 + 3e-2 + 4e-2 + 5e-2", [1e-2, 2e-2, 3e-2, 4e-2]),
    ],
)
def test_the_small_numbers_of_a_source(source, numbers):
    assert written(source) == numbers
