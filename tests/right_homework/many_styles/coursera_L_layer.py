import numpy as np

# Deep Neural Network: step by step. Columns are examples: A is (n, m)


def sigmoid(Z):
    A = 1 / (1 + np.exp(-Z))
    cache = Z
    return A, cache


def relu(Z):
    A = np.maximum(0, Z)
    assert (A.shape == Z.shape)
    cache = Z
    return A, cache


def softmax(Z):
    e = np.exp(Z - np.max(Z, axis=0, keepdims=True))
    return e / np.sum(e, axis=0, keepdims=True), Z


def relu_backward(dA, cache):
    Z = cache
    dZ = np.array(dA, copy=True)
    dZ[Z <= 0] = 0
    return dZ


def sigmoid_backward(dA, cache):
    Z = cache
    s = 1 / (1 + np.exp(-Z))
    return dA * s * (1 - s)


def softmax_backward(dA, cache):
    A, _ = softmax(cache)
    return A * (dA - np.sum(dA * A, axis=0, keepdims=True))


def initialize_parameters_deep(layer_dims, seed=3):
    np.random.seed(seed)
    parameters = {}
    for l in range(1, len(layer_dims)):
        parameters['W' + str(l)] = np.random.randn(layer_dims[l], layer_dims[l - 1]) / np.sqrt(layer_dims[l - 1])
        parameters['b' + str(l)] = np.zeros((layer_dims[l], 1))
    return parameters


def linear_forward(A, W, b):
    Z = np.dot(W, A) + b
    cache = (A, W, b)
    return Z, cache


def linear_backward(dZ, cache):
    A_prev, W, b = cache
    m = A_prev.shape[1]
    dW = 1. / m * np.dot(dZ, A_prev.T)
    db = 1. / m * np.sum(dZ, axis=1, keepdims=True)
    dA_prev = np.dot(W.T, dZ)
    assert (dA_prev.shape == A_prev.shape and dW.shape == W.shape and db.shape == b.shape)
    return dA_prev, dW, db


FWD = {"sigmoid": sigmoid, "relu": relu, "softmax": softmax}
BWD = {"sigmoid": sigmoid_backward, "relu": relu_backward, "softmax": softmax_backward}


def linear_activation_forward(A_prev, W, b, activation):
    Z, linear_cache = linear_forward(A_prev, W, b)
    A, activation_cache = FWD[activation](Z)
    return A, (linear_cache, activation_cache)


def linear_activation_backward(dA, cache, activation):
    linear_cache, activation_cache = cache
    return linear_backward(BWD[activation](dA, activation_cache), linear_cache)


def compute_cost(AL, Y):
    m = Y.shape[1]
    AL = np.clip(AL, 1e-10, 1 - 1e-10)
    cost = -1. / m * np.sum(Y * np.log(AL) + (1 - Y) * np.log(1 - AL))
    return float(np.squeeze(cost))


def compute_cost_backward(AL, Y):
    """without 1/m: that one is in linear_backward"""
    AL = np.clip(AL, 1e-10, 1 - 1e-10)
    return -(np.divide(Y, AL) - np.divide(1 - Y, 1 - AL))


def L_layer_model(X, Y, layers_dims, learning_rate=0.5, num_iterations=30, print_cost=True):
    parameters = initialize_parameters_deep(layers_dims)
    L = len(parameters) // 2
    for i in range(num_iterations):
        A, caches = X, []
        for l in range(1, L + 1):
            A, c = linear_activation_forward(A, parameters['W%d' % l], parameters['b%d' % l], "sigmoid" if l == L else "relu")
            caches.append(c)
        dA = compute_cost_backward(A, Y)
        for l in range(L, 0, -1):
            dA, dW, db = linear_activation_backward(dA, caches[l - 1], "sigmoid" if l == L else "relu")
            parameters['W%d' % l] = parameters['W%d' % l] - learning_rate * dW
            parameters['b%d' % l] = parameters['b%d' % l] - learning_rate * db
        if print_cost and i % 10 == 0:
            print("Cost after iteration %i: %f" % (i, compute_cost(A, Y)))
    return parameters


rs = np.random.RandomState(1)
train_x = rs.randn(4, 40)
train_y = (train_x[:1] * train_x[1:2] > 0).astype(float)
parameters = L_layer_model(train_x, train_y, [4, 6, 1])
