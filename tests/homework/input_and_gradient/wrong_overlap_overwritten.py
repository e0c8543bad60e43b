import numpy as np


class linear_layer:
    def __init__(self, input_D, output_D):
        self.params = {"W": np.random.normal(0, 0.1, (input_D, output_D)),
                       "b": np.random.normal(0, 0.1, (1, output_D))}
        self.gradient = {"W": np.zeros((input_D, output_D)), "b": np.zeros((1, output_D))}

    def forward(self, X):
        return np.dot(X, self.params["W"]) + self.params["b"]

    def backward(self, X, grad):
        self.gradient["W"] = np.dot(X.T, grad)
        self.gradient["b"] = np.sum(grad, axis=0, keepdims=True)
        return np.dot(grad, self.params["W"].T)


class relu:
    def forward(self, X):
        self.mask = (X > 0).astype(float)
        return X * self.mask

    def backward(self, X, grad):
        return grad * self.mask


class conv_layer:
    def __init__(self, num_input, num_output, filter_len, stride):
        self.params = {"W": np.random.normal(0, 0.1, (num_output, num_input, filter_len, filter_len)),
                       "b": np.zeros((num_output, 1))}
        self.gradient = {"W": None, "b": None}
        self.stride, self.filter_len = stride, filter_len
        self.padding = int((filter_len - 1) / 2)

    def forward(self, X):
        p, s, k = self.padding, self.stride, self.filter_len
        n, c, h, w = X.shape
        padded = np.pad(X, ((0, 0), (0, 0), (p, p), (p, p)))
        oh, ow = (h + 2 * p - k) // s + 1, (w + 2 * p - k) // s + 1
        out = np.zeros((n, len(self.params["b"]), oh, ow))
        for i in range(oh):
            for j in range(ow):
                patch = padded[:, :, i * s:i * s + k, j * s:j * s + k]
                out[:, :, i, j] = np.einsum("ncab,fcab->nf", patch, self.params["W"])
        return out + self.params["b"][None, :, :, None]

    def backward(self, X, grad):
        p, s, k = self.padding, self.stride, self.filter_len
        n, c, h, w = X.shape
        padded = np.pad(X, ((0, 0), (0, 0), (p, p), (p, p)))
        dpadded = np.zeros_like(padded)
        self.gradient["W"] = np.zeros_like(self.params["W"])
        self.gradient["b"] = grad.sum(axis=(0, 2, 3)).reshape(-1, 1)
        for i in range(grad.shape[2]):
            for j in range(grad.shape[3]):
                rows, cols = slice(i * s, i * s + k), slice(j * s, j * s + k)
                self.gradient["W"] += np.einsum("nf,ncab->fcab", grad[:, :, i, j], padded[:, :, rows, cols])
                dpadded[:, :, rows, cols] = np.einsum("nf,fcab->ncab", grad[:, :, i, j], self.params["W"])
        return dpadded[:, :, p:p + h, p:p + w]
