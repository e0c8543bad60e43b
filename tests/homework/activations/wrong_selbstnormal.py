import numpy as np


class Ebene:
    """Basisklasse aller Ebenen"""

    def vor(self, x):
        raise NotImplementedError()

    def zurueck(self, dy, lernrate=0.0):
        raise NotImplementedError()


class Linear(Ebene):
    def __init__(self, n_ein, n_aus):
        self.w = np.random.randn(n_ein, n_aus) / np.sqrt(n_ein)
        self.b = np.zeros(n_aus)

    def vor(self, x):
        self.x = x
        return x @ self.w + self.b

    def zurueck(self, dy, lernrate=0.0):
        dx = dy @ self.w.T
        self.w -= lernrate * self.x.T @ dy
        self.b -= lernrate * dy.sum(axis=0)
        return dx


class Aktivierung(Ebene):
    """Wird mit einer Funktion und ihrer Ableitung (beide von x) gebaut"""

    def __init__(self, funktion, ableitung):
        self.funktion = funktion
        self.ableitung = ableitung

    def vor(self, x):
        self.x = x
        return self.funktion(x)

    def zurueck(self, dy, lernrate=0.0):
        return dy * self.ableitung(self.x)


class Tanh(Aktivierung):
    def __init__(self):
        super().__init__(np.tanh, lambda x: 1 - np.tanh(x) ** 2)


class SELU(Aktivierung):
    ALPHA = 1.0507009873554805
    LAMBDA = 1.6732632423543772

    def __init__(self):
        super().__init__(self._selu, self._selu_abl)

    def _selu(self, x):
        return self.LAMBDA * np.where(x > 0, x, self.ALPHA * np.expm1(x))

    def _selu_abl(self, x):
        return self.LAMBDA * np.where(x > 0, 1.0, self.ALPHA * np.exp(x))


class Softplus(Aktivierung):
    def __init__(self):
        def softplus(x):
            return np.where(x > 30, x, np.log1p(np.exp(np.minimum(x, 30))))

        def abl(x):
            return 1 / (1 + np.exp(-x))

        super().__init__(softplus, abl)


class LogSigmoid(Aktivierung):
    def __init__(self):
        super().__init__(lambda x: np.minimum(x, 0) - np.log1p(np.exp(-np.abs(x))),
                         lambda x: 1 / (1 + np.exp(x)))


class HartSigmoid(Aktivierung):
    def __init__(self):
        super().__init__(lambda x: np.clip((x + 3) / 6, 0, 1),
                         lambda x: np.where((x > -3) & (x < 3), 1 / 6, 0))


if __name__ == "__main__":
    np.random.seed(1)
    netz = [Linear(2, 16), SELU(), Linear(16, 16), SELU(), Linear(16, 1), Tanh()]
    x = np.random.uniform(-1, 1, (128, 2))
    y = np.sign(x[:, :1] * x[:, 1:])
    for schritt in range(301):
        a = x
        for e in netz:
            a = e.vor(a)
        d = 2 * (a - y) / len(x)
        for e in netz[::-1]:
            d = e.zurueck(d, 0.05)
        if schritt % 100 == 0:
            print(schritt, np.mean((a - y) ** 2))
