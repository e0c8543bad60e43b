import numpy as np


class Conv2DLayer:
    """Images (batch, channels, rows, columns); pad is 'valid' or 'same' (odd filters only)."""

    def __init__(self, num_input_channels, num_filters, filter_size, stride=1, pad='valid'):
        self.filter_size = filter_size
        self.stride = stride
        self.pad = pad
        if pad == 'same':
            if filter_size % 2 == 0:
                raise ValueError('`same` padding requires odd filter size.')
            self.p = filter_size // 2
        elif pad == 'valid':
            self.p = 0
        else:
            raise ValueError('unknown pad')
        self.W = np.random.normal(0, 0.01, (num_filters, num_input_channels, filter_size, filter_size))
        self.b = np.zeros(num_filters)

    def forward(self, input):
        k, s, p = self.filter_size, self.stride, self.p
        N, C, H, W = input.shape
        self.input_shape = input.shape
        self.padded = np.zeros((N, C, H + 2 * p, W + 2 * p))
        self.padded[:, :, p:p + H, p:p + W] = input
        self.out_h = (H + 2 * p - k) // s + 1
        self.out_w = (W + 2 * p - k) // s + 1
        output = np.zeros((N, self.W.shape[0], self.out_h, self.out_w))
        for n in range(N):
            for f in range(self.W.shape[0]):
                for y in range(self.out_h):
                    for x in range(self.out_w):
                        window = self.padded[n, :, y * s:y * s + k, x * s:x * s + k]
                        output[n, f, y, x] = np.sum(window * self.W[f]) + self.b[f]
        return output

    def backward(self, grad_output):
        k, s, p = self.filter_size, self.stride, self.p
        N, C, H, W = self.input_shape
        self.grad_W = np.zeros_like(self.W)
        self.grad_b = grad_output.sum(axis=(0, 2, 3))
        grad_padded = np.zeros_like(self.padded)
        for n in range(N):
            for f in range(self.W.shape[0]):
                for y in range(self.out_h):
                    for x in range(self.out_w):
                        g = grad_output[n, f, y, x]
                        self.grad_W[f] += g * self.padded[n, :, y * s:y * s + k, x * s:x * s + k]
                        grad_padded[n, :, y * s:y * s + k, x * s:x * s + k] += g * self.W[f]
        return grad_padded[:, :, p:p + H, p:p + W]
