import numpy as np


class Upsample:
    def forward(self, x):
        return x.repeat(2, axis=-2).repeat(2, axis=-1)

    def backward(self, grad_output):
        return grad_output[:, :, ::2, ::2].copy()
