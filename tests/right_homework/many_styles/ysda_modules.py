import numpy as np
import scipy as sp
import scipy.signal


class Module(object):
    """
    updateOutput / updateGradInput / accGradParameters, Torch 7 style.
    """
    def __init__(self):
        self.output = None
        self.gradInput = None
        self.training = True

    def forward(self, input):
        return self.updateOutput(input)

    def backward(self, input, gradOutput):
        self.updateGradInput(input, gradOutput)
        self.accGradParameters(input, gradOutput)
        return self.gradInput

    def updateOutput(self, input):
        pass

    def updateGradInput(self, input, gradOutput):
        pass

    def accGradParameters(self, input, gradOutput):
        pass

    def zeroGradParameters(self):
        pass

    def train(self):
        self.training = True

    def evaluate(self):
        self.training = False


class Linear(Module):
    def __init__(self, n_in, n_out):
        super(Linear, self).__init__()
        stdv = 1. / np.sqrt(n_in)
        self.W = np.random.uniform(-stdv, stdv, size=(n_out, n_in))
        self.b = np.random.uniform(-stdv, stdv, size=n_out)
        self.gradW = np.zeros_like(self.W)
        self.gradb = np.zeros_like(self.b)

    def updateOutput(self, input):
        self.output = np.add(input.dot(self.W.T), self.b)
        return self.output

    def updateGradInput(self, input, gradOutput):
        self.gradInput = gradOutput.dot(self.W)
        return self.gradInput

    def accGradParameters(self, input, gradOutput):
        self.gradW += np.dot(gradOutput.T, input)
        self.gradb += np.sum(gradOutput, axis=0)

    def zeroGradParameters(self):
        self.gradW.fill(0)
        self.gradb.fill(0)


class Conv2d(Module):
    """'same' convolution, odd kernel only: padding kernel_size // 2"""
    def __init__(self, in_channels, out_channels, kernel_size):
        super(Conv2d, self).__init__()
        assert kernel_size % 2 == 1, kernel_size
        stdv = 1. / np.sqrt(in_channels)
        self.W = np.random.uniform(-stdv, stdv, size=(out_channels, in_channels, kernel_size, kernel_size))
        self.b = np.random.uniform(-stdv, stdv, size=(out_channels,))
        self.in_channels, self.out_channels, self.kernel_size = in_channels, out_channels, kernel_size
        self.gradW = np.zeros_like(self.W)
        self.gradb = np.zeros_like(self.b)

    def _pad(self, input):
        pad_size = self.kernel_size // 2
        return np.pad(input, ((0, 0), (0, 0), (pad_size, pad_size), (pad_size, pad_size)), mode='constant')

    def updateOutput(self, input):
        x = self._pad(input)
        bs, _, h, w = input.shape
        self.output = np.zeros((bs, self.out_channels, h, w))
        for n in range(bs):
            for o in range(self.out_channels):
                # correlate in mode 'valid' over (C, H, W): the channel axis collapses to 1
                self.output[n, o] = sp.signal.correlate(x[n], self.W[o], mode='valid')[0] + self.b[o]
        return self.output

    def updateGradInput(self, input, gradOutput):
        g = self._pad(gradOutput)
        self.gradInput = np.zeros(input.shape)
        for n in range(input.shape[0]):
            for c in range(self.in_channels):
                self.gradInput[n, c] = sp.signal.correlate(g[n], self.W[:, c, ::-1, ::-1], mode='valid')[0]
        return self.gradInput

    def accGradParameters(self, input, gradOutput):
        x = self._pad(input)
        for o in range(self.out_channels):
            for c in range(self.in_channels):
                self.gradW[o, c] += sp.signal.correlate(x[:, c], gradOutput[:, o], mode='valid')[0]
        self.gradb += gradOutput.sum(axis=(0, 2, 3))

    def zeroGradParameters(self):
        self.gradW.fill(0)
        self.gradb.fill(0)


