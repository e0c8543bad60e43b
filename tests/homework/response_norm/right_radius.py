import numpy as np


class LRN:
    # tf.nn.local_response_normalization: sqr_sum[a, b, c, d] = sum(input[a, b, c, d - r : d + r + 1] ** 2)
    def __init__(self, depth_radius, bias, alpha, beta):
        self.depth_radius = depth_radius
        self.bias = bias
        self.alpha = alpha
        self.beta = beta

    def forward(self, images):
        r = self.depth_radius
        self.images = images
        depth = images.shape[3]
        # a band of ones: which channels are neighbours
        d = np.arange(depth)
        self.band = (np.abs(d[:, None] - d[None, :]) <= r).astype(images.dtype)
        self.denominator = self.bias + self.alpha * (images ** 2 @ self.band)
        self.output = images / self.denominator ** self.beta
        return self.output

    def backward(self, dvalues):
        inner = dvalues * self.output / self.denominator
        self.dinputs = dvalues / self.denominator ** self.beta
        self.dinputs -= 2 * self.alpha * self.beta * self.images * (inner @ self.band)
        return self.dinputs
