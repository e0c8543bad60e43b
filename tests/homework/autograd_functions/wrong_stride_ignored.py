# Assignment: custom autograd functions
#
# Every operation has a Function class (static methods) and, where it has
# parameters, a Module class that owns them and calls apply().

import math
import torch
from torch import nn
from torch.autograd import Function


class ConvolutionFunction(Function):

    @staticmethod
    def computeOutputSize(inputSize, kernelSize, stride, padding):
        return int((inputSize + 2 * padding - kernelSize) / stride) + 1

    @staticmethod
    def forward(ctx, x, w, b, stride=1, padding=0):
        batchSize, in_channels, height, width = x.shape
        out_channels, _, kernelH, kernelW = w.shape
        outH = ConvolutionFunction.computeOutputSize(height, kernelH, stride, padding)
        outW = ConvolutionFunction.computeOutputSize(width, kernelW, stride, padding)

        x_pad = torch.zeros((batchSize, in_channels, height + 2 * padding, width + 2 * padding), dtype=x.dtype)
        x_pad[:, :, padding:padding + height, padding:padding + width] = x

        out = torch.empty((batchSize, out_channels, outH, outW), dtype=x.dtype)
        for i in range(outH):
            for j in range(outW):
                patch = x_pad[:, :, i * stride:i * stride + kernelH, j * stride:j * stride + kernelW]
                for f in range(out_channels):
                    out[:, f, i, j] = (patch * w[f]).sum(dim=(1, 2, 3)) + b[f]

        ctx.save_for_backward(x_pad, w)
        ctx.stride = stride
        ctx.padding = padding
        ctx.inputSize = (height, width)
        return out

    @staticmethod
    def backward(ctx, grad_output):
        x_pad, w = ctx.saved_tensors
        stride = ctx.stride
        padding = ctx.padding
        height, width = ctx.inputSize
        batchSize, out_channels, outH, outW = grad_output.shape
        kernelH = w.size(2)
        kernelW = w.size(3)

        gradX = torch.zeros_like(x_pad)
        gradW = torch.zeros_like(w)
        gradB = torch.zeros(out_channels, dtype=grad_output.dtype)
        for f in range(out_channels):
            gradB[f] = grad_output[:, f].sum()
            for i in range(outH):
                for j in range(outW):
                    rowStart = i * stride
                    colStart = j * stride
                    # (N, 1, 1, 1) so that it multiplies a whole patch
                    g = grad_output[:, f, i, j].reshape(batchSize, 1, 1, 1)
                    gradX[:, :, rowStart:rowStart + kernelH, colStart:colStart + kernelW] += g * w[f]
                    gradW[f] += (g * x_pad[:, :, i:i + kernelH, j:j + kernelW]).sum(dim=0)

        gradX = gradX[:, :, padding:padding + height, padding:padding + width]
        return gradX, gradW, gradB, None, None


class BatchNormFunction(Function):
    """Batch normalization of images (N, C, H, W), always in training mode."""

    @staticmethod
    def forward(ctx, x, gamma, beta, eps=1e-5):
        axes = (0, 2, 3)
        mean = x.mean(dim=axes, keepdim=True)
        variance = ((x - mean) ** 2).mean(dim=axes, keepdim=True)
        invStd = 1.0 / torch.sqrt(variance + eps)
        x_hat = (x - mean) * invStd
        ctx.save_for_backward(x_hat, invStd, gamma)
        return gamma.reshape(1, -1, 1, 1) * x_hat + beta.reshape(1, -1, 1, 1)

    @staticmethod
    def backward(ctx, grad_output):
        x_hat, invStd, gamma = ctx.saved_tensors
        axes = (0, 2, 3)
        grad_gamma = (grad_output * x_hat).sum(dim=axes)
        grad_beta = grad_output.sum(dim=axes)
        gradHat = grad_output * gamma.reshape(1, -1, 1, 1)
        meanOfGrad = gradHat.mean(dim=axes, keepdim=True)
        meanOfProduct = (gradHat * x_hat).mean(dim=axes, keepdim=True)
        gradX = invStd * (gradHat - meanOfGrad - x_hat * meanOfProduct)
        return gradX, grad_gamma, grad_beta, None


class SigmoidFunction(Function):

    @staticmethod
    def forward(ctx, x):
        result = (torch.tanh(x / 2) + 1) / 2    # the same thing as 1/(1+e^-x), never overflows
        ctx.save_for_backward(result)
        return result

    @staticmethod
    def backward(ctx, grad_output):
        result = ctx.saved_tensors[0]
        return grad_output * result * (1 - result)


class LeakyReluFunction(Function):

    @staticmethod
    def forward(ctx, x, negativeSlope=0.01):
        ctx.save_for_backward(x)
        ctx.negativeSlope = negativeSlope
        result = x.clone()
        result[x <= 0] *= negativeSlope
        return result

    @staticmethod
    def backward(ctx, grad_output):
        x = ctx.saved_tensors[0]
        grad_input = grad_output.clone()
        grad_input[x <= 0] *= ctx.negativeSlope
        return grad_input, None


class LinearFunction(Function):

    @staticmethod
    def forward(ctx, x, w, b):
        ctx.save_for_backward(x, w, b)
        return torch.matmul(x, torch.transpose(w, 0, 1)) + b

    @staticmethod
    def backward(ctx, grad_output):
        x, w, b = ctx.saved_tensors
        gradX = gradW = gradB = None
        if ctx.needs_input_grad[0]:
            gradX = torch.matmul(grad_output, w)
        if ctx.needs_input_grad[1]:
            gradW = torch.matmul(torch.transpose(grad_output, 0, 1), x)
        if ctx.needs_input_grad[2]:
            gradB = grad_output.sum(dim=0)
        return gradX, gradW, gradB


class Convolution(nn.Module):

    def __init__(self, inChannels, outChannels, kernelSize, stride=1, padding=0):
        super(Convolution, self).__init__()
        bound = 1.0 / math.sqrt(inChannels * kernelSize * kernelSize)
        self.weight = nn.Parameter(torch.empty(outChannels, inChannels, kernelSize, kernelSize).uniform_(-bound, bound))
        self.bias = nn.Parameter(torch.zeros(outChannels))
        self.stride = stride
        self.padding = padding

    def getWeight(self):
        return self.weight

    def getBias(self):
        return self.bias

    def forward(self, x):
        return ConvolutionFunction.apply(x, self.weight, self.bias, self.stride, self.padding)


class BatchNorm(nn.Module):

    def __init__(self, numChannels, eps=1e-5):
        super(BatchNorm, self).__init__()
        self.gamma = nn.Parameter(torch.ones(numChannels))
        self.beta = nn.Parameter(torch.zeros(numChannels))
        self.eps = eps

    def forward(self, x):
        return BatchNormFunction.apply(x, self.gamma, self.beta, self.eps)


class Linear(nn.Module):

    def __init__(self, inFeatures, outFeatures):
        super(Linear, self).__init__()
        bound = 1.0 / math.sqrt(inFeatures)
        self.weight = nn.Parameter(torch.empty(outFeatures, inFeatures).uniform_(-bound, bound))
        self.bias = nn.Parameter(torch.zeros(outFeatures))

    def getWeight(self):
        return self.weight

    def forward(self, x):
        return LinearFunction.apply(x, self.weight, self.bias)


class Activations:
    """Utility class, not to be instantiated."""

    @staticmethod
    def sigmoid(x):
        return SigmoidFunction.apply(x)

    @staticmethod
    def leakyRelu(x, negativeSlope=0.01):
        return LeakyReluFunction.apply(x, negativeSlope)
