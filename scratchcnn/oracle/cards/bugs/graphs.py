"""The known bugs of graphs: gradients that are not added up, or passed on too early.

A graph is walked by rules of its own, whatever its operations are; so the wrong gradients are those
of a walk over the same sums.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

import numpy as np

from scratchcnn.oracle.cards.bug import Answer, Array, Call, Family, Grads
from scratchcnn.oracle.cases.case import Pullback

FAMILY = Family()

# What every node of `diamond` is the sum of, from its output down.
Graph: TypeAlias = Mapping[str, Sequence[str]]
DIAMOND: Graph = {
    "out": ("left", "right"),
    "left": ("once", "twice"),
    "right": ("twice", "once"),
    "twice": ("once", "once"),
    "once": ("x", "x"),
    "x": (),
}


@FAMILY.gradient("used-twice-overwritten", "used_twice")
def last_use_alone(call: Call, grad_out: Array) -> Array:
    """`x.grad = g` for `x.grad += g`: the gradient of the last use is all that is left."""
    return grad_out


@FAMILY.gradient("used-twice-overwritten", "diamond")
def last_way_alone(call: Call, grad_out: Array) -> Array:
    """The same at every node: one way is left of all of them."""
    return grad_out


@FAMILY.gradient("order-not-topological", "diamond", variant="grad_x_recursive")
def recursive(call: Call, grad_out: Array) -> Array:
    """Every node is passed on as often as it is reached, with all that it has by then."""
    grads = dict.fromkeys(DIAMOND, 0)

    def visit(node: str) -> None:
        for parent in DIAMOND[node]:
            grads[parent] += grads[node]
        for parent in DIAMOND[node]:
            visit(parent)

    grads["out"] = 1
    visit("out")
    return grads["x"] * grad_out


@FAMILY.gradient("order-not-topological", "diamond", variant="grad_x_recursive_once_each")
def recursive_over_parents(call: Call, grad_out: Array) -> Array:
    """The same, with the parents of a node in a set: one that is used twice is visited once."""
    grads = dict.fromkeys(DIAMOND, 0)

    def visit(node: str) -> None:
        for parent in DIAMOND[node]:
            grads[parent] += grads[node]
        for parent in dict.fromkeys(DIAMOND[node]):
            visit(parent)

    grads["out"] = 1
    visit("out")
    return grads["x"] * grad_out


@FAMILY.gradient("order-not-topological", "diamond", variant="grad_x_on_the_way")
def on_the_way(call: Call, grad_out: Array) -> Array:
    """Every parent is passed on right after it was given something, with all it has by then."""
    grads = dict.fromkeys(DIAMOND, 0)

    def visit(node: str) -> None:
        for parent in DIAMOND[node]:
            grads[parent] += grads[node]
            visit(parent)

    grads["out"] = 1
    visit("out")
    return grads["x"] * grad_out


def walked(order: Sequence[str]) -> int:
    """Return what multiple of the upstream gradient comes to x if nodes are passed on so."""
    grads = dict.fromkeys(DIAMOND, 0)
    grads["out"] = 1
    for node in order:
        for parent in DIAMOND[node]:
            grads[parent] += grads[node]
    return grads["x"]


@FAMILY.gradient("order-not-topological", "diamond", variant="grad_x_by_levels")
def by_levels(call: Call, grad_out: Array) -> Array:
    """Nodes are passed on once, in the order in which they are found level by level."""
    return walked(found(lambda waiting: waiting.pop(0))) * grad_out


@FAMILY.gradient("order-not-topological", "diamond", variant="grad_x_depth_first")
def depth_first(call: Call, grad_out: Array) -> Array:
    """Nodes are passed on once, as soon as a walk comes to them: the first way to its end."""
    order: list[str] = []

    def visit(node: str) -> None:
        if node not in order:
            order.append(node)
            for parent in DIAMOND[node]:
                visit(parent)

    visit("out")
    return walked(order) * grad_out


@FAMILY.gradient("order-not-topological", "diamond", variant="grad_x_from_a_stack")
def from_a_stack(call: Call, grad_out: Array) -> Array:
    """The same with a stack of nodes that wait: the last way first."""
    return walked(found(lambda waiting: waiting.pop())) * grad_out


@FAMILY.gradient("order-not-topological", "diamond", variant="grad_x_from_the_beginning")
def from_the_beginning(call: Call, grad_out: Array) -> Array:
    """The order is topological, and is not reversed: nothing but the output passes anything on."""
    return np.zeros_like(grad_out)


def found(take: Callable[[list[str]], str]) -> list[str]:
    """Return the nodes in the order in which they are taken from those that wait, once each."""
    waiting, order = ["out"], list[str]()
    while waiting:
        node = take(waiting)
        if node not in order:
            order.append(node)
            waiting += DIAMOND[node]
    return order


@FAMILY.gradient("broadcast-not-summed", "broadcast_add", of="bias")
def not_summed(call: Call, grad_out: Array) -> Array:
    """The gradient of the row has the shape of all rows."""
    return grad_out


@FAMILY.gradient("broadcast-not-summed", "broadcast_add", of="bias", variant="grad_bias_kept_axis")
def axis_kept(call: Call, grad_out: Array) -> Array:
    """It is summed, and keeps the axis that it was summed over."""
    kept: Array = grad_out.sum(0, keepdims=True)
    return kept


@FAMILY.answer("broadcast-not-summed", "broadcast_add", variant="grad_bias_raises")
def does_not_fit(call: Call) -> tuple[Array, Pullback]:
    """Gradients of all rows cannot be added to that of one."""

    def pullback(grad_out: Array) -> Grads:
        if len(grad_out) > 1:
            raise ValueError("shapes do not fit")
        return call.pullback(grad_out)

    return call.out, pullback


@FAMILY.layer("gradients-accumulate", "used_twice", variant="grad_x")
def never_zeroed() -> Answer:
    """New arrays have the gradients of those before them."""
    before: dict[tuple[int, ...], Array] = {}

    def answer(call: Call) -> tuple[Array, Pullback]:
        def pullback(grad_out: Array) -> Grads:
            grad = before.get(grad_out.shape, 0) + 2 * grad_out
            before[grad_out.shape] = grad
            return (grad,)

        return call.out, pullback

    return answer
