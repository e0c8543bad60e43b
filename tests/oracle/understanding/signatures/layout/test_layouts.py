import numpy as np
import pytest

from scratchcnn.oracle.understanding.signatures.layout.layouts import layouts, shrunk
from scratchcnn.oracle.understanding.signatures.probes.settings import (
    SIZES,
    image_setting,
    other_setting,
)
from scratchcnn.oracle.understanding.signatures.signature import Signature

CONV = image_setting("conv2d", SIZES["distinct"], (3, 3), "tied")


def forms(setting, *named, made=False, thorough=False):
    found = layouts(Signature(), setting, named, made=made, thorough=thorough)
    return [signature.forms for signature, _ in found]


def test_an_activation_of_rows_keeps_its_shape_or_takes_one_vector():
    assert [one["x"] for one in forms(other_setting("relu", SIZES["distinct"]))] == [
        *("same", "D", "D1", "DN")
    ]


def test_a_weight_that_is_passed_is_laid_out_as_goes_with_the_images():
    assert forms(CONV, "weight", "bias")[0] == {"x": "NCHW", "weight": "FCKL", "bias": "F"}
    usual, every = forms(CONV, "weight", "bias"), forms(CONV, "weight", "bias", thorough=True)
    assert len(every) > len(usual)


def test_a_function_without_a_weight_has_no_layout():
    assert forms(CONV, "x") == []


def test_an_object_may_have_a_weight_of_its_own():
    assert forms(CONV, "x", made=True)[0] == {"x": "NCHW"}


def test_labels_go_with_rows():
    setting = other_setting("cross_entropy", SIZES["distinct"], target="labels")
    assert forms(setting)[0] == {"logits": "ND", "target": "N"}


def test_images_are_normalised_only_where_there_are_samples_and_channels():
    found = forms(other_setting("batch_norm2d", SIZES["distinct"]), made=True)
    assert found
    assert all({"N", "C"} <= set(one["x"]) for one in found)


@pytest.mark.parametrize(
    ("form", "shapes"),
    [("HW", ((1, 1, 8, 12), (5, 1, 3, 3))), ("same", ((3, 2, 8, 12), (5, 2, 3, 3)))],
)
def test_axes_without_a_place_have_size_1(form, shapes):
    arrays = shrunk(CONV, form, "NCHW").arrays
    assert (arrays["x"].shape, arrays["weight"].shape) == shapes
    assert isinstance(arrays["x"], np.ndarray)
