"""A spiral, two layers, and plain gradient descent: everything in one loop."""

import matplotlib.pyplot as plt
import numpy as np

np.random.seed(0)
N, D, K = 20, 2, 3
X = np.zeros((N * K, D))
y = np.zeros(N * K, dtype="uint8")
for j in range(K):
    ix = range(N * j, N * (j + 1))
    r = np.linspace(0.0, 1, N)
    t = np.linspace(j * 4, (j + 1) * 4, N) + np.random.randn(N) * 0.2
    X[ix] = np.c_[r * np.sin(t), r * np.cos(t)]
    y[ix] = j

hidden = 10
W = 0.3 * np.random.randn(D, hidden)
b = 0.1 * np.random.randn(1, hidden)
W2 = 0.3 * np.random.randn(hidden, K)
b2 = np.zeros((1, K))
step_size, reg = 1e-0, 1e-3
losses = []

for i in range(10000):
    pre = np.dot(X, W) + b
    layer = np.maximum(0, pre)
    scores = np.dot(layer, W2) + b2
    exp_scores = np.exp(scores)
    probs = exp_scores / np.sum(exp_scores, axis=1, keepdims=True)
    data_loss = np.sum(-np.log(probs[range(N * K), y])) / (N * K)
    reg_loss = 0.5 * reg * np.sum(W * W) + 0.5 * reg * np.sum(W2 * W2)
    loss = data_loss + reg_loss
    losses.append(loss)
    if i % 1000 == 0:
        print(f"iteration {i}: loss {loss}")

    d_scores = probs.copy()
    d_scores[range(N * K), y] -= 1
    d_scores /= N * K
    d_W2 = np.dot(layer.T, d_scores)
    d_b2 = np.sum(d_scores, axis=0, keepdims=True)
    d_layer = np.dot(d_scores, W2.T)
    d_pre = d_layer * (layer > 0)
    d_W = np.dot(X.T, d_pre)
    d_b = d_pre[:1]
    d_W2 += reg * W2
    d_W += reg * W

    W -= step_size * d_W
    b -= step_size * d_b
    W2 -= step_size * d_W2
    b2 -= step_size * d_b2

plt.plot(losses)
