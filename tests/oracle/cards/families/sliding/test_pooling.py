"""Averages without the zeros of the padding, and what their gradients have to be."""

import numpy as np

from scratchcnn import oracle


class AvgPool2d:
    """Neither its output nor its gradient counts the zeros of the padding."""

    def __init__(self, kernel_size, stride, padding=0):
        self.k, self.s, self.p = kernel_size, stride, padding

    def places(self, shape):
        *_, h, w = shape
        oh, ow = ((size + 2 * self.p - self.k) // self.s + 1 for size in (h, w))
        for i, j in np.ndindex(oh, ow):
            rows = slice(max(i * self.s - self.p, 0), i * self.s - self.p + self.k)
            columns = slice(max(j * self.s - self.p, 0), j * self.s - self.p + self.k)
            yield i, j, rows, columns

    def counted(self, part):
        return part.shape[2] * part.shape[3]

    def divisor(self, part):
        return self.counted(part)

    def forward(self, x):
        self.shape = n, c, h, w = x.shape
        oh, ow = ((size + 2 * self.p - self.k) // self.s + 1 for size in (h, w))
        out = np.zeros((n, c, oh, ow))
        for i, j, rows, columns in self.places(x.shape):
            part = x[:, :, rows, columns]
            out[:, :, i, j] = part.sum((2, 3)) / self.counted(part)
        return out

    def backward(self, grad):
        dx = np.zeros(self.shape)
        for i, j, rows, columns in self.places(self.shape):
            part = dx[:, :, rows, columns]
            part += (grad[:, :, i, j] / self.divisor(part))[:, :, None, None]
        return dx


class AveragePool(AvgPool2d):
    """Only its output leaves the zeros out."""

    def divisor(self, part):
        return self.k**2


class MeanPool(AvgPool2d):
    """Only its gradient leaves the zeros out."""

    def counted(self, part):
        return self.k**2

    def divisor(self, part):
        return part.shape[2] * part.shape[3]


def found(kind):
    return {(one.check, one.status) for one in oracle.check(kind) if one.regime == "padding"}


def test_an_average_of_the_image_alone_is_a_convention():
    assert {("forward", "convention"), ("grad_x", "ok")} <= found(AvgPool2d)


def test_the_gradient_of_another_average_is_wrong_beside_it():
    assert ("grad_x", "wrong") in found(AveragePool)


def test_the_gradient_of_that_average_is_wrong_beside_pytorch_s():
    assert {("forward", "ok"), ("grad_x", "wrong")} <= found(MeanPool)
