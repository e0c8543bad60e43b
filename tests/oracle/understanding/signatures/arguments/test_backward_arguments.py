import pytest

from scratchcnn.oracle.understanding.signatures.arguments.backward_arguments import (
    gradient_arguments,
    slope_arguments,
    without_cache,
)
from scratchcnn.oracle.understanding.signatures.signature import Argument

X = (("x", Argument("x")),)
LOSS = (("pred", Argument("p")), ("target", Argument("target")))


def described(*names):
    params = [{"name": name, "kind": "positional", "required": True} for name in names]
    return {"params": params, "keys": {}}


def roles(arguments):
    return [argument.role for _, argument in arguments]


def gradients(op, forward, *names, made=False, cached=False):
    found = gradient_arguments(op, forward, described(*names), made=made, cached=cached)
    return [roles(arguments) for arguments in found]


def test_a_cache_is_passed_where_there_is_one():
    assert gradients("conv2d", X, "dout", "cache", cached=True) == [["grad_out", "cache"]]
    assert gradients("conv2d", X, "dout", "cache") == [["grad_out", "x"]]


def test_the_output_stands_for_a_cache_where_the_input_is_passed():
    arguments = (("x", Argument("x")), ("cache", Argument("cache")))
    assert roles(without_cache(arguments)) == ["x", "out"]


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("x", [(True, ["x"]), (True, ["out"])]),
        ("s", [(True, ["out"]), (True, ["x"])]),
        ("something", [(False, ["x"]), (False, ["out"])]),
        ("dout", []),
    ],
)
def test_a_name_tells_how_sure_a_slope_is(name, wanted):
    found = slope_arguments("sigmoid", X, described(name))
    assert [(sure, roles(arguments)) for sure, arguments in found] == wanted


def test_only_activations_have_slopes():
    assert list(slope_arguments("conv2d", X, described("x"))) == []


def test_a_loss_takes_its_arguments_in_the_order_of_its_forward_pass():
    assert gradients("mse_loss", LOSS, "a", "b") == [["p", "target"]]
    assert gradients("mse_loss", LOSS, "target", "pred") == [["target", "p"]]


def test_a_loss_that_remembers_is_asked_for_nothing_or_for_one_thing():
    assert gradients("mse_loss", LOSS) == [[]]
    assert gradients("mse_loss", LOSS, "grad") == [["grad_out"], ["target"]]


def test_an_object_may_hand_back_its_probabilities():
    logits = (("z", Argument("logits")), ("y", Argument("target")))
    found = gradients("softmax_cross_entropy", logits, "z", "y", made=True)
    assert found[0] == ["attribute", "target"]
    assert found[-1] == ["logits", "target"]


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("self.w = self.w - tempo * dw", ["grad_out", "lr"]),
        ("self.w -= tempo * dw", ["grad_out", "lr"]),
        ("dw = tempo * dw", ["grad_out"]),
    ],
)
def test_a_number_with_a_default_is_a_rate_only_if_it_scales_an_update(source, wanted):
    one = described("dout")
    one["params"].append(
        {"name": "tempo", "kind": "positional", "required": False, "default": 0.01}
    )
    one["source"] = source
    (found,) = gradient_arguments("linear", X, one, made=True, cached=False)
    assert roles(found) == wanted
