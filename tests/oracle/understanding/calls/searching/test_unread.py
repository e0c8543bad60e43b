import numpy as np
import pytest
from judged_in_process import judged, wrong

from scratchcnn.oracle.understanding.calls.searching.unread import unplaced
from scratchcnn.oracle.understanding.protocols.callee import Callee, Pass
from scratchcnn.oracle.understanding.protocols.callers.method import METHOD
from tests.helpers.samples.living import plan_of


def test_an_attribute_that_another_method_sets_leaves_the_backward_pass_unread():
    class ReLU:
        def init(self, in_dim):
            self.in_dim = in_dim

        def forward(self, x):
            self.x = x
            return np.maximum(x, 0)

        def backward(self, grad):
            return (grad * (self.x > 0)).reshape(self.in_dim)

    plan = plan_of(ReLU)
    # It may as well be called with its sizes first.
    assert plan.unread or plan.protocol.prepared


def test_a_cache_that_forward_does_not_always_keep_is_no_misspelling():
    class Tanh:
        def __init__(self):
            self.cache = None

        def forward(self, x):
            if getattr(self, "told", False):
                self.cache = {"x": x}
            return np.tanh(x)

        def backward(self, grad):
            x = self.cache["x"]
            return grad * (1 - np.tanh(x) ** 2)

    assert "`cache`" in plan_of(Tanh).unread


def test_a_misspelled_attribute_is_judged():
    class Sigmoid:
        def forward(self, x):
            self.output = 1 / (1 + np.exp(-x))
            return self.output

        def backward(self, grad):
            return grad * self.outputs * (1 - self.outputs)

    plan = plan_of(Sigmoid)
    assert plan.protocol.backward is not None
    assert not plan.unread


def test_an_attribute_that_stays_none_is_judged():
    class Tanh:
        def __init__(self):
            self.out = None

        def forward(self, x):
            return np.tanh(x)

        def backward(self, grad):
            return grad * (1 - self.out**2)

    assert not plan_of(Tanh).unread


def test_a_parameter_that_is_never_read_leaves_no_doubt(few_cases):
    def relu_forward(x):
        m = x > 0
        return x * m, m

    def relu_backward(dout, m):
        return dout * (dout > 0)

    assert wrong(judged(relu_forward, relu_backward)) == {("relu", "grad_x")}


def test_a_cache_kept_under_a_condition_may_be_read_by_another_name_first():
    class Tanh:
        def __init__(self):
            self.cache = None

        def forward(self, x, behalten=False):
            if behalten:
                self.cache = x
            return np.tanh(x)

        def backward(self, grad):
            x = self.cache
            return grad * (1 - np.tanh(x.copy()) ** 2)

    assert "`cache`" in plan_of(Tanh).unread


def test_a_cache_that_is_multiplied_by_may_be_kept_under_a_condition():
    class ReLU:
        def __init__(self):
            self.mask = None

        def forward(self, x, bewaar=False):
            if bewaar:
                self.mask = x > 0
            return np.maximum(x, 0)

        def backward(self, grad):
            return grad * self.mask

    assert "`mask`" in plan_of(ReLU).unread


class Verbessert:
    """Its third argument is an optimizer, which no name says."""

    def __init__(self, n_in, n_out, verbesserer):
        self.verbesserer = verbesserer
        self.W, self.b = np.ones((n_in, n_out)), np.zeros(n_out)

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, grad):
        self.dW, self.db = self.x.T @ grad, grad.sum(axis=0)
        self.verbesserer.update(self)
        return grad @ self.W.T


def test_what_was_taken_for_a_size_and_is_none_leaves_the_backward_pass_unread(few_cases):
    report = judged(type("Linear", (Verbessert,), {}))
    assert not wrong(report)
    assert any("`verbesserer` is not known" in one.understood for one in report.layers)


def test_what_the_class_hangs_on_arrays_leaves_the_backward_pass_unread(few_cases):
    class ReLU:
        def forward(self, x):
            self.eingang, self.ausgang = x, np.maximum(x, 0)
            return self.ausgang

        def backward(self):
            self.eingang.steigung = self.ausgang.steigung * (self.eingang > 0)

    report = judged(ReLU)
    assert not wrong(report)
    assert any("`steigung`" in one.understood for one in report.layers)


def forgetting(helper):
    class ReLU:
        def forward(self, x):
            self.mask = x > 0
            return x * self.mask

        def helped(self, grad):
            helper(grad)

        def backward(self, grad):
            return self.helped(grad) * self.mask

    return ReLU


def test_what_forward_always_sets_is_not_missing(few_cases):
    assert {check for _, check in wrong(judged(forgetting(np.copy)))} == {"grad_x"}


def test_a_constructor_is_not_blamed_for_a_line_that_does_not_read_what_it_keeps(few_cases):
    class Linear:
        def __init__(self, ein, aus):
            self.W, self.b = np.ones((ein, aus)), np.zeros(aus)

        def forward(self, x):
            self.x = x
            return x @ self.W + self.b

        def backward(self, grad):
            for _ in self.x.shape[0]:
                self.dW, self.db = self.x.T @ grad, grad.sum(axis=0)
            return grad @ self.W.T

    assert wrong(judged(Linear))


@pytest.mark.parametrize("line", ["self.calls = 1", "self.kept = grad", "self.calls += 1"])
def test_what_is_left_elsewhere_is_no_gradient(line):
    described = {"source": f"def backward(self, grad):\n    {line}\n    dx = grad * 2\n"}
    described |= {"params": [{"name": "grad"}], "returns": {"none": True}}
    assert unplaced(None, [Pass(Callee(METHOD, "backward"), described)]) == ""


def test_what_is_computed_and_left_in_an_attribute_may_be_the_gradient():
    described = {"source": "def backward(self, grad):\n    self.kaas = grad * 2\n"}
    described |= {"params": [{"name": "grad"}], "returns": {"none": True}}
    assert "which attribute" in unplaced(None, [Pass(Callee(METHOD, "backward"), described)])


def test_what_goes_back_through_other_layers_by_itself_is_not_judged():
    described = {"source": "def backward(self, g):\n    self.below.backward(g * self.mask)\n"}
    described |= {"params": [{"name": "g"}], "returns": {"none": True}}
    assert "to another backward pass" in unplaced(
        None, [Pass(Callee(METHOD, "backward"), described)]
    )
