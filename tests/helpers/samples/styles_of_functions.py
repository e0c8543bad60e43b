"""Functions that hand on what backward needs, or are given it again."""

from typing import Any

import numpy as np
from styles import Make, Styles, alone, as_column, pool_of, to_nchw, to_nhwc

STYLES = Styles()
note = STYLES.note


@note("cs231n", "conv2d", remembers=False)
def cs231n_convolution(make: Make, op: str) -> tuple[Any, ...]:
    def conv_forward_naive(x: Any, w: Any, b: Any, conv_param: Any) -> Any:
        stride, pad = conv_param["stride"], conv_param["pad"]
        out, pullback = make(1)(x, w, b, stride=stride, padding=pad)
        return out, (x, w, b, conv_param, pullback)

    def conv_backward_naive(dout: Any, cache: Any) -> Any:
        _, _, _, _, pullback = cache
        dx, dw, db = pullback(dout)
        return dx, dw, db

    return conv_forward_naive, conv_backward_naive


@note("cs231n", "max_pool2d", remembers=False)
def cs231n_pooling(make: Make, op: str) -> tuple[Any, ...]:
    def max_pool_forward_naive(x: Any, pool_param: Any) -> Any:
        window = pool_param["pool_height"], pool_param["pool_width"]
        out, pullback = make(1)(x, kernel_size=window, stride=pool_param["stride"])
        return out, (x, pool_param, pullback)

    def max_pool_backward_naive(dout: Any, cache: Any) -> Any:
        _, _, pullback = cache
        (dx,) = pullback(dout)
        return dx

    return max_pool_forward_naive, max_pool_backward_naive


@note("cs231n", "linear", remembers=False)
def cs231n_affine(make: Make, op: str) -> tuple[Any, ...]:
    def affine_forward(x: Any, w: Any, b: Any) -> Any:
        out, pullback = make(1)(x.reshape(len(x), -1), w.T, b)
        return out, (x, w, b, pullback)

    def affine_backward(dout: Any, cache: Any) -> Any:
        x, _, _, pullback = cache
        dx, dw, db = pullback(dout)
        return dx.reshape(x.shape), dw.T, db

    return affine_forward, affine_backward


@note("cs231n", "relu", remembers=False)
def cs231n_activation(make: Make, op: str) -> tuple[Any, ...]:
    def relu_forward(x: Any) -> Any:
        out, pullback = make(1)(x)
        return out, pullback

    def relu_backward(dout: Any, cache: Any) -> Any:
        (dx,) = cache(dout)
        return dx

    return relu_forward, relu_backward


@note("cs231n", "softmax_cross_entropy", remembers=False)
def cs231n_loss(make: Make, op: str) -> tuple[Any, ...]:
    def softmax_loss(x: Any, y: Any) -> Any:
        assert len(x) == len(y)
        loss, pullback = make(1)(x, y)
        (dx,) = pullback(np.ones(()))
        return loss, dx

    return (softmax_loss,)


@note("deeplearning_ai", "conv2d", remembers=False)
def deeplearning_ai_convolution(make: Make, op: str) -> tuple[Any, ...]:
    def conv_forward(A_prev: Any, W: Any, b: Any, hparameters: Any) -> Any:  # noqa: N803
        stride, pad = hparameters["stride"], hparameters["pad"]
        filters, bias = W.transpose(3, 2, 0, 1), b.reshape(-1)
        out, pullback = make(1)(to_nchw(A_prev), filters, bias, stride=stride, padding=pad)
        return to_nhwc(out), (A_prev, W, b, hparameters, pullback)

    def conv_backward(dZ: Any, cache: Any) -> Any:  # noqa: N803 # the family's name
        _, _, b, _, pullback = cache
        grad_x, grad_filters, grad_bias = pullback(to_nchw(dZ))
        return to_nhwc(grad_x), grad_filters.transpose(2, 3, 1, 0), grad_bias.reshape(b.shape)

    return conv_forward, conv_backward


