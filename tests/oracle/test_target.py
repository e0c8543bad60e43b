import json
from itertools import count
from textwrap import dedent

import numpy as np
import pytest
from judged_in_process import judged

from scratchcnn.oracle import judging, target
from scratchcnn.oracle.cards.trials import regimes
from scratchcnn.oracle.judging import Settings
from scratchcnn.oracle.process.live import Live
from scratchcnn.oracle.report import unjudged
from scratchcnn.oracle.report.json_format import to_json
from scratchcnn.oracle.target import judge_runner
from tests.helpers.samples.living import (
    CrossEntropy,
    Dense,
    DenseHalving,
    Softmax,
    conv_backward,
    conv_forward,
    relu,
    relu_prime,
)

pytestmark = pytest.mark.usefixtures("few_cases")


def statuses(report):
    return {(one.implementation, one.check): one.status for one in report}


def written(tmp_path, text, name="homework.py"):
    path = tmp_path / name
    path.write_text(dedent(text), encoding="utf-8")
    return str(path)


def test_right_homework_is_ok():
    report = judged(relu, relu_prime)
    assert report
    assert set(statuses(report).values()) == {"ok"}


def test_a_wrong_gradient_is_the_only_thing_that_is_wrong():
    report = judged(DenseHalving)
    wrong = {check for (_, check), status in statuses(report).items() if status == "wrong"}
    assert report.verdict == "wrong"
    assert wrong == {"grad_weight"}


def test_a_wrong_layer_does_not_hide_the_others():
    report = judged(DenseHalving, relu, relu_prime)
    assert {one.status for one in report if one.implementation == "relu"} == {"ok"}


def test_what_comes_is_told_at_once():
    told = []
    report = judge_runner("homework", Live(relu), Settings(budget=0), told.append)
    assert [(one.check, one.regime) for one in told] == [(r.check, r.regime) for r in report]


def test_one_op_alone_is_judged():
    assert {one.op for one in judged(Dense, relu, ops=("relu",))} == {"relu"}


def test_one_check_alone_is_judged():
    assert {one.check for one in judged(relu, relu_prime, checks=("grad_x",))} == {"grad_x"}


def test_second_calls_alone_are_judged():
    assert {one.check for one in judged(relu, checks=("repeatable",))} == {"repeatable"}


def test_a_result_says_what_was_understood():
    (one, *_) = judged(relu, relu_prime)
    assert one.implementation == "relu"
    assert one.convention == "function; any shape; slope from relu_prime(x)"


def test_what_was_not_understood_is_said_and_no_success():
    class Conv2D:
        def __init__(self, input_layer):
            pass

        def forward(self, x):
            return x

    report = judged(Conv2D)
    assert report.verdict == "error"
    assert [(one.op, one.check, one.status) for one in report] == [
        ("conv2d", "forward", "not_judged")
    ]
    assert "`input_layer`" in report[0].verdict.message
    assert "Conv2D: not judged" in report.error
    assert "`input_layer`" in report.error


def test_a_layer_that_could_never_be_called_has_a_result_where_it_is_not_our_misunderstanding():
    class Sigmoid:
        def forward(self, x):
            raise NotImplementedError

    (one,) = judged(Sigmoid)
    assert (one.op, one.check, one.status) == ("sigmoid", "forward", "unimplemented")


def test_a_backward_pass_that_forgets_to_return_is_unimplemented():
    class ReLU:
        def forward(self, x):
            self.x = x
            return np.maximum(x, 0)

        def backward(self, dout):
            dout * (self.x > 0)

    assert statuses(judged(ReLU))["ReLU", "grad_x"] == "unimplemented"


def test_a_backward_pass_that_refuses_everything_is_unimplemented():
    class Tanh:
        def forward(self, x):
            return np.tanh(x)

        def backward(self, dout):
            raise ValueError("to do")

    report = judged(Tanh)
    assert statuses(report)["Tanh", "grad_x"] == "unimplemented"
    assert report.verdict == "error"


