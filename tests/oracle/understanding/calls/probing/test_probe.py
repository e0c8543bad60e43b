import numpy as np
import pytest

from scratchcnn.oracle.process.live import Live
from scratchcnn.oracle.process.runner import Failure
from scratchcnn.oracle.understanding.calls.probing.instead import instead
from scratchcnn.oracle.understanding.calls.probing.probe import (
    FAILED,
    FITTING,
    RIGHT,
    attributes,
    best_output,
    cache_beside,
    outputs,
    try_forward,
)
from scratchcnn.oracle.understanding.calls.probing.probe_backward import try_backward
from scratchcnn.oracle.understanding.carriers.ndarray import NDARRAY
from scratchcnn.oracle.understanding.plans.plan import Plan
from scratchcnn.oracle.understanding.protocols.callee import Callee
from scratchcnn.oracle.understanding.protocols.callers.function import made_by
from scratchcnn.oracle.understanding.protocols.callers.method import METHODS
from scratchcnn.oracle.understanding.protocols.direct import DIRECT
from scratchcnn.oracle.understanding.protocols.place import Place
from scratchcnn.oracle.understanding.protocols.protocol import Protocol
from scratchcnn.oracle.understanding.protocols.readings.update import UPDATED
from scratchcnn.oracle.understanding.signatures.probes.settings import (
    SIZES,
    expected,
    other_setting,
    upstream,
)
from scratchcnn.oracle.understanding.signatures.signature import Argument, Signature
from tests.helpers.samples.living import Dense, DenseHalving, DenseUpdating

X, GRAD = (("x", Argument("x")),), (("dout", Argument("grad_out")),)
LR = (*GRAD, ("learning_rate", Argument("lr")))
SIZED = (("n_in", Argument("in_features")), ("n_out", Argument("out_features")))
SETTING = other_setting("linear", SIZES["distinct"])
LOSS = other_setting("categorical_cross_entropy", SIZES["distinct"], target="one_hot")


def dense(name="Dense", backward=GRAD, method="forward"):
    return Plan(
        "linear",
        name,
        NDARRAY,
        Protocol(
            Callee(METHODS, method), made_by({"name": name}), backward=Callee(METHODS, "backward")
        ),
        Signature(
            SIZED,
            X,
            backward,
            forms={"x": "ND"},
            parameters={"weight": (("W",), "DK"), "bias": (("b",), "K")},
        ),
    )


def test_the_arrays_of_a_fresh_object_are_listed():
    listed = attributes(Live(Dense), dense(), SETTING)
    assert [one["path"] for one in listed] == [("W",), ("b",)]


def test_a_constructor_that_fails_tells_why():
    class Dense:
        def __init__(self, n_in, n_out):
            raise ValueError("no")

    failure = attributes(Live(Dense), dense(), SETTING)
    assert isinstance(failure, Failure)
    assert failure.type == "ValueError"


def test_the_output_is_what_is_returned():
    outcome = try_forward(Live(Dense), dense(), SETTING)
    assert outcome.rank == RIGHT
    assert outcome.plan.protocol.out == Place("returned", (), "ND")


def test_an_output_that_is_stored_is_found():
    class Dense:
        def __init__(self, n_in, n_out):
            self.W, self.b = np.ones((n_in, n_out)), np.ones(n_out)

        def forward(self, x):
            self.output = x @ self.W + self.b

    outcome = try_forward(Live(Dense), dense(), SETTING)
    assert outcome.plan.protocol.out == Place("attribute", ("output",), "ND")


@pytest.mark.parametrize(
    ("returned", "path", "cache"),
    [
        (lambda out: (out, "cache"), (0,), (1,)),
        (lambda out: {"out": out, "cache": 3}, ("out",), ("cache",)),
        (lambda out: {"y": out}, ("y",), None),
    ],
)
def test_an_output_is_found_in_a_tuple_or_a_dictionary(returned, path, cache):
    class Dense:
        def __init__(self, n_in, n_out):
            self.W, self.b = np.ones((n_in, n_out)), np.ones(n_out)

        def forward(self, x):
            return returned(x @ self.W + self.b)

    plan = try_forward(Live(Dense), dense(), SETTING).plan
    assert (plan.protocol.out.path, plan.protocol.cache) == (path, cache)


