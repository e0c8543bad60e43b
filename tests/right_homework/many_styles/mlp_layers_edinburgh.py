# -*- coding: utf-8 -*-
"""Layer definitions, coursework 2. fprop / bprop / grads_wrt_params."""
import numpy as np

DEFAULT_SEED = 123456


class Layer(object):
    def fprop(self, inputs):
        raise NotImplementedError()

    def bprop(self, inputs, outputs, grads_wrt_outputs):
        raise NotImplementedError()


class LayerWithParameters(Layer):
    def grads_wrt_params(self, inputs, grads_wrt_outputs):
        raise NotImplementedError()

    @property
    def params(self):
        raise NotImplementedError()


class AffineLayer(LayerWithParameters):
    def __init__(self, input_dim, output_dim, rng=None):
        rng = rng or np.random.RandomState(DEFAULT_SEED)
        self.weights = rng.uniform(-0.1, 0.1, (output_dim, input_dim))
        self.biases = np.zeros(output_dim)

    def fprop(self, inputs):
        return inputs.dot(self.weights.T) + self.biases

    def bprop(self, inputs, outputs, grads_wrt_outputs):
        return grads_wrt_outputs.dot(self.weights)

    def grads_wrt_params(self, inputs, grads_wrt_outputs):
        return [np.dot(grads_wrt_outputs.T, inputs), np.sum(grads_wrt_outputs, axis=0)]

    @property
    def params(self):
        return [self.weights, self.biases]

    @params.setter
    def params(self, values):
        self.weights, self.biases = values


class ConvolutionalLayer(LayerWithParameters):
    """True convolution is used by the lab, i.e. kernels are stored flipped w.r.t. cross correlation? No: we correlate."""
    def __init__(self, num_input_channels, num_output_channels, input_dim_1, input_dim_2, kernel_dim_1, kernel_dim_2):
        self.num_input_channels, self.num_output_channels = num_input_channels, num_output_channels
        self.input_dim_1, self.input_dim_2 = input_dim_1, input_dim_2
        self.kernel_dim_1, self.kernel_dim_2 = kernel_dim_1, kernel_dim_2
        self.kernels = np.random.RandomState(DEFAULT_SEED).uniform(-.1, .1, (num_output_channels, num_input_channels, kernel_dim_1, kernel_dim_2))
        self.biases = np.zeros(num_output_channels)

    def fprop(self, inputs):
        od1, od2 = self.input_dim_1 - self.kernel_dim_1 + 1, self.input_dim_2 - self.kernel_dim_2 + 1
        outputs = np.zeros((inputs.shape[0], self.num_output_channels, od1, od2)) + self.biases[None, :, None, None]
        for a in range(self.kernel_dim_1):
            for b in range(self.kernel_dim_2):
                outputs += np.einsum('nchw,fc->nfhw', inputs[:, :, a:a + od1, b:b + od2], self.kernels[:, :, a, b])
        return outputs

    def bprop(self, inputs, outputs, grads_wrt_outputs):
        grads = np.zeros(inputs.shape)
        od1, od2 = grads_wrt_outputs.shape[2:]
        for a in range(self.kernel_dim_1):
            for b in range(self.kernel_dim_2):
                grads[:, :, a:a + od1, b:b + od2] += np.einsum('nfhw,fc->nchw', grads_wrt_outputs, self.kernels[:, :, a, b])
        return grads

    def grads_wrt_params(self, inputs, grads_wrt_outputs):
        od1, od2 = grads_wrt_outputs.shape[2:]
        g = np.empty_like(self.kernels)
        for a in range(self.kernel_dim_1):
            for b in range(self.kernel_dim_2):
                g[:, :, a, b] = np.einsum('nfhw,nchw->fc', grads_wrt_outputs, inputs[:, :, a:a + od1, b:b + od2])
        return [g, grads_wrt_outputs.sum(axis=(0, 2, 3))]

    @property
    def params(self):
        return [self.kernels, self.biases]


