"""
Laboratório 3 -- camadas de uma rede convolucional (só NumPy).

Convenção da turma: imagens em (N, H, W, C); filtros em (kH, kW, Cin, Cout).
O método `retropropagar(delta, taxa)` já atualiza os pesos e devolve o delta da camada anterior.
"""
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


class Convolucao:
    def __init__(self, formato_filtro, canais, n_filtros, passo=1, borda=0):
        self.kh, self.kw = formato_filtro
        self.passo, self.borda = passo, borda
        limite = np.sqrt(6.0 / ((canais + n_filtros) * self.kh * self.kw))
        self.filtros = np.random.uniform(-limite, limite, (self.kh, self.kw, canais, n_filtros))
        self.vies = np.zeros((1, 1, 1, n_filtros))

    def _janelas(self, xp):
        # (N, H', W', C, kh, kw)
        j = sliding_window_view(xp, (self.kh, self.kw), axis=(1, 2))
        return j[:, ::self.passo, ::self.passo]

    def propagar(self, x):
        b = self.borda
        self.tam = x.shape
        self.xp = np.pad(x, [(0, 0), (b, b), (b, b), (0, 0)])
        return np.einsum('nhwcij,ijcf->nhwf', self._janelas(self.xp), self.filtros, optimize=True) + self.vies

    def retropropagar(self, delta, taxa):
        d_filtros = np.einsum('nhwcij,nhwf->ijcf', self._janelas(self.xp), delta, optimize=True)
        d_vies = delta.sum(axis=(0, 1, 2), keepdims=True)
        dxp = np.zeros(self.xp.shape)
        ho, wo = delta.shape[1:3]
        p = self.passo
        for i in range(self.kh):
            for j in range(self.kw):
                dxp[:, i:i + p * ho:p, j:j + p * wo:p, :] += delta @ self.filtros[i, j].T
        b = self.borda
        _, h, w, _ = self.tam
        self.filtros = self.filtros - taxa * d_filtros
        self.vies = self.vies - taxa * d_vies
        return dxp[:, b:b + h, b:b + w, :]


class AgrupamentoMedio:
    """average pooling com janela retangular"""

    def __init__(self, janela=(2, 2), passo=2):
        self.janela = janela
        self.passo = passo

    def propagar(self, x):
        self.tam = x.shape
        p = self.passo
        return sliding_window_view(x, self.janela, axis=(1, 2))[:, ::p, ::p].mean(axis=(-2, -1))

    def retropropagar(self, delta, taxa=None):
        dx = np.zeros(self.tam)
        kh, kw = self.janela
        p = self.passo
        _, ho, wo, _ = delta.shape
        parte = delta / (kh * kw)
        for i in range(ho):
            for j in range(wo):
                dx[:, i * p:i * p + kh, j * p:j * p + kw, :] += parte[:, i:i + 1, j:j + 1, :]
        return dx


class Sigmoide:
    def propagar(self, x):
        e = np.exp(-np.abs(x))
        self.s = np.where(x >= 0, 1 / (1 + e), e / (1 + e))
        return self.s

    def retropropagar(self, delta, taxa=None):
        return delta * self.s * (1 - self.s)


class TangenteHiperbolica:
    def propagar(self, x):
        self.t = np.tanh(x)
        return self.t

    def retropropagar(self, delta, taxa=None):
        return delta * (1 - self.t ** 2)


class Achatamento:
    def propagar(self, x):
        self.tam = x.shape
        return x.reshape(len(x), -1)

    def retropropagar(self, delta, taxa=None):
        return delta.reshape(self.tam)


class Densa:
    def __init__(self, n_ent, n_sai):
        self.pesos = np.random.randn(n_ent, n_sai) / np.sqrt(n_ent)
        self.vies = np.zeros((1, n_sai))

    def propagar(self, x):
        self.x = x
        return np.dot(x, self.pesos) + self.vies

    def retropropagar(self, delta, taxa):
        anterior = np.dot(delta, self.pesos.T)   # antes de mexer nos pesos!
        self.pesos = self.pesos - taxa * np.dot(self.x.T, delta)
        self.vies = self.vies - taxa * delta.sum(axis=0, keepdims=True)
        return anterior


class EntropiaBinaria:
    """Perda para saídas de uma sigmoide; média sobre todos os elementos."""
    EPS = 1e-12

    def valor(self, p, alvo):
        p = np.clip(p, self.EPS, 1 - self.EPS)
        return -np.mean(alvo * np.log(p) + (1 - alvo) * np.log(1 - p))

    def gradiente(self, p, alvo):
        p = np.clip(p, self.EPS, 1 - self.EPS)
        return (p - alvo) / (p * (1 - p)) / p.size
