# Trabalho 2 - redes convolucionais com numpy
# Todas as camadas: propagar(entrada) e retropropagar(erro). Formato: (lote, canais, altura, largura)
import numpy as np


class Convolucao:
    def __init__(self, canais_entrada, filtros, tamanho, passo=1, margem=0):
        self.pesos = np.random.randn(filtros, canais_entrada, tamanho, tamanho) * 0.1
        self.vies = np.zeros(filtros)
        self.passo = passo
        self.margem = margem

    def propagar(self, entrada):
        m, p = self.margem, self.passo
        self.forma = entrada.shape
        n, c, a, l = entrada.shape
        f, _, k, _ = self.pesos.shape
        self.acolchoada = np.zeros((n, c, a + 2 * m, l + 2 * m))
        self.acolchoada[:, :, m:m + a, m:m + l] = entrada
        saida = np.zeros((n, f, (a + 2 * m - k) // p + 1, (l + 2 * m - k) // p + 1))
        # um termo por posicao do nucleo e por canal
        for canal in range(c):
            for u in range(k):
                for v in range(k):
                    pedaco = self.recorte(self.acolchoada, u, v, saida.shape)[:, canal]
                    saida += pedaco[:, None] * self.pesos[None, :, canal, u, v, None, None]
        saida += self.vies[None, :, None, None]
        return saida

    def recorte(self, x, u, v, forma):
        return x[:, :, u:u + forma[2] * self.passo:self.passo, v:v + forma[3] * self.passo:self.passo]

    def retropropagar(self, erro):
        n, c, a, l = self.forma
        m = self.margem
        k = self.pesos.shape[2]
        self.d_pesos = np.zeros_like(self.pesos)
        self.d_vies = erro.sum(axis=(0, 2, 3))
        d = np.zeros_like(self.acolchoada)
        for u in range(k):
            for v in range(k):
                x = self.recorte(self.acolchoada, u, v, erro.shape)
                self.d_pesos[:, :, u, v] = np.einsum('nfij,ncij->fc', erro, x)
                alvo = self.recorte(d, u, v, erro.shape)      # e uma vista, soma no lugar
                alvo += np.einsum('nfij,fc->ncij', erro, self.pesos[:, :, u, v])
        return d[:, :, m:m + a, m:m + l]


class Agrupamento:
    """maximo; guarda a linha e a coluna do vencedor de cada janela"""

    def __init__(self, tamanho, passo=None):
        self.tamanho = tamanho
        self.passo = passo if passo is not None else tamanho

    def propagar(self, entrada):
        self.forma = entrada.shape
        n, c, a, l = entrada.shape
        t, p = self.tamanho, self.passo
        saida = np.empty((n, c, (a - t) // p + 1, (l - t) // p + 1))
        self.vencedor = {}
        for i in range(saida.shape[2]):
            for j in range(saida.shape[3]):
                janela = entrada[:, :, i * p:i * p + t, j * p:j * p + t].reshape(n, c, t * t)
                q = janela.argmax(axis=2)
                saida[:, :, i, j] = np.take_along_axis(janela, q[..., None], 2)[..., 0]
                self.vencedor[i, j] = (i * p + q // t, j * p + q % t)
        return saida

    def retropropagar(self, erro):
        d = np.zeros(self.forma)
        lote = np.arange(self.forma[0])[:, None]
        canal = np.arange(self.forma[1])[None, :]
        for (i, j), (linha, coluna) in self.vencedor.items():
            d[lote, canal, linha, coluna] += erro[:, :, i, j]
        return d


class Sigmoide:
    def propagar(self, entrada):
        z = np.exp(-np.abs(entrada))
        self.saida = np.where(entrada >= 0, 1.0, z) / (1.0 + z)
        return self.saida

    def retropropagar(self, erro):
        return erro * self.saida * (1.0 - self.saida)


class Achatar:
    def propagar(self, entrada):
        self.forma = entrada.shape
        return entrada.reshape(entrada.shape[0], -1)

    def retropropagar(self, erro):
        return erro.reshape(self.forma)


class Densa:
    def __init__(self, n_entrada, n_saida):
        self.pesos = np.random.randn(n_saida, n_entrada) * 0.1
        self.vies = np.zeros(n_saida)

    def propagar(self, entrada):
        self.entrada = entrada
        return entrada.dot(self.pesos.T) + self.vies

    def retropropagar(self, erro):
        self.d_pesos = erro.T.dot(self.entrada)
        self.d_vies = erro.sum(axis=0)
        return erro.dot(self.pesos)


if __name__ == '__main__':
    np.random.seed(0)
    rede = [Convolucao(1, 3, 3, passo=1, margem=1), Sigmoide(), Agrupamento(3, 2), Achatar(), Densa(27, 2)]
    x = np.random.randn(4, 1, 8, 8)
    for camada in rede:
        x = camada.propagar(x)
    e = np.ones_like(x)
    for camada in reversed(rede):
        e = camada.retropropagar(e)
    print(x.shape, e.shape)
