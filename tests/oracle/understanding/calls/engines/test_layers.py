"""Which definitions of a homework with a class of its own may be layers."""

import numpy as np

from scratchcnn.oracle.process.live import Live
from scratchcnn.oracle.understanding.calls.engines.layers import engines, with_carriers
from scratchcnn.oracle.understanding.carriers.table import carriers_for
from tests.helpers.samples.living import everything


class Tensor:
    def __init__(self, data):
        self.data = np.asarray(data, dtype=float)
        self.grad = None
        self.operation = None

    def relu(self):
        return Rectifier()(self)

    def backward(self, grad):
        self.grad = grad
        if self.operation is not None:
            self.operation.back(grad)


class Operation:
    def __call__(self, x):
        self.x = x
        out = Tensor(self.forward(x.data))
        out.operation = self
        return out


class Rectifier(Operation):
    def forward(self, x):
        return np.maximum(x, 0)

    def back(self, grad):
        self.x.backward(grad * (self.x.data > 0))


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def carried(live):
    return with_carriers(list(engines(live, live.definitions)), live.definitions)


def names(*targets):
    live = Live(*targets)
    return [one["name"] for one in carried(live)]


def test_a_method_is_judged_in_place_of_the_operation_behind_it():
    assert names(Tensor, Operation, Rectifier) == ["Tensor.relu"]


def test_a_homework_without_such_a_class_stays_as_it_is():
    live = Live(sigmoid)
    assert carried(live) == list(live.definitions)


def test_what_mentions_nothing_of_it_takes_arrays():
    live = Live(Tensor, sigmoid)
    described = next(one for one in carried(live) if one["name"] == "sigmoid")
    assert [carrier.name for carrier in carriers_for(described)] == ["ndarray"]


def test_the_gradient_of_one_argument_is_never_that_of_another():
    def mse_loss(prediction, target):
        apart = prediction.data - target.data
        out = Tensor(np.asarray((apart**2).mean()))

        class Pull:
            def back(self, grad):
                prediction.grad = -2 * grad * apart / apart.size
                target.grad = 2 * grad * apart / apart.size

        out.operation = Pull()
        return out

    plan = everything(mse_loss, Tensor)["mse_loss"].plan
    assert plan.protocol.gradients["p"].path == ("p", "grad")


class Shaped(Tensor):
    def reshape(self, shape):
        return self

    def flatten(self):
        return self


def test_a_method_that_makes_any_shape_is_no_layer_that_flattens():
    runner = Live(Shaped, Operation, Rectifier)
    found = list(engines(runner, runner.definitions))
    names = {one["name"] for one in with_carriers(found, runner.definitions)}
    assert "Shaped.flatten" in names
    assert "Shaped.reshape" not in names
