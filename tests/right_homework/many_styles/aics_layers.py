# coding=utf-8
import numpy as np
import time


def show_matrix(mat, name):
    #print(name + str(mat.shape) + ' mean %f, std %f' % (mat.mean(), mat.std()))
    pass


class FullyConnectedLayer(object):
    def __init__(self, num_input, num_output):
        self.num_input = num_input
        self.num_output = num_output
        print('\tFully connected layer with input %d, output %d.' % (self.num_input, self.num_output))

    def init_param(self, std=0.01):
        self.weight = np.random.normal(loc=0.0, scale=std, size=(self.num_input, self.num_output))
        self.bias = np.zeros([1, self.num_output])

    def load_param(self, weight, bias):
        assert self.weight.shape == weight.shape
        assert self.bias.shape == bias.shape
        self.weight = weight
        self.bias = bias

    def forward(self, input):
        start_time = time.time()
        self.input = input
        self.output = np.matmul(input, self.weight) + self.bias
        self.forward_time = time.time() - start_time
        return self.output

    def backward(self, top_diff):
        self.d_weight = np.dot(self.input.T, top_diff)
        self.d_bias = np.sum(top_diff, axis=0).reshape(1, -1)
        bottom_diff = np.dot(top_diff, self.weight.T)
        return bottom_diff

    def update_param(self, lr):
        self.weight = self.weight - lr * self.d_weight
        self.bias = self.bias - lr * self.d_bias


class ReLULayer(object):
    def __init__(self):
        print('\tReLU layer.')

    def forward(self, input):
        self.input = input
        return np.maximum(0, input)

    def backward(self, top_diff):
        bottom_diff = top_diff * (self.input > 0.)
        return bottom_diff


class SoftmaxLossLayer(object):
    def __init__(self):
        print('\tSoftmax loss layer.')

    def forward(self, input):
        input_max = np.max(input, axis=1, keepdims=True)
        input_exp = np.exp(input - input_max)
        partsum = np.sum(input_exp, axis=1)
        sum_ = np.tile(partsum, (input_exp.shape[1], 1))
        self.prob = input_exp / sum_.T
        return self.prob

    def get_loss(self, label):
        self.batch_size = self.prob.shape[0]
        self.label_onehot = np.zeros_like(self.prob)
        self.label_onehot[np.arange(self.batch_size), label] = 1.0
        return -np.sum(np.log(self.prob + 1e-30) * self.label_onehot) / self.batch_size

    def backward(self):
        return (self.prob - self.label_onehot) / self.batch_size


class ConvolutionalLayer(object):
    """quanzhong: (channel_in, k, k, channel_out)"""
    def __init__(self, kernel_size, channel_in, channel_out, padding, stride):
        self.kernel_size, self.channel_in, self.channel_out = kernel_size, channel_in, channel_out
        self.padding, self.stride = padding, stride
        print('\tConvolutional layer with kernel size %d, input channel %d, output channel %d.' % (kernel_size, channel_in, channel_out))

    def init_param(self, std=0.01):
        self.weight = np.random.normal(loc=0.0, scale=std, size=(self.channel_in, self.kernel_size, self.kernel_size, self.channel_out))
        self.bias = np.zeros([self.channel_out])

    def load_param(self, weight, bias):
        assert self.weight.shape == weight.shape
        assert self.bias.shape == bias.shape
        self.weight = weight
        self.bias = bias

    def forward(self, input):
        self.input = input  # [N, C, H, W]
        N, C, height, width = input.shape
        height, width = height + self.padding * 2, width + self.padding * 2
        self.input_pad = np.zeros([N, C, height, width])
        self.input_pad[:, :, self.padding:self.padding + input.shape[2], self.padding:self.padding + input.shape[3]] = input
        height_out = (height - self.kernel_size) // self.stride + 1
        width_out = (width - self.kernel_size) // self.stride + 1
        mat_w = self.weight.reshape(-1, self.channel_out)
        self.output = np.zeros([N, self.channel_out, height_out, width_out])
        for idxh in range(height_out):
            for idxw in range(width_out):
                hs, ws = idxh * self.stride, idxw * self.stride
                self.output[:, :, idxh, idxw] = np.dot(self.input_pad[:, :, hs:hs + self.kernel_size, ws:ws + self.kernel_size].reshape(N, -1), mat_w) + self.bias
        return self.output

    def backward(self, top_diff):
        self.d_weight = np.zeros(self.weight.shape)
        self.d_bias = np.zeros(self.bias.shape)
        bottom_diff = np.zeros(self.input_pad.shape)
        k = self.kernel_size
        for idxn in range(top_diff.shape[0]):
            for idxc in range(top_diff.shape[1]):
                for idxh in range(top_diff.shape[2]):
                    for idxw in range(top_diff.shape[3]):
                        hs, ws = idxh * self.stride, idxw * self.stride
                        self.d_weight[:, :, :, idxc] += top_diff[idxn, idxc, idxh, idxw] * self.input_pad[idxn, :, hs:hs + k, ws:ws + k]
                        self.d_bias[idxc] += top_diff[idxn, idxc, idxh, idxw]
                        bottom_diff[idxn, :, hs:hs + k, ws:ws + k] += top_diff[idxn, idxc, idxh, idxw] * self.weight[:, :, :, idxc]
        bottom_diff = bottom_diff[:, :, self.padding:self.padding + self.input.shape[2], self.padding:self.padding + self.input.shape[3]]
        return bottom_diff


class MaxPoolingLayer(object):
    def __init__(self, kernel_size, stride):
        self.kernel_size, self.stride = kernel_size, stride

    def forward(self, input):
        self.input = input
        N, C, H, W = input.shape
        height_out, width_out = (H - self.kernel_size) // self.stride + 1, (W - self.kernel_size) // self.stride + 1
        self.max_index = {}
        self.output = np.zeros([N, C, height_out, width_out])
        for idxn in range(N):
            for idxc in range(C):
                for idxh in range(height_out):
                    for idxw in range(width_out):
                        hs, ws = idxh * self.stride, idxw * self.stride
                        block = input[idxn, idxc, hs:hs + self.kernel_size, ws:ws + self.kernel_size]
                        self.output[idxn, idxc, idxh, idxw] = block.max()
                        curren_max_index = np.unravel_index(block.argmax(), [self.kernel_size, self.kernel_size])
                        self.max_index[idxn, idxc, idxh, idxw] = (hs + curren_max_index[0], ws + curren_max_index[1])
        return self.output

    def backward(self, top_diff):
        bottom_diff = np.zeros(self.input.shape)
        for (n, c, h, w), (r, q) in self.max_index.items():
            bottom_diff[n, c, r, q] += top_diff[n, c, h, w]
        return bottom_diff


class FlattenLayer(object):
    def __init__(self, input_shape, output_shape):
        self.input_shape, self.output_shape = input_shape, output_shape
        assert np.prod(self.input_shape) == np.prod(self.output_shape)

    def forward(self, input):
        assert list(input.shape[1:]) == list(self.input_shape)
        # matconvnet feature map dim: [N, height, width, channel]
        self.input = np.transpose(input, [0, 2, 3, 1])
        self.output = self.input.reshape([self.input.shape[0]] + list(self.output_shape))
        return self.output

    def backward(self, top_diff):
        assert list(top_diff.shape[1:]) == list(self.output_shape)
        d = top_diff.reshape(self.input.shape)
        return np.transpose(d, [0, 3, 1, 2])
