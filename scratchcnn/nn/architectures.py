"""The documented networks, layer by layer."""

import numpy as np

from scratchcnn.nn.batch_norm import BatchNorm2d
from scratchcnn.nn.dropout import Dropout
from scratchcnn.nn.initialization import FloatType
from scratchcnn.nn.layer import Sequential
from scratchcnn.nn.layers_with_parameters import Conv2d, Dense
from scratchcnn.nn.layers_without_parameters import Flatten, MaxPool2d, ReLU, Sigmoid, Softmax


def guide(rng: np.random.Generator, dtype: FloatType = np.float32) -> Sequential:
    """Build the first guide's network: 16 filters, a bias for every pixel, probabilities out.

    Examples
    --------
    >>> guide(np.random.default_rng(0)).forward(np.zeros((2, 1, 28, 28), np.float32)).shape
    (2, 10)
    """
    return Sequential(
        Conv2d(1, 16, 3, bias="untied", input_size=(28, 28), rng=rng, dtype=dtype),
        ReLU(),
        Flatten(),
        Dense(16 * 26 * 26, 10, rng=rng, dtype=dtype),
        Softmax(),
    )


def notebook(rng: np.random.Generator, dtype: FloatType = np.float32) -> Sequential:
    """Build the second guide's network: 8 filters without bias, max-pooling, logits out.

    The guide takes softmax and its loss in one step, and so does `ops.cross_entropy`.

    Examples
    --------
    >>> notebook(np.random.default_rng(0)).forward(np.zeros((2, 1, 28, 28), np.float32)).shape
    (2, 10)
    """
    return Sequential(
        Conv2d(1, 8, 3, bias=False, rng=rng, dtype=dtype),
        ReLU(),
        MaxPool2d(2),
        Flatten(),
        Dense(8 * 13 * 13, 10, rng=rng, dtype=dtype),
    )


def binary(rng: np.random.Generator, dtype: FloatType = np.float32) -> Sequential:
    """Build the binary network of sigmoids, whose output is the probability of a 1.

    Examples
    --------
    >>> binary(np.random.default_rng(0)).forward(np.zeros((2, 1, 28, 28), np.float32)).shape
    (2, 1)
    """
    return Sequential(
        Conv2d(1, 5, 3, rng=rng, dtype=dtype),
        Sigmoid(),
        Flatten(),
        Dense(5 * 26 * 26, 1, rng=rng, dtype=dtype),
        Sigmoid(),
    )


def lenet(rng: np.random.Generator, dtype: FloatType = np.float32) -> Sequential:
    """Build LeNet-5 with ReLU, max-pooling and logits in place of its older parts.

    Notes
    -----
    LeCun, Bottou, Bengio, Haffner (1998), "Gradient-Based Learning Applied to Document
    Recognition", section II.B. There the images are padded to 32 x 32; here the first
    convolution pads them.

    Examples
    --------
    >>> lenet(np.random.default_rng(0)).forward(np.zeros((2, 1, 28, 28), np.float32)).shape
    (2, 10)
    """
    return Sequential(
        Conv2d(1, 6, 5, padding=2, rng=rng, dtype=dtype),
        ReLU(),
        MaxPool2d(2),
        Conv2d(6, 16, 5, rng=rng, dtype=dtype),
        ReLU(),
        MaxPool2d(2),
        Flatten(),
        Dense(16 * 5 * 5, 120, rng=rng, dtype=dtype),
        ReLU(),
        Dense(120, 84, rng=rng, dtype=dtype),
        ReLU(),
        Dense(84, 10, rng=rng, dtype=dtype),
    )


def modern(rng: np.random.Generator, dtype: FloatType = np.float32) -> Sequential:
    """Build two convolutions with batch normalisation, and two dense layers behind dropout.

    Batch normalisation takes away what a bias before it adds, so there is none.

    Examples
    --------
    >>> modern(np.random.default_rng(0)).forward(np.zeros((2, 1, 28, 28), np.float32)).shape
    (2, 10)
    """
    return Sequential(
        Conv2d(1, 16, 3, bias=False, rng=rng, dtype=dtype),
        BatchNorm2d(16, dtype=dtype),
        ReLU(),
        MaxPool2d(2),
        Conv2d(16, 32, 3, bias=False, rng=rng, dtype=dtype),
        BatchNorm2d(32, dtype=dtype),
        ReLU(),
        MaxPool2d(2),
        Flatten(),
        Dropout(0.25, rng=rng.spawn(1)[0]),
        Dense(32 * 5 * 5, 128, rng=rng, dtype=dtype),
        ReLU(),
        Dropout(0.5, rng=rng.spawn(1)[0]),
        Dense(128, 10, rng=rng, dtype=dtype),
    )
