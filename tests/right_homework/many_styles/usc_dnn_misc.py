import numpy as np


class linear_layer:
    """ y = XW + b """
    def __init__(self, input_D, output_D):
        self.params = dict()
        self.gradient = dict()
        self.params['W'] = np.random.normal(0, 0.1, (input_D, output_D))
        self.params['b'] = np.random.normal(0, 0.1, (1, output_D))
        self.gradient['W'] = np.zeros((input_D, output_D))
        self.gradient['b'] = np.zeros((1, output_D))

    def forward(self, X):
        return np.matmul(X, self.params['W']) + self.params['b']

    def backward(self, X, grad):
        self.gradient['W'] = np.matmul(X.T, grad)
        self.gradient['b'] = np.sum(grad, axis=0).reshape(1, -1)
        return np.matmul(grad, self.params['W'].T)


class conv_layer:
    """NHWC like the extra-credit part: W is (num_output, num_input, filter_len, filter_len)"""
    def __init__(self, num_input, num_output, filter_len, stride):
        self.params, self.gradient = dict(), dict()
        self.num_output, self.num_input, self.filter_len, self.stride = num_output, num_input, filter_len, stride
        self.params['W'] = np.random.normal(0, 0.1, (num_output, num_input, filter_len, filter_len))
        self.params['b'] = np.random.normal(0, 0.1, num_output)

    def forward(self, X):
        N, H, W, C = X.shape
        L, s = self.filter_len, self.stride
        oH, oW = (H - L) // s + 1, (W - L) // s + 1
        out = np.zeros((N, oH, oW, self.num_output))
        for h in range(oH):
            for w in range(oW):
                region = X[:, h * s:h * s + L, w * s:w * s + L, :]
                for k in range(self.num_output):
                    out[:, h, w, k] = np.sum(region * self.params['W'][k].transpose(1, 2, 0), axis=(1, 2, 3)) + self.params['b'][k]
        return out

    def backward(self, X, grad):
        L, s = self.filter_len, self.stride
        self.gradient['W'] = np.zeros_like(self.params['W'])
        self.gradient['b'] = np.zeros_like(self.params['b'])
        dX = np.zeros(X.shape)
        for n in range(X.shape[0]):
            for h in range(grad.shape[1]):
                for w in range(grad.shape[2]):
                    for k in range(self.num_output):
                        g = grad[n, h, w, k]
                        self.gradient['W'][k] += g * X[n, h * s:h * s + L, w * s:w * s + L, :].transpose(2, 0, 1)
                        dX[n, h * s:h * s + L, w * s:w * s + L, :] += g * self.params['W'][k].transpose(1, 2, 0)
                        self.gradient['b'][k] += g
        return dX


class max_pool:
    def __init__(self, max_len, stride):
        self.max_len, self.stride = max_len, stride

    def forward(self, X):
        N, H, W, C = X.shape
        L, s = self.max_len, self.stride
        out = np.zeros((N, (H - L) // s + 1, (W - L) // s + 1, C))
        for h in range(out.shape[1]):
            for w in range(out.shape[2]):
                out[:, h, w, :] = np.amax(X[:, h * s:h * s + L, w * s:w * s + L, :], axis=(1, 2))
        return out

    def backward(self, X, grad):
        L, s = self.max_len, self.stride
        dX = np.zeros(X.shape)
        N, oH, oW, C = grad.shape
        for n in range(N):
            for h in range(oH):
                for w in range(oW):
                    for c in range(C):
                        best, bi, bj = None, 0, 0
                        for i in range(L):
                            for j in range(L):
                                v = X[n, h * s + i, w * s + j, c]
                                if best is None or v > best:
                                    best, bi, bj = v, i, j
                        dX[n, h * s + bi, w * s + bj, c] += grad[n, h, w, c]
        return dX


class relu:
    def __init__(self):
        self.mask = None

    def forward(self, X):
        self.mask = (X > 0.0)
        return X * self.mask

    def backward(self, X, grad):
        return np.multiply(grad, self.mask)


class tanh:
    def forward(self, X):
        return np.tanh(X)

    def backward(self, X, grad):
        return grad * (1 - np.square(np.tanh(X)))


class flatten_layer:
    def __init__(self):
        self.size = None

    def forward(self, X):
        self.size = X.shape
        return X.reshape(X.shape[0], -1)

    def backward(self, X, grad):
        return grad.reshape(self.size)


class softmax_cross_entropy:
    def __init__(self):
        self.expand_Y = None
        self.calib_logit = None
        self.sum_exp_calib_logit = None
        self.prob = None

    def forward(self, X, Y):
        self.expand_Y = np.zeros(X.shape).reshape(-1)
        self.expand_Y[Y.astype(int).reshape(-1) + np.arange(X.shape[0]) * X.shape[1]] = 1.0
        self.expand_Y = self.expand_Y.reshape(X.shape)
        self.calib_logit = X - np.amax(X, axis=1, keepdims=True)
        self.sum_exp_calib_logit = np.sum(np.exp(self.calib_logit), axis=1, keepdims=True)
        self.prob = np.exp(self.calib_logit) / self.sum_exp_calib_logit
        return -np.sum(np.multiply(self.expand_Y, self.calib_logit - np.log(self.sum_exp_calib_logit))) / X.shape[0]

    def backward(self, X, Y):
        return -(self.expand_Y - self.prob) / X.shape[0]
