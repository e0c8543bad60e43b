"""Three layers of a CNN from scratch, as they are handed in. One line of them is wrong."""

import numpy as np


class Conv2D:
    """A convolution of a batch of images, (N, C, H, W)."""

    def __init__(self, in_channels, out_channels, kernel_size, stride=1):
        self.k, self.stride = kernel_size, stride
        self.W = np.random.randn(out_channels, in_channels, kernel_size, kernel_size) * 0.1
        self.b = np.zeros(out_channels)

    def forward(self, x):
        """Slide the filters over the images."""
        self.x = x
        n, _, height, width = x.shape
        k, s = self.k, self.stride
        rows, cols = (height - k) // s + 1, (width - k) // s + 1
        out = np.zeros((n, len(self.W), rows, cols))
        for i in range(rows):
            for j in range(cols):
                window = x[:, :, i * s : i * s + k, j * s : j * s + k]
                out[:, :, i, j] = np.tensordot(window, self.W, axes=([1, 2, 3], [1, 2, 3]))
        return out + self.b[:, None, None]

    def backward(self, dout):
        """Return the gradient of x; those of W and b become dW and db."""
        k, s = self.k, self.stride
        dx = np.zeros_like(self.x)
        self.dW = np.zeros_like(self.W)
        self.db = dout.sum(axis=(0, 2, 3))
        for i in range(dout.shape[2]):
            for j in range(dout.shape[3]):
                window = self.x[:, :, i * s : i * s + k, j * s : j * s + k]
                grad = dout[:, :, i, j]
                self.dW += np.tensordot(grad, window, axes=(0, 0))
                dx[:, :, i : i + k, j : j + k] += np.tensordot(grad, self.W, axes=(1, 0))
        return dx


class ReLU:
    """The larger of x and 0."""

    def forward(self, x):
        """Cut off what is negative."""
        self.mask = x > 0
        return x * self.mask

    def backward(self, dout):
        """Let the gradient through where x was positive."""
        return dout * self.mask


class MaxPool2d:
    """The largest value of every window."""

    def __init__(self, kernel_size, stride):
        self.k, self.stride = kernel_size, stride

    def forward(self, x):
        """Take the largest value of every window."""
        self.x = x
        n, channels, height, width = x.shape
        k, s = self.k, self.stride
        out = np.zeros((n, channels, (height - k) // s + 1, (width - k) // s + 1))
        for index in np.ndindex(out.shape):
            m, c, i, j = index
            out[index] = x[m, c, i * s : i * s + k, j * s : j * s + k].max()
        return out

    def backward(self, dout):
        """Hand the gradient of every window to its largest value."""
        k, s = self.k, self.stride
        dx = np.zeros_like(self.x)
        for index in np.ndindex(dout.shape):
            m, c, i, j = index
            window = self.x[m, c, i * s : i * s + k, j * s : j * s + k]
            row, col = np.unravel_index(window.argmax(), window.shape)
            dx[m, c, i * s + row, j * s + col] += dout[index]
        return dx