@note("deeplearning_ai", "max_pool2d", "avg_pool2d", remembers=False)
def deeplearning_ai_pooling(make: Make, op: str) -> tuple[Any, ...]:
    def pool_forward(A_prev: Any, hparameters: Any, mode: Any = "max") -> Any:  # noqa: N803
        f, stride = hparameters["f"], hparameters["stride"]
        pool = pool_of(mode, make, op)(1)
        out, pullback = pool(to_nchw(A_prev), kernel_size=f, stride=stride)
        return to_nhwc(out), (A_prev, hparameters, pullback)

    def pool_backward(dA: Any, cache: Any, mode: Any = "max") -> Any:  # noqa: N803
        _, _, pullback = cache
        (grad_x,) = pullback(to_nchw(dA))
        return to_nhwc(grad_x)

    return pool_forward, pool_backward


@note("one_image", "conv2d", remembers=False)
def one_image_convolution(make: Make, op: str) -> tuple[Any, ...]:
    def convolution(image: Any, filt: Any, bias: Any, s: Any = 1) -> Any:
        out, _ = make(1)(image[None], filt, bias[:, 0], stride=s)
        return alone(out)

    def convolutionBackward(dconv: Any, conv_in: Any, filt: Any, s: Any) -> Any:  # noqa: N802
        _, pullback = make(1)(conv_in[None], filt, np.zeros(len(filt)), stride=s)
        dout, dfilt, dbias = pullback(dconv[None])
        return alone(dout), dfilt, as_column(dbias)

    return convolution, convolutionBackward


@note("one_image", "max_pool2d", remembers=False)
def one_image_pooling(make: Make, op: str) -> tuple[Any, ...]:
    def maxpool(image: Any, f: Any = 2, s: Any = 2) -> Any:
        # One number, as in `(h - f) // s`.
        out, _ = make(1)(image[None], kernel_size=int(f), stride=s)
        return alone(out)

    def maxpoolBackward(dpool: Any, orig: Any, f: Any, s: Any) -> Any:  # noqa: N802
        _, pullback = make(1)(orig[None], kernel_size=f, stride=s)
        (dout,) = pullback(dpool[None])
        return alone(dout)

    return maxpool, maxpoolBackward


@note("plain", "conv2d", remembers=False)
def plain_convolution(make: Make, op: str) -> tuple[Any, ...]:
    def conv2d(x: Any, w: Any, b: Any, stride: Any = 1, padding: Any = 0) -> Any:
        out, _ = make(1)(x, w, b, stride=stride, padding=padding)
        return out

    def conv2d_backward(grad_out: Any, x: Any, w: Any, stride: Any = 1, padding: Any = 0) -> Any:
        _, pullback = make(1)(x, w, np.zeros(len(w)), stride=stride, padding=padding)
        return pullback(grad_out)

    return conv2d, conv2d_backward


@note("plain", "linear", remembers=False)
def plain_linear(make: Make, op: str) -> tuple[Any, ...]:
    def linear(x: Any, w: Any, b: Any) -> Any:
        out, _ = make(1)(x, w.T, b)
        return out

    def linear_backward(grad_out: Any, x: Any, w: Any) -> Any:
        _, pullback = make(1)(x, w.T, np.zeros(w.shape[1]))
        grad_x, grad_weight, grad_bias = pullback(grad_out)
        return grad_x, grad_weight.T, grad_bias

    return linear, linear_backward


@note("plain", "relu", "sigmoid", "tanh", "softmax", remembers=False)
def plain_activation(make: Make, op: str) -> tuple[Any, ...]:
    def activation(x: Any) -> Any:
        out, _ = make(1)(x)
        return out

    def activation_backward(grad_out: Any, x: Any) -> Any:
        _, pullback = make(1)(x)
        (grad_x,) = pullback(grad_out)
        return grad_x

    activation.__name__, activation_backward.__name__ = op, f"{op}_backward"
    return activation, activation_backward
