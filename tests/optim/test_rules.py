"""Steps that can be computed by hand, at the places where rules of one name differ."""

from typing import Any

import numpy as np
import pytest

from scratchcnn import optim


def path(
    optimizer: optim.Optimizer, *steps: tuple[float, float], start: float = 0.0
) -> list[float]:
    """Return where a number goes by steps of a gradient and a factor."""
    weight, found = np.array([start]), []
    for gradient, factor in steps:
        optimizer.step({"w": weight}, {"w": np.array([gradient])}, factor)
        found.append(weight.item())
    return found


TWICE = [(1.0, 1.0), (1.0, 1.0)]
FALLING = [(1.0, 1.0), (0.0, 0.1)]


@pytest.mark.parametrize(
    ("momentum_of", "nesterov", "steps", "expected"),
    [
        ("gradient", False, TWICE, -2.9),
        ("step", False, TWICE, -2.9),
        ("gradient", True, TWICE, -4.61),
        ("step", True, TWICE, -4.61),
        # Only a learning rate that changes tells them apart.
        ("gradient", False, FALLING, -1.09),
        ("step", False, FALLING, -1.9),
        ("gradient", True, FALLING, -1.981),
        ("step", True, FALLING, -2.71),
    ],
)
def test_a_momentum_of_steps_is_told_from_one_of_gradients_by_a_falling_learning_rate(
    momentum_of: str, nesterov: bool, steps: Any, expected: float
) -> None:
    optimizer = optim.SGD(1.0, 0.9, nesterov=nesterov, momentum_of=momentum_of)
    assert path(optimizer, *steps)[-1] == pytest.approx(expected, rel=1e-14)


def test_the_first_gradient_is_not_dampened() -> None:
    assert path(optim.SGD(1.0, 0.9, dampening=0.5), *TWICE) == [-1.0, -2.4]


def test_without_momentum_nothing_is_dampened_and_nothing_kept() -> None:
    optimizer = optim.SGD(1.0, dampening=0.5)
    assert path(optimizer, *TWICE) == [-1.0, -2.0]
    assert optimizer.state == {}


@pytest.mark.parametrize(
    ("name", "expected"),
    [("SGD", 0.99), ("Adam", 0.9), ("AdamW", 0.99), ("NAdam", 1 - 0.1 * 1.05651)],
)
def test_decay_is_part_of_the_gradient_unless_it_is_decoupled(name: str, expected: float) -> None:
    optimizer = getattr(optim, name)(0.1, weight_decay=0.1)
    assert path(optimizer, (0.0, 1.0), start=1.0)[0] == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize("factor", [1.0, 0.1])
def test_decoupled_decay_is_times_the_learning_rate_of_the_step(factor: float) -> None:
    (weight,) = path(optim.AdamW(0.1, weight_decay=0.1), (0.0, factor), start=1.0)
    assert weight == 1 - factor * 0.1 * 0.1


def test_a_decoupled_decay_is_no_part_of_the_averages() -> None:
    optimizer = optim.NAdam(0.1, weight_decay=0.5, decoupled_weight_decay=True)
    assert path(optimizer, (0.0, 1.0), start=1.0) == [0.95]
    assert optimizer.state["exp_avg"]["w"] == 0


# --- gradients as small as epsilon: where it stands shows only there
@pytest.mark.parametrize(
    ("optimizer", "gradient", "expected"),
    [
        # Beside the root of what is corrected.
        (optim.Adam(1.0), 1e-8, -0.5),
        (optim.Adam(1.0, amsgrad=True), 1e-8, -0.5),
        (optim.AdamW(1.0), 1e-8, -0.5),
        # Beside the root, which here is the gradient times sqrt(1 - alpha).
        (optim.RMSProp(1.0, alpha=0.9, eps=1.0), 1.0, -1 / (0.1**0.5 + 1)),
        (optim.AdaGrad(1.0, eps=1.0), 1.0, -0.5),
        # Inside both roots.
        (optim.AdaDelta(1.0, rho=0.9, eps=1e-6), 1e-3, -1e-3 * (1e-6 / 1.1e-6) ** 0.5),
    ],
)
def test_where_epsilon_stands(optimizer: Any, gradient: float, expected: float) -> None:
    assert path(optimizer, (gradient, 1.0))[0] == pytest.approx(expected, rel=1e-12)


def test_adam_takes_whole_steps_from_the_first_on() -> None:
    # Both averages are corrected for their start from 0: under a constant gradient every step is 1.
    every = path(optim.Adam(1.0, eps=0.0), *[(0.25, 1.0)] * 5)
    np.testing.assert_allclose(every, [-1, -2, -3, -4, -5], rtol=1e-12)


def test_amsgrad_divides_by_the_largest_average_so_far() -> None:
    steps = [(1.0, 1.0), *[(0.0, 1.0)] * 5]
    plain, largest = (optim.Adam(1.0, (0.9, 0.5), amsgrad=amsgrad) for amsgrad in (False, True))
    assert path(plain, *steps)[-1] < path(largest, *steps)[-1]
    assert (plain.state["exp_avg_sq"]["w"], largest.state["max_exp_avg_sq"]["w"]) == (2**-6, 0.5)


def test_adagrad_starts_from_its_accumulator_and_lowers_its_learning_rate() -> None:
    every = path(optim.AdaGrad(1.0, 1.0, 0.0, 3.0, 0.0), *TWICE)
    np.testing.assert_allclose(every, [-0.5, -0.5 - 0.5 / 5**0.5], rtol=1e-14)


def test_centered_rmsprop_takes_no_variance_for_negative() -> None:
    # Gradients that stay the same have the variance 0, which rounding may lead below.
    optimizer = optim.RMSProp(1e-3, alpha=0.5, eps=1e-2, centered=True)
    every = path(optimizer, *[(0.1, 1.0)] * 200)
    assert np.all(np.isfinite(every))
    assert every[-1] - every[-2] == pytest.approx(-1e-2, rel=1e-5)


def test_momentum_of_rmsprop_adds_up_what_has_been_divided() -> None:
    optimizer = optim.RMSProp(1.0, alpha=0.0, eps=0.0, momentum=0.5)
    assert path(optimizer, (4.0, 1.0), (-0.5, 1.0)) == [-1.0, -0.5]
    assert optimizer.state["momentum_buffer"]["w"] == -0.5


def test_the_products_of_nadam_are_kept_for_each_parameter() -> None:
    optimizer = optim.NAdam(1.0, momentum_decay=0.0)
    path(optimizer, *TWICE)
    assert optimizer.state["mu_product"]["w"] == pytest.approx(0.45**2, rel=1e-15)


def test_maximize_goes_along_the_gradient_but_decays_all_the_same() -> None:
    optimizer = optim.SGD(0.5, weight_decay=0.5, maximize=True)
    assert path(optimizer, (1.0, 1.0), start=2.0) == [2.0]
