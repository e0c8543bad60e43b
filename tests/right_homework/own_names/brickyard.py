"""brickyard: a toy deep-learning framework where nets are walls made of bricks.

A brick is *baked* once (it then knows the shape of what comes in, without the batch axis), then
    out = brick.up(x)         # forward
    dx  = brick.down(dout)    # backward, fills brick.mud_grad
Everything learnable sits in brick.mud, a dict. Layout is channels-last.
"""
import numpy as np


class Brick:
    def __init__(self):
        self.mud, self.mud_grad = {}, {}
        self.baked = False

    def bake(self, shape, rng=None):
        """returns the output shape"""
        self.baked = True
        self.in_shape = tuple(shape)
        return self.lay(rng or np.random.default_rng())

    def lay(self, rng):
        return self.in_shape

    def up(self, x):
        if not self.baked:
            self.bake(x.shape[1:])
        return self._up(x)

    def down(self, dout):
        return self._down(dout)


class ConvBrick(Brick):
    def __init__(self, n, size, hop=1, frame='none'):
        """frame: 'none', 'same', or a number of pixels on every side"""
        super().__init__()
        self.n = n
        self.size = (size, size) if np.isscalar(size) else tuple(size)
        self.hop, self.frame = hop, frame

    def lay(self, rng):
        h, w, c = self.in_shape
        kh, kw = self.size
        self.mud['w'] = rng.uniform(-1, 1, (kh, kw, c, self.n)) * np.sqrt(3.0 / (kh * kw * c))
        self.mud['b'] = np.zeros(self.n)
        if self.frame == 'none':
            fr = [(0, 0), (0, 0)]
        elif self.frame == 'same':
            fr = []
            for d, k in ((h, kh), (w, kw)):
                lack = k - self.hop if d % self.hop == 0 else k - d % self.hop
                lack = max(lack, 0)
                fr.append((lack // 2, lack - lack // 2))
        else:
            fr = [(self.frame, self.frame)] * 2
        self.fr = fr
        self.out_hw = ((h + sum(fr[0]) - kh) // self.hop + 1, (w + sum(fr[1]) - kw) // self.hop + 1)
        return self.out_hw + (self.n,)

    def _tiles(self):
        oh, ow = self.out_hw
        for i in range(oh):
            for j in range(ow):
                a, b = i * self.hop, j * self.hop
                yield i, j, (slice(None), slice(a, a + self.size[0]), slice(b, b + self.size[1]))

    def _up(self, x):
        self.x = np.pad(x, [(0, 0)] + self.fr + [(0, 0)])
        out = np.empty((len(x),) + self.out_hw + (self.n,))
        for i, j, t in self._tiles():
            out[:, i, j] = np.einsum('nabc,abcf->nf', self.x[t], self.mud['w'])
        return out + self.mud['b']

    def _down(self, dout):
        dw = np.zeros(self.mud['w'].shape)
        dx = np.zeros(self.x.shape)
        for i, j, t in self._tiles():
            dw += np.einsum('nabc,nf->abcf', self.x[t], dout[:, i, j])
            dx[t] += np.einsum('nf,abcf->nabc', dout[:, i, j], self.mud['w'])
        self.mud_grad = {'w': dw, 'b': dout.sum((0, 1, 2))}
        (t, _), (l, _) = self.fr
        h, w, _ = self.in_shape
        return dx[:, t:t + h, l:l + w]


class SquashBrick(Brick):
    """pooling; how = 'max' or 'mean'"""

    def __init__(self, size=2, hop=None, how='max'):
        super().__init__()
        self.size, self.hop, self.how = size, hop or size, how

    def lay(self, rng):
        h, w, c = self.in_shape
        self.oh, self.ow = (h - self.size) // self.hop + 1, (w - self.size) // self.hop + 1
        return self.oh, self.ow, c

    def _slices(self):
        for a in range(self.size):
            for b in range(self.size):
                yield np.s_[:, a:a + self.hop * self.oh:self.hop, b:b + self.hop * self.ow:self.hop]

    def _up(self, x):
        self.n = len(x)
        parts = [x[s] for s in self._slices()]
        if self.how == 'mean':
            self.share = [1.0 / len(parts)] * len(parts)
            return sum(parts) / len(parts)
        best = parts[0]
        who = np.zeros(best.shape, int)
        for k, p in enumerate(parts[1:], 1):
            better = p > best
            best, who = np.where(better, p, best), np.where(better, k, who)
        self.share = [who == k for k in range(len(parts))]
        return best

    def _down(self, dout):
        dx = np.zeros((self.n,) + self.in_shape)
        for s, share in zip(self._slices(), self.share):
            dx[s] += share * dout
        return dx


class PlankBrick(Brick):
    """fully connected"""

    def __init__(self, n):
        super().__init__()
        self.n = n

    def lay(self, rng):
        (d,) = self.in_shape
        self.mud['w'] = rng.standard_normal((d, self.n)) / np.sqrt(d)
        self.mud['b'] = np.zeros(self.n)
        return (self.n,)

    def _up(self, x):
        self.x = x
        return x @ self.mud['w'] + self.mud['b']

    def _down(self, dout):
        self.mud_grad = {'w': self.x.T @ dout, 'b': dout.sum(0)}
        return dout @ self.mud['w'].T


class GateBrick(Brick):
    """relu"""

    def _up(self, x):
        self.open = np.greater(x, 0)
        return np.multiply(x, self.open)

    def _down(self, dout):
        return np.multiply(dout, self.open)


class FlatBrick(Brick):
    def lay(self, rng):
        return (int(np.prod(self.in_shape)),)

    def _up(self, x):
        return x.reshape(len(x), -1)

    def _down(self, dout):
        return dout.reshape((len(dout),) + self.in_shape)


class LevelBrick(Brick):
    """batch normalisation of every channel of channels-last images (training statistics only)"""

    def __init__(self, eps=1e-3):
        super().__init__()
        self.eps = eps

    def lay(self, rng):
        c = self.in_shape[-1]
        self.mud = {'gain': np.ones(c), 'shift': np.zeros(c)}
        return self.in_shape

    def _up(self, x):
        mean = x.mean((0, 1, 2))
        self.inv = 1 / np.sqrt(((x - mean) ** 2).mean((0, 1, 2)) + self.eps)
        self.hat = (x - mean) * self.inv
        return self.mud['gain'] * self.hat + self.mud['shift']

    def _down(self, dout):
        m = dout.size // dout.shape[-1]
        dgain = (dout * self.hat).sum((0, 1, 2))
        dshift = dout.sum((0, 1, 2))
        self.mud_grad = {'gain': dgain, 'shift': dshift}
        return self.mud['gain'] * self.inv / m * (m * dout - dshift - self.hat * dgain)


class Judge:
    """binary cross entropy of raw scores"""

    def up(self, z, t):
        self.z, self.t = z, t
        return np.logaddexp(0, z).mean() - (z * t).mean()

    def down(self):
        return (0.5 + 0.5 * np.tanh(self.z / 2) - self.t) / self.z.size


class Wall(list):
    def bake(self, shape, seed=0):
        rng = np.random.default_rng(seed)
        for b in self:
            shape = b.bake(shape, rng)
        return shape

    def up(self, x):
        for b in self:
            x = b.up(x)
        return x

    def down(self, d):
        for b in self[::-1]:
            d = b.down(d)
        return d
