import numpy as np


class AffineLayer:
    """outputs = inputs . weights^T + biases"""

    def __init__(self, input_dim, output_dim, rng=None):
        rng = rng or np.random.RandomState(1)
        self.input_dim, self.output_dim = input_dim, output_dim
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


class SigmoidLayer:
    def fprop(self, inputs):
        return 1.0 / (1.0 + np.exp(-inputs))

    def bprop(self, inputs, outputs, grads_wrt_outputs):
        return grads_wrt_outputs * outputs * (1.0 - outputs)


class ReluLayer:
    def fprop(self, inputs):
        return np.maximum(inputs, 0.0)

    def bprop(self, inputs, outputs, grads_wrt_outputs):
        return (outputs > 0) * grads_wrt_outputs


class TanhLayer:
    def fprop(self, inputs):
        return np.tanh(inputs)

    def bprop(self, inputs, outputs, grads_wrt_outputs):
        return (1.0 - outputs ** 2) * grads_wrt_outputs


class SoftmaxLayer:
    def fprop(self, inputs):
        exp_inputs = np.exp(inputs - inputs.max(-1)[:, None])
        return exp_inputs / exp_inputs.sum(-1)[:, None]

    def bprop(self, inputs, outputs, grads_wrt_outputs):
        return outputs * (grads_wrt_outputs - (grads_wrt_outputs * outputs).sum(-1)[:, None])


class CrossEntropySoftmaxError:
    """Softmax and its loss from the logits; targets are one-hot."""

    def __call__(self, outputs, targets):
        normed = outputs - outputs.max(-1)[:, None]
        log_prob = normed - np.log(np.sum(np.exp(normed), axis=-1)[:, None])
        return -np.mean(np.sum(targets * log_prob, axis=1))

    def grad(self, outputs, targets):
        probs = np.exp(outputs - outputs.max(-1)[:, None])
        probs /= probs.sum(-1)[:, None]
        return (probs - targets) / outputs.shape[0]
