"""Mini-Keras « fait maison » — projet de M1. Les couches se construisent à la première entrée."""
import numpy as np


class Couche:
    construite = False

    def build(self, input_shape):
        """input_shape sans la dimension du lot"""
        self.input_shape = tuple(input_shape)
        self.construite = True

    def __call__(self, x):
        if not self.construite:
            self.build(x.shape[1:])
        return self.forward_propagation(x)


class Conv2D(Couche):
    """canaux en dernier, noyaux (kh, kw, entree, sortie)"""
    def __init__(self, filters, kernel_size, strides=(1, 1), padding='valid', use_bias=True):
        self.filters = filters
        self.kernel_size = (kernel_size,) * 2 if isinstance(kernel_size, int) else kernel_size
        self.strides = (strides,) * 2 if isinstance(strides, int) else strides
        self.padding, self.use_bias = padding, use_bias

    def build(self, input_shape):
        super().build(input_shape)
        kh, kw = self.kernel_size
        limite = np.sqrt(6 / (kh * kw * (input_shape[-1] + self.filters)))
        self.noyaux = np.random.uniform(-limite, limite, (kh, kw, input_shape[-1], self.filters))
        self.biais = np.zeros(self.filters)

    def _marges(self, taille, k, s):
        if self.padding == 'valid':
            return (0, 0)
        sortie = -(-taille // s)                       # plafond
        total = max((sortie - 1) * s + k - taille, 0)
        return (total // 2, total - total // 2)        # TensorFlow : le surplus à la fin

    def forward_propagation(self, x):
        (kh, kw), (sh, sw) = self.kernel_size, self.strides
        self.mh, self.mw = self._marges(x.shape[1], kh, sh), self._marges(x.shape[2], kw, sw)
        self.x = x
        self.xp = np.pad(x, ((0, 0), self.mh, self.mw, (0, 0)))
        vues = np.lib.stride_tricks.sliding_window_view(self.xp, (kh, kw), axis=(1, 2))[:, ::sh, ::sw]
        self.vues = vues                               # (n, oh, ow, c, kh, kw)
        y = np.tensordot(vues, self.noyaux, axes=((4, 5, 3), (0, 1, 2)))
        return y + self.biais if self.use_bias else y

    def backward_propagation(self, output_error):
        (kh, kw), (sh, sw) = self.kernel_size, self.strides
        self.d_noyaux = np.tensordot(self.vues, output_error, axes=((0, 1, 2), (0, 1, 2))).transpose(1, 2, 0, 3)
        self.d_biais = output_error.sum((0, 1, 2))
        n, oh, ow, _ = output_error.shape
        d = np.zeros_like(self.xp)
        for i, j in np.ndindex(kh, kw):
            d[:, i:i + (oh - 1) * sh + 1:sh, j:j + (ow - 1) * sw + 1:sw] += output_error @ self.noyaux[i, j].T
        h, w = self.x.shape[1:3]
        return d[:, self.mh[0]:self.mh[0] + h, self.mw[0]:self.mw[0] + w]


class MaxPooling2D(Couche):
    def __init__(self, pool_size=2, strides=None):
        self.p = pool_size
        self.s = strides or pool_size

    def forward_propagation(self, x):
        n, h, w, c = x.shape
        oh, ow = (h - self.p) // self.s + 1, (w - self.p) // self.s + 1
        self.x_shape = x.shape
        # indices des lignes et colonnes de chaque fenêtre
        li = (np.arange(oh) * self.s)[:, None] + np.arange(self.p)
        co = (np.arange(ow) * self.s)[:, None] + np.arange(self.p)
        fen = x[:, li[:, None, :, None], co[None, :, None, :], :].reshape(n, oh, ow, -1, c)
        self.gagnant = fen.argmax(axis=3)
        return fen.max(axis=3)

    def backward_propagation(self, output_error):
        d = np.zeros(self.x_shape)
        b, i, j, c = np.meshgrid(*map(np.arange, output_error.shape), indexing='ij')
        np.add.at(d, (b, i * self.s + self.gagnant // self.p, j * self.s + self.gagnant % self.p, c), output_error)
        return d


class Flatten(Couche):
    def forward_propagation(self, x):
        self.forme = x.shape
        return x.reshape(x.shape[0], -1)

    def backward_propagation(self, output_error):
        return output_error.reshape(self.forme)


class Dense(Couche):
    def __init__(self, units, activation=None):
        self.units = units
        self.activation = activation or (lambda z: z)
        self.derivee = {None: lambda z: np.ones(z.shape), np.tanh: lambda z: 1 / np.cosh(z) ** 2}[activation]

    def build(self, input_shape):
        super().build(input_shape)
        self.poids = np.random.randn(input_shape[-1], self.units) * np.sqrt(1 / input_shape[-1])
        self.biais = np.zeros(self.units)

    def forward_propagation(self, x):
        self.x = x
        self.z = x @ self.poids + self.biais
        return self.activation(self.z)

    def backward_propagation(self, output_error):
        delta = output_error * self.derivee(self.z)
        self.d_poids = self.x.T @ delta
        self.d_biais = delta.sum(0)
        return delta @ self.poids.T


class Softmax(Couche):
    def forward_propagation(self, x):
        e = np.exp(x - x.max(-1, keepdims=True))
        self.y = e / e.sum(-1, keepdims=True)
        return self.y

    def backward_propagation(self, output_error):
        return self.y * output_error - self.y * (self.y * output_error).sum(-1, keepdims=True)


class EntropieCroisee:
    """perte(y_vrai, y_prevu), moyenne sur le lot, y_prevu = probabilités"""
    eps = 1e-12

    def __call__(self, y_vrai, y_prevu):
        return -(y_vrai * np.log(np.maximum(y_prevu, self.eps))).sum(-1).mean()

    def derivee(self, y_vrai, y_prevu):
        return -y_vrai / np.maximum(y_prevu, self.eps) / y_vrai.shape[0]


if __name__ == '__main__':
    reseau = [Conv2D(4, 3, padding='same'), MaxPooling2D(2), Flatten(), Dense(3), Softmax()]
    x = np.random.rand(5, 8, 8, 2)
    for c in reseau:
        x = c(x)
    print(x.shape, x.sum(1))