class MaxPool2d(Module):
    def __init__(self, kernel_size):
        super(MaxPool2d, self).__init__()
        self.kernel_size = kernel_size

    def updateOutput(self, input):
        input_h, input_w = input.shape[-2:]
        k = self.kernel_size
        assert input_h % k == 0
        assert input_w % k == 0
        r = input.reshape(input.shape[0], input.shape[1], input_h // k, k, input_w // k, k).transpose(0, 1, 2, 4, 3, 5)
        r = r.reshape(r.shape[:4] + (k * k,))
        self.max_indices = r.argmax(axis=-1)
        self.output = r.max(axis=-1)
        return self.output

    def updateGradInput(self, input, gradOutput):
        k = self.kernel_size
        onehot = np.eye(k * k)[self.max_indices]
        g = onehot * gradOutput[..., None]
        b, c, h, w, _ = g.shape
        self.gradInput = g.reshape(b, c, h, w, k, k).transpose(0, 1, 2, 4, 3, 5).reshape(input.shape)
        return self.gradInput


class Flatten(Module):
    def updateOutput(self, input):
        self.output = input.reshape(len(input), -1)
        return self.output

    def updateGradInput(self, input, gradOutput):
        self.gradInput = gradOutput.reshape(input.shape)
        return self.gradInput


class BatchNormalization(Module):
    """no scale, no shift (there is a ChannelwiseScaling in the course for that)"""
    EPS = 1e-3

    def __init__(self, alpha=0.9):
        super(BatchNormalization, self).__init__()
        self.alpha = alpha
        self.moving_mean = 0.
        self.moving_variance = 1.

    def updateOutput(self, input):
        if self.training:
            self.mean, self.var = input.mean(axis=0), input.var(axis=0)
            self.moving_mean = self.moving_mean * self.alpha + self.mean * (1 - self.alpha)
            self.moving_variance = self.moving_variance * self.alpha + self.var * (1 - self.alpha)
        else:
            self.mean, self.var = self.moving_mean, self.moving_variance
        self.output = (input - self.mean) / np.sqrt(self.var + self.EPS)
        return self.output

    def updateGradInput(self, input, gradOutput):
        inv = 1 / np.sqrt(self.var + self.EPS)
        if not self.training:
            self.gradInput = gradOutput * inv
            return self.gradInput
        xc = input - self.mean
        self.gradInput = inv * (gradOutput - gradOutput.mean(axis=0) - xc * inv ** 2 * (gradOutput * xc).mean(axis=0))
        return self.gradInput


class SoftMax(Module):
    def updateOutput(self, input):
        self.output = np.subtract(input, input.max(axis=1, keepdims=True))
        self.output = np.exp(self.output)
        self.output = self.output / self.output.sum(axis=1, keepdims=True)
        return self.output

    def updateGradInput(self, input, gradOutput):
        s = self.output
        self.gradInput = s * gradOutput - s * np.sum(s * gradOutput, axis=1, keepdims=True)
        return self.gradInput


class LogSoftMax(Module):
    def updateOutput(self, input):
        z = np.subtract(input, input.max(axis=1, keepdims=True))
        self.output = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
        return self.output

    def updateGradInput(self, input, gradOutput):
        self.gradInput = gradOutput - np.exp(self.output) * gradOutput.sum(axis=1, keepdims=True)
        return self.gradInput


class ReLU(Module):
    def updateOutput(self, input):
        self.output = np.maximum(input, 0)
        return self.output

    def updateGradInput(self, input, gradOutput):
        self.gradInput = np.multiply(gradOutput, input > 0)
        return self.gradInput


class LeakyReLU(Module):
    def __init__(self, slope=0.03):
        super(LeakyReLU, self).__init__()
        self.slope = slope

    def updateOutput(self, input):
        self.output = (input > 0) * input + (input <= 0) * self.slope * input
        return self.output

    def updateGradInput(self, input, gradOutput):
        self.gradInput = np.multiply(gradOutput, (input > 0) + (input <= 0) * self.slope)
        return self.gradInput


class Criterion(object):
    def __init__(self):
        self.output = None
        self.gradInput = None

    def forward(self, input, target):
        return self.updateOutput(input, target)

    def backward(self, input, target):
        return self.updateGradInput(input, target)


class MSECriterion(Criterion):
    def updateOutput(self, input, target):
        self.output = np.sum(np.power(input - target, 2)) / input.shape[0]
        return self.output

    def updateGradInput(self, input, target):
        self.gradInput = (input - target) * 2 / input.shape[0]
        return self.gradInput


class ClassNLLCriterionUnstable(Criterion):
    EPS = 1e-15

    def updateOutput(self, input, target):
        input_clamp = np.clip(input, self.EPS, 1 - self.EPS)
        self.output = -np.sum(target * np.log(input_clamp)) / input.shape[0]
        return self.output

    def updateGradInput(self, input, target):
        input_clamp = np.clip(input, self.EPS, 1 - self.EPS)
        self.gradInput = -target / input_clamp / input.shape[0]
        return self.gradInput


class ClassNLLCriterion(Criterion):
    def updateOutput(self, input, target):
        self.output = -np.sum(input * target) / input.shape[0]
        return self.output

    def updateGradInput(self, input, target):
        self.gradInput = -target / float(input.shape[0])
        return self.gradInput
