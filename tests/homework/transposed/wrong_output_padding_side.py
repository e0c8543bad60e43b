"""A generator's upsampling layer with the interface of torch.nn.ConvTranspose2d."""

import numpy as np


class ConvTranspose2d:
    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, output_padding=0):
        k = kernel_size if isinstance(kernel_size, tuple) else (kernel_size, kernel_size)
        bound = 1 / np.sqrt(out_channels * k[0] * k[1])
        self.weight = np.random.uniform(-bound, bound, (in_channels, out_channels, *k))
        self.bias = np.random.uniform(-bound, bound, out_channels)
        self.stride, self.padding, self.output_padding = stride, padding, output_padding

    def forward(self, x):
        self.x = x
        n, _, h, w = x.shape
        _, f, kh, kw = self.weight.shape
        s, p, op = self.stride, self.padding, self.output_padding
        self.full = (h - 1) * s + kh + op, (w - 1) * s + kw + op
        out = np.zeros((n, f, *self.full))
        for i in range(h):
            for j in range(w):
                # (N, C) @ (C, F, KH, KW)
                out[:, :, i * s : i * s + kh, j * s : j * s + kw] += np.tensordot(
                    x[:, :, i, j], self.weight, axes=(1, 0)
                )
        out = out[:, :, p : self.full[0] - p - op, p : self.full[1] - p - op]
        out = np.pad(out, ((0, 0), (0, 0), (op, 0), (op, 0)))
        return out + self.bias[None, :, None, None]

    def backward(self, grad_output):
        n, _, h, w = self.x.shape
        _, f, kh, kw = self.weight.shape
        s, p = self.stride, self.padding
        wide = np.zeros((n, f, *self.full))
        wide[:, :, p : self.full[0] - p, p : self.full[1] - p] = grad_output
        grad_x = np.zeros_like(self.x)
        self.grad_weight = np.zeros_like(self.weight)
        self.grad_bias = grad_output.sum(axis=(0, 2, 3))
        for i in range(h):
            for j in range(w):
                g = wide[:, :, i * s : i * s + kh, j * s : j * s + kw]
                grad_x[:, :, i, j] = np.tensordot(g, self.weight, axes=((1, 2, 3), (1, 2, 3)))
                self.grad_weight += np.tensordot(self.x[:, :, i, j], g, axes=(0, 0))
        return grad_x
