"""A small network library."""
from .registry import LAYERS, build
from . import layers
from .losses import SoftmaxCrossEntropy
