"""Layers without a twin: right and wrong ones, and those that finite differences cannot judge."""

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from scratchcnn.oracle.live import Live
from scratchcnn.oracle.report import Report
from scratchcnn.oracle.report.json_format import to_json
from scratchcnn.oracle.without_twin import Judging, judge_without_twin


class LayerNorm:
    def __init__(self, size: int) -> None:
        self.gamma, self.beta = np.ones(size), np.zeros(size)

    def forward(self, x: Any) -> Any:
        self.scale = np.sqrt(x.var(-1, keepdims=True) + 1e-5)
        self.hat = (x - x.mean(-1, keepdims=True)) / self.scale
        return self.gamma * self.hat + self.beta

    def backward(self, dout: Any) -> Any:
        self.dgamma, self.dbeta = (dout * self.hat).sum(0), dout.sum(0)
        d = dout * self.gamma
        along = self.hat * (d * self.hat).mean(-1, keepdims=True)
        return (d - d.mean(-1, keepdims=True) - along) / self.scale


class ForgetfulLayerNorm(LayerNorm):
    def backward(self, dout: Any) -> Any:
        super().backward(dout)
        return dout * self.gamma / self.scale


class PReLU:
    def __init__(self, channels: int) -> None:
        self.alpha = np.full(channels, 0.25)

    def forward(self, x: Any) -> Any:
        self.x = x
        return np.where(x > 0, x, self.alpha[:, None, None] * x)

    def backward(self, dout: Any) -> Any:
        grad = dout * np.where(self.x > 0, 1, self.alpha[:, None, None])
        return grad, (dout * np.minimum(self.x, 0)).sum((0, 2, 3))


class OneSlope:
    def __init__(self) -> None:
        self.slope = 0.25

    def forward(self, x: Any) -> Any:
        self.x = x
        return np.where(x > 0, x, self.slope * x)

    def backward(self, dout: Any) -> Any:
        self.grad_slope = np.sum(dout * np.minimum(self.x, 0))
        return dout * np.where(self.x > 0, 1, self.slope)


class Swish:
    def forward(self, x: Any) -> Any:
        self.x, self.s = x, 1 / (1 + np.exp(-x))
        return x * self.s

    def backward(self, dout: Any) -> Any:
        return dout * (self.s + self.x * self.s * (1 - self.s))


class ScaleAndShift:
    def __init__(self) -> None:
        self.params = {"scale": np.ones(5), "shift": np.zeros(5)}
        self.grads: dict[str, Any] = {}

    def forward(self, x: Any) -> Any:
        self.x = x
        return x * self.params["scale"] + self.params["shift"]

    def backward(self, dout: Any) -> Any:
        self.grads = {"scale": dout.sum(0), "shift": dout.sum(0)}
        return dout * self.params["scale"]


class Maxout:
    def __init__(self) -> None:
        self.W = np.random.default_rng(0).standard_normal((2, 4, 5))

    def forward(self, x: Any) -> Any:
        self.x, z = x, x @ self.W
        self.winner = z.argmax(0)
        return z.max(0)

    def backward(self, dout: Any) -> Any:
        masked = np.stack([dout * (self.winner == piece) for piece in (0, 1)])
        self.dW = self.x.T @ masked
        return (masked @ self.W.transpose(0, 2, 1)).sum(0)


class Dropout:
    def forward(self, x: Any) -> Any:
        self.mask = np.random.random(x.shape) > 0.5
        return 2 * x * self.mask

    def backward(self, dout: Any) -> Any:
        return 2 * dout * self.mask


class OwnGenerator(Dropout):
    def __init__(self) -> None:
        self.rng = np.random.default_rng(0)

    def forward(self, x: Any) -> Any:
        self.mask = self.rng.random(x.shape) > 0.5
        return 2 * x * self.mask


class Counting(Swish):
    def __init__(self) -> None:
        self.calls = 0

    def forward(self, x: Any) -> Any:
        self.calls += 1
        return self.calls * super().forward(x)


class Accumulating:
    def __init__(self) -> None:
        self.gain, self.dgain, self.running_mean = np.ones(4), np.zeros(4), np.zeros(4)

    def forward(self, x: Any) -> Any:
        self.x = x
        self.running_mean += x.mean(0)
        return self.gain * x

    def backward(self, dout: Any) -> Any:
        self.dgain += (dout * self.x).sum(0)
        return dout * self.gain


class Updating:
    def __init__(self) -> None:
        self.gain = np.ones(4)

    def forward(self, x: Any) -> Any:
        self.x = x
        return self.gain * x

    def backward(self, dout: Any, learning_rate: float) -> Any:
        dx = dout * self.gain
        self.gain -= learning_rate * (dout * self.x).sum(0)
        return dx


class UpdatingTooSoon(Updating):
    def backward(self, dout: Any, learning_rate: float) -> Any:
        super().backward(dout, learning_rate)
        return dout * self.gain


