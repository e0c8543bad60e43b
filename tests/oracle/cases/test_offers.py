"""An offer says in words what it lets a case vary."""

from typing import Any

import pytest

from scratchcnn.oracle.cases.offers import Offer, describe


@pytest.mark.parametrize(
    ("offered", "words"),
    [
        ({}, "several samples at a time"),
        (
            {"stride": True, "padding": True, "batch": False},
            "stride and padding whole numbers, square kernels, one sample at a time",
        ),
        (
            {"stride": True, "rectangular_stride": True, "rectangular_kernel": True},
            "stride any whole number (a stride for each axis), kernels of any height and width, "
            "several samples at a time",
        ),
        (
            {"kernel_size": (2, 2), "fixed_stride": (2, 2), "batch": False},
            "stride 2 only, kernel 2 only, one sample at a time",
        ),
        (
            {"kernel_size": (2, 3), "fixed_padding": "same"},
            "padding same only, kernel 2 x 3 only, several samples at a time",
        ),
        (
            {"named_padding": ("same", "valid")},
            'padding "same" or "valid", square kernels, several samples at a time',
        ),
        (
            {"in_channels": 1, "out_channels": 8, "image_size": (28, 28), "bias": ("none",)},
            "1 input channel only, 8 filters only, images of 28 x 28 only, no bias, "
            "several samples at a time",
        ),
        ({"tiling": True}, "images that the windows tile, several samples at a time"),
        (
            {"square_image": True, "ndim": (2, 4), "bias": ("tied", "untied")},
            "square images, x with 2 or 4 axes, one bias a filter or one bias a pixel, "
            "several samples at a time",
        ),
        (
            {"targets": ("one_hot_rows",), "reductions": ("mean", "sum"), "upstream": ("ones",)},
            "targets: one hot rows, reduction mean or sum, no upstream gradient, "
            "several samples at a time",
        ),
        (
            {"upstream": ("one_hot",), "negative_slope": 0.2, "in_features": 4, "out_features": 1},
            "4 input features only, 1 output feature only, upstream gradients with a single 1, "
            "slope or alpha 0.2 only, several samples at a time",
        ),
        (
            {"eps": 1e-3, "training": (True, False)},
            "eps 0.001 only, training and inference, several samples at a time",
        ),
        ({"training": (False,)}, "inference only, several samples at a time"),
    ],
)
def test_an_offer_is_told_in_short_words(offered: dict[str, Any], words: str) -> None:
    assert describe(Offer(**offered)) == words
