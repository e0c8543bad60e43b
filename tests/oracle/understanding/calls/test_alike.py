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