class MaxPool2DLayer(Layer):
    def __init__(self, pool_size=2):
        self.pool_size = pool_size

    def fprop(self, inputs):
        k = self.pool_size
        n, c, h, w = inputs.shape
        assert h % k == 0 and w % k == 0
        blocks = inputs.reshape(n, c, h // k, k, w // k, k).swapaxes(3, 4).reshape(n, c, h // k, w // k, k * k)
        self._idx = blocks.argmax(-1)
        return blocks.max(-1)

    def bprop(self, inputs, outputs, grads_wrt_outputs):
        k = self.pool_size
        n, c, oh, ow = grads_wrt_outputs.shape
        d = np.zeros((n, c, oh, ow, k * k))
        np.put_along_axis(d, self._idx[..., None], grads_wrt_outputs[..., None], axis=-1)
        return d.reshape(n, c, oh, ow, k, k).swapaxes(3, 4).reshape(n, c, oh * k, ow * k)


class BatchNormalizationLayer(LayerWithParameters):
    def __init__(self, input_dim):
        self.gamma, self.beta, self.epsilon = np.ones(input_dim), np.zeros(input_dim), 1e-5

    def _norm(self, inputs):
        mu, var = inputs.mean(0), inputs.var(0)
        return (inputs - mu) / np.sqrt(var + self.epsilon), np.sqrt(var + self.epsilon)

    def fprop(self, inputs):
        return self.gamma * self._norm(inputs)[0] + self.beta

    def bprop(self, inputs, outputs, grads_wrt_outputs):
        xn, sd = self._norm(inputs)
        g = grads_wrt_outputs * self.gamma
        return (g - g.mean(0) - xn * (g * xn).mean(0)) / sd

    def grads_wrt_params(self, inputs, grads_wrt_outputs):
        xn, _ = self._norm(inputs)
        return [(grads_wrt_outputs * xn).sum(0), grads_wrt_outputs.sum(0)]


class SigmoidLayer(Layer):
    def fprop(self, inputs):
        return 1. / (1. + np.exp(-inputs))

    def bprop(self, inputs, outputs, grads_wrt_outputs):
        return grads_wrt_outputs * outputs * (1. - outputs)


class LeakyReluLayer(Layer):
    def __init__(self, alpha=0.01):
        self.alpha = alpha

    def fprop(self, inputs):
        return np.where(inputs > 0, inputs, self.alpha * inputs)

    def bprop(self, inputs, outputs, grads_wrt_outputs):
        return np.where(inputs > 0, 1., self.alpha) * grads_wrt_outputs


class TanhLayer(Layer):
    def fprop(self, inputs):
        return np.tanh(inputs)

    def bprop(self, inputs, outputs, grads_wrt_outputs):
        return (1. - outputs ** 2) * grads_wrt_outputs


class SoftmaxLayer(Layer):
    def fprop(self, inputs):
        exp_inputs = np.exp(inputs - inputs.max(-1)[:, None])
        return exp_inputs / exp_inputs.sum(-1)[:, None]

    def bprop(self, inputs, outputs, grads_wrt_outputs):
        return outputs * (grads_wrt_outputs - (grads_wrt_outputs * outputs).sum(-1)[:, None])


class ReshapeLayer(Layer):
    def __init__(self, output_shape=None):
        self.output_shape = (-1,) if output_shape is None else output_shape

    def fprop(self, inputs):
        return inputs.reshape((inputs.shape[0],) + self.output_shape)

    def bprop(self, inputs, outputs, grads_wrt_outputs):
        return grads_wrt_outputs.reshape(inputs.shape)


class CrossEntropySoftmaxError(object):
    def __call__(self, outputs, targets):
        normOutputs = outputs - outputs.max(-1)[:, None]
        logProb = normOutputs - np.log(np.sum(np.exp(normOutputs), axis=-1)[:, None])
        return -np.mean(np.sum(targets * logProb, axis=1))

    def grad(self, outputs, targets):
        probs = np.exp(outputs - outputs.max(-1)[:, None])
        probs /= probs.sum(-1)[:, None]
        return (probs - targets) / outputs.shape[0]


class SumOfSquaredDiffsError(object):
    def __call__(self, outputs, targets):
        return 0.5 * np.mean(np.sum((outputs - targets) ** 2, axis=1))

    def grad(self, outputs, targets):
        return (outputs - targets) / outputs.shape[0]
