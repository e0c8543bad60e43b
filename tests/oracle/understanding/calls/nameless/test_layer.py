import numpy as np
import pytest

from scratchcnn.oracle.process.live import Live
from scratchcnn.oracle.understanding.calls.nameless.layer import LIMIT, entries_of, nameless
from tests.helpers.samples.living import everything


class Dense:
    def __init__(self, i, o):
        self.m = np.ones((o, i))
        self.c = np.zeros(o)

    def f(self, v):
        self.v = v
        return v @ self.m.T + self.c

    def g(self, u):
        self.p, self.q = u.T @ self.v, u.sum(0)
        return u @ self.m


class Conv2D:
    def __init__(self, e, s, q, r, t):
        self.k = np.ones((s, e, q, q))
        self.r, self.t = r, t

    def f(self, u):
        r, t, q = self.r, self.t, self.k.shape[2]
        u = np.pad(u, ((0, 0), (0, 0), (t, t), (t, t)))
        view = np.lib.stride_tricks.sliding_window_view(u, (q, q), (2, 3))[:, :, ::r, ::r]
        return np.einsum("nchwkl,fckl->nfhw", view, self.k)


class ReLU:
    def adelante(self, datos):
        return self.rechaza(datos)

    def rechaza(self, datos):
        return np.maximum(datos, 0)


def only(target):
    (one,) = everything(target).values()
    return one


def arguments(plan):
    return {name: one.role for name, one in plan.signature.constructor}


def test_a_dense_layer_of_one_letter_names_is_found_by_its_sizes():
    plan = only(Dense).plan
    assert arguments(plan) == {"i": "in_features", "o": "out_features"}
    assert plan.signature.parameters == {"weight": (("m",), "KD"), "bias": (("c",), "K")}
    assert (plan.protocol.forward.name, plan.protocol.backward.name) == ("f", "g")


def test_gradients_in_attributes_of_any_name_are_found_by_their_values():
    gradients = only(Dense).plan.protocol.gradients
    assert {name: place.path for name, place in gradients.items()} == {
        "x": (),
        "weight": ("p",),
        "bias": ("q",),
    }


def test_a_gradient_that_is_found_nowhere_asks_for_a_person():
    class DenseLayer(Dense):
        def g(self, u):
            self.p, self.q = u.T @ self.v + 1, u.sum(0)
            return u @ self.m

    one = everything(Dense, DenseLayer)["DenseLayer"]
    assert one.plan.unread == "no gradient of its weight was found"
    assert "weight" not in one.plan.protocol.gradients


def test_stride_and_padding_are_told_apart_by_the_size_of_the_output():
    assert list(arguments(only(Conv2D).plan).values()) == [
        *("in_channels", "out_channels", "kernel_size", "stride", "padding")
    ]


def test_a_word_of_another_language_says_which_method_is_forward():
    assert only(ReLU).plan.protocol.forward.name == "adelante"


def test_a_method_whose_gradients_are_not_right_is_not_taken_for_backward():
    class Dense:
        def __init__(self, i, o):
            self.m = np.ones((o, i))

        def f(self, v):
            return v @ self.m.T

        def similar(self, u):
            return u @ self.m * 2 + 1

    assert only(Dense).plan.unread == "which of its methods is that is not known"


def test_the_only_reading_that_fits_is_taken_though_it_is_not_right():
    class Dense:
        def __init__(self, i, o):
            self.pesos = np.ones((i, o))

        def adelante(self, v):
            return v @ self.pesos + 7

    one = only(Dense)
    assert one.op == "linear"
    assert one.plan is not None


def test_a_method_of_any_name_that_only_fits_may_be_something_else():
    class LinearSVM:
        def __init__(self, i, o):
            self.w = np.ones((i, o))

        def predict(self, v):
            return np.sign(v @ self.w)

    assert only(LinearSVM).plan is None


def test_of_several_readings_that_fit_and_are_not_right_none_is_taken():
    class ReLU:
        def eins(self, u):
            return u + 1

        def zwei(self, u):
            return u - 1

    assert only(ReLU).plan is None


def test_a_function_that_only_fits_is_not_taken():
    def conv(q, v, u):
        raise ValueError("never")

    live = Live(conv)
    assert nameless(live, live.definitions[0], ("conv2d",)) is None


def test_names_that_say_everything_are_not_searched():
    def relu(inputs):
        raise ValueError("never")

    live = Live(relu)
    assert nameless(live, live.definitions[0], ("relu",)) is None


@pytest.mark.parametrize("letters", ["ab", "abcde"])
def test_the_search_is_bounded(letters, monkeypatch):
    calls = []
    text = f"def __init__(self, {', '.join(letters)}): self.w = note()\n"
    names = {"note": lambda: calls.append(1) or np.ones((2, 2, 1))}
    exec(text, names)
    kind = type("Conv2D", (), {"__init__": names["__init__"], "f": lambda self, v: v[0]})
    assert only(kind).plan is None
    assert len(calls) <= 2 * LIMIT + 50


class DenseLayer:
    def __init__(self, e, a, aktivierung="relu"):
        if aktivierung not in ("relu", "linear"):
            raise ValueError(aktivierung)
        self.w = np.ones((e, a))
        self.relu = aktivierung == "relu"

    def vorwaerts(self, x):
        z = x @ self.w
        return np.maximum(z, 0) if self.relu else z


class FullyConnected:
    def __init__(self, e, a):
        self.w = np.ones((e, a))

    def f(self, x):
        return np.maximum(x @ self.w, 0)


class ConvLayer:
    def __init__(self, e, a, q):
        self.k = np.ones((a, e, q, q))
        self.cache = None

    def f(self, u, save_cache=False):
        q = self.k.shape[2]
        view = np.lib.stride_tricks.sliding_window_view(u, (q, q), (2, 3))
        if save_cache:
            self.cache = u, view
        return np.einsum("nchwkl,fckl->nfhw", view, self.k)

    def b(self, g):
        u, view = self.cache
        self.dk = np.einsum("nchwkl,nfhw->fckl", view, g)
        q, d = self.k.shape[2], np.zeros(u.shape)
        for i in range(q):
            for j in range(q):
                part = np.einsum("nfhw,fc->nchw", g, self.k[:, :, i, j])
                d[:, :, i : i + g.shape[2], j : j + g.shape[3]] += part
        return d


def test_an_activation_that_a_default_asks_for_is_switched_off_in_any_language():
    one = only(DenseLayer)
    given = {name: (a.role, a.form) for name, a in one.plan.signature.constructor}
    assert given["aktivierung"] == ("constant", "linear")


def test_an_activation_that_cannot_be_switched_off_is_said():
    one = only(FullyConnected)
    assert one.plan is None
    assert "is not known" in one.layer.understood


def test_a_flag_that_asks_to_keep_what_backward_needs_is_set():
    one = only(ConvLayer)
    assert one.plan.unread == ""
    assert set(one.plan.protocol.gradients) == {"x", "weight"}


class LinearLayer(Dense):
    def g(self, u):
        self.p, self.q = u.T @ self.v / len(u), u.sum(0)
        return u @ self.m


def test_no_layout_of_a_single_sample_hides_a_gradient_that_is_wrong_for_several():
    assert only(LinearLayer).plan.signature.forms["x"] == "ND"


def test_a_method_that_takes_an_input_is_tried_before_those_that_prepare():
    class Dense:
        def prepare(self, size, rng=None):
            self.size = size

        def up(self, x):
            return x

    (live,) = Live(Dense).definitions
    assert [entry.name for entry in entries_of(live)] == ["up", "prepare"]
