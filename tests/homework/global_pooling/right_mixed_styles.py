import numpy as np


class Context:
    def save_for_backward(self, *tensors):
        self.saved_tensors = tensors


class GlobalAvgPoolFunction:
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x.mean(axis=-1).mean(axis=-1)

    @staticmethod
    def backward(ctx, grad):
        (x,) = ctx.saved_tensors
        h, w = x.shape[-2:]
        return np.einsum("nc,hw->nchw", grad, np.full((h, w), 1.0 / (h * w)))


class GlobalMaxPool:
    def forward(self, x):
        batch, channels, height, width = x.shape
        columns = x.reshape(batch * channels, -1)
        self.best = columns.argmax(axis=1)
        self.shape = x.shape
        return columns[np.arange(len(columns)), self.best].reshape(batch, channels, 1, 1)

    def backward(self, grad):
        columns = np.zeros((grad.size, int(np.prod(self.shape[2:]))))
        columns[np.arange(grad.size), self.best] = grad.ravel()
        return columns.reshape(self.shape)


class AdaptiveAvgPool2d:
    def __init__(self, output_size=(1, 1)):
        self.output_size = output_size

    def forward(self, x):
        self.x = x
        oh, ow = self.output_size
        h, w = x.shape[2:]
        self.rows = np.zeros((oh, h))
        self.cols = np.zeros((ow, w))
        for i in range(oh):
            lo, hi = i * h // oh, ((i + 1) * h + oh - 1) // oh
            self.rows[i, lo:hi] = 1.0 / (hi - lo)
        for j in range(ow):
            lo, hi = j * w // ow, ((j + 1) * w + ow - 1) // ow
            self.cols[j, lo:hi] = 1.0 / (hi - lo)
        return self.rows @ x @ self.cols.T

    def backward(self, dout):
        return self.rows.T @ dout @ self.cols


class GlobalAveragePooling2DKeepDims:
    def __init__(self, name="gap"):
        self.name = name

    def forward(self, x):
        self.h, self.w = x.shape[1:3]
        return x.mean(axis=(1, 2), keepdims=True)

    def backward(self, dy):
        dy = dy / float(self.h * self.w)
        return np.tile(dy, (1, self.h, self.w, 1))
