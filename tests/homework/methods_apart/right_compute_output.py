import numpy as np


class Module(object):
    def __init__(self):
        self.output = None
        self.grad_input = None

    def compute_output(self, input):
        pass

    def compute_grad_input(self, input, grad_output):
        pass

    def update_grad_parameters(self, input, grad_output):
        pass

    def zero_grad(self):
        pass


class Linear(Module):
    def __init__(self, n_in, n_out):
        super(Linear, self).__init__()
        stdv = 1.0 / np.sqrt(n_in)
        self.weight = np.random.uniform(-stdv, stdv, size=(n_out, n_in))
        self.bias = np.random.uniform(-stdv, stdv, size=n_out)
        self.grad_weight = np.zeros_like(self.weight)
        self.grad_bias = np.zeros_like(self.bias)

    def compute_output(self, input):
        self.output = np.dot(input, self.weight.T) + self.bias
        return self.output

    def compute_grad_input(self, input, grad_output):
        self.grad_input = np.dot(grad_output, self.weight)
        return self.grad_input

    def update_grad_parameters(self, input, grad_output):
        self.grad_weight += np.dot(grad_output.T, input)
        self.grad_bias += np.sum(grad_output, axis=0)

    def zero_grad(self):
        self.grad_weight.fill(0)
        self.grad_bias.fill(0)


class SoftMax(Module):
    def compute_output(self, input):
        e = np.exp(input - input.max(axis=1, keepdims=True))
        self.output = e / e.sum(axis=1, keepdims=True)
        return self.output

    def compute_grad_input(self, input, grad_output):
        dot = (grad_output * self.output).sum(axis=1, keepdims=True)
        self.grad_input = self.output * (grad_output - dot)
        return self.grad_input


class ReLU(Module):
    def compute_output(self, input):
        self.output = np.maximum(input, 0)
        return self.output

    def compute_grad_input(self, input, grad_output):
        self.grad_input = np.multiply(grad_output, input > 0)
        return self.grad_input


class MSECriterion(object):
    def compute_output(self, input, target):
        self.output = np.mean((input - target) ** 2)
        return self.output

    def compute_grad_input(self, input, target):
        self.grad_input = 2 * (input - target) / input.size
        return self.grad_input
