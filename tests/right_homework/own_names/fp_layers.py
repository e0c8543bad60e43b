"""CNN in functional style: every op returns (value, back) and back(dy) returns a tuple of gradients,
one for each array argument.  No classes, no global state; parameters live in plain dicts.
"""
import numpy as np


def pad_hw(x, p):
    return np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))


def offsets(kh, kw):
    return [(i, j) for i in range(kh) for j in range(kw)]


def conv(x, w, b, *, stride=1, pad=0):
    n, c, h, wd = x.shape
    f, _, kh, kw = w.shape
    oh, ow = (h + 2 * pad - kh) // stride + 1, (wd + 2 * pad - kw) // stride + 1
    xp = pad_hw(x, pad)

    def at(i, j):
        return (slice(None), slice(None), slice(i, i + stride * oh, stride), slice(j, j + stride * ow, stride))

    # (n, c*kh*kw, oh*ow)
    cols = np.stack([xp[at(i, j)] for i, j in offsets(kh, kw)], axis=2).reshape(n, c * kh * kw, oh * ow)
    y = (w.reshape(f, -1) @ cols).reshape(n, f, oh, ow) + b.reshape(1, f, 1, 1)

    def back(dy):
        d = dy.reshape(n, f, oh * ow)
        dw = (d @ cols.transpose(0, 2, 1)).sum(0).reshape(w.shape)
        dcols = (w.reshape(f, -1).T @ d).reshape(n, c, kh * kw, oh, ow)
        dxp = np.zeros(xp.shape)
        for t, (i, j) in enumerate(offsets(kh, kw)):
            dxp[at(i, j)] += dcols[:, :, t]
        return dxp[:, :, pad:pad + h, pad:pad + wd], dw, dy.sum((0, 2, 3))

    return y, back


def maxpool(x, *, size=2, stride=2):
    n, c, h, wd = x.shape
    oh, ow = (h - size) // stride + 1, (wd - size) // stride + 1

    def at(i, j):
        return np.s_[:, :, i:i + stride * oh:stride, j:j + stride * ow:stride]

    candidates = [(x[at(i, j)], at(i, j)) for i, j in offsets(size, size)]
    stack = np.stack([v for v, _ in candidates])
    winner = stack.argmax(0)

    def back(dy):
        dx = np.zeros(x.shape)
        for t, (_, where) in enumerate(candidates):
            dx[where] += dy * (winner == t)
        return (dx,)

    return stack.max(0), back


def dense(x, w, b):
    return x @ w + b, lambda dy: (dy @ w.T, x.T @ dy, dy.sum(0))


def elementwise(f, df_from_x_and_y):
    def op(x):
        y = f(x)
        return y, lambda dy: (dy * df_from_x_and_y(x, y),)
    return op


relu = elementwise(lambda x: np.maximum(x, 0.0), lambda x, y: (x > 0).astype(float))
tanh = elementwise(np.tanh, lambda x, y: 1 - y * y)


def flatten(x):
    return x.reshape(x.shape[0], -1), lambda dy: (dy.reshape(x.shape),)


def log_softmax(x):
    m = x.max(axis=1, keepdims=True)
    y = x - (m + np.log(np.exp(x - m).sum(axis=1, keepdims=True)))
    return y, lambda dy: (dy - np.exp(y) * dy.sum(axis=1, keepdims=True),)


def xent(logits, onehot):
    """mean over the batch; loss with a back() that takes the gradient of the scalar"""
    logp, back_logp = log_softmax(logits)
    n = logits.shape[0]
    return -(onehot * logp).sum() / n, lambda d=1.0: back_logp(-d * onehot / n)


def init(rng, image=(1, 8, 8), filters=4, classes=3):
    c, h, w = image
    return {
        'k': rng.normal(0, .3, (filters, c, 3, 3)), 'kb': np.zeros(filters),
        'w': rng.normal(0, .1, (filters * (h // 2) * (w // 2), classes)), 'wb': np.zeros(classes),
    }


def loss_and_grads(params, x, onehot):
    a1, b1 = conv(x, params['k'], params['kb'], pad=1)
    a2, b2 = relu(a1)
    a3, b3 = maxpool(a2)
    a4, b4 = flatten(a3)
    a5, b5 = dense(a4, params['w'], params['wb'])
    loss, b6 = xent(a5, onehot)
    d, dw, dwb = b5(*b6())
    _, dk, dkb = b1(*b2(*b3(*b4(d))))
    return loss, {'k': dk, 'kb': dkb, 'w': dw, 'wb': dwb}


if __name__ == '__main__':
    rng = np.random.default_rng(0)
    p = init(rng)
    x, t = rng.normal(size=(16, 1, 8, 8)), np.eye(3)[rng.integers(0, 3, 16)]
    for step in range(30):
        loss, g = loss_and_grads(p, x, t)
        p = {name: p[name] - 0.2 * g[name] for name in p}
    print(loss)