def test_what_lies_deeper_is_no_output():
    assert [place.path for place, _ in outputs(NDARRAY, [[np.ones(2)], np.ones(3)])] == [(0,), (1,)]
    assert list(outputs(NDARRAY, {"cache": {"z": np.ones(2)}})) == []


def test_an_array_alone_has_nothing_beside_it():
    assert cache_beside((), np.ones(2)) is None


def test_a_wrong_output_of_the_right_shape_fits():
    wanted, _ = expected(SETTING)
    outcome = best_output(dense(), SETTING, [(Place("returned"), wanted * 1.5)], None)
    assert outcome.rank == FITTING


def test_an_output_of_another_shape_fails():
    outcome = best_output(dense(), SETTING, [(Place("returned"), np.ones(11))], None)
    assert outcome.rank == FAILED


def test_a_right_output_is_preferred_to_one_that_only_fits():
    wanted, _ = expected(SETTING)
    found = [(Place("returned", (0,)), wanted * 2), (Place("returned", (1,)), wanted)]
    assert best_output(dense(), SETTING, found, [0, 1]).plan.protocol.out.path == (1,)


@pytest.mark.parametrize(
    ("function", "word"), [(lambda v: np.maximum(v, 0), "ReLU"), (np.tanh, "tanh")]
)
def test_an_activation_that_is_fused_is_said(function, word):
    wanted, _ = expected(SETTING)
    assert word in instead(SETTING, function(wanted), wanted)


def test_a_loss_of_logarithms_is_said():
    wanted, _ = expected(LOSS)
    value = -(LOSS.arrays["p"] * LOSS.arrays["target"]).sum(1).mean()
    assert "logarithms" in instead(LOSS, np.asarray(value), wanted)


def test_what_is_only_wrong_is_nothing_else():
    wanted, _ = expected(SETTING)
    assert instead(SETTING, wanted * 2, wanted) == ""
    assert instead(LOSS, np.asarray(0.3), np.asarray(0.2)) == ""


def try_one(layer, backward=GRAD):
    live, plan = Live(layer), dense(layer.__name__, backward)
    plan = try_forward(live, plan, SETTING).plan
    return try_backward(live, plan, SETTING, upstream((3, 4)))


def test_gradients_are_found_in_attributes_and_in_what_is_returned():
    outcome = try_one(Dense)
    assert outcome.rank == 3 * RIGHT
    assert outcome.plan.protocol.gradients == {
        "x": Place("returned", (), "ND"),
        "weight": Place("attribute", ("dW",), "DK"),
        "bias": Place("attribute", ("db",), "K"),
    }


def test_gradients_are_recovered_from_an_update():
    class Stepping(DenseUpdating):
        def backward(self, dout, learning_rate):
            dx = super().backward(dout, learning_rate)
            del self.dW, self.db
            return dx

    outcome = try_one(Stepping, LR)
    readings = {name: place.reading for name, place in outcome.plan.protocol.gradients.items()}
    assert readings == {"x": DIRECT, "weight": UPDATED, "bias": UPDATED}


def test_a_wrong_gradient_is_found_by_its_name():
    outcome = try_one(DenseHalving)
    assert outcome.rank == 2 * RIGHT + FITTING
    assert outcome.plan.protocol.gradients["weight"].path == ("dW",)


@pytest.mark.parametrize(
    ("returned", "paths"),
    [
        (lambda dx, dw, db: (dx, dw, db), [(0,), (1,), (2,)]),
        (lambda dx, dw, db: (dx, (dw, db)), [(0,), (1, 0), (1, 1)]),
        (lambda dx, dw, db: {"dx": dx, "dW": dw, "db": db}, [("dx",), ("dW",), ("db",)]),
        (lambda dx, dw, db: (dx, {"W": dw, "b": db}), [(0,), (1, "W"), (1, "b")]),
    ],
)
def test_gradients_are_found_in_whatever_is_returned(returned, paths):
    class Layer(Dense):
        def backward(self, dout):
            dx = super().backward(dout)
            dw, db = self.dW, self.db
            del self.dW, self.db
            return returned(dx, dw, db)

    places = try_one(Layer).plan.protocol.gradients
    assert [places[name].path for name in ("x", "weight", "bias")] == paths


def test_a_backward_pass_that_fails_tells_why():
    class Layer(Dense):
        def backward(self, dout):
            raise KeyError("cache")

    outcome = try_one(Layer)
    assert outcome.rank == FAILED
    assert outcome.failure is not None
    assert outcome.failure.type == "KeyError"
