"""What wrong walks make of the diamond, as walks through it show."""

from collections import deque

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from scratchcnn.oracle.cards.families.engine.adding_up import RIGHT, WALKS
from scratchcnn.oracle.cards.families.engine.operators import spellings
from scratchcnn.oracle.cards.table import expressions
from scratchcnn.oracle.cases.twins import twin_of
from scratchcnn.oracle.process.worker.answering.expressions import EXPRESSIONS
from scratchcnn.oracle.process.worker.answering.tools import tools


class Node:
    """A node of the diamond, which keeps what it was made of."""

    def __init__(self, *operands):
        self.operands = operands
        self.grad = 0

    def __add__(self, other):
        return Node(self, other)

    def pass_on(self):
        for operand in self.operands:
            operand.grad += self.grad


def diamond():
    """Return x and the output, whose gradient is 1."""
    (card,) = (one for one in expressions() if "lambda a" in one.expression)
    x = Node()
    out = tools()[card.expression]()(x)
    out.grad = 1
    return x, out


def topological(node, known):
    if node not in known:
        for operand in node.operands:
            topological(operand, known)
        known.append(node)
    return known


def depth_first(node, known):
    if node not in known:
        known.append(node)
        for operand in node.operands:
            depth_first(operand, known)
    return known


def recursive(node, from_the_right):
    node.pass_on()
    for operand in reversed(node.operands) if from_the_right else node.operands:
        recursive(operand, from_the_right)


def by_levels(node, *, once):
    waiting, seen = deque([node]), {node}
    while waiting:
        one = waiting.popleft()
        one.pass_on()
        further = [operand for operand in one.operands if not once or operand not in seen]
        for operand in dict.fromkeys(further) if once else further:
            seen.add(operand)
            waiting.append(operand)


def in_order(nodes):
    for node in nodes:
        node.pass_on()


@pytest.mark.parametrize(
    ("walk", "times"),
    [
        (lambda out: in_order(reversed(topological(out, []))), RIGHT),
        (lambda out: in_order(topological(out, [])), WALKS["from_the_inputs"]),
        (lambda out: in_order(depth_first(out, [])), WALKS["depth_first"]),
        (lambda out: by_levels(out, once=True), WALKS["breadth_first"]),
        (lambda out: by_levels(out, once=False), WALKS["queue"]),
    ],
)
def test_a_walk_through_the_diamond_arrives_as_often_as_is_said(walk, times):
    x, out = diamond()
    walk(out)
    assert x.grad == times


def test_recursion_arrives_more_often_than_is_right_whatever_comes_first():
    found = set()
    for from_the_right in (False, True):
        x, out = diamond()
        recursive(out, from_the_right)
        found.add(x.grad)
    assert found == {WALKS["recursion"], WALKS["recursion_from_the_right"]}


@pytest.mark.parametrize(
    "card", [one for one in expressions() if one.expression], ids=lambda card: card.name
)
def test_the_worker_computes_what_the_card_says(card):
    arrays = {"x": np.array([[1.0, 2.0], [3.0, 5.0]]), "bias": np.array([7.0, 11.0])}
    arrays |= {"other": np.array([[2.0, 3.0], [1.0, 4.0]]), "weight": np.array([[3.0], [1.0]])}
    given = {name: arrays[name] for name in card.arguments}
    right, _ = twin_of(card.name)(**given)
    assert_array_equal(tools()[card.expression]()(*given.values()), right)
    assert_array_equal(eval(card.expression)(*given.values()), right)


def test_every_operation_is_known_by_an_expression_or_by_the_names_of_methods():
    assert all(card.expression or card.called for card in expressions())


@pytest.mark.parametrize("card", expressions(), ids=lambda card: card.name)
def test_every_spelling_is_known_to_the_worker(card):
    assert set(spellings(card) if card.expression else ()) <= set(EXPRESSIONS)
