import numpy as np

from scratchcnn.oracle.understanding.signatures.layout.own_parameters import (
    find_parameter,
    place_parameters,
    placements,
)
from scratchcnn.oracle.understanding.signatures.probes.settings import (
    SIZES,
    image_setting,
    other_setting,
)
from scratchcnn.oracle.understanding.signatures.signature import Argument, Signature
from tests.helpers.samples.living import plan_of

TWO = {"W": (7, 4), "b": (4,)}


def entry(path, shape):
    return {"path": path, "shape": list(shape), "dtype": "float64"}


def test_a_parameter_is_found_by_its_name_before_its_shape():
    listed = [entry(["other"], (7, 4)), entry(["W"], (7, 4))]
    assert find_parameter(listed, "w weight", [("DK", (7, 4))]) == (("W",), "DK")


def test_a_parameter_of_any_name_is_found_by_its_shape():
    assert find_parameter(
        [entry(["m_1"], (7, 4)), entry(["q"], (7, 4))], "w", [("DK", (7, 4))]
    ) == (
        ("q",),
        "DK",
    )


def test_the_layout_of_a_parameter_is_told_by_its_shape():
    shapes = [("KD", (4, 7)), ("DK", (7, 4))]
    assert find_parameter([entry(["w"], (7, 4))], "w", shapes) == (("w",), "DK")


def test_a_gradient_is_taken_for_no_parameter():
    assert find_parameter([entry(["dW"], (7, 4))], "w", [("DK", (7, 4))]) is None


def test_a_parameter_is_found_in_a_dictionary():
    listed = [entry(["params", "W"], (7, 4))]
    assert find_parameter(listed, "w", [("DK", (7, 4))]) == (("params", "W"), "DK")


def test_a_parameter_object_goes_by_its_own_name():
    listed = [entry(["gamma", "value"], (5,)), entry(["weight", "data"], (5,))]
    assert find_parameter(listed, "weight w", [("C", (5,))]) == (("weight", "data"), "C")


def test_a_running_mean_is_no_parameter():
    listed = [entry(["running_mean"], (5,)), entry(["movingVar"], (5,)), entry(["q"], (5,))]
    assert find_parameter(listed, "weight", [("C", (5,))]) == (("q",), "C")


def places(*listed):
    setting = other_setting("linear", SIZES["distinct"])
    signature = Signature((), (("x", Argument("x")),), forms={"x": "ND"})
    found = placements(signature, setting, listed)
    return [{name: path for name, (path, _) in one.parameters.items()} for one, _ in found]


def test_of_attributes_that_no_name_tells_apart_every_one_may_be_the_weight():
    listed = [entry(["p"], (7, 4)), entry(["q"], (7, 4)), entry(["r"], (4,))]
    assert {one["weight"] for one in places(*listed)} == {("p",), ("q",)}


def test_a_weight_and_its_bias_are_in_the_same_dictionary():
    listed = [entry([name, key], shape) for name in "pq" for key, shape in TWO.items()]
    found = places(*listed)
    assert {"weight": ("q", "W"), "bias": ("q", "b")} in found


def test_a_weight_that_its_name_tells_has_one_place():
    listed = [entry(["W"], (7, 4)), entry(["q"], (7, 4)), entry(["b"], (4,))]
    assert places(*listed) == [{"weight": ("W",), "bias": ("b",)}]


def test_a_bias_of_a_sequence_has_no_number_for_every_pixel():
    setting = image_setting("conv1d", SIZES["distinct"], (3, 3), "tied")
    signature = Signature(forms={"x": "NCW"})
    weight = entry(["W"], setting.arrays["weight"].shape)
    placed, without = place_parameters(signature, setting, [weight], strict=False)
    assert set(placed.parameters) == {"weight"}
    assert "bias" not in without.arrays


def test_parameters_may_have_axes_of_size_one_for_those_of_a_sequence():
    class InstanceNorm1d:
        def __init__(self, channels):
            self.gamma, self.beta = np.ones((1, channels, 1)), np.zeros((1, channels, 1))

        def forward(self, x):
            centred = x - x.mean(2, keepdims=True)
            return self.gamma * centred / np.sqrt(x.var(2, keepdims=True) + 1e-5) + self.beta

    parameters = plan_of(InstanceNorm1d).signature.parameters
    assert parameters == {"weight": (("gamma",), "1C1"), "bias": (("beta",), "1C1")}
