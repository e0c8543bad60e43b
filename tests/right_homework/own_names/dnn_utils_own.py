"""Helpers for the deep network assignment; samples are COLUMNS.

As in the assignment the 1/m lives in dW and db of the linear step, so the gradients of the costs
with respect to the last activation carry no 1/m.
"""
import numpy as np


def linear_forward(A, W, b):
    Z = W @ A + b
    return Z, {'A': A, 'W': W, 'b': b}


def linear_backward(dZ, cache):
    A_prev, W = cache['A'], cache['W']
    m = A_prev.shape[1]
    dW = dZ @ A_prev.T / m
    db = dZ.sum(axis=1, keepdims=True) / m
    return W.T @ dZ, dW, db


def relu(Z):
    return np.maximum(0, Z), Z


def relu_backward(dA, activation_cache):
    dZ = np.array(dA, copy=True)
    dZ[activation_cache <= 0] = 0
    return dZ


def sigmoid(Z):
    return 1 / (1 + np.exp(-np.clip(Z, -500, 500))), Z


def sigmoid_backward(dA, activation_cache):
    s, _ = sigmoid(activation_cache)
    return dA * s * (1 - s)


def tanh(Z):
    return np.tanh(Z), Z


def tanh_backward(dA, activation_cache):
    return dA * (1 - np.power(np.tanh(activation_cache), 2))


def softmax(Z):
    e = np.exp(Z - Z.max(axis=0, keepdims=True))
    return e / e.sum(axis=0, keepdims=True), Z


def softmax_backward(dA, activation_cache):
    s, _ = softmax(activation_cache)
    return s * (dA - (dA * s).sum(axis=0, keepdims=True))


ACTIVATIONS = {'relu': (relu, relu_backward), 'sigmoid': (sigmoid, sigmoid_backward),
               'tanh': (tanh, tanh_backward), 'softmax': (softmax, softmax_backward)}


def linear_activation_forward(A_prev, W, b, activation):
    Z, linear_cache = linear_forward(A_prev, W, b)
    A, activation_cache = ACTIVATIONS[activation][0](Z)
    return A, (linear_cache, activation_cache)


def linear_activation_backward(dA, cache, activation):
    linear_cache, activation_cache = cache
    return linear_backward(ACTIVATIONS[activation][1](dA, activation_cache), linear_cache)


def compute_cost(AL, Y):
    """binary, AL (1, m) probabilities"""
    AL = np.clip(AL, 1e-10, 1 - 1e-10)
    return float(-np.mean(Y * np.log(AL) + (1 - Y) * np.log(1 - AL)))


def compute_cost_backward(AL, Y):
    AL = np.clip(AL, 1e-10, 1 - 1e-10)
    return (AL - Y) / (AL * (1 - AL))


def multiclass_cost(AL, Y):
    """AL (K, m) probabilities of softmax, Y (K, m) one-hot"""
    return float(-np.sum(Y * np.log(np.maximum(AL, 1e-12))) / Y.shape[1])


def multiclass_cost_backward(AL, Y):
    return -Y / np.maximum(AL, 1e-12)


def L_model_forward(X, parameters, last='sigmoid'):
    caches, A = [], X
    L = len(parameters) // 2
    for l in range(1, L + 1):
        A, cache = linear_activation_forward(A, parameters['W%d' % l], parameters['b%d' % l], 'relu' if l < L else last)
        caches.append(cache)
    return A, caches


def L_model_backward(AL, Y, caches, last='sigmoid'):
    grads = {}
    dA = compute_cost_backward(AL, Y) if last == 'sigmoid' else multiclass_cost_backward(AL, Y)
    L = len(caches)
    for l in range(L, 0, -1):
        dA, grads['dW%d' % l], grads['db%d' % l] = linear_activation_backward(dA, caches[l - 1], 'relu' if l < L else last)
        grads['dA%d' % (l - 1)] = dA
    return grads
