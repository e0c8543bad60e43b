# -*- coding: utf-8 -*-
"""Layer and error definitions for the multilayer perceptron labs."""

import numpy as np


class Layer(object):
    """Abstract layer."""

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
    """outputs = inputs . weights^T + biases"""

    def __init__(self, input_dim, output_dim, rng=None):
        rng = rng or np.random.RandomState(123)
        self.input_dim = input_dim
        self.output_dim = output_dim
        self.weights = rng.uniform(-0.1, 0.1, size=(output_dim, input_dim))
        self.biases = np.zeros(output_dim)

    def fprop(self, inputs):
        return self.weights.dot(inputs.T).T + self.biases

    def bprop(self, inputs, outputs, grads_wrt_outputs):
        return grads_wrt_outputs.dot(self.weights)

    def grads_wrt_params(self, inputs, grads_wrt_outputs):
        grads_wrt_weights = np.dot(grads_wrt_outputs.T, inputs)
        grads_wrt_biases = np.sum(grads_wrt_outputs, axis=0)
        return [grads_wrt_weights, grads_wrt_biases]

    @property
    def params(self):
        return [self.weights, self.biases]

    @params.setter
    def params(self, values):
        self.weights = values[0]
        self.biases = values[1]


class SigmoidLayer(Layer):

    def fprop(self, inputs):
        return 1. / (1. + np.exp(-inputs))

    def bprop(self, inputs, outputs, grads_wrt_outputs):
        return grads_wrt_outputs * outputs * (1. - outputs)


class ReluLayer(Layer):

    def fprop(self, inputs):
        return np.maximum(inputs, 0.)

    def bprop(self, inputs, outputs, grads_wrt_outputs):
        return (outputs > 0) * grads_wrt_outputs


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


class CrossEntropySoftmaxError(object):
    """Softmax and multi-class cross entropy in one; targets are 1-of-K."""

    def __call__(self, outputs, targets):
        normed = outputs - outputs.max(-1)[:, None]
        log_probs = normed - np.log(np.exp(normed).sum(-1)[:, None])
        return -(targets * log_probs).sum(-1).mean()

    def grad(self, outputs, targets):
        probs = np.exp(outputs - outputs.max(-1)[:, None])
        probs /= probs.sum(-1)[:, None]
        return (probs - targets) / outputs.shape[0]


class MultipleLayerModel(object):

    def __init__(self, layers):
        self.layers = layers

    def fprop(self, inputs):
        activations = [inputs]
        for layer in self.layers:
            activations.append(layer.fprop(activations[-1]))
        return activations

    def grads_wrt_params(self, activations, grads_wrt_outputs):
        grads = []
        for i in reversed(range(len(self.layers))):
            layer, inputs, outputs = self.layers[i], activations[i], activations[i + 1]
            if isinstance(layer, LayerWithParameters):
                grads = layer.grads_wrt_params(inputs, grads_wrt_outputs) + grads
            grads_wrt_outputs = layer.bprop(inputs, outputs, grads_wrt_outputs)
        return grads


if __name__ == '__main__':
    rng = np.random.RandomState(7)
    x = rng.normal(size=(8, 5))
    t = np.eye(3)[rng.randint(3, size=8)]
    model = MultipleLayerModel([AffineLayer(5, 6, rng), TanhLayer(), AffineLayer(6, 3, rng)])
    error = CrossEntropySoftmaxError()
    acts = model.fprop(x)
    print(error(acts[-1], t))
    for g in model.grads_wrt_params(acts, error.grad(acts[-1], t)):
        print(g.shape)
