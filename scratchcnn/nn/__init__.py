"""Layers that keep their parameters, and the networks that the guides document.

In come arrays; out go outputs, and gradients by the names of the parameters.
May import `ops` and `files`.
"""

from scratchcnn.nn.batch_norm import BatchNorm2d
from scratchcnn.nn.dropout import Dropout, Dropout2d
from scratchcnn.nn.layer import Layer, Sequential
from scratchcnn.nn.layers_with_parameters import Conv2d, Dense
from scratchcnn.nn.layers_without_parameters import (
    AvgPool2d,
    Flatten,
    LeakyReLU,
    LogSoftmax,
    MaxPool2d,
    ReLU,
    Sigmoid,
    Softmax,
    Tanh,
)

__all__ = [
    "AvgPool2d",
    "BatchNorm2d",
    "Conv2d",
    "Dense",
    "Dropout",
    "Dropout2d",
    "Flatten",
    "Layer",
    "LeakyReLU",
    "LogSoftmax",
    "MaxPool2d",
    "ReLU",
    "Sequential",
    "Sigmoid",
    "Softmax",
    "Tanh",
]