class Lazy(Updating):
    def __init__(self) -> None:
        self.gain: Any = None

    def forward(self, x: Any) -> Any:
        if self.gain is None:
            self.gain = np.ones(x.shape[1])
        return super().forward(x)

    def backward(self, dout: Any) -> Any:
        self.dgain = (dout * self.x).sum(0)
        return dout * self.gain


class Huber:
    def forward(self, prediction: Any, target: Any) -> Any:
        self.d = prediction - target
        return np.where(abs(self.d) < 1, self.d**2 / 2, abs(self.d) - 0.5).mean()

    def backward(self) -> Any:
        return np.clip(self.d, -1, 1) / self.d.size


class Log:
    def forward(self, x: Any) -> Any:
        self.x = x
        return np.log(x)

    def backward(self, dout: Any) -> Any:
        return dout / self.x


class InSinglePrecision:
    def forward(self, x: Any) -> Any:
        self.x = x.astype(np.float32)
        return (self.x**3).astype(float)

    def backward(self, dout: Any) -> Any:
        return 3 * self.x**2 * dout


class Selfish:
    def forward(self, x: Any) -> Any:
        self.inputs = x
        return x * x

    def backward(self, dvalues: Any) -> None:
        self.dinputs = 2 * self.inputs * dvalues


class Empty:
    def forward(self, x: Any) -> Any:
        return 2 * x

    def backward(self, dout: Any) -> Any:
        raise NotImplementedError


class Picky:
    def forward(self, x: Any) -> Any:
        return x.shape[9]

    def backward(self, dout: Any) -> Any:
        return dout


class Unclear:
    def forward(self, x: Any, wibble: Any) -> Any:
        return x * wibble

    def backward(self, dout: Any) -> Any:
        return dout


class NoBackward:
    def forward(self, x: Any) -> Any:
        return x


def softplus(x: Any) -> Any:
    return np.log1p(np.exp(x)), lambda dout: (dout / (1 + np.exp(-x)),)


def channel_scale(x: Any, scale: Any) -> Any:
    return x * scale, lambda dout: (dout * scale, (dout * x).sum(0))


def half_scale(x: Any, scale: Any) -> Any:
    return x * scale, lambda dout: (dout * scale, (dout * x).sum(0) / 2)


def twice(x: Any) -> Any:
    return 2 * x


def judged(layer: Any, examples: int = 2) -> Report:
    runner = Live(layer)
    return judge_without_twin("mine", runner, runner.definitions[0], Judging(0, examples))


def understood(report: Report) -> str:
    (layer,) = report.layers
    return layer.understood


@pytest.mark.parametrize(
    ("layer", "x", "gradients"),
    [
        (LayerNorm(4), "(N, 4)", "x, gamma, beta"),
        (PReLU(5), "(N, 5, 4, 6)", "x, alpha"),
        (OneSlope(), "(N, 6)", "x, slope"),
        (Swish(), "(N, 6)", "x"),
        (Maxout(), "(N, 4)", "x, W"),
        (Accumulating(), "(N, 4)", "x, gain"),
        (Updating(), "(N, 4)", "x, gain"),
        (Lazy(), "(N, 6)", "x, gain"),
        (Huber(), "(N, 6)", "x"),
        (Log(), "(N, 6)", "x"),
        (InSinglePrecision(), "(N, 6)", "x"),
        (Selfish(), "(N, 6)", "x"),
        (softplus, "(N, 6)", "x"),
        (channel_scale, "(N, 6)", "x, scale"),
    ],
    ids=lambda value: getattr(value, "__name__", type(value).__name__),
)
def test_right_gradients_are_accepted(layer: Any, x: str, gradients: str) -> None:
    report = judged(layer)
    assert report
    assert f"; x {x}; " in understood(report)
    assert f"gradients of {gradients};" in understood(report)
    assert [(r.op, r.check, r.regime) for r in report] == [
        ("layer", "finite_difference", "basic"),
        ("layer", "finite_difference", "batch"),
    ]


@pytest.mark.parametrize(
    ("layer", "message"),
    [
        (ForgetfulLayerNorm(4), "grad_x differs from the slope of the output in 4 of 4 elements"),
        (ScaleAndShift(), "grad_params['scale'] differs from the slope of the output in 5 of 5"),
        (UpdatingTooSoon(), "grad_x differs from the slope of the output in 4 of 4 elements"),
        (half_scale, "grad_scale differs from the slope of the output in 6 of 6 elements"),
    ],
    ids=lambda value: getattr(value, "__name__", type(value).__name__),
)
def test_wrong_gradients_are_found(layer: Any, message: str) -> None:
    report = judged(layer)
    assert report.verdict == "wrong"
    assert next(iter(report)).verdict.message.startswith(message)


