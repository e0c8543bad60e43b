import time

import numpy as np

from scratchcnn.oracle.process.live import Live
from scratchcnn.oracle.understanding.calls.probing.probe import FAILED, RIGHT
from scratchcnn.oracle.understanding.calls.searching.forward import search_forward
from scratchcnn.oracle.understanding.protocols.callee import Sought
from scratchcnn.oracle.understanding.protocols.callers.method import METHODS
from scratchcnn.oracle.understanding.protocols.table import entry_of
from tests.helpers.samples.living import Dense, MaxPool, conv_forward, mse, relu


def sought_in(live):
    (definition,) = live.definitions
    return Sought(definition, entry_of(definition))


def search(target, op, **options):
    live = Live(target)
    return search_forward(live, sought_in(live), op, **options)


def plan_of(target, op):
    found = search(target, op)
    assert found.best.rank == RIGHT
    return found.best.plan


def test_a_class_is_constructed_and_its_method_called():
    plan = plan_of(Dense, "linear")
    assert plan.protocol.constructor.name == "Dense"
    assert plan.protocol.forward.name == "forward"
    assert plan.protocol.forward.caller is METHODS
    assert plan.signature.parameters == {"weight": (("W",), "DK"), "bias": (("b",), "K")}


def test_a_function_is_given_its_weight():
    plan = plan_of(conv_forward, "conv2d")
    assert plan.protocol.constructor is None
    assert plan.signature.forms == {"x": "NCHW", "weight": "FCKL", "bias": "F"}
    assert plan.protocol.cache == (1,)


def test_a_pooling_is_given_its_window():
    assert plan_of(MaxPool, "max_pool2d").signature.takes("kernel_size")


def test_an_elementwise_function_takes_any_shape():
    assert plan_of(relu, "relu").signature.forms == {"x": "same"}


def test_the_target_of_a_loss_may_come_first():
    roles = [argument.role for _, argument in plan_of(mse, "mse_loss").signature.forward]
    assert roles == ["target", "p"]


def test_images_may_have_their_channels_last():
    class Pool:
        def forward(self, x):
            n, h, w, c = x.shape
            return x.reshape(n, h // 2, 2, w // 2, 2, c).max((2, 4))

    assert plan_of(Pool, "max_pool2d").signature.forms == {"x": "NHWC"}


def test_one_image_is_told_from_a_batch():
    class Pool:
        def forward(self, image):
            h, w = image.shape
            return image.reshape(h // 2, 2, w // 2, 2).max((1, 3))

    assert plan_of(Pool, "max_pool2d").signature.forms["x"] == "HW"


def test_weights_that_appear_at_the_first_call_are_found():
    class Dense:
        def __init__(self, units):
            self.units = units

        def forward(self, x):
            if not hasattr(self, "W"):
                self.W = np.ones((x.shape[1], self.units))
            return x @ self.W

    assert plan_of(Dense, "linear").protocol.lazy


def test_a_padding_is_passed_by_its_name():
    class Conv:
        def __init__(self, in_channels, filters, kernel_size, padding="valid"):
            self.w = np.ones((filters, in_channels, kernel_size, kernel_size))
            self.pad = kernel_size // 2 if padding == "same" else 0

        def forward(self, x):
            return conv_forward(x, self.w, np.zeros(len(self.w)), {"stride": 1, "pad": self.pad})[0]

    assert plan_of(Conv, "conv2d").signature.role("padding").form == "named"


def test_a_slope_that_is_not_passed_is_found_by_trying():
    found = search(lambda_named("leaky_relu", lambda x: np.where(x > 0, x, 0.2 * x)), "leaky_relu")
    assert found.best.rank == RIGHT
    assert found.best.setting.options == {"negative_slope": 0.2}


def lambda_named(name, function):
    function.__name__ = name
    return function


def test_a_function_without_a_weight_is_no_convolution():
    assert search(relu, "conv2d").best is None


def test_layouts_can_be_left_out():
    assert search(Dense, "linear", without=frozenset({"ND"})).best.plan.signature.forms["x"] != "ND"


def test_why_calls_failed_is_remembered():
    def relu(x):
        raise KeyError("cache")

    found = search(relu, "relu")
    assert found.best.rank == FAILED
    assert {failure.type for failure in found.failures} == {"KeyError"}


def test_an_unknown_parameter_ends_the_search():
    def relu(x, quux):
        return x

    assert "`quux`" in search(relu, "relu").unknown[0]


def test_a_search_has_so_many_attempts_and_no_more(monkeypatch):
    monkeypatch.setattr("scratchcnn.oracle.understanding.calls.probing.search.ATTEMPTS", 5)
    calls = []

    class Conv:
        def __init__(self, in_channels, out_channels, kernel_size, stride, padding):
            calls.append(1)
            raise ValueError

        def forward(self, x):
            return x

    search(Conv, "conv2d")
    assert len(calls) <= 6 * (5 + 2)


def test_two_calls_that_take_too_long_end_the_search(monkeypatch):
    from scratchcnn.oracle.process.runner import Failure, Reply

    live, calls = Live(relu), []

    def slow(*args, **kwargs):
        calls.append(time.monotonic())
        return Reply(failure=Failure("timeout"))

    monkeypatch.setattr(live, "run", slow)
    search_forward(live, sought_in(live), "relu")
    assert len(calls) == 2


class Told:
    """A pooling of (N, H, W, C) that is told the size of its images after it is made."""

    def __init__(self, pool_size):
        self.p = pool_size

    def build(self, input_shape):
        h, w, self.c = input_shape
        self.input_shape, self.h, self.w = input_shape, h // self.p, w // self.p

    def forward(self, x):
        kept = x[:, : self.h * self.p, : self.w * self.p]
        return kept.reshape(-1, self.h, self.p, self.w, self.p, self.c).mean((2, 4))


Told.__name__ = "AveragePooling2D"


def test_a_pooling_that_is_told_its_sizes_is_called_so_only_where_it_is_right_then():
    best = search(Told, "avg_pool2d").best
    assert best.rank == RIGHT
    assert [callee.name for callee, _ in best.plan.protocol.prepared] == ["build"]
    assert best.plan.signature.forms["x"] == "NHWC"


def test_a_pooling_that_is_not_right_with_any_size_that_it_is_told_is_in_doubt():
    class Odd(Told):
        def forward(self, x):
            return super().forward(x) * 1.5

    Odd.__name__ = "AveragePooling2D"
    assert search(Odd, "avg_pool2d").best is None
