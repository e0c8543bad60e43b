import numpy as np

from scratchcnn.oracle.cards.table import card_of
from scratchcnn.oracle.cases.case import Case, trial
from scratchcnn.oracle.cases.offers import Offer
from scratchcnn.oracle.cases.twins import twin_of
from scratchcnn.oracle.cases.values import Values
from scratchcnn.oracle.checks.simpler import simpler


def drawn(op, **arrays):
    case = Case({name: np.asarray(array, float) for name, array in arrays.items()}, {}, UPSTREAM)
    return trial(case, np.float64, twin_of(op), card_of(op).bound)


UPSTREAM = Values("nonzero", 0)
DENSE = drawn("linear", x=[[3, -2], [5, 4]], weight=[[2, -3]], bias=[7])


def made_simple(one, op, check, fails, offer=None, steps=100):
    return simpler(one, card_of(op), check, offer or Offer(), fails, steps)


def test_numbers_become_0_where_the_case_fails_all_the_same():
    found = made_simple(DENSE, "linear", "forward", lambda one: True)
    assert not any(array.any() for array in found.arrays.values())


def test_a_number_that_may_not_be_0_becomes_1():
    found = made_simple(DENSE, "linear", "forward", lambda one: one.arrays["bias"][0] != 0)
    assert found.arrays["bias"].tolist() == [1]


def test_a_number_that_decides_stays():
    found = made_simple(DENSE, "linear", "forward", lambda one: one.arrays["x"][1, 0] == 5)
    assert found.arrays["x"].tolist() == [[0, 0], [5, 0]]


def test_the_upstream_gradient_becomes_simple_for_a_gradient_alone():
    before = DENSE.grad_out.tolist()
    forward = made_simple(DENSE, "linear", "forward", lambda one: True)
    assert forward.grad_out.tolist() == before
    assert not made_simple(DENSE, "linear", "grad_x", lambda one: True).grad_out.any()


def test_an_upstream_gradient_of_which_only_some_are_taken_stays():
    found = made_simple(DENSE, "linear", "grad_x", lambda one: True, Offer(upstream=("one_hot",)))
    assert found.grad_out.tolist() == DENSE.grad_out.tolist()


def test_the_input_stays_where_0_is_another_case():
    one = drawn("relu", x=[[3, -2]])
    assert made_simple(one, "relu", "forward", lambda one: True).arrays["x"].tolist() == [[3, -2]]


def test_so_many_trials_are_looked_at_and_no_more():
    looked = []
    made_simple(DENSE, "linear", "forward", looked.append, steps=3)
    assert len(looked) == 3


def test_the_trial_itself_stays_as_it_is():
    made_simple(DENSE, "linear", "grad_x", lambda one: True)
    assert DENSE.arrays["x"].tolist() == [[3, -2], [5, 4]]
