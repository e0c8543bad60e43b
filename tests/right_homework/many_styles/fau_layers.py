import numpy as np
from scipy import signal
import copy


class BaseLayer:
    def __init__(self):
        self.trainable = False
        self.testing_phase = False


class FullyConnected(BaseLayer):
    def __init__(self, input_size, output_size):
        super().__init__()
        self.trainable = True
        self.input_size, self.output_size = input_size, output_size
        # last row is the bias
        self.weights = np.random.uniform(0, 1, (input_size + 1, output_size))
        self._optimizer = None
        self._gradient_weights = None

    def forward(self, input_tensor):
        self.lastIn = np.concatenate((input_tensor, np.ones((input_tensor.shape[0], 1))), axis=1)
        return self.lastIn @ self.weights

    def backward(self, error_tensor):
        dx = error_tensor @ self.weights[:-1].T
        self._gradient_weights = self.lastIn.T @ error_tensor
        if self._optimizer is not None:
            self.weights = self._optimizer.calculate_update(self.weights, self._gradient_weights)
        return dx

    @property
    def optimizer(self):
        return self._optimizer

    @optimizer.setter
    def optimizer(self, o):
        self._optimizer = o

    @property
    def gradient_weights(self):
        return self._gradient_weights


class Conv(BaseLayer):
    """2-D only. stride_shape (sy, sx), convolution_shape (c, m, n): zero padding m-1, n-1 in total ("same"), then subsampling."""
    def __init__(self, stride_shape, convolution_shape, num_kernels):
        super().__init__()
        self.trainable = True
        self.stride_shape = stride_shape if len(stride_shape) == 2 else (stride_shape[0], stride_shape[0])
        self.convolution_shape = convolution_shape
        self.num_kernels = num_kernels
        self.weights = np.random.uniform(0, 1, (num_kernels,) + tuple(convolution_shape))
        self.bias = np.random.uniform(0, 1, num_kernels)
        self._gradient_weights, self._gradient_bias, self._optimizer = None, None, None

    @property
    def gradient_weights(self):
        return self._gradient_weights

    @property
    def gradient_bias(self):
        return self._gradient_bias

    @property
    def optimizer(self):
        return self._optimizer

    @optimizer.setter
    def optimizer(self, o):
        self._optimizer = o
        self._optimizer_b = copy.deepcopy(o)

    def forward(self, input_tensor):
        self.input_tensor = input_tensor
        b, c, H, W = input_tensor.shape
        full = np.zeros((b, self.num_kernels, H, W))
        for n in range(b):
            for k in range(self.num_kernels):
                for ch in range(c):
                    full[n, k] += signal.correlate2d(input_tensor[n, ch], self.weights[k, ch], mode='same')
                full[n, k] += self.bias[k]
        self.full_shape = full.shape
        return full[:, :, ::self.stride_shape[0], ::self.stride_shape[1]]

    def backward(self, error_tensor):
        up = np.zeros(self.full_shape)
        up[:, :, ::self.stride_shape[0], ::self.stride_shape[1]] = error_tensor
        x = self.input_tensor
        _, m, n = self.convolution_shape
        # signal 'same' centres: the first (m-1)//2 rows come from outside ... keep forward's alignment
        top, left = (m - 1) - (m - 1) // 2, (n - 1) - (n - 1) // 2
        xp = np.pad(x, ((0, 0), (0, 0), ((m - 1) // 2, top), ((n - 1) // 2, left)))
        self._gradient_weights = np.zeros_like(self.weights)
        dxp = np.zeros(xp.shape)
        for b in range(x.shape[0]):
            for k in range(self.num_kernels):
                for c in range(x.shape[1]):
                    self._gradient_weights[k, c] += signal.correlate2d(xp[b, c], up[b, k], mode='valid')
                    dxp[b, c] += signal.convolve2d(up[b, k], self.weights[k, c], mode='full')
        self._gradient_bias = error_tensor.sum(axis=(0, 2, 3))
        if self._optimizer is not None:
            self.weights = self._optimizer.calculate_update(self.weights, self._gradient_weights)
            self.bias = self._optimizer_b.calculate_update(self.bias, self._gradient_bias)
        return dxp[:, :, (m - 1) // 2:(m - 1) // 2 + x.shape[2], (n - 1) // 2:(n - 1) // 2 + x.shape[3]]


class Pooling(BaseLayer):
    def __init__(self, stride_shape, pooling_shape):
        super().__init__()
        self.stride_shape, self.pooling_shape = stride_shape, pooling_shape

    def forward(self, input_tensor):
        self.shape = input_tensor.shape
        (sy, sx), (py, px) = self.stride_shape, self.pooling_shape
        b, c, H, W = self.shape
        oy, ox = (H - py) // sy + 1, (W - px) // sx + 1
        out = np.zeros((b, c, oy, ox))
        self.locations = np.zeros((b, c, oy, ox, 2), dtype=int)
        for idx in np.ndindex(b, c, oy, ox):
            n, ch, i, j = idx
            window = input_tensor[n, ch, i * sy:i * sy + py, j * sx:j * sx + px]
            r, q = divmod(int(np.argmax(window)), px)
            out[idx] = window[r, q]
            self.locations[idx] = (i * sy + r, j * sx + q)
        return out

    def backward(self, error_tensor):
        dx = np.zeros(self.shape)
        for idx in np.ndindex(*error_tensor.shape):
            y, x = self.locations[idx]
            dx[idx[0], idx[1], y, x] += error_tensor[idx]
        return dx


class ReLU(BaseLayer):
    def forward(self, input_tensor):
        self.x = input_tensor
        return np.maximum(0, input_tensor)

    def backward(self, error_tensor):
        return np.where(self.x > 0, error_tensor, 0)


class SoftMax(BaseLayer):
    def forward(self, input_tensor):
        e = np.exp(input_tensor - np.max(input_tensor, axis=1, keepdims=True))
        self.y = e / np.sum(e, axis=1, keepdims=True)
        return self.y

    def backward(self, error_tensor):
        return self.y * (error_tensor - np.sum(error_tensor * self.y, axis=1)[:, None])


class Flatten(BaseLayer):
    def forward(self, input_tensor):
        self.shape = input_tensor.shape
        return input_tensor.reshape(self.shape[0], np.prod(self.shape[1:]))

    def backward(self, error_tensor):
        return error_tensor.reshape(self.shape)


class BatchNormalization(BaseLayer):
    def __init__(self, channels):
        super().__init__()
        self.trainable = True
        self.channels = channels
        self.weights, self.bias = np.ones(channels), np.zeros(channels)
        self.mu_avg = self.var_avg = None
        self.alpha = 0.8

    def reformat(self, t):
        if t.ndim == 4:
            b, c, m, n = t.shape
            self.last4d = t.shape
            return t.reshape(b, c, m * n).transpose(0, 2, 1).reshape(b * m * n, c)
        b, c, m, n = self.last4d
        return t.reshape(b, m * n, c).transpose(0, 2, 1).reshape(b, c, m, n)

    def forward(self, input_tensor):
        conv = input_tensor.ndim == 4
        x = self.reformat(input_tensor) if conv else input_tensor
        if self.testing_phase:
            xt = (x - self.mu_avg) / np.sqrt(self.var_avg + np.finfo(float).eps)
        else:
            mu, var = x.mean(axis=0), x.var(axis=0)
            self.mu_avg = mu if self.mu_avg is None else self.alpha * self.mu_avg + (1 - self.alpha) * mu
            self.var_avg = var if self.var_avg is None else self.alpha * self.var_avg + (1 - self.alpha) * var
            self.sd = np.sqrt(var + np.finfo(float).eps)
            xt = self.xt = (x - mu) / self.sd
        y = self.weights * xt + self.bias
        return self.reformat(y) if conv else y

    def backward(self, error_tensor):
        conv = error_tensor.ndim == 4
        e = self.reformat(error_tensor) if conv else error_tensor
        self.gradient_weights = (e * self.xt).sum(axis=0)
        self.gradient_bias = e.sum(axis=0)
        g = e * self.weights
        dx = (g - g.mean(axis=0) - self.xt * (g * self.xt).mean(axis=0)) / self.sd
        return self.reformat(dx) if conv else dx


class CrossEntropyLoss:
    """sum over the batch; of the output of SoftMax"""
    def forward(self, prediction_tensor, label_tensor):
        self.p = prediction_tensor
        return np.sum(-np.log(prediction_tensor[label_tensor == 1] + np.finfo(float).eps))

    def backward(self, label_tensor):
        return -label_tensor / (self.p + np.finfo(float).eps)
