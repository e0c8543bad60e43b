"""Functions of which a string chooses the activation are one layer for every string."""

import numpy as np

from scratchcnn.oracle.judging import Settings
from scratchcnn.oracle.process.live import Live
from scratchcnn.oracle.target import judge_runner
from scratchcnn.oracle.understanding.calls.understand import understand


def warstwa(x, wagi, prog, co):
    z = x @ wagi + prog
    if co == "relu":
        return np.maximum(z, 0), (x, wagi, z)
    if co == "tanh":
        return np.tanh(z), (x, wagi, z)
    raise ValueError(co)


def warstwa_wstecz(dout, cache, co):
    x, wagi, z = cache
    dz = dout * ((z > 0) if co == "relu" else 1 - np.tanh(z) ** 2)
    return dz @ wagi.T, x.T @ dz, dz.sum(0)


TABLE = {"relu": lambda z: np.maximum(z, 0)}


def dense_forward(x, w, b, activation):
    return TABLE[activation](x @ w + b)


def strides(x, w, b, s):
    return x @ w[:: s or 1] + b


def test_every_string_that_the_code_compares_with_is_a_layer() -> None:
    found = list(understand(Live(warstwa, warstwa_wstecz)))
    assert [one.op for one in found] == ["linear_relu", "linear_tanh"]
    assert all(one.perfect for one in found)


def test_a_table_elsewhere_is_asked_for_the_usual_strings() -> None:
    assert [one.op for one in understand(Live(dense_forward))] == ["linear_relu"]


def test_a_number_chooses_no_activation() -> None:
    assert not [one for one in understand(Live(strides)) if one.op == "linear_relu"]


def test_a_wrong_backward_pass_of_one_string_is_wrong_for_that_alone() -> None:
    def warstwa_wstecz(dout, cache, co):
        x, wagi, z = cache
        dz = dout * ((z > 0) if co == "relu" else 1 - z**2)
        return dz @ wagi.T, x.T @ dz, dz.sum(0)

    report = judge_runner("", Live(warstwa, warstwa_wstecz), Settings(budget=0))
    assert {r.op for r in report.results if r.status == "wrong"} == {"linear_tanh"}
