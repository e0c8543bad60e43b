# all ops live in one dict:  OPS['name'] = {'fwd': ..., 'bwd': ...}
#   fwd(*inputs, **kw) -> (y, saved)      bwd(dy, saved) -> tuple of gradients
import numpy as np
from functools import partial

OPS = {}


def op(name, way):
    def deco(f):
        OPS.setdefault(name, {})[way] = f
        return f
    return deco


@op('conv', 'fwd')
def _(x, w, b, stride=(1, 1), pad=(0, 0)):
    (sh, sw), (ph, pw) = stride, pad
    xp = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    N, C, H, W = xp.shape
    F, _, kh, kw = w.shape
    oh, ow = (H - kh) // sh + 1, (W - kw) // sw + 1
    y = np.stack([np.stack([np.tensordot(xp[:, :, i * sh:i * sh + kh, j * sw:j * sw + kw], w, axes=([1, 2, 3], [1, 2, 3])) for j in range(ow)], -1) for i in range(oh)], -2)
    return y + b[:, None, None], dict(xp=xp, w=w, stride=stride, pad=pad, hw=x.shape[2:])


@op('conv', 'bwd')
def _(dy, s):
    xp, w, (sh, sw), (ph, pw) = s['xp'], s['w'], s['stride'], s['pad']
    kh, kw = w.shape[2:]
    dxp, dw = np.zeros_like(xp), np.zeros_like(w)
    for i in range(dy.shape[2]):
        for j in range(dy.shape[3]):
            win = np.s_[:, :, i * sh:i * sh + kh, j * sw:j * sw + kw]
            dw += np.tensordot(dy[:, :, i, j], xp[win], axes=(0, 0))
            dxp[win] += np.tensordot(dy[:, :, i, j], w, axes=(1, 0))
    return dxp[:, :, ph:ph + s['hw'][0], pw:pw + s['hw'][1]], dw, dy.sum((0, 2, 3))


def _pool_fwd(x, k, stride, how):
    N, C, H, W = x.shape
    oh, ow = (H - k) // stride + 1, (W - k) // stride + 1
    y = np.array([[how(x[:, :, i * stride:i * stride + k, j * stride:j * stride + k].reshape(N, C, -1), axis=-1) for j in range(ow)] for i in range(oh)])
    return y.transpose(2, 3, 0, 1), (x, k, stride)


def _pool_bwd(dy, saved, share):
    x, k, stride = saved
    dx = np.zeros(x.shape)
    for i in range(dy.shape[2]):
        for j in range(dy.shape[3]):
            sl = np.s_[:, :, i * stride:i * stride + k, j * stride:j * stride + k]
            win = x[sl]
            dx[sl] += (share(win.reshape(win.shape[:2] + (-1,))) * dy[:, :, i, j, None]).reshape(win.shape)
    return dx,


OPS['maxpool'] = {'fwd': partial(_pool_fwd, how=np.max), 'bwd': partial(_pool_bwd, share=lambda v: np.arange(v.shape[-1]) == v.argmax(-1)[..., None])}
OPS['avgpool'] = {'fwd': partial(_pool_fwd, how=np.mean), 'bwd': partial(_pool_bwd, share=lambda v: np.full(v.shape, 1 / v.shape[-1]))}

OPS.update({
    'linear': {'fwd': lambda x, w, b: (x @ w.T + b, (x, w)), 'bwd': lambda dy, s: (dy @ s[1], dy.T @ s[0], dy.sum(0))},
    'relu': {'fwd': lambda x: (np.maximum(0, x), x > 0), 'bwd': lambda dy, m: (dy * m,)},
    'tanh': {'fwd': lambda x: (np.tanh(x),) * 2, 'bwd': lambda dy, y: (dy * (1 - y * y),)},
    'sigmoid': {'fwd': lambda x: (1 / (1 + np.exp(-x)),) * 2, 'bwd': lambda dy, y: (dy * y * (1 - y),)},
    'flatten': {'fwd': lambda x: (x.reshape(len(x), -1), x.shape), 'bwd': lambda dy, sh: (dy.reshape(sh),)},
})


@op('softmax_xent', 'fwd')
def _(z, onehot):
    z = z - z.max(axis=1, keepdims=True)
    e = np.exp(z)
    s = e.sum(axis=1, keepdims=True)
    return (onehot * (np.log(s) - z)).sum() / len(z), (e / s, onehot)


@op('softmax_xent', 'bwd')
def _(dy, saved):
    p, t = saved
    return dy * (p - t) / len(p),


def run(program, x, params):
    """program: list of (op, names of parameters, kwargs). returns y and a function for the gradients"""
    trail = []
    for name, keys, kw in program:
        x, saved = OPS[name]['fwd'](x, *[params[k] for k in keys], **kw)
        trail.append((name, keys, saved))

    def grads(dy):
        g = {}
        for name, keys, saved in reversed(trail):
            dy, *rest = OPS[name]['bwd'](dy, saved)
            g.update(zip(keys, rest))
        return dy, g
    return x, grads


if __name__ == '__main__':
    r = np.random.default_rng(0)
    P = {'k': r.normal(size=(2, 1, 3, 3)), 'kb': np.zeros(2), 'w': r.normal(size=(3, 8)), 'b': np.zeros(3)}
    prog = [('conv', ('k', 'kb'), {}), ('relu', (), {}), ('maxpool', (), {'k': 2, 'stride': 2}), ('flatten', (), {}), ('linear', ('w', 'b'), {})]
    y, back = run(prog, r.normal(size=(4, 1, 6, 6)), P)
    print(y.shape, {k: v.shape for k, v in back(np.ones_like(y))[1].items()})
