import sys
import numpy as np
import pandas as pd
import matplotlib.pyplot as plt

train = pd.read_csv("digit-recognizer/train.csv")
y_train = train.pop("label").values
X_train = train.values.reshape(-1, 1, 28, 28) / 255
print(X_train.shape)


def relu(z):
    return z * (z > 0)


def relu_derivative(z):
    return (z > 0).astype(float)


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


def sigmoid_derivative(z):
    s = sigmoid(sigmoid(z))
    return s * (1.0 - s)


def tanh(z):
    return np.tanh(z)


def tanh_derivative(z):
    return 1.0 - np.tanh(z) ** 2


def mse(y_pred, y_true):
    return np.mean((y_pred - y_true) ** 2)


def mse_derivative(y_pred, y_true):
    return 2 * (y_pred - y_true) / y_pred.size


w = np.random.randn(4, 1, 3, 3) * 0.1
b = np.zeros(4)
losses = []
for epoch in range(int(sys.argv[1])):
    for k in range(0, len(X_train), 32):
        losses.append(float(np.mean(X_train[k:k + 32])))
    print("epoch", epoch, losses[-1])
plt.plot(losses)
plt.savefig("loss.png")
