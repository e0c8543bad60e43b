import pytest

from scratchcnn.oracle.understanding.names.vocabulary import (
    BACKWARD,
    DERIVATIVE_FLAGS,
    FORWARD,
    PARAMETERS,
    compact,
    is_gradient,
    is_moment,
    meanings,
    words,
)


def test_case_and_underscores_do_not_matter():
    assert compact("_Kernel_Size2") == "kernelsize2"
    assert meanings("Kernel_Size", ("kernel_size",)) == ["kernel_size"]


def test_words_are_told_apart_by_capitals_underscores_and_digits():
    assert words("maxPool_backward2") == ["max", "pool", "backward", "2"]
    assert words("MSELoss") == ["mse", "loss"]


def test_meanings_come_in_the_order_in_which_they_are_asked_for():
    assert meanings("alpha", ("lr", "negative_slope")) == ["lr", "negative_slope"]
    assert meanings("alpha", ("negative_slope", "lr")) == ["negative_slope", "lr"]


def test_a_name_nobody_uses_means_nothing():
    assert meanings("quux", PARAMETERS) == []


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("input_channels", "in_channels"),
        ("num_filters", "out_channels"),
        ("learning_rate", "lr"),
        ("dL_dout", "grad_out"),
        ("d_L_d_out", "grad_out"),
        ("dL_dt", "grad_out"),
        ("d_loss_d_a2", "grad_out"),
        ("y_true", "target"),
        ("hparameters", "params"),
        ("weight_init_fn", "weight_init"),
    ],
)
def test_the_usual_names_are_known(name, role):
    assert role in meanings(name, PARAMETERS)


@pytest.mark.parametrize(
    "name", ["dW", "dLdW", "grad_weight", "d_weights", "dbiases", "gW", "weights_gradient", "delta"]
)
def test_names_of_gradients_are_known(name):
    assert is_gradient(name)


@pytest.mark.parametrize(
    "name", ["W", "data", "depth", "gamma", "g", "dilation", "dropout", "d", "growth"]
)
def test_what_only_begins_like_a_gradient_is_none(name):
    assert not is_gradient(name)


@pytest.mark.parametrize("name", ["velocity_W", "m", "v", "weight_momentum"])
def test_what_an_optimizer_remembers_is_no_parameter(name):
    assert is_moment(name)


def test_a_weight_is_no_optimizers_memory():
    assert not is_moment("weights")


def test_no_method_is_both_forward_and_backward():
    assert not set(FORWARD) & set(BACKWARD)


def test_flags_are_written_as_they_are_compared():
    assert all(compact(flag) == flag for flag in DERIVATIVE_FLAGS)
