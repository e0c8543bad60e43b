import numpy as np
import pytest

from scratchcnn import oracle
from scratchcnn.oracle.cards.families.sliding.lower_padding import WORDS, zeros_at_the_beginning
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


def test_with_a_stride_it_is_none():
    given = arrays((2, 2)) | {"x": RNG.standard_normal((1, 3, 6, 6))}
    one = trial_of("conv2d", given, padding="same", stride=2)
    x = np.pad(given["x"], ((0, 0), (0, 0), (1, 0), (1, 0)))
    got = trial_of("conv2d", given | {"x": x}, padding=0, stride=2).out
    assert got.shape == one.out.shape
    assert not zeros_at_the_beginning().explains("forward", one, got, one.out)


def test_a_gradient_beside_a_right_output_is_no_convention():
    one = trial_of("conv2d", arrays((2, 2)), padding="same")
    assert not zeros_at_the_beginning().explains("grad_x", one, one.grads[0], one.grads[0])


class Conv2D:
    """`same` with the further zeros at the beginning."""

    def __init__(self, in_channels, out_channels, kernel_size, padding="valid"):
        self.W = RNG.standard_normal((out_channels, in_channels, kernel_size, kernel_size))
        self.padding = padding

    def sides(self):
        k = self.W.shape[2]
        return (k // 2, (k - 1) // 2) if self.padding == "same" else (0, 0)

    def forward(self, x):
        k, self.shape = self.W.shape[2], x.shape
        padded = np.pad(x, ((0, 0), (0, 0), self.sides(), self.sides()))
        self.windows = np.lib.stride_tricks.sliding_window_view(padded, (k, k), (2, 3))
        return np.einsum("nchwkl,fckl->nfhw", self.windows, self.W)

    def backward(self, grad):
        k, (n, c, h, w) = self.W.shape[2], self.shape
        self.dW = np.einsum("nchwkl,nfhw->fckl", self.windows, grad)
        both = sum(self.sides())
        dx = np.zeros((n, c, h + both, w + both))
        for i, j in np.ndindex(k, k):
            part = np.einsum("nfhw,fc->nchw", grad, self.W[:, :, i, j])
            dx[:, :, i : i + grad.shape[2], j : j + grad.shape[3]] += part
        first = self.cropped()
        return dx[:, :, first : first + h, first : first + w]

    def cropped(self):
        return self.sides()[0]


class ConvLayer(Conv2D):
    """Its gradient is cropped as that of PyTorch's `same`."""

    def cropped(self):
        return self.sides()[1]


def in_same(kind):
    return {(one.check, one.status) for one in oracle.check(kind) if one.regime == "same"}


def test_a_gradient_that_follows_is_right():
    found = in_same(Conv2D)
    assert ("forward", "convention") in found
    assert {status for check, status in found if check != "forward"} == {"ok"}


def test_a_gradient_that_would_be_right_beside_other_zeros_is_wrong():
    assert ("grad_x", "wrong") in in_same(ConvLayer)
