"""
A small re-implementation of torch.autograd.Function on NumPy arrays.
"""
from abc import ABC, abstractmethod

import numpy as np

LEARNING_RATE = 0.1


class Context(object):
    """Transports values from forward() to backward()."""

    def __init__(self):
        self.savedValues = None

    def save_for_backward(self, *values):
        self.savedValues = values

    def getSavedValues(self):
        if self.savedValues is None:
            raise RuntimeError("save_for_backward() was not called")
        return self.savedValues

    @property
    def saved_values(self):
        return self.getSavedValues()


class Function(ABC):

    @staticmethod
    @abstractmethod
    def forward(ctx, *inputs):
        pass

    @staticmethod
    @abstractmethod
    def backward(ctx, grad_output):
        pass

    @classmethod
    def apply(cls, ctx, *inputs):
        return cls.forward(ctx, *inputs)


class LinearFunction(Function):

    @staticmethod
    def forward(ctx, x, weight, bias):
        # x: (batch, in), weight: (in, out), bias: (out,)
        ctx.save_for_backward(x, weight)
        return np.dot(x, weight) + bias

    @staticmethod
    def backward(ctx, grad_output):
        x, weight = ctx.saved_values
        gradInput = np.dot(grad_output, weight.T)
        gradWeight = np.dot(x.T, grad_output)
        gradBias = np.sum(grad_output, axis=0)
        return gradInput, gradWeight, gradBias


class SigmoidFunction(Function):

    @staticmethod
    def sigmoid(z):
        return 1.0 / (1.0 + np.exp(-z))

    @staticmethod
    def forward(ctx, x):
        activation = SigmoidFunction.sigmoid(x)
        ctx.save_for_backward(activation)
        return activation

    @staticmethod
    def backward(ctx, grad_output):
        (activation,) = ctx.saved_values
        slope = activation * (1.0 - activation)
        return grad_output * slope


class Conv2dFunction(Function):

    @staticmethod
    def forward(ctx, x, weight, bias, stride, padding):
        batch_size, in_channels, in_height, in_width = x.shape
        out_channels, _, k_height, k_width = weight.shape
        out_height = (in_height + 2 * padding - k_height) // stride + 1
        out_width = (in_width + 2 * padding - k_width) // stride + 1
        xPadded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)), mode="constant")

        output = np.zeros((batch_size, out_channels, out_height, out_width), dtype=x.dtype)
        for n in range(batch_size):
            for f in range(out_channels):
                for r in range(out_height):
                    for c in range(out_width):
                        window = xPadded[n, :, r * stride:r * stride + k_height, c * stride:c * stride + k_width]
                        output[n, f, r, c] = np.sum(window * weight[f]) + bias[f]

        ctx.save_for_backward(xPadded, weight)
        ctx.stride = stride
        ctx.padding = padding
        return output

    @staticmethod
    def backward(ctx, grad_output):
        xPadded, weight = ctx.saved_values
        stride, padding = ctx.stride, ctx.padding
        batch_size, out_channels, out_height, out_width = grad_output.shape
        k_height, k_width = weight.shape[2], weight.shape[3]
        gradPadded = np.zeros_like(xPadded)
        gradWeight = np.zeros_like(weight)
        gradBias = np.zeros(out_channels, dtype=grad_output.dtype)
        for n in range(batch_size):
            for f in range(out_channels):
                for r in range(out_height):
                    for c in range(out_width):
                        top, left = r * stride, c * stride
                        upstream = grad_output[n, f, r, c]
                        gradBias[f] += upstream
                        gradWeight[f] += upstream * xPadded[n, :, top:top + k_height, left:left + k_width]
                        gradPadded[n, :, top:top + k_height, left:left + k_width] += upstream * weight[f]
        endRow = gradPadded.shape[2] - padding
        endCol = gradPadded.shape[3] - padding
        return gradPadded[:, :, padding:endRow, padding:endCol], gradWeight, gradBias, None, None


class MaxPool2dFunction(Function):

    @staticmethod
    def forward(ctx, x, kernel_size, stride):
        n, c, height, width = x.shape
        out_height = (height - kernel_size) // stride + 1
        out_width = (width - kernel_size) // stride + 1
        output = np.zeros((n, c, out_height, out_width), dtype=x.dtype)
        for i in range(out_height):
            for j in range(out_width):
                window = x[:, :, i * stride:i * stride + kernel_size, j * stride:j * stride + kernel_size]
                output[:, :, i, j] = np.max(window, axis=(2, 3))
        ctx.save_for_backward(x)
        ctx.kernel_size = kernel_size
        ctx.stride = stride
        return output

    @staticmethod
    def backward(ctx, grad_output):
        (x,) = ctx.saved_values
        k = ctx.kernel_size
        s = ctx.stride
        gradInput = np.zeros_like(x)
        for n in range(grad_output.shape[0]):
            for c in range(grad_output.shape[1]):
                for i in range(grad_output.shape[2]):
                    for j in range(grad_output.shape[3]):
                        window = x[n, c, i * s:i * s + k, j * s:j * s + k]
                        gradInput[n, c, i * s:i * s + k, j * s:j * s + k] += (window == np.max(window)) * grad_output[n, c, i, j]
        return gradInput, None, None


class SoftmaxFunction(Function):

    @staticmethod
    def forward(ctx, x):
        exponentials = np.exp(x - np.max(x, axis=-1, keepdims=True))
        probabilities = exponentials / np.sum(exponentials, axis=-1, keepdims=True)
        ctx.save_for_backward(probabilities)
        return probabilities

    @staticmethod
    def backward(ctx, grad_output):
        probabilities = ctx.saved_values[0]
        gradInput = np.zeros_like(probabilities)
        for row in range(probabilities.shape[0]):
            p = probabilities[row]
            jacobian = np.diag(p) - np.outer(p, p)
            gradInput[row] = np.dot(jacobian, grad_output[row])
        return gradInput


class Trainer:
    """One linear layer with a sigmoid, trained on 'or'."""

    def __init__(self, weight, bias):
        self.weight = weight
        self.bias = bias

    def trainStep(self, x, target):
        linearContext, sigmoidContext = Context(), Context()
        z = LinearFunction.apply(linearContext, x, self.weight, self.bias)
        a = SigmoidFunction.apply(sigmoidContext, z)
        gradZ = SigmoidFunction.backward(sigmoidContext, 2 * (a - target))
        _, gradWeight, gradBias = LinearFunction.backward(linearContext, gradZ)
        self.weight = self.weight - LEARNING_RATE * gradWeight
        self.bias = self.bias - LEARNING_RATE * gradBias
        return np.sum((a - target) ** 2)


if __name__ == "__main__":
    x = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    target = np.array([[0.0], [1.0], [1.0], [1.0]])
    trainer = Trainer(np.zeros((2, 1)), np.zeros(1))
    for step in range(200):
        loss = trainer.trainStep(x, target)
    print("loss:", loss)
