import numpy as np
import pytest

from tests.helpers.samples.living import plan_of


def fewest(size, kernel, stride):
    return max((-(-size // stride) - 1) * stride + kernel - size, 0)


def convolution(zeros, default="valid", step=1):
    """Return a class whose `same` pads as a function of size, kernel and stride says.

    With a `step` of -1 its kernel is flipped.
    """

    class Conv2D:
        def __init__(self, filters, channels, kernel_size, stride=1, padding=default):
            self.k, self.s, self.padding = kernel_size, stride, padding
            self.W = np.ones((filters, channels, kernel_size, kernel_size))
            self.b = np.zeros(filters)

        def forward(self, x):
            sides = [(0, 0), (0, 0)]
            if self.padding == "same":
                sides = [zeros(size, self.k, self.s) for size in x.shape[2:]]
            x = np.pad(x, [(0, 0), (0, 0), *sides])
            oh, ow = ((size - self.k) // self.s + 1 for size in x.shape[2:])
            out = np.zeros((len(x), len(self.W), oh, ow)) + self.b[:, None, None]
            for i, j in np.ndindex(oh, ow):
                top, left = i * self.s, j * self.s
                window = x[:, :, top : top + self.k, left : left + self.k]
                out[:, :, i, j] += np.tensordot(
                    window, self.W[..., ::step, ::step], ([1, 2, 3], [1, 2, 3])
                )
            return out

    return Conv2D


def smaller_first(total):
    return total // 2, total - total // 2


def refuse(size, kernel, stride):
    if stride != 1:
        raise ValueError("same needs stride 1")
    return smaller_first(kernel - 1)


@pytest.mark.parametrize(
    ("zeros", "meaning"),
    [
        (lambda n, k, s: smaller_first(fewest(n, k, s)), "same"),
        (lambda n, k, s: smaller_first(fewest(n, k, s))[::-1], "same_lower"),
        (lambda n, k, s: smaller_first(k - 1), "same_unstrided"),
        (lambda n, k, s: smaller_first(k - 1)[::-1], "same_unstrided_lower"),
        (lambda n, k, s: smaller_first((n - 1) * s + k - n), "same_size"),
        # Right for odd kernels alone: that is what was meant.
        (lambda n, k, s: (k // 2, k // 2 + 4 * (k % 2 == 0)), "same_unstrided"),
        # None of them.
        (lambda n, k, s: (0, 5), "same"),
    ],
)
def test_the_meaning_that_explains_the_most_calls_is_found(zeros, meaning):
    assert plan_of(convolution(zeros)).offer.strided_same == meaning


def test_who_refuses_a_stride_is_not_asked_for_one():
    assert plan_of(convolution(refuse)).offer.strided_same == ""


def test_a_flipped_kernel_does_not_hide_the_meaning():
    found = plan_of(convolution(lambda n, k, s: smaller_first(k - 1), step=-1))
    assert found.offer.strided_same == "same_unstrided"


def without_a_word(zeros):
    """Return a class that pads so without being asked, with a stride that is chosen."""
    word = convolution(zeros, "same")

    class Conv2D(word):
        def __init__(self, filters, channels, kernel_size, stride=1):
            super().__init__(filters, channels, kernel_size, stride)

    return Conv2D


@pytest.mark.parametrize(
    ("zeros", "meaning"),
    [
        (lambda n, k, s: (k // 2, k // 2), "same_unstrided"),
        (lambda n, k, s: smaller_first(fewest(n, k, s)), "same"),
        (lambda n, k, s: (0, 2) if s > 1 else (1, 1), ""),
    ],
)
def test_who_does_not_say_same_has_to_mean_it_always(zeros, meaning):
    offer = plan_of(without_a_word(zeros)).offer
    assert (offer.fixed_padding, offer.strided_same) == ("same", meaning)


def pooling(zeros, fill=-np.inf):
    class MaxPool2D:
        def __init__(self, pool_size=2, strides=2, padding="valid"):
            self.k, self.s, self.padding = pool_size, strides, padding

        def forward(self, x):
            sides = [(0, 0), (0, 0)]
            if self.padding == "same":
                sides = [zeros(size, self.k, self.s) for size in x.shape[2:]]
            x = np.pad(x, [(0, 0), (0, 0), *sides], constant_values=fill)
            oh, ow = ((size - self.k) // self.s + 1 for size in x.shape[2:])
            out = np.zeros((*x.shape[:2], oh, ow))
            for i, j in np.ndindex(oh, ow):
                top, left = i * self.s, j * self.s
                out[:, :, i, j] = x[:, :, top : top + self.k, left : left + self.k].max((2, 3))
            return out

    return MaxPool2D


@pytest.mark.parametrize("fill", [-np.inf, 0])
def test_a_pooling_has_a_meaning_whatever_it_pads_with(fill):
    found = plan_of(pooling(lambda n, k, s: smaller_first(fewest(n, k, s))[::-1], fill))
    assert found.offer.strided_same == "same_lower"


def test_a_pooling_that_keeps_the_size_of_its_image_is_not_asked_for_it():
    found = plan_of(pooling(lambda n, k, s: smaller_first((n - 1) * s + k - n)))
    assert found.offer.strided_same == ""
