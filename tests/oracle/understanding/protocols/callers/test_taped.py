"""Which functions note their backward pass on a tape, and what unwinds it."""

import numpy as np

from scratchcnn.oracle.judging import Settings
from scratchcnn.oracle.process.live import Live
from scratchcnn.oracle.target import judge_runner
from scratchcnn.oracle.understanding.protocols.callers.taped import taped

GLOBAL = []


class Recorder:
    def __init__(self):
        self.steps, self.found = [], {}

    def note(self, step):
        self.steps.append(step)

    def rewind(self, g=1.0):
        for step in reversed(self.steps):
            g = step(g)
        return g


def relu(recorder, x):
    recorder.note(lambda g: g * (x > 0))
    return np.maximum(x, 0)


def dense(recorder, x, weight, bias):
    def back(g):
        recorder.found["dW"], recorder.found["db"] = x.T @ g, g.sum(0)
        return g @ weight.T

    recorder.note(back)
    return x @ weight + bias


def tanh(x):
    y = np.tanh(x)
    GLOBAL.append(lambda g: g * (1 - y * y))
    return y


def go_back(g):
    while GLOBAL:
        g = GLOBAL.pop()(g)
    return g


def sigmoid(tape, x):
    y = 1 / (1 + np.exp(-x))
    tape.append(lambda g: g * y * (1 - y) * 2)
    return y


def linear(tape, x, weight, bias, grads):
    def back(g):
        grads["W"], grads["b"] = x.T @ g, g.sum(0)
        return g @ weight.T

    tape.append(back)
    return x @ weight + bias


def collect(caches, x):
    caches.append((x, 1))
    return x * 2


def kept_relu(x):
    GLOBAL.append(x)
    return np.maximum(x, 0)


def kept_tanh(x):
    GLOBAL.append(x)
    return np.tanh(x)


def relu_back(g):
    return g * (GLOBAL.pop() > 0)


def tanh_back(g):
    return g * (1 - np.tanh(GLOBAL.pop()) ** 2)


def statuses(*targets):
    report = judge_runner("homework", Live(*targets), Settings(budget=0))
    return {(one.op, one.check, one.status) for one in report}


def tapes_of(*targets):
    found = taped(Live(*targets).definitions)
    return {name: one["tape"] for name, one in found.items()}


def test_a_tape_is_a_class_with_the_method_that_notes():
    tape = tapes_of(Recorder, relu)["relu"]
    assert (tape.kind, tape.parameter) == ("Recorder", "recorder")
    assert [name for name, _ in tape.methods] == ["rewind"]


def test_a_tape_is_a_global_list_with_a_function_that_goes_back():
    tape = tapes_of(tanh, go_back)["tanh"]
    assert (tape.kind, tape.parameter, tape.name) == ("", "", "GLOBAL")
    assert [one["name"] for one, _ in tape.functions] == ["go_back"]


def test_containers_for_gradients_are_told_from_the_tape():
    assert tapes_of(linear)["linear"].stores == (("grads", "dict"),)


def test_a_list_that_nothing_goes_back_through_is_no_tape():
    assert tapes_of(collect) == {}


def test_functions_that_share_a_list_of_what_they_need_are_not_on_a_tape():
    assert tapes_of(kept_relu, kept_tanh, relu_back, tanh_back) == {}


def test_layers_on_a_class_are_judged_with_the_gradients_that_it_keeps():
    found = statuses(Recorder, relu, dense)
    assert {("relu", "grad_x", "ok"), ("linear", "grad_weight", "ok")} <= found
    assert not {one for one in found if one[2] != "ok"}


def test_layers_on_a_list_are_judged_by_the_function_that_they_note():
    found = statuses(linear)
    assert {("linear", "grad_x", "ok"), ("linear", "grad_weight", "ok")} <= found


def test_layers_on_a_global_list_are_judged():
    assert ("tanh", "grad_x", "ok") in statuses(tanh, go_back)


def test_a_wrong_layer_on_a_tape_is_found_and_its_reproducer_runs(capsys):
    report = judge_runner("homework", Live(sigmoid), Settings(budget=0))
    wrong = next(one for one in report if one.status == "wrong")
    assert (wrong.op, wrong.check) == ("sigmoid", "grad_x")
    exec(wrong.reproducer, {"sigmoid": sigmoid})
    got, expected = capsys.readouterr().out.splitlines()[-2:]
    assert got.split()[1:] != expected.split()[1:]


def test_a_loss_on_a_tape_may_take_for_granted_that_it_is_the_last():
    def mse(tape, prediction, target):
        tape.append(lambda g: 2 * (prediction - target) / prediction.size)
        return np.mean((prediction - target) ** 2)

    mse.__qualname__ = "mse"
    found = statuses(mse)
    assert ("mse_loss", "grad_p", "ok") in found
    assert not {one for one in found if one[2] == "wrong"}


def test_a_weight_whose_gradient_is_nowhere_is_not_judged():
    def linear(tape, x, weight, bias):
        def back(g):
            return g @ weight.T

        tape.append(back)
        return x @ weight + bias

    linear.__qualname__ = "linear"
    assert any(one[2] == "not_judged" for one in statuses(linear))
