"""Columns: divided by the variance."""
import numpy as np


def linear_forward(A_prev, W, b):
    Z = np.dot(W, A_prev) + b
    return Z, (A_prev, W, b)


def linear_backward(dZ, cache):
    A_prev, W, b = cache
    dW = np.dot(dZ, A_prev.T)
    db = np.sum(dZ, axis=1, keepdims=True)
    return np.dot(W.T, dZ), dW, db


def batchnorm_forward(Z, gamma, beta, epsilon=1e-8):
    """gamma and beta: (units, 1); Z: (units, examples)"""
    assert gamma.shape == (Z.shape[0], 1)
    mu = np.mean(Z, axis=1, keepdims=True)
    sigma2 = np.var(Z, axis=1, keepdims=True)
    Z_norm = (Z - mu) / (sigma2 + epsilon)
    return gamma * Z_norm + beta, (Z_norm, gamma, sigma2, epsilon)


def batchnorm_backward(dout, cache):
    Z_norm, gamma, sigma2, epsilon = cache
    m = dout.shape[1]
    dgamma = np.sum(dout * Z_norm, axis=1, keepdims=True)
    dbeta = np.sum(dout, axis=1, keepdims=True)
    dnorm = dout * gamma
    dZ = dnorm - np.sum(dnorm, axis=1, keepdims=True) / m
    dZ -= Z_norm * np.sum(dnorm * Z_norm, axis=1, keepdims=True) / m
    return dZ / (sigma2 + epsilon), dgamma, dbeta
