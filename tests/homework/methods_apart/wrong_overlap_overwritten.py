import numpy as np


class Layer:
    def fprop(self, inputs):
        raise NotImplementedError

    def bprop(self, inputs, outputs, grads_wrt_outputs):
        raise NotImplementedError


class UniformInit:
    def __init__(self, low, high):
        self.low, self.high = low, high

    def __call__(self, shape):
        return np.random.uniform(self.low, self.high, size=shape)


class AffineLayer(Layer):
    def __init__(self, input_dim, output_dim, weights_init=UniformInit(-0.1, 0.1)):
        self.weights = weights_init((output_dim, input_dim))
        self.biases = np.zeros(output_dim)

    def fprop(self, inputs):
        return inputs.dot(self.weights.T) + self.biases

    def bprop(self, inputs, outputs, grads_wrt_outputs):
        return grads_wrt_outputs.dot(self.weights)

    def grads_wrt_params(self, inputs, grads_wrt_outputs):
        grads_wrt_weights = grads_wrt_outputs.T.dot(inputs)
        grads_wrt_biases = grads_wrt_outputs.sum(axis=0)
        return [grads_wrt_weights, grads_wrt_biases]

    @property
    def params(self):
        return [self.weights, self.biases]


class SigmoidLayer(Layer):
    def fprop(self, inputs):
        return 1.0 / (1.0 + np.exp(-inputs))

    def bprop(self, inputs, outputs, grads_wrt_outputs):
        return grads_wrt_outputs * outputs * (1.0 - outputs)


class ConvolutionalLayer(Layer):
    def __init__(self, num_input_channels, num_output_channels, input_dim_1, input_dim_2,
                 kernel_dim_1, kernel_dim_2, kernels_init=UniformInit(-0.1, 0.1)):
        self.dims = kernel_dim_1, kernel_dim_2
        self.kernels = kernels_init(
            (num_output_channels, num_input_channels, kernel_dim_1, kernel_dim_2))
        self.biases = np.zeros(num_output_channels)

    def fprop(self, inputs):
        kh, kw = self.dims
        n, _, h, w = inputs.shape
        outputs = np.zeros((n, len(self.biases), h - kh + 1, w - kw + 1))
        for i in range(outputs.shape[2]):
            for j in range(outputs.shape[3]):
                patch = inputs[:, :, i:i + kh, j:j + kw]
                outputs[:, :, i, j] = np.einsum("ncab,fcab->nf", patch, self.kernels)
        return outputs + self.biases[None, :, None, None]

    def bprop(self, inputs, outputs, grads_wrt_outputs):
        kh, kw = self.dims
        grads = np.zeros(inputs.shape)
        for i in range(outputs.shape[2]):
            for j in range(outputs.shape[3]):
                grads[:, :, i:i + kh, j:j + kw] = np.einsum(
                    "nf,fcab->ncab", grads_wrt_outputs[:, :, i, j], self.kernels)
        return grads

    def grads_wrt_params(self, inputs, grads_wrt_outputs):
        kh, kw = self.dims
        grads_wrt_kernels = np.zeros(self.kernels.shape)
        for i in range(grads_wrt_outputs.shape[2]):
            for j in range(grads_wrt_outputs.shape[3]):
                patch = inputs[:, :, i:i + kh, j:j + kw]
                grads_wrt_kernels += np.einsum("nf,ncab->fcab", grads_wrt_outputs[:, :, i, j], patch)
        return [grads_wrt_kernels, grads_wrt_outputs.sum(axis=(0, 2, 3))]


class CrossEntropySoftmaxError:
    def __call__(self, outputs, targets):
        shifted = outputs - outputs.max(-1, keepdims=True)
        log_prob = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
        return -np.mean(np.sum(targets * log_prob, axis=1))

    def grad(self, outputs, targets):
        probs = np.exp(outputs - outputs.max(-1, keepdims=True))
        probs /= probs.sum(-1, keepdims=True)
        return (probs - targets) / outputs.shape[0]
