# Mini-project 2: our own small deep learning framework
# Only tensor operations are used, autograd is switched off.

import math

import torch

torch.set_grad_enabled(False)


class Module(object):
    """Base class of all the modules."""

    def forward(self, *input):
        raise NotImplementedError

    def backward(self, *gradwrtoutput):
        raise NotImplementedError

    def param(self):
        # modules without parameters return an empty list
        return []

    def zero_grad(self):
        for parameter, gradient in self.param():
            gradient.zero_()


class Linear(Module):
    """ output = input * weights + bias, weights have the shape (input_size, output_size) """

    def __init__(self, input_size, output_size):
        super().__init__()
        # Xavier initialisation
        standard_deviation = math.sqrt(2.0 / (input_size + output_size))
        self.input_size = input_size
        self.output_size = output_size
        self.weights = torch.empty(input_size, output_size).normal_(0, standard_deviation)
        self.bias = torch.zeros(output_size)
        self.weights_gradient = torch.zeros(input_size, output_size)
        self.bias_gradient = torch.zeros(output_size)

    def forward(self, *input):
        # remember the input, the backward pass needs it
        self.last_input = input[0]
        return self.last_input.mm(self.weights) + self.bias

    def backward(self, *gradwrtoutput):
        gradient = gradwrtoutput[0]
        number_of_samples = gradient.size(0)

        # The gradients of the parameters are the sums over the batch.
        sum_for_weights = torch.zeros_like(self.weights_gradient)
        sum_for_bias = torch.zeros_like(self.bias_gradient)
        for sample in range(number_of_samples):
            for output_index in range(self.output_size):
                for input_index in range(self.input_size):
                    sum_for_weights[input_index, output_index] += \
                        self.last_input[sample, input_index] * gradient[sample, output_index]
                sum_for_bias[output_index] += gradient[sample, output_index]

        # They are added up until zero_grad() is called.
        self.weights_gradient += sum_for_weights
        self.bias_gradient += sum_for_bias

        gradient_of_input = gradient.mm(self.weights.t())
        return gradient_of_input

    def param(self):
        return [(self.weights, self.weights_gradient), (self.bias, self.bias_gradient)]


class ReLU(Module):

    def forward(self, *input):
        self.last_input = input[0]
        return torch.max(self.last_input, torch.zeros_like(self.last_input))

    def backward(self, *gradwrtoutput):
        gradient = gradwrtoutput[0]
        # derivative is 1 where the input was positive and 0 elsewhere
        derivative = torch.zeros_like(self.last_input)
        derivative[self.last_input > 0] = 1
        return gradient * derivative


class Tanh(Module):

    def forward(self, *input):
        self.last_input = input[0]
        self.last_output = self.last_input.tanh()
        return self.last_output

    def backward(self, *gradwrtoutput):
        gradient = gradwrtoutput[0]
        # d tanh(x) / dx = 1 - tanh(x)^2
        derivative = 1 - self.last_output ** 2
        return gradient * derivative


class LossMSE(Module):
    """Mean squared error, the mean is over all the elements."""

    def forward(self, *input):
        self.prediction, self.target = input
        self.difference = self.prediction - self.target
        return (self.difference ** 2).mean()

    def backward(self, *gradwrtoutput):
        # this is the last module so there is no gradient coming in
        number_of_elements = self.difference.numel()
        return 2 * self.difference / number_of_elements


class Sequential(Module):

    def __init__(self, *modules):
        super().__init__()
        self.modules = list(modules)

    def forward(self, *input):
        output = input[0]
        for module in self.modules:
            output = module.forward(output)
        return output

    def backward(self, *gradwrtoutput):
        gradient = gradwrtoutput[0]
        # same thing but from the last to the first
        for module in reversed(self.modules):
            gradient = module.backward(gradient)
        return gradient

    def param(self):
        parameters = []
        for module in self.modules:
            for pair in module.param():
                parameters.append(pair)
        return parameters
