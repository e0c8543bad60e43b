import numpy as np


def sides(shape, kernel, options):
    stride, pad = options["stride"], options.get("pad", 0)
    return [(size + 2 * pad - k) // stride + 1 for size, k in zip(shape, kernel)]


def widened(x, options):
    pad = options["pad"]
    return np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))


def conv_forward(x, w, b, conv_param):
    h, wide = sides(x.shape[2:], w.shape[2:], conv_param)
    big, s = widened(x, conv_param), conv_param["stride"]
    out = np.zeros((len(x), len(w), h, wide))
    for i in range(h):
        for j in range(wide):
            part = big[:, :, i * s : i * s + w.shape[2], j * s : j * s + w.shape[3]]
            out[:, :, i, j] = np.einsum("nckl,fckl->nf", part, w) + b
    return out, (x, w, b, conv_param)


def conv_backward(dout, cache):
    x, w, b, conv_param = cache
    big, s, p = widened(x, conv_param), conv_param["stride"], conv_param["pad"]
    dbig, dw = np.zeros_like(big), np.zeros_like(w)
    for i in range(dout.shape[2]):
        for j in range(dout.shape[3]):
            rows, columns = slice(i * s, i * s + w.shape[2]), slice(j * s, j * s + w.shape[3])
            dw += np.einsum("nf,nckl->fckl", dout[:, :, i, j], big[:, :, rows, columns])
            dbig[:, :, rows, columns] = np.einsum("nf,fckl->nckl", dout[:, :, i, j], w)
    dx = dbig[:, :, p : p + x.shape[2], p : p + x.shape[3]]
    return dx, dw, dout.sum((0, 2, 3))


def conv_forward_strided(x, w, b, conv_param):
    return conv_forward(x, w, b, conv_param)


def windows(x, pool_height, pool_width, stride):
    view = np.lib.stride_tricks.sliding_window_view(x, (pool_height, pool_width), (2, 3))
    return view[:, :, ::stride, ::stride]


def max_pool_forward(x, pool_param):
    return windows(x, **pool_param).max((4, 5)), (x, pool_param)


def max_pool_backward(dout, cache):
    x, pool_param = cache
    kh, kw, s = (pool_param[key] for key in ("pool_height", "pool_width", "stride"))
    dx = np.zeros_like(x)
    for n, c, i, j in np.ndindex(dout.shape):
        part = x[n, c, i * s : i * s + kh, j * s : j * s + kw]
        a, b = np.unravel_index(part.argmax(), part.shape)
        dx[n, c, i * s + a, j * s + b] = dout[n, c, i, j]
    return dx
