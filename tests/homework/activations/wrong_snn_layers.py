import numpy as np

SELU_ALPHA = 1.6732632423543772
SELU_SCALE = 1.0507009873554805


def fc_forward(X, W, b):
    """
    Fully connected layer.

    Returns
    -------
    Z : (N, M) pre-activation
    cache : what fc_backward needs
    """
    Z = X.dot(W) + b
    return Z, {"X": X, "W": W}


def fc_backward(dZ, cache):
    return dZ.dot(cache["W"].T), cache["X"].T.dot(dZ), dZ.sum(axis=0)


def selu_forward(Z):
    """Self-normalising activation, Klambauer et al."""
    A = SELU_SCALE * np.where(Z > 0, Z, SELU_ALPHA * (np.exp(Z) - 1))
    return A, {"Z": Z}


def selu_backward(dA, cache):
    Z = cache["Z"]
    dZ = np.array(dA, copy=True)
    neg = Z <= 0
    dZ[neg] = dA[neg] * SELU_ALPHA * np.exp(Z[neg])
    return dZ


def softsign_forward(Z):
    A = Z / (1 + np.abs(Z))
    return A, {"Z": Z, "A": A}


def softsign_backward(dA, cache):
    return dA / (1 + np.abs(cache["Z"])) ** 2


def quick_gelu_forward(Z, k=1.702):
    S = 1 / (1 + np.exp(-k * Z))
    return Z * S, {"Z": Z, "S": S, "k": k}


def quick_gelu_backward(dA, cache):
    Z, S, k = cache["Z"], cache["S"], cache["k"]
    return dA * (S + k * Z * S * (1 - S))


def sigmoid_forward(Z):
    A = 1 / (1 + np.exp(-Z))
    return A, {"A": A}


def sigmoid_backward(dA, cache):
    A = cache["A"]
    return dA * A * (1 - A)


if __name__ == "__main__":
    # activations of a deep SNN should stay near mean 0, variance 1
    rng = np.random.default_rng(0)
    h = rng.normal(size=(512, 64))
    for depth in range(1, 9):
        W = rng.normal(0, np.sqrt(1 / 64), size=(64, 64))
        z, _ = fc_forward(h, W, 0.0)
        h, _ = selu_forward(z)
        print(depth, round(float(h.mean()), 3), round(float(h.var()), 3))
