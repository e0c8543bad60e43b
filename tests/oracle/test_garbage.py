import json

import numpy as np
import pytest
from garbage import homeworks
from garbage_values import ERRORS, VALUES, Angry, Yielding
from hypothesis import HealthCheck, given, settings

from scratchcnn.oracle import judging
from scratchcnn.oracle.checks import homework
from scratchcnn.oracle.judging import Settings
from scratchcnn.oracle.process.live import Live
from scratchcnn.oracle.report.json_format import to_json
from scratchcnn.oracle.target import judge_runner
from scratchcnn.oracle.understanding.calls.probing import search


@pytest.fixture(autouse=True, scope="module")
def little_patience():
    """Nonsense is not understood in 20 attempts either, and two cases tell that it is wrong."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search, "ATTEMPTS", 20)
        patch.setattr(judging, "MINIMUM", 2)
        patch.setattr(homework, "SHRINKING", 5)
        yield


def report_on(*targets):
    """Judge whatever it is, and read the report as a machine would."""
    report = judge_runner("garbage", Live(*targets), Settings(budget=0))
    written = json.loads(to_json([report], 0), parse_constant=refused)
    assert written["targets"][0]["verdict"] == report.verdict
    assert report.verdict != "ok" or len(report)
    return report


def refused(constant):
    raise AssertionError(f"{constant} is no JSON")


# By themselves those that differ most; the property test draws all of them.
RETURNED = (
    *("None", "NaN", "string", "angry", "yielding", "generator", "huge", "complex", "ragged"),
    *("objects", "cycle", "dict", "class", "0-d", "empty", "read-only", "masked", "subclass"),
    *("records", "many axes", "dtype f2", "dtype U3"),
)
STORED = ("None", "angry", "yielding", "cycle", "list of arrays", "masked", "objects", "records")


@settings(suppress_health_check=list(HealthCheck))
@given(homeworks())
def test_garbage_gets_a_report(targets):
    report_on(*targets)


@pytest.mark.parametrize("name", RETURNED)
def test_whatever_forward_and_backward_return_is_reported(name):
    class ReLU:
        def forward(self, x):
            return VALUES[name]()

    class Sigmoid:
        def forward(self, x):
            return 1 / (1 + np.exp(-x))

        def backward(self, dout):
            return VALUES[name]()

    report = report_on(ReLU, Sigmoid)
    assert report.verdict != "ok"


@pytest.mark.parametrize("name", STORED)
def test_whatever_a_parameter_is_after_the_constructor_is_reported(name):
    class Linear:
        def __init__(self, in_features, out_features):
            self.W = VALUES[name]()

        def forward(self, x):
            return x @ self.W

    assert report_on(Linear).verdict != "ok"


@pytest.mark.parametrize("number", range(len(ERRORS)))
def test_whatever_is_raised_is_reported(number):
    class ReLU:
        def forward(self, x):
            raise ERRORS[number]()

    class Tanh:
        def forward(self, x):
            return np.tanh(x)

        def backward(self, dout):
            raise ERRORS[number]()

    report = report_on(ReLU, Tanh)
    assert not any(one for one in report if one.check == "grad_x")
    assert report.verdict != "ok"


def test_what_is_right_once_and_nonsense_later_is_wrong():
    calls = []

    class ReLU:
        def forward(self, x):
            calls.append(1)
            nonsense = sorted(VALUES)[len(calls) % len(VALUES)]
            return np.maximum(x, 0) if len(calls) < 9 else VALUES[nonsense]()

    assert report_on(ReLU).verdict != "ok"


def test_an_object_that_has_every_attribute_is_reported():
    class Conv2d(Yielding):
        def forward(self, x):
            return self.anything

    assert report_on(Conv2d).verdict == "error"


def test_an_object_that_can_do_nothing_is_reported():
    class Linear(Angry):
        def forward(self, x):
            return self

    assert report_on(Linear).verdict == "error"


def test_gradients_that_are_nonsense_among_the_attributes_are_reported():
    class Dense:
        def __init__(self, n_in, n_out):
            self.W, self.b = np.ones((n_in, n_out)), np.ones(n_out)

        def forward(self, x):
            self.x = x
            return x @ self.W + self.b

        def backward(self, dout):
            self.dW = np.full(self.W.shape, None, dtype=object)
            self.db = "text"
            return np.full(self.x.shape, np.nan)

    assert report_on(Dense).verdict == "wrong"


def test_a_constructor_that_takes_nothing_we_know_is_said():
    class Conv2d:
        def __init__(self, *, frobnicate):
            self.w = frobnicate

        def forward(self, x):
            return x

    assert "`frobnicate`" in report_on(Conv2d).error


def test_an_output_that_becomes_ragged_is_wrong():
    calls = []

    class ReLU:
        def forward(self, x):
            calls.append(1)
            return np.maximum(x, 0) if len(calls) < 9 else [[1.0], [2.0, 3.0]]

    assert report_on(ReLU).verdict == "wrong"


def test_an_empty_homework_is_no_success():
    assert report_on().verdict == "error"
