import numpy as np
import pytest

from scratchcnn.oracle.understanding.calls.plan import (
    Argument,
    Callee,
    Place,
    Plan,
    Setting,
    axes_of,
    first_argument,
)
from scratchcnn.oracle.understanding.signatures.expressions import expression, laid_out


def conv(**options):
    arrays = {"x": np.ones((2, 3, 6, 8)), "weight": np.ones((5, 3, 3, 2)), "bias": np.ones(5)}
    return Setting("conv2d", arrays, options)


def pool(**options):
    return Setting("max_pool2d", {"x": np.ones((2, 3, 6, 8))}, options)


def test_a_convolution_takes_its_window_from_the_weight():
    assert conv().kernel == (3, 2)
    assert conv().windows == (4, 7)


def test_a_pooling_steps_by_its_window_where_no_stride_is_given():
    assert pool(kernel_size=2).stride == (2, 2)
    assert pool(kernel_size=2, stride=1).stride == (1, 1)
    assert conv().stride == (1, 1)


def test_same_padding_leaves_the_size_as_it_is():
    assert conv(padding="same").windows == (6, 8)
    assert conv(padding="valid").padding == (0, 0)


def test_sizes_go_by_their_letters():
    assert conv().sizes == {"N": 2, "C": 3, "H": 6, "W": 8, "F": 5, "K": 3, "L": 2}
    dense = Setting("linear", {"x": np.ones((2, 7)), "weight": np.ones((4, 7))}, {})
    assert dense.sizes == {"N": 2, "D": 7, "K": 4}


def test_the_letters_of_a_target_and_a_bias_depend_on_their_axes():
    assert axes_of("cross_entropy", "target", 1) == "N"
    assert axes_of("cross_entropy", "target", 2) == "ND"
    assert axes_of("conv2d", "bias", 1) == "F"
    assert axes_of("conv2d", "bias", 3) == "FHW"
    assert axes_of("conv2d", "grad_x", 4) == "NCHW"
    assert axes_of("relu", "x", 4) == "NCHW"


def test_the_first_argument_is_what_goes_through():
    assert first_argument("relu") == "x"
    assert first_argument("cross_entropy") == "logits"
    assert first_argument("mse_loss") == "p"


@pytest.mark.parametrize(
    ("argument", "wanted"),
    [
        (Argument("in_channels"), {"value": 3}),
        (Argument("out_channels"), {"value": 5}),
        (Argument("kernel_size", "int"), {"value": 3}),
        (Argument("kernel_size", "either"), {"tuple": [{"value": 3}, {"value": 2}]}),
        (Argument("stride", "either"), {"value": 1}),
        (Argument("kernel_height"), {"value": 3}),
        (Argument("kernel_width"), {"value": 2}),
        (Argument("stride", "int"), {"value": 1}),
        (Argument("stride", "pair"), {"tuple": [{"value": 1}, {"value": 1}]}),
        (Argument("stride", "list"), {"list": [{"value": 1}, {"value": 1}]}),
        (Argument("padding", "named"), {"value": "valid"}),
        (Argument("input_shape", "CHW"), {"tuple": [{"value": n} for n in (3, 6, 8)]}),
        (Argument("output_shape", "CHW"), {"tuple": [{"value": n} for n in (5, 4, 7)]}),
        (Argument("lr"), {"value": 1.0}),
        (Argument("use_bias"), {"value": True}),
        (Argument("constant", 0.9), {"value": 0.9}),
        (Argument("tool", "zeros"), {"tool": "zeros"}),
        (Argument("none"), {"value": None}),
        (Argument("x"), {"var": "x"}),
        (Argument("attribute", "output"), {"attr": [{"var": "object"}, "output"]}),
        (Argument("training"), {"value": True}),
        (
            Argument("options", keys=(("pad", Argument("padding", "int")),)),
            {"dict": {"pad": {"value": 0}}},
        ),
    ],
)
def test_an_argument_says_what_is_passed(argument, wanted):
    assert expression(argument, conv(), {}) == wanted


def test_a_named_padding_is_passed_by_its_name():
    setting = conv(padding="same")
    assert expression(Argument("padding", "named"), setting, {}) == {"value": "same"}
    sides = {"tuple": [{"value": 1}, {"value": 0}]}
    assert expression(Argument("padding", "either"), setting, {}) == sides


def test_an_array_is_laid_out_as_homework_has_it():
    assert laid_out("x", conv(), "NHWC")["array"].shape == (2, 6, 8, 3)


def test_labels_are_made_of_one_hot_rows_where_they_are_asked_for():
    rows = Setting(
        "categorical_cross_entropy", {"p": np.eye(3), "target": np.eye(3)[[2, 0, 1]]}, {}
    )
    assert laid_out("target", rows, "N")["array"].tolist() == [2, 0, 1]


def test_one_label_is_a_number():
    one = Setting("cross_entropy", {"logits": np.ones((1, 3)), "target": np.array([2])}, {})
    assert laid_out("target", one, "") == {"value": 2}


def test_a_role_is_found_among_options_too():
    stride = Argument("stride", "int")
    options = Argument("options", keys=(("stride", stride),))
    callee = Callee("conv", (("x", Argument("x")), ("hparameters", options)))
    assert callee.role("stride") is stride
    assert callee.role("padding") is None


def test_a_plan_knows_whether_a_rate_is_passed_or_set():
    forward, lr = Callee("forward", ()), (("lr", Argument("lr")),)
    assert not Plan("relu", "R", None, forward).has_rate
    assert Plan("relu", "R", None, forward, Callee("backward", lr)).has_rate
    assert Plan("relu", "R", Callee("R", lr), forward).has_rate
    assert Plan("relu", "R", None, forward, rates=(("lr",),)).has_rate


def test_a_plan_updates_where_a_gradient_is_recovered_from_a_parameter():
    forward = Callee("forward", ())
    gradients = {"weight": Place("updated", ("W",), "FCKL")}
    assert Plan("conv2d", "C", None, forward, gradients=gradients).updates
    assert not Plan("conv2d", "C", None, forward).updates
