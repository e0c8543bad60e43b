"""Small sizes and data for networks."""

import numpy as np

from scratchcnn.oracle.networks.sizes import Sizes, arguments, data, of_fixed_images


def param(name: str) -> dict[str, object]:
    return {"name": name, "kind": "positional", "required": True}


def test_a_constructor_is_given_a_size_for_every_name() -> None:
    params = [param(name) for name in ("input_size", "hidden_size", "output_size")]
    assert arguments(params, Sizes(3)) == {"input_size": 4, "hidden_size": 6, "output_size": 3}


def test_names_that_say_nothing_are_sizes_in_their_order() -> None:
    assert arguments([param("e"), param("q"), param("s")], Sizes(3)) == {"e": 4, "q": 6, "s": 3}


def test_sizes_around_the_hidden_one_are_those_of_both_ends() -> None:
    params = [param("n_sensors"), param("n_hidden"), param("n_moves")]
    assert arguments(params, Sizes(3)) == {"n_sensors": 4, "n_hidden": 6, "n_moves": 3}


def test_a_constructor_that_takes_anything_else_is_not_called() -> None:
    assert arguments([param("input_size"), param("layer_list")], Sizes(3)) is None


def test_every_input_has_labels_for_its_samples() -> None:
    for one in data(Sizes(3)):
        if one.axes is not None:
            assert one.X.shape[one.axes[0]] == np.shape(one.y)[one.axes[1]]


def test_a_chain_of_sizes_is_as_long_as_it_is_by_default() -> None:
    dims = {**param("dims"), "required": False, "default": [6, 8, 7, 3]}
    assert arguments([dims], Sizes(3)) == {"dims": [4, 6, 7, 3]}


def test_images_are_of_the_sizes_that_code_names_before_any_other() -> None:
    code = "def loss(x, y):\n    n, c, h, w = x.shape\n    assert h == 14\n"
    found = [one.image for one in of_fixed_images(code)]
    assert found[:2] == [(1, 14, 14), (3, 14, 14)]
    assert (3, 8, 8) in found
    assert len(found) == len(set(found))


def test_code_without_images_is_tried_with_none() -> None:
    assert not list(of_fixed_images("def loss(x, y):\n    return x @ w - 14"))


def test_images_have_labels_for_every_layout_of_their_channels() -> None:
    shapes = {one.X.shape[1:] for one in data(Sizes(3, (3, 8, 8)))}
    assert shapes == {(3, 8, 8), (8, 8, 3)}
