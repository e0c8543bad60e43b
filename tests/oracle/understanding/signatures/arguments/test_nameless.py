from itertools import islice

from scratchcnn.oracle.understanding.signatures.arguments.nameless import (
    constructor_readings,
    forward_readings,
    says_nothing,
    takes_an_array,
)


def param(name, **more):
    return {"name": name, "kind": "positional", "required": "default" not in more, **more}


def definition(*params, keys=None):
    return {"params": list(params), "methods": {"__init__": {"keys": keys or {}}}}


def roles(reading):
    return {name: argument.role for name, argument in reading.arguments}


def test_the_usual_order_comes_first():
    conv = definition(*map(param, "abc"))
    first = next(constructor_readings(conv, "conv2d"))
    assert roles(first) == {"a": "in_channels", "b": "out_channels", "c": "kernel_size"}


def test_both_orders_of_a_dense_layer_are_tried():
    both = [roles(one) for one in constructor_readings(definition(*map(param, "io")), "linear")]
    assert {"i": "in_features", "o": "out_features"} in both
    assert {"i": "out_features", "o": "in_features"} in both


def test_a_name_that_is_known_is_a_hint():
    first = next(constructor_readings(definition(param("zwei"), param("in_channels")), "conv2d"))
    assert roles(first)["in_channels"] == "in_channels"
    assert first.guessed == {"out_channels"}


def test_a_single_letter_is_no_hint():
    first = next(constructor_readings(definition(*map(param, "esq")), "conv2d"))
    assert roles(first) == {"e": "in_channels", "s": "out_channels", "q": "kernel_size"}


def test_an_optional_number_means_what_its_default_means():
    conv = definition(*map(param, "abc"), param("paso", default=1), param("relleno", default=0))
    first, second = islice(constructor_readings(conv, "conv2d"), 2)
    assert (roles(first)["paso"], roles(first)["relleno"]) == ("stride", "padding")
    assert set(roles(second)) == {"a", "b", "c"}
    assert first.core == second.core


def test_the_keys_of_a_dictionary_are_given_roles():
    function = {**definition(param("v"), param("o")), "keys": {"o": ["eins", "zwei", "drei"]}}
    first = next(forward_readings(function, "max_pool2d", passed=True))
    (_, options) = first.arguments[1]
    assert [one.role for _, one in options.keys] == ["kernel_size", "stride", "padding"]


def test_every_order_of_the_arrays_is_tried():
    function = definition(*map(param, "vqu"))
    found = {
        tuple(roles(one).values()) for one in forward_readings(function, "linear", passed=True)
    }
    assert len(found) == 6


def test_only_names_of_a_letter_or_two_or_unknown_ones_say_nothing():
    assert says_nothing(definition(param("x")))
    assert says_nothing(definition(param("entradas")))
    assert not says_nothing(definition(param("stride"), param("irgendwas", default=1)))


def test_a_second_optional_number_of_a_pooling_is_its_stride():
    pool = definition(param("tam", default=2), param("paso", default=2))
    first = next(constructor_readings(pool, "max_pool2d"))
    assert roles(first) == {"tam": "kernel_size", "paso": "stride"}


def test_what_a_function_never_reads_is_none():
    described = {
        "params": [param("param"), param("x")],
        "source": "def f(param, x): return x",
    }
    (one, *_) = forward_readings(described, "relu", passed=True)
    assert dict(one.arguments)["param"].role == "constant"
    assert dict(one.arguments)["x"].role == "x"


def test_an_array_that_a_base_class_keeps_may_be_a_weight():
    layer = definition(param("W")) | {"source": "def __init__(self, W):\n super().__init__(W)"}
    assert takes_an_array(layer)
    assert not takes_an_array(definition(param("W")) | {"source": "super().__init__()"})
