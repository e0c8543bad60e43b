import numpy as np
import pytest
from judged_in_process import judged, wrong

from scratchcnn.oracle.process.live import Live
from scratchcnn.oracle.understanding.plans.adapted import Adapted
from scratchcnn.oracle.understanding.plans.reproducer import reproducer
from scratchcnn.oracle.understanding.signatures.from_source.starred import taken_out
from scratchcnn.oracle.understanding.signatures.setting import Setting
from tests.helpers.samples.living import plan_of

X = np.array([[1.0, -1.0], [0.5, 2.0]])


class MSELoss:
    def forward(self, *entradas):
        self.p, self.y = entradas[0], entradas[1]
        return ((self.p - self.y) ** 2).mean()

    def backward(self, *gradwrtoutput):
        return 2 * (self.p - self.y) / self.p.size


class ReLU:
    def forward(self, *input):
        (x,) = input
        self.x = x
        return np.maximum(x, 0)

    def backward(self, *gradwrtoutput):
        return gradwrtoutput[0] * (self.x > 0)


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("x = args[0]", ["x"]),
        ("(x, w) = args", ["x", "w"]),
        ("x, w, = args  # both", ["x", "w"]),
        ("[x] = args", ["x"]),
        ("out = args[0] + args[2]", ["args", "args_1", "args_2"]),
        ("self.x, self.t = args", ["x", "t"]),
        ("x = args", []),
        ("return f(*args)", []),
        ("kwargs[0]", []),
    ],
)
def test_what_is_taken_out_has_the_names_it_gets(source, names):
    assert taken_out("args", source) == names


def test_what_is_taken_out_is_passed_in_its_order():
    out, pullback = Adapted(Live(ReLU), plan_of(ReLU))(x=X)
    np.testing.assert_array_equal(out, np.maximum(X, 0))
    np.testing.assert_array_equal(pullback(X)[0], X * (X > 0))


def test_a_loss_takes_two():
    plan = plan_of(MSELoss)
    assert (plan.op, len(plan.signature.forward)) == ("mse_loss", 2)


def test_it_is_written_without_a_name():
    lines = reproducer(plan_of(ReLU), Setting("relu", {"x": X}, {}), X, "grad_x", None)
    assert "out = layer.forward(x)" in lines
    assert "layer.backward(grad_out)" in lines


def test_an_upstream_gradient_that_is_never_taken_out_is_ignored(few_cases):
    class Sigmoid:
        def forward(self, *input):
            self.s = 1 / (1 + np.exp(-input[0]))
            return self.s

        def backward(self, *gradwrtoutput):
            return self.s * (1 - self.s)

    assert wrong(judged(Sigmoid)) == {("sigmoid", "grad_x")}


def test_a_loss_need_not_take_out_its_upstream_gradient(few_cases):
    assert not wrong(judged(MSELoss))
