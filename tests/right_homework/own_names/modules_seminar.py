"""Torch-7-like modules for the seminar. Gradients of parameters ADD UP until zeroGradParameters()."""
import numpy as np


class Module(object):
    def __init__(self):
        self.output = None
        self.gradInput = None
        self.training = True

    def forward(self, input):
        self.output = self.updateOutput(input)
        return self.output

    def backward(self, input, gradOutput):
        self.gradInput = self.updateGradInput(input, gradOutput)
        self.accGradParameters(input, gradOutput)
        return self.gradInput

    def accGradParameters(self, input, gradOutput):
        pass

    def zeroGradParameters(self):
        pass

    def getParameters(self):
        return []

    def getGradParameters(self):
        return []


class Linear(Module):
    def __init__(self, n_in, n_out):
        super(Linear, self).__init__()
        stdv = 1. / np.sqrt(n_in)
        self.W = np.random.uniform(-stdv, stdv, size=(n_out, n_in))
        self.b = np.random.uniform(-stdv, stdv, size=n_out)
        self.gradW = np.zeros_like(self.W)
        self.gradb = np.zeros_like(self.b)

    def updateOutput(self, input):
        return np.dot(input, self.W.T) + self.b

    def updateGradInput(self, input, gradOutput):
        return np.dot(gradOutput, self.W)

    def accGradParameters(self, input, gradOutput):
        self.gradW += np.dot(gradOutput.T, input)
        self.gradb += gradOutput.sum(axis=0)

    def zeroGradParameters(self):
        self.gradW.fill(0)
        self.gradb.fill(0)

    def getParameters(self):
        return [self.W, self.b]

    def getGradParameters(self):
        return [self.gradW, self.gradb]


class Conv2d(Module):
    """NCHW, kernel and stride may be rectangular, zero padding on both sides"""

    def __init__(self, in_channels, out_channels, kernel_size, stride=(1, 1), padding=(0, 0)):
        super(Conv2d, self).__init__()
        self.kernel_size, self.stride, self.padding = kernel_size, stride, padding
        stdv = 1. / np.sqrt(in_channels)
        self.W = np.random.uniform(-stdv, stdv, size=(out_channels, in_channels) + tuple(kernel_size))
        self.b = np.random.uniform(-stdv, stdv, size=(out_channels,))
        self.gradW = np.zeros_like(self.W)
        self.gradb = np.zeros_like(self.b)

    def _pad(self, input):
        (ph, pw) = self.padding
        return np.pad(input, ((0, 0), (0, 0), (ph, ph), (pw, pw)), mode='constant')

    def _taps(self, oh, ow):
        (kh, kw), (sh, sw) = self.kernel_size, self.stride
        for a in range(kh):
            for b in range(kw):
                yield a, b, slice(a, a + sh * oh, sh), slice(b, b + sw * ow, sw)

    def updateOutput(self, input):
        x = self._pad(input)
        oh = (x.shape[2] - self.kernel_size[0]) // self.stride[0] + 1
        ow = (x.shape[3] - self.kernel_size[1]) // self.stride[1] + 1
        out = np.zeros((len(x), len(self.b), oh, ow)) + self.b.reshape(1, -1, 1, 1)
        for a, b, r, c in self._taps(oh, ow):
            out += np.einsum('nchw,oc->nohw', x[:, :, r, c], self.W[:, :, a, b])
        return out

    def updateGradInput(self, input, gradOutput):
        (ph, pw) = self.padding
        N, C, H, W = input.shape
        g = np.zeros((N, C, H + 2 * ph, W + 2 * pw))
        for a, b, r, c in self._taps(*gradOutput.shape[2:]):
            g[:, :, r, c] += np.einsum('nohw,oc->nchw', gradOutput, self.W[:, :, a, b])
        return g[:, :, ph:ph + H, pw:pw + W]

    def accGradParameters(self, input, gradOutput):
        x = self._pad(input)
        for a, b, r, c in self._taps(*gradOutput.shape[2:]):
            self.gradW[:, :, a, b] += np.einsum('nohw,nchw->oc', gradOutput, x[:, :, r, c])
        self.gradb += gradOutput.sum(axis=(0, 2, 3))

    def zeroGradParameters(self):
        self.gradW.fill(0)
        self.gradb.fill(0)

    def getParameters(self):
        return [self.W, self.b]

    def getGradParameters(self):
        return [self.gradW, self.gradb]


