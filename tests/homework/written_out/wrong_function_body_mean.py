import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def fit(epochs=500, rate=0.5):
    """XOR, in columns: a sample is a column."""
    X = np.array([[0.0, 0.0, 1.0, 1.0], [0.0, 1.0, 0.0, 1.0]])
    Y = np.array([[0.0, 1.0, 1.0, 0.0]])
    m = X.shape[1]
    np.random.seed(3)
    W1, b1 = np.random.randn(3, 2), np.zeros((3, 1))
    W2, b2 = np.random.randn(1, 3), np.zeros((1, 1))
    for epoch in range(epochs):
        Z1 = W1 @ X + b1
        A1 = np.tanh(Z1)
        Z2 = W2 @ A1 + b2
        A2 = sigmoid(Z2)
        cost = -np.sum(Y * np.log(A2) + (1 - Y) * np.log(1 - A2)) / m

        dZ2 = (A2 - Y) / m
        dW2 = dZ2 @ A1.T
        db2 = np.sum(dZ2, axis=1, keepdims=True)
        dA1 = W2.T @ dZ2
        dZ1 = dA1 * (1 - A1**2)
        dW1 = dZ1 @ X.T / m
        db1 = np.sum(dZ1, axis=1, keepdims=True)

        W1, b1 = W1 - rate * dW1, b1 - rate * db1
        W2, b2 = W2 - rate * dW2, b2 - rate * db2
        if epoch % 100 == 0:
            print(epoch, cost)
    return W1, b1, W2, b2


if __name__ == "__main__":
    fit()