def test_a_large_array_is_told_by_one_of_its_elements() -> None:
    class Steep(PReLU):
        def backward(self, dout: Any) -> Any:
            grad, slopes = super().backward(dout)
            return 2 * grad, slopes

    (_, batch) = judged(Steep(5))
    assert "but the slope there is" in batch.verdict.message
    assert "12 of the 12 elements that were looked at" in batch.verdict.message


def test_the_shape_of_a_gradient_counts_but_for_axes_of_one() -> None:
    class Rows(Updating):
        def backward(self, dout: Any) -> Any:
            self.dgain = (dout * self.x).sum(0, keepdims=True)
            return dout * self.gain

    assert "gradients of x, gain;" in understood(judged(Rows()))


def test_it_is_said_that_nothing_else_was_judged() -> None:
    report = judged(Swish())
    assert "finite differences alone" in understood(report)
    assert "whether the output is right was not judged" in report.notes[0]


def test_what_has_no_gradient_is_said() -> None:
    assert "no gradient was found of running_mean" in judged(Accumulating()).notes


@pytest.mark.parametrize("layer", [Dropout(), OwnGenerator(), Counting()])
def test_what_gives_another_output_every_time_is_not_judged(layer: Any) -> None:
    report = judged(layer)
    assert not report
    assert not report.results
    assert report.error is not None
    assert "another output when it is called again on the same input" in report.error


@pytest.mark.parametrize(
    ("layer", "why"),
    [
        (Picky(), "no input got through forward and backward; tried (N, 6), (N, 4), (N, 2, 4, 6)"),
        (Unclear(), "what its argument wibble stands for is not known"),
        (NoBackward(), "it has no method for the backward pass"),
        (twice, "it does not return (out, pullback)"),
    ],
    ids=lambda value: getattr(value, "__name__", type(value).__name__),
)
def test_why_nothing_could_be_judged_is_said(layer: Any, why: str) -> None:
    report = judged(layer)
    assert (report.verdict, report.results) == ("error", ())
    assert why in str(report.error)


def test_what_is_not_implemented_is_said_to_be_so() -> None:
    assert [result.status for result in judged(Empty())] == ["unimplemented"]


class Half:
    def forward(self, x: Any) -> Any:
        return x.astype(np.float16)

    def backward(self, dout: Any) -> Any:
        return 2 * dout


class Steps(Half):
    def forward(self, x: Any) -> Any:
        return np.sign(x)


@pytest.mark.parametrize("layer", [Half(), Steps()])
def test_an_output_without_slopes_is_not_judged(layer: Any) -> None:
    report = judged(layer)
    assert (report.verdict, report.results) == ("error", ())
    assert "its output has no slopes" in str(report.error)


@pytest.mark.parametrize(
    "out",
    [None, "x", [], 10**400, 2**900, True, {"out": 1.0}, iter(()), np.zeros((0, 3)), object()],
    ids=lambda value: type(value).__name__,
)
def test_whatever_comes_back_the_judge_gets_through(out: Any) -> None:
    class Forward(Swish):
        def forward(self, x: Any) -> Any:
            return out

    class Backward(Swish):
        def backward(self, dout: Any) -> Any:
            return out

    for layer in (Forward(), Backward()):
        assert not judged(layer)


def test_an_object_stays_as_it_is() -> None:
    layer = Updating()
    judged(layer)
    assert vars(layer).keys() == {"gain"}
    assert layer.gain.tolist() == [1, 1, 1, 1]


def test_a_kink_has_every_slope_between_its_sides() -> None:
    class Kinked:
        def forward(self, x: Any) -> Any:
            # Every drawn number lies within reach of some kink.
            self.kinks = np.round(x * 1e4) / 1e4
            return np.abs(x - self.kinks)

        def backward(self, dout: Any) -> Any:
            return 0 * dout

    assert judged(Kinked())


def test_the_same_seed_gives_the_same_counterexample() -> None:
    first, second = (next(iter(judged(ScaleAndShift()))).counterexample for _ in range(2))
    assert first is not None
    assert second is not None
    assert first.arrays["x"].tolist() == second.arrays["x"].tolist()


@pytest.mark.parametrize(
    "make", [lambda: ForgetfulLayerNorm(4), ScaleAndShift, UpdatingTooSoon, lambda: half_scale]
)
def test_the_reproducer_prints_the_gradient_and_the_slope(
    make: Callable[[], Any], capsys: pytest.CaptureFixture[str]
) -> None:
    result = next(iter(judged(make())))
    assert result.reproducer is not None
    exec(result.reproducer, {"layer": make(), "half_scale": half_scale})
    _, gradient, _, slope = capsys.readouterr().out.split()
    index = result.verdict.index
    assert float(gradient) == pytest.approx(result.verdict.got[index])
    assert float(slope) == pytest.approx(result.verdict.expected[index])


def test_the_report_is_strict_json() -> None:
    document = json.loads(to_json([judged(ScaleAndShift())], 0))
    (target,) = document["targets"]
    assert target["results"][0]["counterexample"]["x"]["shape"] == [1, 5]
