import numpy as np


def relu(z):
    return z * (z > 0)


def relu_derivative(output):
    return (output > 0).astype(float)


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


def sigmoid_derivative(output):
    return output * (1.0 - output)


def tanh(z):
    return np.tanh(z)


def tanh_derivative(output):
    return 1.0 - output ** 2


def linear(x, w, b):
    """x: (N, D), w: (D, M), b: (M,)"""
    return x @ w + b


def linear_backward(grad_out, x, w):
    return grad_out @ w.T, x.T @ grad_out, grad_out.sum(axis=0)


def mse(y_pred, y_true):
    return np.mean((y_pred - y_true) ** 2)


def mse_derivative(y_pred, y_true):
    return 2 * (y_pred - y_true) / y_pred.size
