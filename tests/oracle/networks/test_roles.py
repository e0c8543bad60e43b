"""What functions of networks are for, by their names."""

import pytest

from scratchcnn.oracle.networks.roles import is_forward, is_gradient, is_loss, is_update


@pytest.mark.parametrize("name", ["loss", "compute_cost", "perdida", "svm_loss_vectorized"])
def test_a_loss_is_known_by_its_name(name: str) -> None:
    assert is_loss(name)


@pytest.mark.parametrize("name", ["numerical_gradient", "plot_loss", "cost_derivative"])
def test_what_only_looks_like_a_loss_is_none(name: str) -> None:
    assert not is_loss(name)


@pytest.mark.parametrize("name", ["L_model_backward", "backprop", "gradient", "atras"])
def test_a_gradient_is_known_by_its_name(name: str) -> None:
    assert is_gradient(name)


@pytest.mark.parametrize("name", ["numerical_gradient", "gradient_check", "zero_grad"])
def test_what_checks_a_gradient_is_none(name: str) -> None:
    assert not is_gradient(name)


@pytest.mark.parametrize("name", ["L_model_forward", "feedforward", "predict", "adelante"])
def test_a_forward_pass_is_known_by_its_name(name: str) -> None:
    assert is_forward(name)


def test_a_step_of_gradient_descent_is_known_by_its_name() -> None:
    assert is_update("train_step")
    assert not is_update("optimizer_step")


@pytest.mark.parametrize(
    "name", ["train_step", "partial_fit", "schritt", "treinar", "entrenar_lote"]
)
def test_a_step_of_a_training_is_known_by_its_name(name: str) -> None:
    assert is_update(name)


@pytest.mark.parametrize("name", ["predict", "plot_step", "vorhersagen"])
def test_what_takes_no_step_is_none(name: str) -> None:
    assert not is_update(name)
