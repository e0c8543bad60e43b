"""Which roles the parameters of a layer can have."""

from scratchcnn.oracle.understanding.signatures.arguments.roles import (
    backward_order,
    backward_roles,
    constructor_roles,
    forward_order,
    forward_roles,
)


def test_how_strong_a_penalty_is_comes_before_a_learning_rate() -> None:
    for roles in (constructor_roles("l2_regularization"), backward_roles("l2_regularization")):
        assert roles.index("weight_decay") < roles.index("lr")


def test_a_penalty_takes_its_weight_where_a_layer_takes_an_upstream_gradient() -> None:
    assert backward_order("l2_regularization")[0] == "weight"
    assert backward_order("relu")[0] == "grad_out"


def test_no_number_is_told_by_its_place_alone() -> None:
    assert forward_order("l2_regularization") == ("weight",)
    assert "weight_decay" in forward_roles("l2_regularization")


def test_what_is_told_the_number_of_channels_has_a_slope_for_each() -> None:
    assert "in_channels" in constructor_roles("prelu_channels")
    assert "in_channels" not in constructor_roles("prelu_shared")
