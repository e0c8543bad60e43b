"""Functions that make a layer of closures, in whatever container."""

from types import SimpleNamespace

import numpy as np
import pytest
from judged_in_process import judged

from scratchcnn.oracle.process.live import Live
from scratchcnn.oracle.understanding.calls.nameless.factories import factories
from tests.helpers.samples.living import everything


def statuses(report):
    return {(one.op, one.check, one.status) for one in report}


def passes(d, k):
    weight, bias, kept = np.random.standard_normal((d, k)), np.zeros(k), {}

    def forward(x):
        kept["x"] = x
        return x @ weight + bias

    def backward(g):
        kept["dW"], kept["db"] = kept["x"].T @ g, g.sum(0)
        return g @ weight.T

    return forward, backward, kept


def make_dense(d, k):
    return passes(d, k)


def crossed_dense(d, k):
    forward, backward, kept = passes(d, k)
    return kept, [backward, forward]


def ezberden(d, k):
    forward, backward, kept = passes(d, k)
    return {"ileri": forward, "geri": backward, "durum": kept}


def dense_namespace(d, k):
    forward, backward, kept = passes(d, k)
    return SimpleNamespace(f=forward, b=backward, kept=kept)


def dense_function(d, k):
    forward, backward, _ = passes(d, k)
    forward.backward = backward
    return forward


@pytest.mark.parametrize(
    "maker", [make_dense, crossed_dense, ezberden, dense_namespace, dense_function]
)
def test_a_layer_is_judged_in_whatever_its_maker_returns(maker):
    own = [one for one in judged(maker, passes) if one.implementation == maker.__name__]
    assert {one.check for one in own} >= {"forward", "grad_x", "grad_weight", "grad_bias"}
    assert {one.status for one in own} == {"ok"}


def make_shrunk_dense(d, k):
    forward, backward, kept = passes(d, k)

    def halved(g):
        dx = backward(g)
        kept["dW"] /= 2
        return dx

    return [forward, halved, kept]


def test_the_reproducer_of_closures_runs_and_shows_the_failure(capsys):
    report = judged(make_shrunk_dense)
    (wrong,) = {one.check: one for one in report if one.status == "wrong"}.values()
    assert wrong.check == "grad_weight"
    exec(wrong.reproducer, {"make_shrunk_dense": make_shrunk_dense})
    got, expected = capsys.readouterr().out.splitlines()[-2:]
    assert got.split()[1:] != expected.split()[1:]


def updating_dense(d, k, hiz=0.1):
    weight, bias, kept = np.random.standard_normal((d, k)), np.zeros(k), {}

    def forward(x):
        kept["x"] = x
        return x @ weight + bias

    def backward(g):
        nonlocal weight, bias
        dx = g @ weight.T
        weight = weight - hiz * kept["x"].T @ g
        bias = bias - hiz * g.sum(0)
        return dx

    return forward, backward


def test_a_rate_that_functions_share_is_given_when_they_are_made():
    report = judged(updating_dense)
    assert {("linear", "grad_weight", "ok"), ("linear", "grad_bias", "ok")} <= statuses(report)
    assert not any(one.status == "wrong" for one in report)


def fixed_rate_dense(d, k):
    weight, kept = np.random.standard_normal((d, k)), {}

    def forward(x):
        kept["x"] = x
        return x @ weight

    def backward(g):
        nonlocal weight
        dx = g @ weight.T
        weight = weight - 0.5 * kept["x"].T @ g
        return dx

    return forward, backward


def test_an_update_by_a_rate_that_is_not_known_is_not_judged():
    assert not any(one.status == "wrong" for one in judged(fixed_rate_dense))
    assert any(one.status == "not_judged" for one in judged(fixed_rate_dense))


def relu(x):
    return np.maximum(x, 0), lambda g: g * (x > 0)


def timed(function):
    def wrapper(*arguments):
        return function(*arguments)

    return wrapper


def test_a_layer_and_what_wraps_a_function_make_no_layers():
    runner = Live(relu, timed, make_dense, passes)
    assert set(factories(runner, runner.definitions)) == {"make_dense", "passes"}


def test_a_function_that_only_looks_like_a_maker_is_still_a_layer():
    assert ("relu", "grad_x", "ok") in statuses(judged(relu))


def mse_maker():
    kept = {}

    def loss(prediction, target):
        kept["r"] = prediction - target
        return np.mean(kept["r"] ** 2)

    return loss, lambda: kept["r"] / kept["r"].size


def test_the_only_other_function_is_the_backward_pass_of_a_right_one():
    assert ("mse_loss", "grad_p", "wrong") in statuses(judged(mse_maker))


def cross_entropy_maker():
    kept = {}

    def loss(logits, labels):
        kept["p"] = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
        return -np.log(kept["p"][range(len(labels)), labels]).mean()

    def probabilities():
        return kept["p"]

    return loss, probabilities


def test_what_a_loss_has_kept_is_not_taken_for_its_gradient():
    assert not any(
        check.startswith("grad") and status == "wrong"
        for _, check, status in statuses(judged(cross_entropy_maker))
    )


def test_what_is_understood_of_closures_is_said():
    assert everything(ezberden, passes)["ezberden"].layer.understood.startswith("closures; rows")


class Carried:
    def __init__(self, data, rule=None):
        self.data, self.rule = np.asarray(data), rule

    def backward(self, g):
        return self.rule(g)

    def forward(self, x):
        return x


def carried_relu(x):
    data = np.asarray(getattr(x, "data", x))

    def rule(g):
        return g * (data > 0)

    return Carried(np.maximum(data, 0), rule)


def test_what_returns_an_object_that_it_has_computed_with_makes_no_layer():
    runner = Live(carried_relu)
    assert set(factories(runner, runner.definitions)) <= {"carried_relu"}
    assert not factories(runner, runner.definitions, {"Carried"})
