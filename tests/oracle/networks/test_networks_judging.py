"""Whole networks: right ones, wrong ones by their bug, and those that cannot be judged."""

from pathlib import Path

import pytest

from scratchcnn.oracle.judging import Settings
from scratchcnn.oracle.report.report import Report
from scratchcnn.oracle.target import judge_target

pytestmark = pytest.mark.one_python

HEAD = "import numpy as np\n"
NETWORK = (
    HEAD
    + """
class Net:
    def __init__(self, input_dim=50, num_classes=10):
        self.params = {"W": np.zeros((input_dim, num_classes)), "b": np.zeros(num_classes)}

    def loss(self, X, y):
        W, b = self.params["W"], self.params["b"]
        out = X @ W + b
        loss = LOSS
        d = (out - y) / len(X)
        return loss, {"W": X.T @ d, "b": d.sum(axis=0)}
"""
)
RIGHT = "0.5 * np.sum((out - y) ** 2) / len(X)"


def report_of(folder: Path, source: str) -> Report:
    path = folder / "homework.py"
    path.write_text(source, "utf-8")
    return judge_target(str(path), Settings())


def statuses(report: Report) -> dict[str, str]:
    return {result.check: result.status for result in report if result.op == "network"}


def test_the_gradients_of_the_networks_own_loss_are_right(tmp_path: Path) -> None:
    report = report_of(tmp_path, NETWORK.replace("LOSS", RIGHT))
    assert statuses(report) == {"grad_W": "ok", "grad_b": "ok"}
    assert report.verdict == "ok"


def test_a_sum_with_the_gradients_of_the_mean_is_a_convention(tmp_path: Path) -> None:
    report = report_of(tmp_path, NETWORK.replace("LOSS", "0.5 * np.sum((out - y) ** 2)"))
    assert statuses(report) == {"grad_W": "convention", "grad_b": "convention"}


def test_a_regularization_that_only_the_loss_has_is_wrong(tmp_path: Path) -> None:
    source = NETWORK.replace("LOSS", f"{RIGHT} + 0.1 * np.sum(W * W)")
    assert statuses(report_of(tmp_path, source)) == {"grad_W": "wrong", "grad_b": "ok"}


def test_a_parameter_without_a_gradient_is_not_judged(tmp_path: Path) -> None:
    source = NETWORK.replace("LOSS", RIGHT).replace(', "b": d.sum(axis=0)', "")
    assert statuses(report_of(tmp_path, source)) == {"grad_W": "ok", "grad_b": "not_judged"}


def test_a_network_that_draws_random_numbers_is_not_judged(tmp_path: Path) -> None:
    source = NETWORK.replace("LOSS", f"{RIGHT} * np.random.rand()")
    report = report_of(tmp_path, source)
    assert not report.results
    assert "draws random numbers" in str(report.error)


def test_the_reproducer_shows_what_was_found(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = NETWORK.replace("LOSS", f"{RIGHT} + 0.1 * np.sum(W * W)")
    (wrong,) = [result for result in report_of(tmp_path, source) if result.status == "wrong"]
    exec(source + str(wrong.reproducer), {})  # our own homework, and what is pasted
    _, gradient, _, slope = capsys.readouterr().out.split()
    assert float(gradient) != pytest.approx(float(slope), rel=1e-4)


def test_a_network_of_a_wrong_layer_is_not_blamed_for_it(tmp_path: Path) -> None:
    source = (
        HEAD
        + """
def affine_forward(x, w, b):
    return x @ w + b, (x, w, b)

def affine_backward(dout, cache):
    x, w, b = cache
    return dout @ w.T, x.T @ dout, dout[0]

class Net:
    def __init__(self, input_dim=50, num_classes=10):
        self.params = {"W": np.zeros((input_dim, num_classes)), "b": np.zeros(num_classes)}

    def loss(self, X, y):
        out, cache = affine_forward(X, self.params["W"], self.params["b"])
        _, dw, db = affine_backward((out - y) / len(X), cache)
        return 0.5 * np.sum((out - y) ** 2) / len(X), {"W": dw, "b": db}
"""
    )
    report = report_of(tmp_path, source)
    assert statuses(report)["grad_b"] == "not_judged"
    assert [r.check for r in report if r.status == "wrong" and r.op == "linear"]


def test_the_functions_of_layers_are_no_network_together(tmp_path: Path) -> None:
    """A loss that is told its probabilities has a gradient of its own, not of a layer before it."""
    source = """
def linear_forward(A, W, b):
    return W @ A + b, (A, W, b)

def linear_backward(dZ, cache):
    A, W, b = cache
    return W.T @ dZ, dZ @ A.T / A.shape[1], dZ.sum(axis=1, keepdims=True) / A.shape[1]

def compute_cost(AL, Y):
    return np.mean((AL - Y) ** 2)

def compute_cost_backward(AL, Y):
    return 2 * (AL - Y) / Y.size
"""
    report = report_of(tmp_path, HEAD + source)
    assert statuses(report) == {}
    assert all(result for result in report)


IMAGES = (
    HEAD
    + """
def start(seed=0):
    rng = np.random.default_rng(seed)
    return {"kernel": rng.normal(0, 0.5, (2, 2)), "dense": rng.normal(0, 0.5, (25, 3))}


def init_params(seed=0):
    return start(seed)


def loss_and_grads(params, X, y):
    n, c, h, w = X.shape
    k = params["kernel"]
    parts = {(i, j): X[:, 0, i : i + 5, j : j + 5] for i in range(2) for j in range(2)}
    flat = np.tanh(sum(k[at] * part for at, part in parts.items())).reshape(n, -1)
    scores = flat @ params["dense"]
    p = np.exp(scores - scores.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    loss = -np.log(p[np.arange(n), y]).mean()
    d = (p - np.eye(3)[y]) / n
    back = ((d @ params["dense"].T) * (1 - flat**2)).reshape(n, 5, 5)
    kernel = np.array([[(back * parts[i, j]).sum() for j in range(2)] for i in range(2)])
    return loss, {"kernel": kernel, "dense": flat.T @ d}
"""
)


def test_functions_of_images_are_judged_on_a_size_that_fits(tmp_path: Path) -> None:
    found = statuses(report_of(tmp_path, IMAGES))
    assert found == {"grad_kernel": "ok", "grad_dense": "ok"}


def test_a_wrong_gradient_of_such_a_network_is_found(tmp_path: Path) -> None:
    wrong = IMAGES.replace(" * (1 - flat**2)", "")
    found = statuses(report_of(tmp_path, wrong))
    assert found == {"grad_kernel": "wrong", "grad_dense": "ok"}
