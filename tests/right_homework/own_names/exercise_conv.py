"""Exercise 2, all layers in one file. Every layer: forward(input_tensor), backward(error_tensor)."""
import copy

import numpy as np
from scipy import signal


class Sgd:
    def __init__(self, learning_rate):
        self.learning_rate = learning_rate

    def calculate_update(self, weight_tensor, gradient_tensor):
        return weight_tensor - self.learning_rate * gradient_tensor


class Base:
    def __init__(self):
        self.trainable = False
        self.testing_phase = False


class Conv(Base):
    """convolution_shape = (channels, rows, cols), input and output have the same size before striding"""

    def __init__(self, stride_shape, convolution_shape, num_kernels):
        super().__init__()
        self.trainable = True
        self.stride_shape = (stride_shape, stride_shape) if isinstance(stride_shape, int) else tuple(stride_shape) * (3 - len(stride_shape))
        self.convolution_shape = convolution_shape
        self.num_kernels = num_kernels
        self.weights = np.random.uniform(0, 1, (num_kernels,) + tuple(convolution_shape))
        self.bias = np.random.uniform(0, 1, num_kernels)
        self.gradient_weights = None
        self.gradient_bias = None
        self._optimizer = None

    @property
    def optimizer(self):
        return self._optimizer

    @optimizer.setter
    def optimizer(self, value):
        self._optimizer = (copy.deepcopy(value), copy.deepcopy(value))

    def initialize(self, weights_initializer, bias_initializer):
        fan_in = int(np.prod(self.convolution_shape))
        fan_out = self.num_kernels * int(np.prod(self.convolution_shape[1:]))
        self.weights = weights_initializer.initialize(self.weights.shape, fan_in, fan_out)
        self.bias = bias_initializer.initialize(self.bias.shape, fan_in, fan_out)

    def forward(self, input_tensor):
        c, kr, kc = self.convolution_shape
        self.shape = input_tensor.shape
        self.before = ((kr - 1) // 2, (kc - 1) // 2)
        self.padded = np.pad(input_tensor, ((0, 0), (0, 0),
                                            (self.before[0], kr - 1 - self.before[0]),
                                            (self.before[1], kc - 1 - self.before[1])))
        sr, sc = self.stride_shape
        batch = []
        for image in self.padded:
            maps = [signal.correlate(image, kernel, mode='valid')[0][::sr, ::sc] + bias
                    for kernel, bias in zip(self.weights, self.bias)]
            batch.append(np.stack(maps))
        return np.stack(batch)

    def backward(self, error_tensor):
        sr, sc = self.stride_shape
        n, c, rows, cols = self.shape
        upsampled = np.zeros((n, self.num_kernels, rows, cols))
        upsampled[:, :, ::sr, ::sc] = error_tensor
        self.gradient_bias = error_tensor.sum(axis=(0, 2, 3))
        self.gradient_weights = np.zeros(self.weights.shape)
        previous = np.zeros(self.padded.shape)
        for b in range(n):
            for k in range(self.num_kernels):
                for ch in range(c):
                    self.gradient_weights[k, ch] += signal.correlate2d(self.padded[b, ch], upsampled[b, k], mode='valid')
                    previous[b, ch] += signal.convolve2d(upsampled[b, k], self.weights[k, ch], mode='full')
        if self._optimizer is not None:
            self.weights = self._optimizer[0].calculate_update(self.weights, self.gradient_weights)
            self.bias = self._optimizer[1].calculate_update(self.bias, self.gradient_bias)
        r0, c0 = self.before
        return previous[:, :, r0:r0 + rows, c0:c0 + cols]


class Pooling(Base):
    def __init__(self, stride_shape, pooling_shape):
        super().__init__()
        self.stride_shape, self.pooling_shape = stride_shape, pooling_shape

    def forward(self, input_tensor):
        self.shape = input_tensor.shape
        (sr, sc), (pr, pc) = self.stride_shape, self.pooling_shape
        b, c, h, w = input_tensor.shape
        out = np.zeros((b, c, (h - pr) // sr + 1, (w - pc) // sc + 1))
        self.rows = np.zeros(out.shape, dtype=int)
        self.cols = np.zeros(out.shape, dtype=int)
        for i in range(out.shape[2]):
            for j in range(out.shape[3]):
                window = input_tensor[:, :, i * sr:i * sr + pr, j * sc:j * sc + pc].reshape(b, c, -1)
                best = window.argmax(axis=2)
                out[:, :, i, j] = window.max(axis=2)
                self.rows[:, :, i, j] = i * sr + best // pc
                self.cols[:, :, i, j] = j * sc + best % pc
        return out

    def backward(self, error_tensor):
        result = np.zeros(self.shape)
        b, c = np.indices(error_tensor.shape)[:2]
        np.add.at(result, (b, c, self.rows, self.cols), error_tensor)
        return result


class Flatten(Base):
    def forward(self, input_tensor):
        self.shape = input_tensor.shape
        return input_tensor.reshape(self.shape[0], -1)

    def backward(self, error_tensor):
        return error_tensor.reshape(self.shape)


class FullyConnected(Base):
    """the bias is the last row of the weights"""

    def __init__(self, input_size, output_size):
        super().__init__()
        self.trainable = True
        self.weights = np.random.uniform(0, 1, (input_size + 1, output_size))
        self.optimizer = None

    def forward(self, input_tensor):
        self.extended = np.hstack([input_tensor, np.ones((input_tensor.shape[0], 1))])
        return self.extended @ self.weights

    def backward(self, error_tensor):
        self.gradient_weights = self.extended.T @ error_tensor
        previous = error_tensor @ self.weights[:-1].T
        if self.optimizer is not None:
            self.weights = self.optimizer.calculate_update(self.weights, self.gradient_weights)
        return previous


class ReLU(Base):
    def forward(self, input_tensor):
        self.input_tensor = input_tensor
        return np.maximum(0, input_tensor)

    def backward(self, error_tensor):
        return np.where(self.input_tensor > 0, error_tensor, 0)


class SoftMax(Base):
    def forward(self, input_tensor):
        e = np.exp(input_tensor - input_tensor.max(axis=1, keepdims=True))
        self.y = e / e.sum(axis=1, keepdims=True)
        return self.y

    def backward(self, error_tensor):
        return self.y * (error_tensor - np.sum(error_tensor * self.y, axis=1, keepdims=True))


class CrossEntropyLoss:
    """summed over the batch"""

    def forward(self, prediction_tensor, label_tensor):
        self.prediction_tensor = prediction_tensor
        return -np.sum(label_tensor * np.log(prediction_tensor + np.finfo(float).eps))

    def backward(self, label_tensor):
        return -label_tensor / (self.prediction_tensor + np.finfo(float).eps)
