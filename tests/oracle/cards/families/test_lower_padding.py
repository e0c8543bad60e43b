import numpy as np
import pytest

from scratchcnn.oracle.cards.families.lower_padding import WORDS, zeros_at_the_beginning
from scratchcnn.oracle.cards.table import card_of
from scratchcnn.oracle.checks.verdicts import check_named
from scratchcnn.oracle.naming.conventions import convention
from tests.helpers.observed import observed, trial_of

RNG = np.random.default_rng(0)


def arrays(kernel):
    return {"x": RNG.standard_normal((2, 3, 5, 6)), "weight": RNG.standard_normal((4, 3, *kernel))}


def padded_on_the_left(given):
    """Return the output with the further zeros at the beginning, by a loop."""
    k, m = given["weight"].shape[2:]
    x = np.pad(given["x"], ((0, 0), (0, 0), (k // 2, k - 1 - k // 2), (m // 2, m - 1 - m // 2)))
    out = np.zeros((len(x), len(given["weight"]), 5, 6))
    for i, j in np.ndindex(5, 6):
        out[:, :, i, j] = np.tensordot(
            x[:, :, i : i + k, j : j + m], given["weight"], ([1, 2, 3], [1, 2, 3])
        )
    return out


def choice(given, out, padding="same"):
    seen = observed("conv2d", lambda **_: (out, None), given, padding=padding)
    verdict = check_named("forward")(seen)
    assert not verdict.ok
    found = convention(card_of("conv2d"), "forward", [(seen, verdict)])
    return None if found is None else found.words


@pytest.mark.parametrize("kernel", [(2, 2), (4, 2), (2, 3), (3, 4)])
def test_further_zeros_at_the_beginning_are_a_convention(kernel):
    given = arrays(kernel)
    assert choice(given, padded_on_the_left(given)) == WORDS


def test_zeros_elsewhere_are_none():
    given = arrays((4, 4))
    assert choice(given, np.roll(padded_on_the_left(given), 1, axis=2)) is None


def test_of_a_padding_that_is_a_number_it_is_none():
    given = arrays((3, 4))
    trial = trial_of("conv2d", given, padding=1)
    assert choice(given, trial.out + 1, padding=1) is None


def test_a_gradient_beside_a_right_output_is_no_convention():
    one = trial_of("conv2d", arrays((2, 2)), padding="same")
    assert not zeros_at_the_beginning().explains("grad_x", one, one.grads[0], one.grads[0])
