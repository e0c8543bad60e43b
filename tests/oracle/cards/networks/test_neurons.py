"""What layers of neurons compute, beside PyTorch."""

import numpy as np
import pytest
import torch

from scratchcnn.oracle.cards.networks.neurons import ONCE, PER_INPUT, Formula, formulas

SIZES = (3, 4, 2)


def numbers(formula: Formula) -> np.ndarray:
    return np.random.default_rng(0).standard_normal(formula.count)


@pytest.mark.parametrize("order", ["weights first", "bias first", "layer by layer", "no bias"])
def test_gradients_are_pytorchs(order: str) -> None:
    formula = Formula(SIZES, order, "tanh", "sigmoid")
    held, x = numbers(formula), np.array([0.5, -1.0, 2.0])
    leaves = torch.tensor(held, requires_grad=True)
    given = torch.tensor(x, requires_grad=True)
    out = given
    layers = list(formula.layers(held))
    for number, (weights, biases) in enumerate(layers):
        z = leaves[torch.tensor(weights)] @ out
        z = z + leaves[torch.tensor(biases)] if len(biases) else z
        out = torch.sigmoid(z) if number else torch.tanh(z)
    np.testing.assert_allclose(formula.values(held, x)[0], out.detach().numpy(), rtol=1e-12)
    out[1].backward()
    of_numbers, of_inputs = formula.gradients(held, x, 1)
    np.testing.assert_allclose(of_numbers, leaves.grad.numpy(), rtol=1e-12)
    np.testing.assert_allclose(of_inputs, given.grad.numpy(), rtol=1e-12)


def test_a_bias_that_is_added_once_per_input_counts_as_often() -> None:
    once, often = (Formula((3, 1), "weights first", "", "", bias) for bias in (ONCE, PER_INPUT))
    held, x = np.array([1.0, 2.0, 3.0, 10.0]), np.ones(3)
    assert once.values(held, x)[0] == 16
    assert often.values(held, x)[0] == 36


def test_a_formula_has_as_many_numbers_as_there_are() -> None:
    found = list(formulas((3, 2), 8))
    assert found[0] == Formula((3, 2), "weights first", "", "", ONCE)
    assert not any(one.order == "no bias" for one in found)
    assert {one.order for one in formulas((3, 2), 6)} == {"no bias"}
