from dataclasses import replace

import numpy as np
import pytest

from scratchcnn.oracle.cases.outcome import Misfit
from scratchcnn.oracle.understanding.carriers.ndarray import NDARRAY
from scratchcnn.oracle.understanding.signatures.probes.expressions import (
    carrier_of,
    expression,
    handed_over,
    handed_over_text,
    laid_out,
    upstream_laid_out,
)
from scratchcnn.oracle.understanding.signatures.setting import Setting
from scratchcnn.oracle.understanding.signatures.signature import Argument


def conv(**options):
    arrays = {"x": np.ones((2, 3, 6, 8)), "weight": np.ones((5, 3, 3, 2)), "bias": np.ones(5)}
    return Setting("conv2d", arrays, options)


def test_a_shape_with_a_size_that_the_call_lacks_does_not_fit():
    with pytest.raises(Misfit, match="the size 'D'"):
        expression(Argument("input_shape", "ND"), conv())


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
        (Argument("weight_shape", "KLCF"), {"tuple": [{"value": n} for n in (3, 2, 3, 5)]}),
        (Argument("weight_shape", "CKL"), {"tuple": [{"value": n} for n in (3, 3, 2)]}),
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
    assert expression(argument, conv()) == wanted


def test_a_named_padding_is_passed_by_its_name():
    setting = conv(padding="same")
    assert expression(Argument("padding", "named"), setting) == {"value": "same"}
    sides = {"tuple": [{"value": 1}, {"value": 0}]}
    assert expression(Argument("padding", "either"), setting) == sides


def test_an_array_is_laid_out_as_homework_has_it():
    assert laid_out("x", conv(), "NHWC").shape == (2, 6, 8, 3)


def test_labels_are_made_of_one_hot_rows_where_they_are_asked_for():
    rows = Setting(
        "categorical_cross_entropy", {"p": np.eye(3), "target": np.eye(3)[[2, 0, 1]]}, {}
    )
    assert laid_out("target", rows, "N").tolist() == [2, 0, 1]


def test_one_label_is_a_number():
    one = Setting("cross_entropy", {"logits": np.ones((1, 3)), "target": np.array([2])}, {})
    assert laid_out("target", one, "") == 2


def test_the_gradient_of_a_loss_is_passed_as_a_number():
    value = upstream_laid_out(np.asarray(1.0), "mse_loss", "", 3)
    assert handed_over("grad_out", value, NDARRAY) == [{"let": "grad_out", "value": {"value": 1.0}}]
    assert handed_over_text(value, NDARRAY, str) == "1.0"


def test_an_ndarray_is_what_a_carrier_does_not_carry():
    other = replace(NDARRAY, name="other", carries=lambda role: role != "labels")
    assert carrier_of("target", "N", other) is NDARRAY
    assert carrier_of("target", "ND", other) is other
    assert carrier_of("x", "N", other) is other


def test_a_number_travels_in_a_carrier_of_numbers():
    other = replace(NDARRAY, numbers=True)
    assert handed_over("grad_out", 1.0, other) == NDARRAY.given("grad_out", np.asarray(1.0))
    assert handed_over_text(1.0, other, str) == "np.array(1.0, dtype=float)"


def test_the_upstream_gradient_is_laid_out_as_the_output():
    assert upstream_laid_out(np.ones((2, 3, 4, 5)), "conv2d", "NHWC", 2).shape == (2, 4, 5, 3)


def test_a_record_is_made_of_what_its_fields_mean():
    keys = (("channels", Argument("in_channels")), ("size", Argument("kernel_size", "int")))
    named = {"channels": {"value": 3}, "size": {"value": 3}}
    made = expression(Argument("record", "Spec", keys), conv())
    assert made == {"made": [{"name": "Spec"}, named]}
