"""Layers with init_param() and load_param(weight, bias)."""

import numpy as np


class FullyConnectedLayer:
    def __init__(self, num_input, num_output):
        self.num_input = num_input
        self.num_output = num_output

    def init_param(self, std=0.01):
        self.weight = np.random.normal(0.0, std, (self.num_input, self.num_output))
        self.bias = np.zeros([1, self.num_output])

    def load_param(self, weight, bias):
        assert self.weight.shape == weight.shape
        self.weight = weight
        self.bias = bias

    def forward(self, input):
        self.input = input
        return np.matmul(input, self.weight) + self.bias

    def backward(self, top_diff):
        self.d_weight = np.matmul(self.input.T, top_diff)
        self.d_bias = np.sum(top_diff, axis=0, keepdims=True)
        return np.matmul(top_diff, self.weight.T)


class ConvolutionalLayer:
    def __init__(self, kernel_size, channel_in, channel_out, padding, stride):
        self.kernel_size = kernel_size
        self.channel_in = channel_in
        self.channel_out = channel_out
        self.padding = padding
        self.stride = stride

    def init_param(self, std=0.01):
        shape = (self.channel_in, self.kernel_size, self.kernel_size, self.channel_out)
        self.weight = np.random.normal(0.0, std, shape)
        self.bias = np.zeros([self.channel_out])

    def load_param(self, weight, bias):
        self.weight = weight
        self.bias = bias

    def forward(self, input):
        p, s, k = self.padding, self.stride, self.kernel_size
        self.input_pad = np.pad(input, ((0, 0), (0, 0), (p, p), (p, p)))
        n, _, h, w = self.input_pad.shape
        ho, wo = (h - k) // s + 1, (w - k) // s + 1
        self.output = np.zeros([n, self.channel_out, ho, wo])
        for i in range(ho):
            for j in range(wo):
                patch = self.input_pad[:, :, i * s : i * s + k, j * s : j * s + k]
                flat = np.tensordot(patch, self.weight, ((1, 2, 3), (0, 1, 2)))
                self.output[:, :, i, j] = flat + self.bias
        return self.output

    def backward(self, top_diff):
        p, s, k = self.padding, self.stride, self.kernel_size
        self.d_weight = np.zeros(self.weight.shape)
        self.d_bias = top_diff.sum(axis=(0, 2, 3))
        diff = np.zeros(self.input_pad.shape)
        for i in range(top_diff.shape[2]):
            for j in range(top_diff.shape[3]):
                rows, cols = slice(i * s, i * s + k), slice(j * s, j * s + k)
                g = top_diff[:, :, i, j]
                patch = self.input_pad[:, :, rows, cols]
                self.d_weight += np.tensordot(patch, g, ((0,), (0,)))
                diff[:, :, rows, cols] += np.tensordot(g, self.weight, ((1,), (3,)))
        return diff[:, :, p : diff.shape[2] - p, p : diff.shape[3] - p]
