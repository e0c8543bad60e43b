"""Classes that have the methods of a layer are told, though they compute no known op."""

import numpy as np

from scratchcnn.oracle.process.live import Live
from scratchcnn.oracle.understanding.calls.left_over import is_only_helper
from scratchcnn.oracle.understanding.calls.understand import understand


class Gleichrichter:
    def vor(self, x):
        self.m = x > 0
        return x * self.m

    def rueck(self, g):
        return g * self.m


class Stauchung:
    """Its gradient lacks the square, so no values say that it is a tanh."""

    def vor(self, x):
        self.y = np.tanh(x)
        return self.y

    def rueck(self, g):
        return g * (1 - self.y)


class Netz:
    def __init__(self, schichten):
        self.schichten = schichten

    def vor(self, x):
        for schicht in self.schichten:
            x = schicht.vor(x)
        return x

    def rueck(self, g):
        for schicht in reversed(self.schichten):
            g = schicht.rueck(g)
        return g


class Schicht:
    def vor(self, x):
        raise NotImplementedError

    def rueck(self, g):
        raise NotImplementedError


def told(*targets):
    return {one.layer.implementation: one.layer.understood for one in understand(Live(*targets))}


def test_what_is_called_as_a_layer_and_computes_no_op_is_told():
    layers = told(Gleichrichter, Stauchung)
    assert layers["Stauchung"] == (
        "not judged: it has the methods of Gleichrichter, `vor` and `rueck`, but computes no op "
        "that is known"
    )


def test_a_network_that_hands_on_to_its_layers_is_no_layer():
    assert [*told(Gleichrichter, Netz)] == ["Gleichrichter"]


def test_methods_that_are_left_to_be_written_are_those_of_no_layer():
    assert [*told(Gleichrichter, Schicht)] == ["Gleichrichter"]


def test_nothing_is_told_of_methods_that_no_layer_has():
    assert not told(Stauchung)


def test_a_padding_with_a_backward_pass_is_more_than_a_helper():
    method = {"source": "", "params": []}
    layer = {"name": "ZeroPad2d", "kind": "class", "methods": {"forward": method}}
    assert is_only_helper(layer)
    assert not is_only_helper({**layer, "methods": {"forward": method, "backward": method}})
    assert is_only_helper({"name": "zero_pad", "kind": "function", "methods": {}})
