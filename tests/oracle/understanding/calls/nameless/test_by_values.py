"""Classes whose names say no op: what they compute tells which one it is, or nothing does."""

import numpy as np

from scratchcnn.oracle.process.live import Live
from scratchcnn.oracle.understanding.calls.nameless.by_values import likely
from scratchcnn.oracle.understanding.calls.understand import understand
from tests.helpers.samples.living import everything


class C:
    def __init__(self, i, o, k, t=1, p=0):
        self.w = np.ones((o, i, k, k))
        self.k, self.t, self.p = k, t, p

    def f(self, x):
        t, p, k = self.t, self.p, self.k
        self.s = x.shape
        padded = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
        windows = np.lib.stride_tricks.sliding_window_view(padded, (k, k), (2, 3))
        self.v = windows[:, :, ::t, ::t]
        return np.einsum("nchwkl,fckl->nfhw", self.v, self.w)

    def b(self, g):
        t, p, k = self.t, self.p, self.k
        self.dw = np.einsum("nchwkl,nfhw->fckl", self.v, g)
        n, c, h, w = self.s
        d = np.zeros((n, c, h + 2 * p, w + 2 * p))
        for i in range(g.shape[2]):
            for j in range(g.shape[3]):
                part = np.einsum("nf,fckl->nckl", g[:, :, i, j], self.w)
                d[:, :, i * t : i * t + k, j * t : j * t + k] += part
        return d[:, :, p : p + h, p : p + w]


class Q:
    def f(self, u):
        self.m = u > 0
        return u * self.m

    def b(self, g):
        return g * self.m


class OfTheSign(Q):
    """Its values are those of ReLU, and its gradient is not."""

    def b(self, g):
        return g * (g > 0)


class Mask:
    def f(self, u):
        return u * 1.0

    def b(self, g):
        return g * 2.0


class Funktion:
    def __init__(self, art):
        self.art = art

    def forward(self, x):
        self.x = x
        return {"relu": np.maximum(x, 0), "tanh": np.tanh(x)}[self.art]

    def backward(self, grad):
        return grad * {"relu": self.x > 0, "tanh": 1 - np.tanh(self.x) ** 2}[self.art]


def ops(*targets):
    return {name: one.op for name, one in everything(*targets).items() if one.plan is not None}


def test_a_convolution_of_one_letter_is_known_by_what_it_computes():
    one = everything(C)["C"]
    roles = {name: argument.role for name, argument in one.plan.signature.constructor}
    assert one.op == "conv2d"
    assert roles == {
        "i": "in_channels",
        "o": "out_channels",
        "k": "kernel_size",
        "t": "stride",
        "p": "padding",
    }
    assert set(one.plan.protocol.gradients) == {"x", "weight"}


def test_an_activation_of_one_letter_is_known_by_its_values_and_gradients():
    assert ops(Q) == {"Q": "relu"}


def test_values_alone_do_not_make_an_activation_of_a_nameless_class():
    assert ops(OfTheSign) == {}


def test_a_class_that_computes_no_op_is_no_layer():
    assert ops(Mask) == {}


def test_a_class_without_a_backward_pass_is_not_called():
    called = []

    class Helper:
        def f(self, u):
            called.append(u)
            return u

    assert ops(Helper) == {}
    assert not called


def test_a_class_that_is_told_its_op_by_a_string_is_every_one_of_them():
    assert sorted(one.op for one in understand(Live(Funktion))) == ["relu", "tanh"]


class Vpered:
    def vpered(self, y, t):
        self.d = y - t
        return 0.5 * np.sum(self.d**2)

    def nazad(self):
        return self.d


def test_a_loss_is_asked_for_its_gradient_by_a_method_that_takes_nothing():
    one = everything(Vpered)["Vpered"]
    assert (one.op, one.plan.protocol.backward.name) == ("mse_loss", "nazad")


class Pesos:
    def __init__(self, pesos, vies):
        self.pesos, self.vies = pesos, vies

    def propagar(self, entrada):
        self.entrada = entrada
        return entrada @ self.pesos + self.vies

    def retropropagar(self, erro):
        self.g, self.h = self.entrada.T @ erro, erro.sum(0)
        return erro @ self.pesos.T


def test_a_weight_may_be_handed_to_the_constructor():
    one = everything(Pesos)["Pesos"]
    assert (one.op, one.perfect) == ("linear", True)
    assert [argument.role for _, argument in one.plan.signature.constructor] == ["weight", "bias"]


def test_a_wrong_gradient_of_a_handed_weight_in_some_attribute_asks_for_a_person():
    class Densa(Pesos):
        def retropropagar(self, erro):
            self.g, self.h = self.entrada.T @ erro + 1, erro.sum(0)
            return erro @ self.pesos.T

    assert everything(Densa)["Densa"].plan.unread == "no gradient of its weight was found"


def test_a_class_from_which_another_is_derived_is_a_layer_if_it_computes_an_op():
    class Steep(Q):
        def f(self, u):
            return 2 * super().f(u)

    assert ops(Q, Steep) == {"Q": "relu"}


def test_what_slides_over_images_is_tried_before_what_is_seldom():
    code = {"params": [{"name": "k"}], "methods": {}, "source": "for i in range(k): pass"}
    tried = [card.name for card in likely(code)]
    seldom = ("conv1d", "conv3d", "conv_transpose2d")
    assert tried.index("conv2d") < tried.index("max_pool2d") < min(map(tried.index, seldom))
