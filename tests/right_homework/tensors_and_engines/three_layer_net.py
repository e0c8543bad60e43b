import numpy as np


class ThreeLayerNet:
    """
    affine - leaky relu - affine - sigmoid - affine - softmax

    loss(X) gives the scores, loss(X, y) the loss and a dictionary of gradients.
    The loss is the mean over the batch plus 0.5 * reg * (sum of the squared weights);
    biases are not regularised.
    """

    def __init__(self, dims=(6, 8, 7, 3), reg=0.0, leak=0.2, seed=None, dtype=np.float64):
        rng = np.random.default_rng(seed)
        self.params, self.reg, self.leak = {}, reg, leak
        for i in (1, 2, 3):
            self.params[f"W{i}"] = rng.normal(size=(dims[i - 1], dims[i])).astype(dtype) / np.sqrt(dims[i - 1])
            self.params[f"b{i}"] = np.zeros(dims[i], dtype)

    def loss(self, X, y=None):
        P = self.params
        X = X.reshape(X.shape[0], -1)
        a1 = X @ P["W1"] + P["b1"]
        h1 = np.maximum(a1, self.leak * a1)
        a2 = h1 @ P["W2"] + P["b2"]
        h2 = 1 / (1 + np.exp(-a2))
        scores = h2 @ P["W3"] + P["b3"]
        if y is None:
            return scores

        N = len(y)
        scores = scores - scores.max(1, keepdims=True)
        logp = scores - np.log(np.exp(scores).sum(1, keepdims=True))
        p = np.exp(logp)
        loss = -logp[np.arange(N), y].sum() / N
        for i in (1, 2, 3):
            loss += 0.5 * self.reg * (P[f"W{i}"] ** 2).sum()

        grads = {}
        d = (p - np.eye(p.shape[1])[y]) / N
        grads["W3"], grads["b3"] = h2.T @ d, d.sum(0)
        d = (d @ P["W3"].T) * h2 * (1 - h2)
        grads["W2"], grads["b2"] = h1.T @ d, d.sum(0)
        d = d @ P["W2"].T
        d = np.where(a1 > 0, d, self.leak * d)
        grads["W1"], grads["b1"] = X.T @ d, d.sum(0)
        for i in (1, 2, 3):
            grads[f"W{i}"] = grads[f"W{i}"] + self.reg * P[f"W{i}"]
        return loss, grads


if __name__ == "__main__":
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(40, 6)), rng.integers(0, 3, 40)
    net = ThreeLayerNet(reg=1e-3, seed=1)
    for t in range(200):
        loss, grads = net.loss(X, y)
        for k in net.params:
            net.params[k] -= 0.3 * grads[k]
    print(loss, (net.loss(X).argmax(1) == y).mean())
