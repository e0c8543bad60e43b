"""conv2d by a third opinion, SciPy's correlate."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal
from scipy.ndimage import correlate

import reference.ops
from scratchcnn import ops
from scratchcnn.ops import blocks
from scratchcnn.ops.arguments import Array
from scratchcnn.ops.sliding import correlation


def valid(x: Array, kernel: Array) -> Array:
    """Correlate where the kernel lies within the image; SciPy gives a pixel for each of its own."""
    top, left = (size // 2 for size in kernel.shape)
    height, width = np.subtract(x.shape, kernel.shape) + 1
    whole: Array = correlate(x, kernel, mode="constant")
    return whole[top : top + height, left : left + width]


def by_scipy(
    x: Array,
    weight: Array,
    stride: tuple[int, int],
    padding: tuple[int, int],
    dilation: tuple[int, int],
    groups: int,
) -> Array:
    """Convolve with one correlation for every sample, filter and channel."""
    ph, pw = padding
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    dh, dw = dilation
    f, c, kh, kw = weight.shape
    spread = np.zeros((f, c, dh * (kh - 1) + 1, dw * (kw - 1) + 1))
    spread[:, :, ::dh, ::dw] = weight
    per_group = f // groups
    out = [
        [
            sum(valid(padded[i, k // per_group * c + j], spread[k, j]) for j in range(c))
            for k in range(f)
        ]
        for i in range(len(x))
    ]
    sh, sw = stride
    return np.array(out)[:, :, ::sh, ::sw]


pairs = st.tuples(st.integers(1, 3), st.integers(1, 3))


@pytest.mark.parametrize("judged", [ops.conv2d, reference.ops.conv2d], ids=["ours", "twin"])
@given(
    n=st.integers(1, 3),
    c=st.integers(1, 3),
    f=st.integers(1, 3),
    groups=st.integers(1, 2),
    kernel=pairs,
    spare=pairs,
    stride=pairs,
    padding=pairs,
    dilation=pairs,
    seed=st.integers(0, 99),
)
def test_agrees_with_scipy_on_whole_numbers_to_the_bit(
    judged: Any,
    n: int,
    c: int,
    f: int,
    groups: int,
    kernel: tuple[int, int],
    spare: tuple[int, int],
    stride: tuple[int, int],
    padding: tuple[int, int],
    dilation: tuple[int, int],
    seed: int,
) -> None:
    rng = np.random.default_rng(seed)
    h, w = (d * (k - 1) + s for k, s, d in zip(kernel, spare, dilation, strict=True))
    x = rng.integers(-9, 10, (n, c * groups, h, w)).astype(float)
    weight = rng.integers(-9, 10, (f * groups, c, *kernel)).astype(float)
    options = {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups}
    out, _ = judged(x, weight, **options)
    np.testing.assert_array_equal(out, by_scipy(x, weight, **options))


def test_the_arguments_of_conv2d_have_pytorch_s_defaults() -> None:
    x, weight = np.arange(9.0).reshape(1, 1, 3, 3), np.ones((1, 1, 2, 2))
    plain, _ = ops.conv2d(x, weight)
    spelled, _ = ops.conv2d(x, weight, None, stride=1, padding=0, dilation=1, groups=1)
    np.testing.assert_array_equal(plain, spelled)


def test_no_filters_give_no_channels() -> None:
    out, pullback = ops.conv2d(np.ones((2, 3, 4, 5)), np.ones((0, 3, 2, 2)))
    grad_x, grad_weight = pullback(out)
    assert out.shape == (2, 0, 3, 4)
    assert grad_weight.shape == (0, 3, 2, 2)
    assert not grad_x.any()


def test_padding_same_puts_the_odd_zero_at_the_bottom_and_the_right() -> None:
    x = np.array([[[[1.0, 2.0]]]])
    out, _ = ops.conv2d(x, np.array([[[[10.0, 1.0]]]]), padding="same")
    np.testing.assert_array_equal(out, [[[[12.0, 20.0]]]])


def whole(*shape: int) -> Array:
    """Return small whole numbers, for which every order of summation gives the same bits."""
    return np.random.default_rng(0).integers(-4, 5, shape).astype(np.float32)


def in_many_strips(monkeypatch: pytest.MonkeyPatch, threads: int) -> None:
    """Let a strip be one row, and BLAS have so many threads."""
    library = SimpleNamespace(num_threads=threads, set_num_threads=lambda count: None)
    monkeypatch.setattr(blocks, "STRIP_BYTES", 1)
    monkeypatch.setattr(blocks, "blas", lambda: library)


@pytest.mark.parametrize("threads", [1, 2, 3])
@pytest.mark.parametrize("untied", [False, True])
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"padding": (1, 2)},
        {"stride": (2, 3), "padding": 1},
        {"dilation": 2, "groups": 2},
        {"stride": 4},
        {"stride": (1, 11)},
    ],
    ids=str,
)
def test_strips_and_threads_give_what_one_strip_gives(
    monkeypatch: pytest.MonkeyPatch, options: dict[str, Any], untied: bool, threads: int
) -> None:
    x, weight = whole(3, 4, 9, 11), whole(6, 4 // options.get("groups", 1), 3, 2)
    out, _ = ops.conv2d(x, weight, **options)
    bias = whole(*out.shape[1:]) if untied else whole(6)
    grad_out = whole(*out.shape)
    out, pullback = ops.conv2d(x, weight, bias, **options)
    grads = pullback(grad_out)
    in_many_strips(monkeypatch, threads)
    again, pullback_again = ops.conv2d(x, weight, bias, **options)
    assert_array_equal(again, out)
    for got, expected in zip(pullback_again(grad_out), grads, strict=True):
        assert_array_equal(got, expected)
    for got, expected in zip(pullback_again.of_parameters(grad_out), grads[1:], strict=True):
        assert_array_equal(got, expected)


def test_the_batch_lies_last_in_memory() -> None:
    x = whole(3, 4, 9, 11)
    out, pullback = ops.conv2d(x, whole(6, 4, 3, 2))
    grad_x, _ = pullback(whole(*out.shape))
    for array in (out, grad_x):
        assert array.transpose(1, 2, 3, 0).flags.c_contiguous


def test_the_gradients_of_the_parameters_come_without_that_of_x() -> None:
    x, weight, bias = whole(2, 1, 5, 5), whole(3, 1, 2, 2), whole(3)
    out, pullback = ops.conv2d(x, weight, bias)
    grad_out = whole(*out.shape)
    alone = pullback.of_parameters(grad_out)
    assert [grad.shape for grad in alone] == [weight.shape, bias.shape]
    with pytest.raises(ValueError, match="grad_out"):
        pullback.of_parameters(grad_out[:1])


def test_a_strip_is_as_large_as_its_patches_and_outputs(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def in_strips(work: Any, rows: int, row_bytes: int) -> list[Any]:
        asked.append((rows, row_bytes))
        return [work([slice(0, rows)])]

    monkeypatch.setattr(correlation, "in_strips", in_strips)
    ops.conv2d(whole(3, 4, 9, 11), whole(6, 4, 3, 2))
    # 4 x 3 x 2 taps and 6 filters, for 10 windows of 3 samples, and the kernels; in float32.
    assert asked == [(7, ((24 + 6) * 10 * 3 + 6 * 24) * 4)]


@pytest.mark.parametrize("samples", [2, 17])
@pytest.mark.parametrize("options", [{}, {"stride": 2, "padding": 1}, {"groups": 2, "dilation": 2}])
def test_a_convolution_of_sequences_is_one_of_rows(options: dict[str, Any], samples: int) -> None:
    x, weight, bias = whole(samples, 4, 9), whole(6, 4 // options.get("groups", 1), 3), whole(6)
    out, pullback = ops.conv1d(x, weight, bias, **options)
    across = {name: (1 if name != "padding" else 0, value) for name, value in options.items()}
    across |= {"groups": options["groups"]} if "groups" in options else {}
    rows, pullback_of_rows = ops.conv2d(x[:, :, None], weight[:, :, None], bias, **across)
    assert_array_equal(out, rows[:, :, 0])
    grad_out = whole(*out.shape)
    grads = pullback_of_rows(grad_out[:, :, None])
    for got, expected in zip(pullback(grad_out), grads, strict=True):
        assert_array_equal(got, expected.reshape(got.shape))


def test_a_convolution_of_volumes_sums_over_those_of_planes() -> None:
    x, weight = whole(2, 3, 5, 6, 7), whole(4, 3, 2, 3, 2)
    out, _ = ops.conv3d(x, weight, stride=(2, 1, 2), padding=(0, 1, 0))
    planes = [
        sum(
            ops.conv2d(x[:, :, 2 * i + k], weight[:, :, k], stride=(1, 2), padding=(1, 0))[0]
            for k in range(2)
        )
        for i in range(2)
    ]
    assert_array_equal(out, np.stack(planes, 2))


@pytest.mark.parametrize("axes", [1, 3])
def test_the_arguments_have_pytorch_s_defaults(axes: int) -> None:
    op = ops.conv1d if axes == 1 else ops.conv3d
    x, weight = whole(2, 3, *(3,) * axes), whole(4, 3, *(2,) * axes)
    ones, zeros = (1,) * axes, (0,) * axes
    spelled, _ = op(x, weight, None, stride=ones, padding=zeros, dilation=ones, groups=1)
    assert_array_equal(op(x, weight)[0], spelled)


def test_padding_same_puts_the_odd_zero_behind() -> None:
    x = np.array([1.0, 2.0])
    expected, weight = [12, 20], np.array([10.0, 1.0])
    assert ops.conv1d(x[None], weight[None, None], padding="same")[0].ravel().tolist() == expected
    deep, kernel = x.reshape(1, 2, 1, 1), weight.reshape(1, 1, 2, 1, 1)
    assert ops.conv3d(deep, kernel, padding="same")[0].ravel().tolist() == expected
