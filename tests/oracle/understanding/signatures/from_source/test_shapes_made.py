import pytest

from scratchcnn.oracle.understanding.signatures.from_source.shapes_made import (
    axes_said,
    shape_taken,
    shapes_made,
)
from scratchcnn.oracle.understanding.signatures.signature import Argument


def meanings(source, *names, op="conv2d"):
    definition = {
        "params": [{"name": name} for name in names],
        "methods": {"__init__": {"source": source}},
    }
    found = shapes_made(definition, op)
    return [{name: one.role for name, one in roles.items()} for roles in found]


def test_four_sizes_of_a_weight_are_read_in_every_layout():
    made = "self.w = np.random.randn(n, c, alto, ancho) * 0.1\n"
    found = meanings(made, "n", "c", "alto", "ancho")
    assert len(found) == 4
    assert found[0] == {
        "n": "out_channels",
        "c": "in_channels",
        "alto": "kernel_height",
        "ancho": "kernel_width",
    }
    assert found[1]["ancho"] == "out_channels"


def test_a_side_that_stands_twice_is_the_size_of_the_kernel():
    made = "self.w = np.zeros((f, c, q, q))\n"
    assert meanings(made, "c", "f", "q")[0]["q"] == "kernel_size"


def test_sides_that_one_parameter_is_taken_apart_into_are_a_pair():
    made = (
        "self.th, self.lb = ukuran\nself.w = np.random.uniform(-1, 1, (f, self.th, self.lb, c))\n"
    )
    found = meanings(made, "f", "ukuran", "c")
    assert {"f": "out_channels", "ukuran": "kernel_size", "c": "in_channels"} in found


def test_two_sizes_of_a_dense_layer_are_read_both_ways():
    made = "self.m = np.random.normal(0, 1, size=(e, s))\n"
    assert meanings(made, "e", "s", op="linear") == [
        {"e": "in_features", "s": "out_features"},
        {"e": "out_features", "s": "in_features"},
    ]


@pytest.mark.parametrize(
    "made", ["self.w = np.zeros((f, 3, q, q))\n", "self.w = load(f, c, q, q)\n"]
)
def test_other_shapes_say_nothing(made):
    assert meanings(made, "c", "f", "q") == []


@pytest.mark.parametrize(
    ("body", "axes"),
    [
        ("_, g, k = tu.shape", 3),
        ("(n, c, h, w) = tu.shape  # batch", 4),
        ("p = np.pad(tu, ((0, 0), (r, r), (r, r)))", 3),
        ("h = tu.shape[1]", 0),
    ],
)
def test_the_code_says_how_many_axes_its_input_has(body, axes):
    described = {"params": [{"name": "tu"}], "source": f"def f(self, tu):\n    {body}\n"}
    assert axes_said(described) == axes


def test_what_is_taken_apart_and_is_no_kernel_is_the_size_of_an_image():
    source = "self.w = he_init((f, c, k, k))\nhoehe, breite = bild"
    made = {"params": [{"name": name, "required": True} for name in ("f", "c", "k", "bild")]}
    made |= {"methods": {"__init__": {"source": source}}}
    known = next(shapes_made(made, "conv2d"))
    assert shape_taken(made, known) == {"bild": Argument("input_shape", "HW")}
    assert not shape_taken(made, {**known, "bild": Argument("kernel_size", "pair")})


def test_the_constructor_of_a_base_class_makes_no_weight():
    source = "def __init__(self, f, c, k):\n    super().__init__(f, c, k, k)"
    made = {"params": [{"name": name, "required": True} for name in ("f", "c", "k")]}
    made |= {"methods": {"__init__": {"source": source}}}
    assert not list(shapes_made(made, "conv2d"))