class MaxPool2d(Module):
    def __init__(self, kernel_size):
        super(MaxPool2d, self).__init__()
        self.kernel_size = kernel_size

    def updateOutput(self, input):
        k = self.kernel_size
        N, C, H, W = input.shape
        oh, ow = H // k, W // k
        blocks = input[:, :, :oh * k, :ow * k].reshape(N, C, oh, k, ow, k).swapaxes(3, 4).reshape(N, C, oh, ow, k * k)
        self.max_indices = blocks.argmax(axis=-1)
        return blocks.max(axis=-1)

    def updateGradInput(self, input, gradOutput):
        k = self.kernel_size
        N, C, oh, ow = gradOutput.shape
        blocks = np.zeros((N, C, oh, ow, k * k))
        np.put_along_axis(blocks, self.max_indices[..., None], gradOutput[..., None], axis=-1)
        g = np.zeros(input.shape)
        g[:, :, :oh * k, :ow * k] = blocks.reshape(N, C, oh, ow, k, k).swapaxes(3, 4).reshape(N, C, oh * k, ow * k)
        return g


class Flatten(Module):
    def updateOutput(self, input):
        return input.reshape(len(input), -1)

    def updateGradInput(self, input, gradOutput):
        return gradOutput.reshape(input.shape)


class LeakyReLU(Module):
    def __init__(self, slope=0.03):
        super(LeakyReLU, self).__init__()
        self.slope = slope

    def updateOutput(self, input):
        return np.where(input > 0, input, self.slope * input)

    def updateGradInput(self, input, gradOutput):
        return np.where(input > 0, gradOutput, self.slope * gradOutput)


class SoftMax(Module):
    def updateOutput(self, input):
        e = np.exp(np.subtract(input, input.max(axis=1, keepdims=True)))
        return e / e.sum(axis=1, keepdims=True)

    def updateGradInput(self, input, gradOutput):
        p = self.updateOutput(input)
        return p * gradOutput - p * np.einsum('nk,nk->n', p, gradOutput)[:, None]


class LogSoftMax(Module):
    def updateOutput(self, input):
        z = np.subtract(input, input.max(axis=1, keepdims=True))
        return z - np.log(np.exp(z).sum(axis=1, keepdims=True))

    def updateGradInput(self, input, gradOutput):
        return gradOutput - np.exp(self.updateOutput(input)) * gradOutput.sum(axis=1, keepdims=True)


class Criterion(object):
    def forward(self, input, target):
        self.output = self.updateOutput(input, target)
        return self.output

    def backward(self, input, target):
        self.gradInput = self.updateGradInput(input, target)
        return self.gradInput


class MSECriterion(Criterion):
    def updateOutput(self, input, target):
        return np.sum((input - target) ** 2) / input.shape[0]

    def updateGradInput(self, input, target):
        return (input - target) * 2 / input.shape[0]


class ClassNLLCriterionUnstable(Criterion):
    """takes probabilities, target is one-hot"""
    EPS = 1e-15

    def updateOutput(self, input, target):
        p = np.clip(input, self.EPS, 1 - self.EPS)
        return -np.sum(target * np.log(p)) / input.shape[0]

    def updateGradInput(self, input, target):
        p = np.clip(input, self.EPS, 1 - self.EPS)
        return -target / p / input.shape[0]


class ClassNLLCriterion(Criterion):
    """takes log-probabilities, target is one-hot"""

    def updateOutput(self, input, target):
        return -np.sum(input * target) / input.shape[0]

    def updateGradInput(self, input, target):
        return -target / float(input.shape[0])
