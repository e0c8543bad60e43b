"""A gradient has the shape of its parameter, as the homework holds that."""

import numpy as np
import pytest

from scratchcnn.oracle.checks.comparing import Verdict
from scratchcnn.oracle.judging import Settings
from scratchcnn.oracle.naming.shapes import of_its_shape
from scratchcnn.oracle.process.live import Live
from scratchcnn.oracle.target import judge_runner
from scratchcnn.oracle.understanding.carriers.ndarray import NDARRAY
from scratchcnn.oracle.understanding.plans.plan import Plan
from scratchcnn.oracle.understanding.protocols.callee import Callee
from scratchcnn.oracle.understanding.protocols.callers.method import METHODS
from scratchcnn.oracle.understanding.protocols.direct import DIRECT
from scratchcnn.oracle.understanding.protocols.place import Place
from scratchcnn.oracle.understanding.protocols.protocol import Protocol
from scratchcnn.oracle.understanding.protocols.readings.update import UPDATED
from scratchcnn.oracle.understanding.signatures.signature import Signature
from tests.helpers.observed import trial_of


class Dense:
    """The shapes of the bias and of its gradient are given by the classes below."""

    def __init__(self, n_in, n_out):
        self.W = np.random.standard_normal((n_in, n_out))
        self.b = np.zeros(n_out)

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW = self.x.T @ dout
        self.db = dout.sum(axis=0)
        return dout @ self.W.T


class RowForFlat(Dense):
    def backward(self, dout):
        dx = super().backward(dout)
        self.db = self.db[None]
        return dx


class RowForRow(RowForFlat):
    def __init__(self, n_in, n_out):
        super().__init__(n_in, n_out)
        self.b = np.zeros((1, n_out))


class FlatForRow(Dense):
    def __init__(self, n_in, n_out):
        super().__init__(n_in, n_out)
        self.b = np.zeros((1, n_out))


class FlatForColumn(Dense):
    def __init__(self, n_in, n_out):
        super().__init__(n_in, n_out)
        self.b = np.zeros((n_out, 1))

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b.T


class WithUpdate(RowForFlat):
    def update(self, rate):
        self.W -= rate * self.dW
        self.b -= rate * self.db[0]


class UpdatesInBackward(Dense):
    def backward(self, dout, lr):
        dx = dout @ self.W.T
        self.W = self.W - lr * self.x.T @ dout
        self.b = self.b - lr * dout.sum(axis=0, keepdims=True)
        return dx


def of_the_bias(layer):
    """Return the statuses and the messages of the bias's gradient; all else is right."""
    layer = type("Dense", (layer,), {})
    report = judge_runner("homework", Live(layer), Settings(budget=0))
    assert len(report) > 10
    found = [one for one in report if one.check == "grad_bias"]
    assert all(one.status == "ok" for one in report if one not in found)
    return {one.status for one in found}, found[-1]


@pytest.mark.parametrize("layer", [Dense, RowForRow])
def test_a_gradient_of_the_shape_of_its_parameter_is_right(layer):
    assert of_the_bias(layer)[0] == {"ok"}


@pytest.mark.parametrize("layer", [RowForFlat, FlatForColumn])
def test_a_gradient_of_another_shape_is_wrong_and_shown(layer):
    statuses, last = of_the_bias(layer)
    assert statuses == {"wrong"}
    assert "has the shape" in last.verdict.message
    assert last.counterexample is not None
    assert last.reproducer is not None


def test_the_shapes_are_told():
    _, last = of_the_bias(RowForFlat)
    size = len(last.counterexample.arrays["bias"])
    told = f"grad_bias has the shape (1, {size}), but its bias has ({size},)"
    assert last.verdict.message.startswith(told)


@pytest.mark.parametrize("layer", [FlatForRow, WithUpdate, UpdatesInBackward])
def test_what_broadcasting_or_its_own_update_makes_up_for_is_said(layer):
    statuses, last = of_the_bias(layer)
    assert statuses == {"convention"}
    assert "makes up for that" in last.verdict.message


def test_a_bias_that_is_passed_has_the_shape_in_which_it_is_passed():
    def linear_forward(x, w, b):
        return x @ w + b, (x, w)

    def linear_backward(dout, cache):
        x, w = cache
        return dout @ w.T, x.T @ dout, dout.sum(0, keepdims=True)

    pair = Live(linear_forward, linear_backward)
    report = judge_runner("homework", pair, Settings(budget=0))
    assert {one.status for one in report} == {"ok"}


TRIAL = trial_of("linear", {"x": np.ones((1, 2)), "weight": np.ones((3, 2)), "bias": np.ones(3)})
RIGHT = Verdict(True)


def of_forms(parameter, gradient, reading=DIRECT, check="grad_bias", updated=()):
    """Return what is said of a right gradient, given the layouts of its parameter and of itself."""
    place = {} if gradient is None else {"bias": Place("attribute", ("db",), gradient, reading)}
    own = {} if parameter is None else {"bias": (("b",), parameter)}
    protocol = Protocol(Callee(METHODS, "forward"), gradients=place)
    plan = Plan("linear", "Dense", NDARRAY, protocol, Signature(parameters=own), updated=updated)
    return of_its_shape(plan, check, TRIAL, RIGHT)


def test_without_a_plan_there_is_no_shape_to_compare():
    assert of_its_shape(None, "grad_bias", TRIAL, RIGHT) is RIGHT


@pytest.mark.parametrize(
    ("parameter", "gradient"),
    [("K", "K"), ("1K", "1K"), ("DK", "KD"), ("K", ""), ("K", None), (None, "1K"), (None, None)],
)
def test_a_shape_is_right_if_it_is_the_same_or_cannot_be_compared(parameter, gradient):
    assert of_forms(parameter, gradient) is RIGHT


def test_the_shape_of_another_result_says_nothing():
    assert of_forms("K", "1K", check="grad_x") is RIGHT


@pytest.mark.parametrize(("parameter", "gradient"), [("K", "1K"), ("K1", "K"), ("11K", "K1")])
def test_what_is_not_broadcast_to_the_shape_of_the_parameter_is_wrong(parameter, gradient):
    verdict = of_forms(parameter, gradient)
    assert (verdict.ok, verdict.status) == (False, "wrong")
    assert verdict.message.endswith(": what updates it with that fails, or changes its shape")


@pytest.mark.parametrize(
    ("parameter", "gradient", "others"),
    [
        ("1K", "K", {}),
        ("1K11", "K11", {}),
        ("K", "1K", {"reading": UPDATED}),
        ("K", "1K", {"updated": ("bias",)}),
    ],
)
def test_what_is_broadcast_or_updated_by_the_homework_is_a_convention(parameter, gradient, others):
    verdict = of_forms(parameter, gradient, **others)
    assert (verdict.ok, verdict.status) == (False, "convention")
    assert verdict.message.endswith(": broadcasting, or its own update, makes up for that")


def test_an_update_of_another_parameter_makes_up_for_nothing():
    assert of_forms("K", "1K", updated=("weight",)).status == "wrong"


def test_the_message_tells_both_shapes():
    told = "grad_bias has the shape (1, 3), but its bias has (3,): what"
    assert of_forms("K", "1K").message.startswith(told)
