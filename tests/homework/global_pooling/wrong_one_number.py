import numpy as np


class GlobalAveragePooling:
    # images are N x H x W x C

    def forward(self, images):
        self.images = images
        _, h, w, _ = images.shape
        return images.sum((1, 2)) / (h * w)

    def backward(self, d_out):
        _, h, w, _ = self.images.shape
        return np.full(self.images.shape, np.mean(d_out) / (h * w))
