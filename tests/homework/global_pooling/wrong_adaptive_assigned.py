import numpy as np


class AdaptiveMaxPool2d:
    def __init__(self, output_size):
        self.output_size = output_size

    def forward(self, x):
        self.x = x
        n, c, h, w = x.shape
        m = self.output_size
        self.spans = [
            [(i * size // m, -((-(i + 1) * size) // m)) for i in range(m)] for size in (h, w)
        ]
        out = np.zeros((n, c, m, m))
        for i, (a, b) in enumerate(self.spans[0]):
            for j, (p, q) in enumerate(self.spans[1]):
                out[:, :, i, j] = np.max(x[:, :, a:b, p:q], axis=(2, 3))
        return out

    def backward(self, dout):
        n, c, _, _ = self.x.shape
        dx = np.zeros_like(self.x)
        for i, (a, b) in enumerate(self.spans[0]):
            for j, (p, q) in enumerate(self.spans[1]):
                for s in range(n):
                    for k in range(c):
                        part = self.x[s, k, a:b, p:q]
                        y, z = divmod(int(np.argmax(part)), q - p)
                        dx[s, k, a + y, p + z] = dout[s, k, i, j]
        return dx
