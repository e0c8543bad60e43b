"""Functions whose names say no op, or not which of them is whose backward pass."""

import numpy as np
import pytest

from scratchcnn.oracle.cards.table import card_of
from scratchcnn.oracle.judging import Settings
from scratchcnn.oracle.process.live import Live
from scratchcnn.oracle.target import judge_runner
from scratchcnn.oracle.understanding.calls.nameless.by_values import shows
from tests.helpers.samples.living import everything


def l(x, w, b):  # noqa: E743 - names of one letter are what is tested
    return x @ w + b


def L(g, x, w, b):  # noqa: N802 - a capital is how it is told apart
    return g @ w.T, x.T @ g, g.sum(0)


def k(x, w):
    v = np.lib.stride_tricks.sliding_window_view(x, w.shape[2:], (2, 3))
    return np.einsum("nchwij,fcij->nfhw", v, w), (v, w, x.shape)


def kk(g, saved):
    v, w, shape = saved
    d = np.zeros(shape)
    for i, j in np.ndindex(*w.shape[2:]):
        part = np.einsum("nfhw,fc->nchw", g, w[:, :, i, j])
        d[:, :, i : i + g.shape[2], j : j + g.shape[3]] += part
    return d, np.einsum("nchwij,nfhw->fcij", v, g)


def inainte(param, x):
    return np.maximum(0, x)


def inapoi(param, x, d):
    return {"x": d * (x > 0)}


def avant(x, parametres):
    return x @ parametres["poids"].T + parametres["biais"], (x, parametres["poids"])


def arriere(grad, memo):
    x, poids = memo
    return {"x": grad @ poids, "poids": grad.T @ x, "biais": grad.sum(0)}


def perda(y, t):
    return np.mean((y - t) ** 2), 2 * (y - t) / y.size


def vollverbunden(x, gewichte):
    return x @ gewichte, lambda dy: (dy @ gewichte.T, x.T @ dy)


def zhengqie(x, qiudao=False, shangliu=None):
    return shangliu * (1 - np.tanh(x) ** 2) if qiudao else np.tanh(x)


def linear_hin(a, w, b):
    z = w @ a + b
    assert z.shape == (w.shape[0], a.shape[1])
    return z, (a, w)


def linear_her(dz, memo):
    a, w = memo
    m = a.shape[1]
    return w.T @ dz, dz @ a.T / m, dz.sum(axis=1, keepdims=True) / m


def linear_falsch(dz, memo):
    da, dw, db = linear_her(dz, memo)
    return da, dw, db * memo[0].shape[1]


def scaled(x):
    return np.maximum(x, 0)


def other(g, x):
    return g * (x > 0) * 1.5


def ops(*targets):
    return {name: one.op for name, one in everything(*targets).items() if one.plan is not None}


def verdicts(*targets):
    report = judge_runner("homework", Live(*targets), Settings(budget=0))
    return {(one.op, one.check) for one in report if one.status in ("ok", "convention")}


@pytest.mark.parametrize(
    ("functions", "op", "gradients"),
    [
        ((l, L), "linear", {"x", "weight", "bias"}),
        ((L, l), "linear", {"x", "weight", "bias"}),
        ((k, kk), "conv2d", {"x", "weight"}),
        ((inainte, inapoi), "relu", {"x"}),
        ((avant, arriere), "linear", {"x", "weight", "bias"}),
    ],
)
def test_two_functions_are_a_layer_if_one_gives_the_gradients_of_the_other(
    functions, op, gradients
):
    (one,) = everything(*functions).values()
    assert one.op == op
    assert one.perfect
    assert set(one.plan.protocol.gradients) >= gradients


def test_a_pass_that_no_name_tells_is_judged_on_all_columns_that_it_is_meant_for():
    one = everything(linear_hin, linear_her)["linear_hin"]
    assert one.plan.signature.forms["x"] == "DN"
    assert {("linear", "grad_weight"), ("linear", "grad_bias")} <= verdicts(linear_hin, linear_her)


def test_of_several_columns_a_mean_of_one_gradient_alone_is_wrong():
    report = judge_runner("homework", Live(linear_hin, linear_falsch), Settings(budget=0))
    assert {one.op for one in report if one.status == "wrong"} == {"linear"}


def test_a_loss_of_any_name_returns_its_gradient_beside_it():
    (one,) = everything(perda).values()
    assert one.op == "mse_loss"
    assert one.plan.protocol.beside


def test_a_function_of_any_name_may_return_its_backward_pass():
    (one,) = everything(vollverbunden).values()
    assert (one.op, one.perfect) == ("linear", True)


def test_a_flag_of_any_name_may_ask_for_the_gradient():
    (one,) = everything(zhengqie).values()
    assert (one.op, one.perfect) == ("tanh", True)
    assert ("tanh", "grad_x") in verdicts(zhengqie)


