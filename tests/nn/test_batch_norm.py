"""The layer that remembers the statistics of its batches."""

from typing import Any

import numpy as np
import pytest
import torch
from layered import IMAGES, assert_same_layer, defaults, refused
from numpy.testing import assert_allclose, assert_array_equal

from scratchcnn import ops
from scratchcnn.nn import Flatten, Sequential
from scratchcnn.nn.batch_norm import BatchNorm2d


def double(**arguments: Any) -> BatchNorm2d:
    return BatchNorm2d(4, dtype=np.float64, **arguments)


def test_batch_norm_defaults_are_those_of_pytorch() -> None:
    assert defaults(BatchNorm2d) == {
        "eps": 1e-5,
        "momentum": 0.1,
        "affine": True,
        "dtype": np.float32,
    }


def test_batch_norm_starts_as_the_standard_normalisation() -> None:
    layer = BatchNorm2d(2)
    assert layer.training is True
    assert list(layer.parameters) == ["weight", "bias"]
    ones, zeros = np.ones(2, np.float32), np.zeros(2, np.float32)
    assert_array_equal(layer.parameters["weight"], ones, strict=True)
    assert_array_equal(layer.parameters["bias"], zeros, strict=True)
    assert_array_equal(layer.running_mean, zeros, strict=True)
    assert_array_equal(layer.running_var, ones, strict=True)


def test_batch_norm_in_training_is_its_op() -> None:
    layer = double(eps=0.25)
    layer.parameters["weight"][:] = [1, 2, 3, 4]
    assert_same_layer(layer, lambda *arrays: ops.batch_norm2d(*arrays, eps=0.25), IMAGES)


def test_batch_norm_in_inference_is_its_op_on_what_it_remembers() -> None:
    layer = double(eps=0.25)
    layer.forward(3 * IMAGES + 1)
    layer.training = False
    running = {"running_mean": layer.running_mean, "running_var": layer.running_var}
    assert running["running_mean"].any()

    def op(*arrays: Any) -> Any:
        return ops.batch_norm2d(*arrays, **running, training=False, eps=0.25)

    assert_same_layer(layer, op, IMAGES)


def test_batch_norm_by_default_has_the_eps_of_its_default() -> None:
    assert_same_layer(double(), lambda *arrays: ops.batch_norm2d(*arrays, eps=1e-5), IMAGES)


def test_batch_norm_without_affine_has_no_parameters() -> None:
    layer = double(affine=False)
    assert layer.parameters == {}
    assert_same_layer(layer, ops.batch_norm2d, IMAGES)


@pytest.mark.parametrize("options", [{}, {"momentum": 0.5}, {"momentum": 1}, {"momentum": 0}])
def test_batch_norm_remembers_and_computes_what_pytorch_does(options: dict[str, Any]) -> None:
    ours = double(**options)
    theirs = torch.nn.BatchNorm2d(4, dtype=torch.float64, **options)
    for scale in (1.0, 10.0):
        with torch.no_grad():
            expected = theirs(torch.tensor(scale * IMAGES + 1)).numpy()
        assert_allclose(ours.forward(scale * IMAGES + 1), expected, rtol=1e-11, atol=1e-13)
    assert theirs.running_mean is not None
    assert theirs.running_var is not None
    assert_allclose(ours.running_mean, theirs.running_mean.numpy(), rtol=1e-13)
    assert_allclose(ours.running_var, theirs.running_var.numpy(), rtol=1e-13)


def test_batch_norm_in_inference_remembers_nothing_new() -> None:
    layer = double()
    layer.training = False
    layer.forward(IMAGES)
    assert_array_equal(layer.running_mean, np.zeros(4))
    assert_array_equal(layer.running_var, np.ones(4))


def test_batch_norm_remembers_nothing_of_what_it_refuses() -> None:
    layer = double()
    with pytest.raises(ValueError, match="x must have more than one value per channel"):
        layer.forward(IMAGES[:1, :, :1, :1])
    assert_array_equal(layer.running_mean, np.zeros(4))


def test_batch_norm_stays_in_single_precision() -> None:
    layer = BatchNorm2d(4, momentum=np.float64(0.5))  # type: ignore[arg-type,unused-ignore]
    out = layer.forward(IMAGES.astype(np.float32))
    grad_x = layer.backward(out)
    dtypes = [array.dtype for array in (out, grad_x, layer.running_mean, layer.running_var)]
    assert dtypes == [np.float32] * 4


def test_batch_norm_refuses_images_of_another_dtype_than_its_own() -> None:
    with pytest.raises(TypeError, match=r"^running_mean must be a float64 array, got"):
        BatchNorm2d(4, affine=False).forward(IMAGES)


def test_batch_norm_stands_in_a_row_of_layers() -> None:
    network = Sequential(double(), Flatten())
    assert list(network.parameters) == ["0.weight", "0.bias"]
    network.backward(network.forward(IMAGES))
    assert list(network.gradients) == ["0.weight", "0.bias"]


def test_batch_norm_takes_a_single_channel() -> None:
    assert BatchNorm2d(1).running_mean.shape == (1,)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"num_features": 0}, ValueError, "num_features must be at least 1, got 0"),
        ({"num_features": 2.0}, TypeError, "num_features must be an integer, got 2.0 (float)"),
        ({"eps": 0.0}, ValueError, "eps must be positive and finite in float32, got 0.0"),
        ({"eps": 1e39}, ValueError, "eps must be positive and finite in float32, got 1e+39"),
        ({"momentum": -0.1}, ValueError, "momentum must lie in [0, 1], got -0.1"),
        ({"momentum": 1.1}, ValueError, "momentum must lie in [0, 1], got 1.1"),
        ({"momentum": None}, TypeError, "momentum must be a number, got None (NoneType)"),
        ({"momentum": True}, TypeError, "momentum must be a number, got True (bool)"),
        ({"affine": 1}, TypeError, "affine must be True or False, got 1 (int)"),
        (
            {"dtype": np.float16},
            TypeError,
            "dtype must be np.float32 or np.float64, got <class 'numpy.float16'> (type)",
        ),
    ],
)
def test_batch_norm_refuses(
    arguments: dict[str, Any], error: type[Exception], message: str
) -> None:
    refused(error, message, lambda: BatchNorm2d(**{"num_features": 4} | arguments))
