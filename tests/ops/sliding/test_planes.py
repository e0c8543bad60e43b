"""Sequences and volumes as images: windows of planes are images, and back."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from scratchcnn.ops.sliding.planes import Planes
from scratchcnn.ops.sliding.windows import Axis, output_size

ALONE = Axis("", 1, 1, 1, (0, 0), 1)


def axis(size: int, kernel: int, stride: int = 1, padding: int = 0) -> Axis:
    return Axis("", size, kernel, stride, (padding, padding), 1)


def volume(*shape: int) -> np.ndarray:
    return np.arange(1.0, np.prod(shape) + 1).reshape(shape)


def test_a_sequence_of_few_samples_is_a_row_and_one_of_many_a_column() -> None:
    one = axis(5, 2)
    assert Planes.of((one,), 15).axes == (ALONE, ALONE, one)
    assert Planes.of((one,), 16).axes == (ALONE, one, ALONE)


def test_an_image_lies_in_a_volume_of_one_plane() -> None:
    rows, columns = axis(5, 2), axis(4, 3)
    assert Planes.of((rows, columns), 16).axes == (ALONE, rows, columns)
    assert Planes.of((rows, columns), 16).flat


@pytest.mark.parametrize(
    "depth", [axis(3, 2), axis(3, 1, stride=2), axis(3, 1, padding=1), axis(1, 2, padding=1)]
)
def test_windows_of_planes_are_gathered(depth: Axis) -> None:
    assert not Planes.of((depth, axis(3, 2), axis(4, 2)), 1).flat


def test_the_planes_of_a_window_become_channels_of_its_image() -> None:
    x = volume(2, 2, 3, 1, 1)
    images = Planes.of((axis(3, 2), axis(1, 1), axis(1, 1)), 2).images(x)
    # Channels (C * KD) by images (OD * N)
    assert images.reshape(4, 4).tolist() == [
        *([1, 7, 2, 8], [2, 8, 3, 9]),
        *([4, 10, 5, 11], [5, 11, 6, 12]),
    ]


@pytest.mark.parametrize("padding", [0, 1, 2])
@pytest.mark.parametrize("stride", [1, 2])
@pytest.mark.parametrize("kernel", [1, 2, 3])
def test_adding_up_is_the_transpose_of_gathering(kernel: int, stride: int, padding: int) -> None:
    axes = axis(5, kernel, stride, padding), axis(3, 2, padding=1), axis(2, 2)
    planes, x = Planes.of(axes, 2), volume(2, 3, 5, 3, 2)
    images = planes.images(x)
    shape = images.shape[3], images.shape[0], 3, 2
    other = np.random.default_rng(0).integers(-4, 5, shape).astype(float)
    inner = images[:, 1:-1].transpose(3, 0, 1, 2)
    assert np.vdot(inner, other) == np.vdot(x, planes.added(other, x.shape))


@pytest.mark.parametrize("axes", [(axis(5, 2),), (axis(5, 2), axis(4, 3))])
def test_one_plane_is_added_to_nothing(axes: tuple[Axis, ...]) -> None:
    planes = Planes.of(axes, 2)
    x = volume(2, 3, *(one.size for one in axes))
    assert_array_equal(planes.added(planes.images(x).transpose(3, 0, 1, 2), x.shape), x)


def test_memory_for_images_has_their_shape_and_dtype() -> None:
    planes, x = Planes.of((axis(5, 2, 2, 1), axis(4, 2, padding=2), axis(3, 2)), 2), (2, 3, 5, 4, 3)
    nothing = planes.no_images(x, np.dtype(np.float32))
    assert nothing.shape == planes.images(np.zeros(x)).shape == (6, 8, 3, 6)
    assert nothing.dtype == np.float32


def test_outputs_and_images_of_outputs_are_inverses() -> None:
    axes = axis(5, 2), axis(4, 3), axis(3, 1)
    planes, out = Planes.of(axes, 2), volume(2, 3, *map(output_size, axes))
    images = planes.of_outputs(out)
    assert images.shape == (8, 3, 2, 3)
    # The second image is the first plane of the second sample.
    assert_array_equal(images[1], out[1, :, 0])
    assert_array_equal(planes.outputs(images, out.shape), out)
