"""How dropout is called: made, told that it trains, and where output and gradient are."""

from pathlib import Path

import pytest
from dropped import LAYER, bad, dropped, messages

HEAD = "import numpy as np\n"
PAIR = """
def dropout_forward(x, p=0.5, training=True):
    if not training:
        return x, None
    mask = (np.random.rand(*x.shape) < p) / p
    return x * mask, mask
def dropout_backward(dout, mask):
    return dout * mask
"""
OPTIONS = """
def dropout_forward(x, dropout_param):
    p, mode = dropout_param["p"], dropout_param["mode"]
    mask = None
    if mode == "train":
        mask = (np.random.rand(*x.shape) < p) / p
        x = x * mask
    return x, (dropout_param, mask)
def dropout_backward(dout, cache):
    return dout * cache[1]
"""
ATTRIBUTES = """
class Layer_Dropout:
    def __init__(self, rate):
        self.rate = 1 - rate
    def forward(self, inputs, training):
        self.inputs = inputs
        if not training:
            self.output = inputs.copy()
            return
        self.binary_mask = np.random.binomial(1, self.rate, size=inputs.shape) / self.rate
        self.output = inputs * self.binary_mask
    def backward(self, dvalues):
        self.dvalues = dvalues
        self.dinputs = dvalues * self.binary_mask
"""
MADE = """
class Dropout:
    def __init__(self, size, keep_prob, training=True, name="d"):
        self.size, self.keep, self.on = size, keep_prob, training
    def __call__(self, x):
        if not self.on:
            return x
        self.mask = (np.random.rand(len(x), self.size) < self.keep) / self.keep
        return x * self.mask
    def backward(self, grad, lr=0.1):
        return (grad * self.mask,)
"""
RETURNED = """
def dropout(x, rate=0.5):
    mask = (np.random.rand(*x.shape) >= rate) / (1 - rate)
    return x * mask, lambda dy: dy * mask
"""
OTHER_ORDER = """
def dropout_fwd(keep_prob, A):
    D = np.random.rand(*A.shape) < keep_prob
    return D, A * D / keep_prob
def dropout_bwd(D, dA, keep_prob):
    return dA * D / keep_prob
"""
STATIC = """
class Dropout:
    @staticmethod
    def forward(ctx, x, p):
        mask = (np.random.rand(*x.shape) >= p) / (1 - p)
        ctx.save_for_backward(mask)
        return x * mask
    @staticmethod
    def backward(ctx, grad_output):
        mask, = ctx.saved_tensors
        return grad_output * mask, None
"""
SETTER = """
class Dropout:
    def __init__(self, rng, p=0.5):
        self.rng, self.p, self.is_training = rng, p, True
    def set_training(self, value):
        self.on = value
    def forward(self, x):
        if not self.on:
            return x
        self.mask = (self.rng.random(x.shape) >= self.p) / (1 - self.p)
        return x * self.mask
    def backward(self, g):
        return g * self.mask
"""
CONFIG = """
class Dropout:
    def __init__(self, config):
        self.p = config["drop_rate"]
        self.train = True
    def forward(self, x):
        if not self.train:
            return x
        self.mask = (np.random.rand(*x.shape) >= self.p) / (1 - self.p)
        return x * self.mask
    def backward(self, g):
        return g * self.mask
"""


@pytest.mark.parametrize(
    ("source", "told"),
    [
        (PAIR, "told by training"),
        (OPTIONS, "told by mode"),
        (ATTRIBUTES, "told by training"),
        (MADE, "told by training"),
        (RETURNED, "forward returns its backward pass"),
        (OTHER_ORDER, "no test mode"),
        (STATIC, "no test mode"),
        (SETTER, "told by set_training()"),
        (CONFIG, "told by train"),
        (CONFIG.replace("= True", '= config["mode"] == "train"'), "told by mode"),
    ],
)
def test_right_layers_of_every_form_are_right(tmp_path: Path, source: str, told: str) -> None:
    (found,) = dropped(tmp_path, HEAD + source)
    assert bad([found]) == {}
    assert {"forward", "grad_x", "repeatable"} <= {result.check for result in found.results}
    assert found.layer is not None
    assert told in found.layer.understood


