"""Layers on the GPU."""
import cupy as cp
import cupyx
from cupy.lib.stride_tricks import as_strided

pool = cp.get_default_memory_pool()


class Conv2D:
    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0):
        scale = cp.sqrt(2.0 / (in_channels * kernel_size * kernel_size))
        shape = (out_channels, in_channels, kernel_size, kernel_size)
        self.weight = scale * cp.random.randn(*shape, dtype=cp.float64)
        self.bias = cp.zeros(out_channels)
        self.kernel_size = kernel_size
        self.stride = stride
        self.padding = padding

    def windows(self, x):
        n, c, h, w = x.shape
        k, s = self.kernel_size, self.stride
        oh, ow = (h - k) // s + 1, (w - k) // s + 1
        a, b, p, q = x.strides
        return as_strided(x, (n, c, oh, ow, k, k), (a, b, p * s, q * s, p, q))

    def forward(self, x):
        p = self.padding
        self.x_pad = cp.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
        self.cols = self.windows(self.x_pad)
        out = cp.einsum("nchwij,fcij->nfhw", self.cols, self.weight)
        return out + self.bias[None, :, None, None]

    def backward(self, grad_output):
        self.grad_weight = cp.einsum("nchwij,nfhw->fcij", self.cols, grad_output)
        self.grad_bias = grad_output.sum(axis=(0, 2, 3))
        dx = cp.zeros_like(self.x_pad)
        k, s, p = self.kernel_size, self.stride, self.padding
        oh, ow = grad_output.shape[2:]
        for i in range(k):
            for j in range(k):
                part = cp.einsum("nfhw,fc->nchw", grad_output, self.weight[:, :, i, j])
                dx[:, :, i:i + s * oh:s, j:j + s * ow:s] += part
        pool.free_all_blocks()
        h, w = dx.shape[2:]
        return dx


class ReLU:
    def forward(self, x):
        self.mask = x > 0
        return cp.where(self.mask, x, 0)

    def backward(self, grad_output):
        return cp.where(self.mask, grad_output, 0)


class MaxPool2D:
    def __init__(self, kernel_size, stride):
        self.kernel_size = kernel_size
        self.stride = stride

    def forward(self, x):
        n, c, h, w = x.shape
        k, s = self.kernel_size, self.stride
        oh, ow = (h - k) // s + 1, (w - k) // s + 1
        a, b, p, q = x.strides
        cols = as_strided(x, (n, c, oh, ow, k, k), (a, b, p * s, q * s, p, q))
        cols = cols.reshape(n, c, oh, ow, k * k)
        self.best = cols.argmax(axis=-1)
        self.shape = x.shape
        return cols.max(axis=-1)

    def backward(self, grad_output):
        n, c, oh, ow = grad_output.shape
        k, s = self.kernel_size, self.stride
        ns, cs, rows, columns = cp.ogrid[:n, :c, :oh, :ow]
        dx = cp.zeros(self.shape)
        places = (ns, cs, rows * s + self.best // k, columns * s + self.best % k)
        cupyx.scatter_add(dx, places, grad_output)
        return dx


class Linear:
    def __init__(self, in_features, out_features):
        self.weight = cp.random.normal(0, 0.1, (out_features, in_features))
        self.bias = cp.zeros((out_features,), dtype=cp.float64)

    def forward(self, x):
        self.x = x
        return x.dot(self.weight.T) + self.bias

    def backward(self, grad_output):
        self.grad_weight = grad_output.T.dot(self.x)
        self.grad_bias = cp.sum(grad_output, axis=0)
        return grad_output.dot(self.weight)


class SoftmaxCrossEntropy:
    def forward(self, logits, labels):
        z = logits - logits.max(axis=1, keepdims=True)
        log_probs = z - cp.log(cp.exp(z).sum(axis=1, keepdims=True))
        self.probs = cp.exp(log_probs)
        self.labels = cp.asarray(labels)
        n = logits.shape[0]
        return float(-log_probs[cp.arange(n), self.labels].mean().get())

    def backward(self):
        n = self.probs.shape[0]
        grad = self.probs.copy()
        grad[cp.arange(n), self.labels] -= 1
        return grad / n


if __name__ == "__main__":
    with cp.cuda.Device(0):
        layer = Linear(3, 2)
        print(cp.asnumpy(layer.forward(cp.ones((4, 3)))))