def test_without_right_gradients_a_function_without_a_name_is_none():
    assert ops(scaled, other) == {}


def test_a_function_that_is_no_gradient_leaves_a_loss_its_own():
    def softmax_loss(logits, y):
        p = np.exp(logits - logits.max(1, keepdims=True))
        p /= p.sum(1, keepdims=True)
        rows = np.arange(len(y))
        grad = p.copy()
        grad[rows, y] -= 1
        return -np.log(p[rows, y]).mean(), grad / len(y)

    assert set(everything(softmax_loss, scaled)) == {"softmax_loss"}


def test_what_a_loss_saves_beside_its_value_is_no_gradient_if_another_function_gives_it():
    def cross_entropy(logits, onehot):
        z = logits - logits.max(-1, keepdims=True)
        logp = z - np.log(np.exp(z).sum(-1, keepdims=True))
        return -(onehot * logp).sum(), (np.exp(logp), onehot)

    def zurueckgerechnet(pamiec):
        p, onehot = pamiec
        return p - onehot

    (one,) = everything(cross_entropy, zurueckgerechnet).values()
    assert (one.op, one.perfect) == ("softmax_cross_entropy", True)


def test_a_private_function_that_others_call_is_no_layer():
    def _pool(x, how):
        return how(x)

    def maxpool(x):
        """Call _pool(x, np.max)."""
        return _pool(x, np.max)

    assert "_pool" not in everything(_pool, maxpool)


def test_the_arrow_of_an_annotation_is_no_sign_of_einsum():
    definition = {"source": "def nll(p, t) -> Loss:\n    return -np.log(p)[t].sum()"}
    assert not shows(definition, card_of("linear"))
    assert shows(definition, card_of("cross_entropy"))


def pooled(x, k=2, s=2):
    v = np.lib.stride_tricks.sliding_window_view(x, (k, k), (2, 3))[:, :, ::s, ::s]
    return v.max((4, 5))


def pooled_grad(x, grad, k=2, s=2):
    dx, out = np.zeros(x.shape), pooled(x, k, s)
    for i, j in np.ndindex(*out.shape[2:]):
        part = x[:, :, i * s : i * s + k, j * s : j * s + k]
        own = (part == out[:, :, i, j, None, None]) * grad[:, :, i, j, None, None]
        # It has to be added to what is there.
        dx[:, :, i * s : i * s + k, j * s : j * s + k] = own
    return dx


def pair(forward, backward):
    forward.__name__ = forward.__qualname__ = "mp"
    backward.__name__ = backward.__qualname__ = "mp_grad"
    return forward, backward


def test_what_is_wrong_in_the_backward_pass_that_is_named_after_a_function_is_found(few_cases):
    report = judge_runner("homework", Live(*pair(pooled, pooled_grad)), Settings(budget=0))
    found = {(one.op, one.check) for one in report if one.status == "wrong"}
    assert found == {("max_pool2d", "grad_x")}


def test_a_namesake_that_cannot_be_called_is_not_judged(few_cases):
    def backward(x, grad, tape, k=2, s=2):
        return tape.of(x) * grad.max((2, 3))

    def forward(x, k=2, s=2):
        v = np.lib.stride_tricks.sliding_window_view(x, (k, k), (2, 3))[:, :, ::s, ::s]
        return v.max((4, 5))

    report = judge_runner("homework", Live(*pair(forward, backward)), Settings(budget=0))
    told = [one.verdict.message for one in report if one.status == "not_judged"]
    assert not [one for one in report if one.status == "wrong"]
    assert any("how `mp_grad` is called is not known" in message for message in told)


def bn_fwd(bu, di, gu, ko=1e-5):
    mean, spread = bu.mean(axis=0), np.sqrt(bu.var(axis=0) + ko)
    bo = (bu - mean) / spread
    return di * bo + gu, (bo, di, spread)


def bn_bwd(dok, bik):
    raise KeyError(dok, bik)


def test_a_normalisation_whose_backward_pass_always_fails_is_not_tried_on_one_number():
    report = judge_runner("homework", Live(bn_fwd, bn_bwd), Settings(budget=0))
    assert "ok" in {one.status for one in report}


def gu(bi, di, du):
    bo = bi.reshape(len(bi), -1) @ di + du
    return np.maximum(0, bo), (bi, di, bo)


def gudu(dok, kept):
    bi, di, bo = kept
    dok = dok * (bo > 0)
    return (dok @ di.T).reshape(bi.shape), bi.reshape(len(bi), -1).T @ dok, dok.sum(axis=0)


def test_outputs_that_are_all_positive_do_not_make_a_dense_layer_of_one_with_a_relu():
    report = judge_runner("homework", Live(gu, gudu), Settings(budget=0))
    assert "wrong" not in {one.status for one in report}