@pytest.mark.parametrize(
    ("source", "old", "new", "bug"),
    [
        (PAIR, "return dout * mask", "return dout * (mask > 0)", "dropout-gradient-not-scaled"),
        (OPTIONS, 'if mode == "train"', "if mode in ('train', 'test')", "dropout-active-at-test"),
        (ATTRIBUTES, "= dvalues * self.binary_mask", "= dvalues", "dropout-gradient-not-masked"),
        (MADE, "if not self.on", "if self.on is None", "dropout-active-at-test"),
        (RETURNED, "dy * mask", "dy * mask * mask", "dropout-scaled-twice"),
        (STATIC, "grad_output * mask, None", "grad_output, None", "dropout-gradient-not-masked"),
        (SETTER, "if not self.on", "if self.on is None", "dropout-active-at-test"),
    ],
)
def test_a_mistake_in_any_form_is_found(
    tmp_path: Path, source: str, old: str, new: str, bug: str
) -> None:
    assert set(bad(dropped(tmp_path, HEAD + source, (old, new))).values()) == {bug}


def test_forward_alone_is_judged_and_said_to_be_alone(tmp_path: Path) -> None:
    (found,) = dropped(tmp_path, HEAD + PAIR.partition("def dropout_backward")[0])
    assert bad([found]) == {}
    assert "grad_x" not in {result.check for result in found.results}
    assert found.layer is not None
    assert "no backward pass" in found.layer.understood


def test_a_backward_pass_that_may_be_anothers_is_not_called_wrong(tmp_path: Path) -> None:
    other = PAIR.partition("def dropout_backward")[0].replace("dropout_f", "inverted_dropout_f")
    other = other.replace("return x * mask, mask", "return x * mask, mask > 0")
    found = dropped(tmp_path, HEAD + PAIR + other)
    assert bad(found[:1]) == {}
    assert set(bad(found[1:]).values()) == {"not_judged"}
    assert "which function that is" in messages(found)


def test_each_kind_of_dropout_has_its_own_backward_pass(tmp_path: Path) -> None:
    other = PAIR.replace("dropout_", "inverted_dropout_").replace("mask\n", "mask > 0\n", 1)
    other = other.replace("return dout * mask > 0", "return dout * mask").replace(
        "def inverted_dropout_backward(dout, mask)",
        "def inverted_dropout_backward(dout, mask, p)",
    )
    other = other.replace("return dout * mask", "return dout * mask / p")
    assert bad(dropped(tmp_path, HEAD + PAIR + other)) == {}


def test_a_function_that_is_not_understood_is_no_layer(tmp_path: Path) -> None:
    (found,) = dropped(tmp_path, HEAD + PAIR, ("p=0.5, training", "network, training"))
    assert found.layer is None
    assert "what its network is" in found.reason


def test_names_of_methods_may_be_spanish(tmp_path: Path) -> None:
    changes = ("forward(", "adelante("), ("backward(", "atras("), ("class D", "class CapaD")
    assert bad(dropped(tmp_path, LAYER, *changes)) == {}


def test_a_share_that_is_refused_is_given_larger(tmp_path: Path) -> None:
    refuses = ("self.p = p\n", "self.p = p\n        assert p > 0.5\n")
    (found,) = dropped(tmp_path, LAYER, refuses)
    assert bad([found]) == {}
    assert "rate" in {result.regime for result in found.results}


def test_a_pair_may_be_returned_in_training_alone(tmp_path: Path) -> None:
    pair = PAIR.replace("return x, None", "return x")
    assert bad(dropped(tmp_path, HEAD + pair)) == {}
    twice = PAIR.replace("return x, None", "return x * p")
    found = bad(dropped(tmp_path, HEAD + twice))
    assert found == {("forward", "inference"): "dropout-scaled-twice"}


def test_what_a_layer_of_rows_makes_of_images_is_not_judged(tmp_path: Path) -> None:
    (found,) = dropped(tmp_path, LAYER, ("rand(*x.shape)", "rand(*x.shape[-2:])"))
    assert bad([found]) == {}
    assert "channels" not in {result.regime for result in found.results}


def test_a_generator_that_is_asked_for_is_one_for_all_calls(tmp_path: Path) -> None:
    for numbers in ("rng.random(x.shape)", "rng.rand(*x.shape)"):
        source = PAIR.replace("np.random.rand(*x.shape)", numbers).replace("(x, p", "(x, rng, p")
        assert bad(dropped(tmp_path, HEAD + source)) == {}


def test_an_input_or_a_value_with_the_name_of_a_mode_tells_nothing(tmp_path: Path) -> None:
    told = ("if not self.training:\n            return x\n        ", "")
    for changes in (
        [("forward(self, x)", "forward(self, val)"), ("x.shape", "val.shape"), ("x * ", "val * ")],
        [("self.p", "self.val")],
    ):
        (found,) = dropped(tmp_path, LAYER, told, *changes)
        assert bad([found]) == {}
        assert found.layer is not None
        assert "no test mode" in found.layer.understood
