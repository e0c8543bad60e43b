"""Layers without a twin: right and wrong ones, and those that finite differences cannot judge."""

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from twinless import (
    Accumulating,
    Counting,
    Dropout,
    Empty,
    ForgetfulLayerNorm,
    Gated,
    Half,
    Huber,
    InSinglePrecision,
    LayerNorm,
    Lazy,
    Log,
    Maxout,
    NoBackward,
    OneSlope,
    OwnGenerator,
    Picky,
    PReLU,
    ScaleAndShift,
    Selfish,
    Steps,
    Unclear,
    Updating,
    UpdatingTooSoon,
    channel_scale,
    half_scale,
    softplus,
    twice,
)

from scratchcnn.oracle.process.live import Live
from scratchcnn.oracle.report.json_format import to_json
from scratchcnn.oracle.report.report import Report
from scratchcnn.oracle.without_twin.judging import Judging, judge_without_twin


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
        (Gated(), "(N, 6)", "x"),
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
    report = judged(Gated())
    assert "finite differences alone" in understood(report)
    assert "whether the output is right was not judged" in report.notes[0]


def test_what_has_no_gradient_is_said() -> None:
    assert "no gradient was found for running_mean" in judged(Accumulating()).notes


@pytest.mark.parametrize("layer", [Dropout(), OwnGenerator(), Counting()])
def test_what_gives_another_output_every_time_is_not_judged(layer: Any) -> None:
    report = judged(layer)
    assert not report
    assert not report.results
    assert report.error is not None
    assert "different output when it is called again on the same input" in report.error


@pytest.mark.parametrize(
    ("layer", "why"),
    [
        (Picky(), "no input got through forward and backward; tried (N, 6), (N, 4), (N, 2, 4, 6)"),
        (Unclear(), "it is not known what its argument wibble stands for"),
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
    class Forward(Gated):
        def forward(self, x: Any) -> Any:
            return out

    class Backward(Gated):
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