def test_a_configuration_that_is_refused_is_unsupported():
    class MaxPool:
        def __init__(self, pool_size):
            self.k = pool_size

        def forward(self, x):
            n, c, h, w = x.shape
            if h % self.k or w % self.k:
                raise ValueError("windows have to tile")
            return x.reshape(n, c, h // self.k, self.k, w // self.k, self.k).max((3, 5))

    report = judged(MaxPool)
    assert {r.status for r in report if r.check == "forward" and r.regime == "non_tiling"} == {
        "unsupported"
    }
    assert report.verdict == "ok"


def test_a_layer_that_stumbles_in_every_call_is_told_by_its_reason():
    class Sigmoid:
        def forward(self, x):
            return self.cache

    report = judged(Sigmoid)
    assert "has no attribute 'cache'" in report.error
    assert report.verdict == "error"


def test_a_softmax_and_a_loss_that_are_right_together_are_judged_as_one():
    report = judged(Softmax, CrossEntropy)
    assert report.verdict == "ok"
    assert {one.implementation for one in report if one.check.startswith("grad_")} == {
        "Softmax + CrossEntropy"
    }


def test_the_same_seed_gives_the_same_report():
    one, other = (to_json([judged(DenseHalving, seed=3)], 3) for _ in range(2))
    assert one == other


def test_a_mistake_of_one_regime_is_told_where_everything_comes_together_too():
    wrong = [one for one in judged(DenseHalving) if one.status == "wrong"]
    assert {"basic", "mixed"} <= {one.regime for one in wrong}
    assert len({tuple(bug.id for bug in one.bugs) for one in wrong}) == 1


def test_a_convolution_is_judged_in_the_regimes_that_it_offers():
    regimes = {one.regime for one in judged(conv_forward, conv_backward, checks=("forward",))}
    assert {"basic", "padding", "no_padding", "stride", "non_tiling", "channels"} <= regimes


def test_without_a_budget_the_least_number_of_cases_runs(monkeypatch):
    clock = count(step=10)
    monkeypatch.setattr(target, "monotonic", lambda: next(clock))
    assert judged(relu).verdict == "ok"


def test_nan_in_a_result_leaves_the_json_strict():
    class ReLU:
        def forward(self, x):
            return np.full(x.shape, np.nan)

    def refused(constant):
        raise AssertionError(constant)

    written = json.loads(to_json([judged(ReLU)], 0), parse_constant=refused)
    assert written["targets"][0]["verdict"] == "wrong"


@pytest.mark.parametrize("op", ["conv2d", "nothing"])
def test_an_op_that_the_homework_has_not_leaves_nothing_to_judge(op):
    report = judged(relu, ops=(op,))
    assert not report.results
    assert report.verdict == "error"
    assert report.error == f"no layer found in it is one of the ops asked for: {op}"


def test_a_check_that_no_layer_has_leaves_nothing_to_judge():
    report = judged(relu, checks=("grad_weight",))
    assert not report.results
    assert report.error == "no layer found in it has any of the checks asked for: grad_weight"


def test_what_was_not_understood_is_all_that_is_said_where_an_op_is_asked_for():
    class Conv2D:
        def __init__(self, input_layer):
            pass

        def forward(self, x):
            return x

    report = judged(Conv2D, ops=("conv2d",), checks=("forward",))
    assert "nothing is left" not in report.error


def test_a_layer_without_a_case_is_said_beside_what_is_judged(monkeypatch):
    def without_relu(op, offer):
        return {} if op == "relu" else regimes(op, offer)

    monkeypatch.setattr(judging, "regimes", without_relu)
    monkeypatch.setattr(unjudged, "regimes", without_relu)
    report = judged(relu, Dense)
    assert {one.op for one in report} == {"linear"}
    assert report.error.startswith("relu: not judged: no case can be drawn that has")
