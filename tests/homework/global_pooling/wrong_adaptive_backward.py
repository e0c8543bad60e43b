import numpy as np


def bounds(n_in, n_out):
    i = np.arange(n_out)
    return i * n_in // n_out, -(-(i + 1) * n_in // n_out)


class AdaptiveAveragePooling2D:
    def __init__(self, output_size=(2, 2)):
        self.output_size = output_size

    def forward(self, x):
        self.in_shape = x.shape
        (r0, r1), (c0, c1) = bounds(x.shape[2], self.output_size[0]), bounds(x.shape[3], self.output_size[1])
        rows = [[x[:, :, a:b, c:d].mean(axis=(2, 3)) for c, d in zip(c0, c1)] for a, b in zip(r0, r1)]
        return np.array(rows).transpose(2, 3, 0, 1)

    def backward(self, grad_output):
        N, C, H, W = self.in_shape
        oh, ow = self.output_size
        grad_input = np.zeros(self.in_shape)
        for i in range(oh):
            for j in range(ow):
                top, bottom = int(i * H / oh), int((i + 1) * H / oh)
                left, right = int(j * W / ow), int((j + 1) * W / ow)
                size = (bottom - top) * (right - left)
                for n in range(N):
                    for c in range(C):
                        grad_input[n, c, top:bottom, left:right] += grad_output[n, c, i, j] / size
        return grad_input
