import numpy as np
def conv2d(x, w, b, stride=1):
    kh, kw = w.shape[2:]
    v = np.lib.stride_tricks.sliding_window_view(x, (kh, kw), axis=(2, 3))[:, :, ::stride, ::stride]
    return np.einsum("nchwkl,fckl->nfhw", v, w) + b[:, None, None]
def transposed_conv(dout, w, stride, shape):
    dx = np.zeros(shape)
    kh, kw = w.shape[2:]
    for i in range(dout.shape[2]):
        for j in range(dout.shape[3]):
            dx[:, :, i*stride:i*stride+kh, j*stride:j*stride+kw] += np.einsum("nf,fckl->nckl", dout[:, :, i, j], w)
    return dx
def conv2d_backward(dout, x, w, stride=1):
    kh, kw = w.shape[2:]
    v = np.lib.stride_tricks.sliding_window_view(x, (kh, kw), axis=(2, 3))[:, :, ::stride, ::stride]
    return transposed_conv(dout, w, stride, x.shape), np.einsum("nchwkl,nfhw->fckl", v, dout), dout.sum((0,2,3))
