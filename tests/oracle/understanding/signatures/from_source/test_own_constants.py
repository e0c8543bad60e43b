import pytest

from scratchcnn.oracle.understanding.signatures.from_source.own_constants import (
    is_slope,
    sets_activation,
    sets_slope,
    with_weight_shapes,
)
from scratchcnn.oracle.understanding.signatures.signature import Argument

KERNEL = Argument("kernel_size", "int")


def forms(name, source, op="conv2d", options=(KERNEL,)):
    found = with_weight_shapes(list(options), {"name": name}, op, source)
    return [one.form for one in found]


def test_what_is_taken_apart_into_four_is_the_shape_of_a_weight():
    assert forms("kernel", "kh, kw, cin, cout = kernel\n") == ["FCKL", "KLCF"]


def test_what_is_taken_apart_into_three_is_the_shape_of_one_filter():
    assert forms("convolution_shape", "_, m, n = self.convolution_shape\n") == ["CKL", "KLC"]


def test_a_shape_that_random_numbers_are_drawn_in_comes_first():
    found = forms("shape", "self.w = np.random.normal(0, 1, size=shape)\n")
    assert found == ["FCKL", "KLCF", "CKL", "KLC", "int"]


def test_a_number_of_filters_is_no_shape():
    assert forms("filters", "self.b = np.random.randn(filters)\n") == ["int"]


def test_the_shape_of_an_input_is_not_that_of_a_weight():
    options = [Argument("input_shape", "CHW")]
    assert forms("input_shape", "c, h, w = input_shape\n", options=options) == ["CHW"]


def test_a_dense_layer_has_no_kernel():
    assert forms("kernel", "kh, kw, cin, cout = kernel\n", op="linear") == ["int"]


@pytest.mark.parametrize(
    ("default", "asked"), [("relu", True), ("Leaky_ReLU", True), ("same", False), (0, False)]
)
def test_a_default_says_that_a_parameter_chooses_an_activation(default, asked):
    assert sets_activation({"name": "aktivasi", "default": default}) is asked


def test_a_function_as_a_default_is_an_activation_or_its_slope_by_its_name():
    relu, slope = ({"default": {"opaque": name}} for name in ("relu", "relu_ableitung"))
    assert sets_activation(relu)
    assert not sets_activation(slope)
    assert sets_slope(slope)
    assert not sets_slope(relu)


def optional(name, default):
    return {"name": name, "kind": "positional", "required": False, "default": default}


@pytest.mark.parametrize(
    ("parameters", "found"),
    [
        ([optional("helling", 0.03)], True),
        ([optional("helling", 0.03), optional("naam", "leaky")], True),
        ([optional("helling", 0.03), optional("schaal", 2.0)], True),
        ([optional("helling", 0.03), optional("deel", 0.5)], False),
        ([optional("helling", 0.03), optional("alpha", 0.01)], False),
        ([optional("helling", 3)], False),
        ([optional("drempel", 0.0)], False),
        ([optional("schaal", 5.0)], False),
        ([optional("eps", 1e-8)], False),
    ],
)
def test_the_only_number_below_1_of_a_leaky_relu_that_no_name_tells_may_be_its_slope(
    parameters, found
):
    assert is_slope(parameters[0], parameters, "leaky_relu") is found
