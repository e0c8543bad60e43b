"""A backward pass whose parameters are not known is called as those of the layers beside it."""

import numpy as np
import pytest
from judged_in_process import judged

pytestmark = pytest.mark.usefixtures("few_cases")


class Plna:
    def __init__(self, vstup, vystup):
        self.vahy, self.posun = np.ones((vstup, vystup)), np.zeros(vystup)

    def dopredu(self, x):
        self.x = x
        return x @ self.vahy + self.posun

    def zpet(self, chyba, rychlost):
        grad_x = chyba @ self.vahy.T
        self.vahy -= rychlost * self.x.T @ chyba
        self.posun -= rychlost * chyba.sum(0)
        return grad_x


class Vrstva(Plna):
    """Its bias moves three times as far as it should."""

    def zpet(self, chyba, rychlost):
        grad_x = chyba @ self.vahy.T
        self.vahy -= rychlost * self.x.T @ chyba
        self.posun -= rychlost * 3 * chyba.sum(0)
        return grad_x


class Linear(Plna):
    def zpet(self, chyba, rychlost, stitky):
        return (chyba - stitky) @ self.vahy.T


def wrong(report):
    return {(one.implementation, one.check) for one in report if one.status == "wrong"}


def linear(name, base):
    return type(name, (base,), {"zpet": base.zpet})


def test_a_wrong_backward_pass_is_called_as_a_right_one_beside_it():
    report = judged(Plna, linear("Linear", Vrstva))
    assert wrong(report) == {("Linear", "grad_bias")}
    (layer,) = (one for one in report.layers if one.implementation == "Linear")
    assert "its backward pass is called as that of Plna" in layer.reasons


def test_a_backward_pass_that_takes_more_than_those_beside_it_stays_open():
    assert not wrong(judged(Plna, Linear))


def test_a_wrong_backward_pass_by_itself_stays_open():
    assert not wrong(judged(linear("Linear", Vrstva)))


class WithAList(Plna):
    """Its weight's gradient is kept where none is looked for, and is wrong."""

    def zpet(self, chyba, rychlost):
        self.soucet = (3 * self.x.T @ chyba).tolist()
        return chyba @ self.vahy.T


def test_a_gradient_that_is_not_found_is_not_taken_for_right():
    report = judged(Plna, linear("Linear", WithAList))
    assert not wrong(report)
    assert "not_judged" in {one.status for one in report if one.implementation == "Linear"}


class Tichy(Plna):
    """It returns nothing, and no name tells where its gradients are."""

    def zpet(self, chyba, rychlost):
        self.vysledek = chyba @ self.vahy.T
        self.vahy -= rychlost * self.x.T @ chyba
        self.posun -= rychlost * chyba.sum(0)


class Tanh:
    def dopredu(self, x):
        self.y = np.tanh(x)
        return self.y

    def zpet(self, chyba, rychlost):
        self.vysledek = chyba * (1 - self.y)


def test_a_gradient_lies_in_the_attribute_in_which_that_of_a_right_layer_does():
    assert wrong(judged(linear("Linear", Tichy), Tanh)) == {("Tanh", "grad_x")}


class Sigmoid:
    def dopredu(self, x):
        self.y = 1 / (1 + np.exp(-x))
        return self.y

    def zpet(self, chyba):
        self.vysledek = chyba * self.y


class RightSigmoid(Sigmoid):
    def zpet(self, chyba):
        self.vysledek = chyba * self.y * (1 - self.y)


def test_which_attribute_holds_a_wrong_gradient_stays_open_by_itself():
    report = judged(Sigmoid)
    assert not wrong(report)
    (layer,) = report.layers
    assert "which attribute holds the gradient of its input is not known" in layer.understood


def test_an_attribute_without_a_telling_name_holds_a_right_gradient():
    report = judged(type("Sigmoid", (RightSigmoid,), {"zpet": RightSigmoid.zpet}))
    assert {one.check for one in report if one.status == "ok"} >= {"forward", "grad_x"}


class Sloupec:
    """It takes one column."""

    def __init__(self, vstup, vystup):
        self.vahy, self.posun = np.ones((vystup, vstup)), np.zeros((vystup, 1))

    def dopredu(self, x):
        self.x = x
        return self.vahy @ x + self.posun

    def zpet(self, chyba, rychlost):
        grad_x = self.vahy.T @ chyba
        self.vahy -= rychlost * chyba @ self.x.T
        self.posun -= rychlost * chyba
        return grad_x


class Softmax:
    """It is right for one column, and for no vector."""

    def dopredu(self, x):
        e = np.exp(x - x.max())
        self.y = e / e.sum()
        return self.y

    def zpet(self, chyba, rychlost):
        return (np.eye(self.y.size) - self.y.T) * self.y @ chyba


def test_a_layout_in_which_gradients_are_right_is_found_again():
    report = judged(linear("Dense", Sloupec), Softmax)
    assert {one.status for one in report if one.implementation == "Softmax"} == {"ok"}
    assert "grad_x" in {one.check for one in report if one.implementation == "Softmax"}


class Hung:
    """It stores its gradient under a name of its own, and that is wrong."""

    def dopredu(self, x):
        self.y = np.tanh(x)
        return self.y

    def zpet(self, chyba):
        self.jinam = chyba * (1 - self.y)


def test_a_layer_is_not_looked_for_in_an_attribute_that_it_does_not_have():
    right = type("Sigmoid", (RightSigmoid,), {"zpet": RightSigmoid.zpet})
    report = judged(right, type("Tanh", (Hung,), {"zpet": Hung.zpet}))
    assert not wrong(report)


class Forgetful:
    """It stores its gradient where the layers beside it return theirs."""

    def dopredu(self, x):
        self.x = x
        return np.maximum(x, 0)

    def zpet(self, chyba, rychlost):
        self.vysledek = chyba * (self.x > 0)


def test_a_gradient_that_others_return_and_this_layer_only_stores_is_not_returned():
    report = judged(Plna, type("ReLU", (Forgetful,), {"zpet": Forgetful.zpet}))
    found = {(one.implementation, one.check) for one in report if one.status == "unimplemented"}
    assert found == {("ReLU", "grad_x")}
    assert not any(".vysledek" in one.understood for one in report.layers)


def test_a_mask_is_no_gradient():
    class ReLU:
        """Of the first layer: nobody needs its gradient."""

        def forward(self, x):
            self.mask = x > 0
            return np.maximum(x, 0)

        def backward(self, grad):
            self.seen = grad.shape

    assert not wrong(judged(ReLU))


def test_an_entry_of_a_list_is_no_gradient():
    class ReLU:
        def __init__(self):
            self.kam = []

        def forward(self, x):
            self.maska = x > 0
            return x * self.maska

        def backward(self, chyba):
            self.kam.append(chyba * self.maska)

    assert not wrong(judged(ReLU))
