import numpy as np


class FullyConnectedLayer(object):
    def __init__(self, num_input, num_output):
        self.num_input, self.num_output = num_input, num_output

    def init_param(self, std=0.01):
        self.weight = np.random.normal(0.0, std, size=(self.num_input, self.num_output))
        self.bias = np.zeros([1, self.num_output])

    def forward(self, input):
        self.input = input
        return np.dot(input, self.weight) + self.bias

    def backward(self, top_diff):
        self.d_weight = np.dot(self.input.T, top_diff)
        self.d_bias = np.sum(top_diff, axis=0, keepdims=True)
        return np.dot(top_diff, self.weight.T)

    def load_param(self, weight, bias):
        assert self.weight.shape == weight.shape
        assert self.bias.shape == bias.shape
        self.weight, self.bias = weight, bias


class ConvolutionalLayer(object):
    def __init__(self, kernel_size, channel_in, channel_out, padding, stride):
        self.kernel_size, self.padding, self.stride = kernel_size, padding, stride
        self.channel_in, self.channel_out = channel_in, channel_out

    def init_param(self, std=0.01):
        k = self.kernel_size
        self.weight = np.random.normal(0.0, std, size=(self.channel_in, k, k, self.channel_out))
        self.bias = np.zeros([self.channel_out])

    def forward(self, input):
        p, k, s = self.padding, self.kernel_size, self.stride
        n, c, h, w = input.shape
        self.input_pad = np.pad(input, ((0, 0), (0, 0), (p, p), (p, p)))
        output = np.zeros([n, self.channel_out, (h + 2 * p - k) // s + 1, (w + 2 * p - k) // s + 1])
        for i in range(output.shape[2]):
            for j in range(output.shape[3]):
                patch = self.input_pad[:, :, i * s:i * s + k, j * s:j * s + k]
                output[:, :, i, j] = np.tensordot(patch, self.weight, 3) + self.bias
        return output

    def backward(self, top_diff):
        p, k, s = self.padding, self.kernel_size, self.stride
        self.d_weight = np.zeros(self.weight.shape)
        self.d_bias = top_diff.sum(axis=(0, 2, 3))
        diff = np.zeros(self.input_pad.shape)
        for i in range(top_diff.shape[2]):
            for j in range(top_diff.shape[3]):
                rows, cols = slice(i * s, i * s + k), slice(j * s, j * s + k)
                g = top_diff[:, :, i, j]
                self.d_weight += np.einsum("nf,ncab->cabf", g, self.input_pad[:, :, rows, cols])
                diff[:, :, rows, cols] += np.einsum("nf,cabf->ncab", g, self.weight)
        return diff[:, :, p:diff.shape[2] - p, p:diff.shape[3] - p]

    def load_param(self, weight, bias):
        assert self.weight.shape == weight.shape
        assert self.bias.shape == bias.shape
        self.weight, self.bias = weight, bias


class SoftmaxLossLayer(object):
    def forward(self, input):
        shifted = input - np.max(input, axis=1, keepdims=True)
        self.log_prob = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
        self.prob = np.exp(self.log_prob)
        return self.prob

    def get_loss(self, label):
        self.label_onehot = np.zeros_like(self.prob)
        self.label_onehot[np.arange(len(label)), label] = 1.0
        return -np.sum(self.log_prob * self.label_onehot) / len(label)

    def backward(self):
        return self.prob - self.label_onehot
