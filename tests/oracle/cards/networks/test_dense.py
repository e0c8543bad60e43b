"""Networks of dense layers, recognised by their loss."""

import numpy as np

from scratchcnn.oracle.cards.networks.dense import Dense, Problem, back, recognised, run, variants

RNG = np.random.default_rng(0)
ARRAYS = {
    "W1": RNG.standard_normal((4, 6)),
    "b1": RNG.standard_normal(6),
    "W2": RNG.standard_normal((6, 3)),
    "b2": RNG.standard_normal(3),
}
ROWS = np.eye(3)[[0, 2, 1, 0, 2]]
X = RNG.standard_normal((5, 4))


def problem(activation: str, head: str, scale: float) -> Problem:
    network = Dense((("W1", "b1"), ("W2", "b2")), False, activation, head)
    return Problem(ARRAYS, X, ROWS, scale * run(network, Problem(ARRAYS, X, ROWS, 0.0)).loss)


def test_a_network_is_recognised_by_its_loss() -> None:
    found = recognised(problem("tanh", "softmax", 1 / 5))
    assert found == Dense((("W1", "b1"), ("W2", "b2")), False, "tanh", "softmax", 1 / 5)


def test_another_loss_is_not_recognised() -> None:
    assert recognised(Problem(ARRAYS, X, ROWS, 0.123)) is None


def test_every_known_mistake_changes_a_gradient() -> None:
    given = problem("sigmoid", "softmax", 1 / 5)
    network = recognised(given)
    assert network is not None
    done = run(network, given)
    right = back(network, given, done, done.out - ROWS, "right")
    found = [bug for bug, _, grads in variants(network, given) if not same(grads, right)]
    assert {"activation-slope-missing", "derivative-of-wrong-value", "updated-weights"} <= {*found}


def same(grads: dict[str, np.ndarray], others: dict[str, np.ndarray]) -> bool:
    return all(np.allclose(grads[name], others[name]) for name in others)
