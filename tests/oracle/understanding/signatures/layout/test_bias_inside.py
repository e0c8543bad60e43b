import numpy as np
import pytest

from scratchcnn.oracle.understanding.protocols.place import dotted
from scratchcnn.oracle.understanding.signatures.cut import Cut
from scratchcnn.oracle.understanding.signatures.layout.bias_inside import (
    is_cut,
    parts_like,
    place_in_one,
    whole,
)
from scratchcnn.oracle.understanding.signatures.probes.settings import SIZES, other_setting
from scratchcnn.oracle.understanding.signatures.signature import Signature

SETTING = other_setting("linear", SIZES["distinct"])
ROWS, COLUMNS = (8, 4), (4, 8)


def entry(name, shape):
    return {"path": (name,), "shape": list(shape), "dtype": "float64"}


def places(*listed, source="", setting=SETTING):
    found = place_in_one(Signature(), setting, listed, source)
    return [
        {name: f"{dotted(path)} {form}" for name, (path, form) in signature.parameters.items()}
        for signature, _ in found
    ]


@pytest.mark.parametrize(
    ("shape", "weight", "bias"),
    [(ROWS, "W[:-1] DK", "W[-1] K"), (COLUMNS, "W[:, :-1] KD", "W[:, -1] K")],
)
def test_a_matrix_with_one_more_row_or_column_has_the_bias_last(shape, weight, bias):
    assert places(entry("W", shape))[0] == {"weight": weight, "bias": bias}


def test_the_bias_may_be_first():
    assert places(entry("W", ROWS))[1] == {"weight": "W[1:] DK", "bias": "W[0] K"}


def test_what_the_code_leaves_out_says_which_row_is_tried_first():
    source = "dx = dout @ self.W[1:].T"
    assert places(entry("W", ROWS), source=source)[0]["bias"] == "W[0] K"


def test_a_layer_with_a_bias_of_its_own_has_none_in_its_matrix():
    assert not places(entry("W", ROWS), entry("b", (4,)))


def test_a_matrix_of_the_weight_alone_holds_no_bias():
    assert not places(entry("W", (7, 4)))


def test_a_convolution_has_no_bias_in_its_weight():
    assert not places(entry("W", ROWS), setting=other_setting("batch_norm2d", SIZES["distinct"]))


def test_an_array_like_the_matrix_has_parts_like_its_parameters():
    listed = [entry("W", ROWS)]
    signature = next(place_in_one(Signature(), SETTING, listed, ""))[0]
    gradient = np.arange(32).reshape(ROWS)
    for array, texts in ((gradient, ["[:-1]", "[-1]"]), (gradient.T, ["[:, :-1]", "[:, -1]"])):
        found = list(parts_like(array, signature, listed))
        assert [cut.text for cut, _ in found] == texts
        assert [part.size for _, part in found] == [28, 4]
    assert not list(parts_like(gradient[1:], signature, listed))


def test_a_path_to_a_part_leads_through_the_whole():
    path = ("params", "W", Cut((-1,)))
    assert whole(path) == whole(whole(path)) == ("params", "W")
    assert [is_cut(one) for one in (path, path[:-1], ())] == [True, False, False]
