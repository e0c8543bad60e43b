"""nnlib: a small neural network library on numpy."""
from . import ops
from .layers import BatchNorm1d, Conv2d, Flatten, Linear, MaxPool2d, Module, ReLU, Sequential
from .losses import CrossEntropyLoss, MSELoss
from .tensor import Tensor, no_grad

__version__ = "0.2.0"
__all__ = [
    "BatchNorm1d", "Conv2d", "CrossEntropyLoss", "Flatten", "Linear", "MSELoss", "MaxPool2d", "Module", "ReLU",
    "Sequential", "Tensor", "no_grad", "ops",
]
