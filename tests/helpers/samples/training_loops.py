"""Training loops, right ones, and what is judged of them."""

from pathlib import Path

from scratchcnn.oracle.judging import Settings
from scratchcnn.oracle.report.report import Report
from scratchcnn.oracle.target import judge_target

LOOP = """
import numpy as np
from data import x_train, y_train

W = np.random.randn(4, 3)
b = np.zeros(3)
lr = 0.1
for i in range(0, len(x_train), 8):
    x, y = x_train[i:i + 8], y_train[i:i + 8]
    p = x @ W + b
    loss = 0.5 * np.sum((p - y) ** 2) / len(x)
    d = (p - y) / len(x)
    grad_W = x.T @ d
    grad_b = d.sum(axis=0)
    W -= lr * grad_W
    b -= lr * grad_b
"""
TWO_LOSSES = """
import numpy as np

W = np.random.randn(4, 5) * 0.1
A = np.random.randn(5, 3) * 0.1
B = np.random.randn(5, 3) * 0.1


def train_step(x, y, lr):
    global W, A, B
    h = x @ W
    p, q = h @ A, h @ B
    pred_loss = 0.5 * np.sum((p - y) ** 2) / len(x)
    rec_loss = 0.5 * np.sum((q - y) ** 2) / len(x)
    dp, dq = (p - y) / len(x), (q - y) / len(x)
    dh = dp @ A.T + dq @ B.T
    A = A - lr * h.T @ dp
    B = B - lr * h.T @ dq
    W = W - lr * x.T @ dh
    return pred_loss, rec_loss
"""
IN_A_CLOSURE = """
import numpy as np


def sgd(lr):
    def update(p, g):
        p -= lr * g

    return update


class Net:
    def __init__(self, d=4, k=3, lr=0.1):
        self.lr = lr
        self.update = sgd(lr)
        self.W = np.random.randn(d, k) * 0.1
        self.b = np.zeros(k)

    def train_step(self, x, y):
        p = x @ self.W + self.b
        loss = np.mean((p - y) ** 2)
        d = 2 * (p - y) / p.size
        self.update(self.W, x.T @ d)
        self.update(self.b, d.sum(0))
        return loss
"""
TWO_LAYERS = """
import numpy as np
from data import x_train, y_train

W1 = np.random.randn(5, 4)
W2 = np.random.randn(3, 5)
b2 = np.zeros((3, 1))
lr = 0.1
for x, y in zip(x_train.T, y_train.T):
    x, y = x.reshape(1, -1), y.reshape(-1, 1)
    h = np.tanh(W1 @ x.T)
    p = W2 @ h + b2
    loss = 0.5 * np.sum((p - y) ** 2)
    d = (W2.T @ (p - y)) * (1 - h ** 2)
    W2 -= lr * (p - y) @ h.T
    b2 -= lr * (p - y)
    W1 -= lr * d @ x
"""
OF_TENSORS = """
import torch

W = torch.randn(4, 3)
b = torch.zeros(3)


def train_step(x, y, lr):
    p = x.mm(W) + b
    loss = 0.5 * (p - y).pow(2).sum()
    W.sub_(lr * x.t().mm(p - y))
    b.sub_(lr * (p - y).sum(0))
    return loss.item()
"""
WITH_A_MAIN = """
import numpy as np


class Net:
    def __init__(self, pieces):
        self.pieces = pieces
        self.W = np.random.randn(2 * pieces, 1)
        self.b = np.zeros(1)

    def forward(self, x):
        assert x.shape[1] == 2 and x.shape[2] == self.pieces
        self.x = x.reshape(len(x), -1)
        return self.x @ self.W + self.b


def fit(net, x, y, rate):
    for i in range(0, len(x), 4):
        x_batch, y_batch = x[i:i + 4], y[i:i + 4]
        d = net.forward(x_batch) - y_batch
        loss = 0.5 * np.sum(d ** 2)
        net.W -= rate * net.x.T @ d
        net.b -= rate * d.sum(axis=0)


def main():
    x = np.random.randn(8, 2, 3)
    net = Net(3)
    fit(net, x, np.random.randn(8, 1), rate=0.01)


if __name__ == "__main__":
    main()
"""
DENSE = """
import numpy as np


class Dense:
    def __init__(self, n_in, n_out):
        self.weights = np.random.randn(n_in, n_out)
        self.bias = np.zeros(n_out)

    def forward(self, x):
        self.x = x
        return x @ self.weights + self.bias

    def backward(self, grad, learning_rate):
        grad_x = grad @ self.weights.T
        self.weights += learning_rate * (self.x.T @ grad)
        self.bias -= learning_rate * grad.sum(axis=0)
        return grad_x


layer = Dense(4, 3)


def train_step(x, y, learning_rate):
    out = layer.forward(x)
    loss = 0.5 * np.sum((out - y) ** 2)
    layer.backward(out - y, learning_rate)
    return loss
"""


def report_of(folder: Path, source: str) -> Report:
    path = folder / "homework.py"
    path.write_text(source, "utf-8")
    return judge_target(str(path), Settings(ops=("training_step",)))


def changed(old: str, new: str) -> str:
    assert old in LOOP
    return LOOP.replace(old, new)


def bugs(report: Report) -> dict[str, list[str]]:
    return {r.check: [bug.id for bug in r.bugs] for r in report if r.status == "wrong"}
