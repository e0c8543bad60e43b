# Redes neurais - camadas de ativação
import numpy as np


class Camada:
    def propagar(self, entrada):
        raise NotImplementedError

    def retropropagar(self, gradiente):
        raise NotImplementedError


class Densa(Camada):
    def __init__(self, n_entradas, n_saidas, taxa=0.01):
        self.pesos = np.random.randn(n_entradas, n_saidas) * np.sqrt(1 / n_entradas)
        self.vies = np.zeros(n_saidas)
        self.taxa = taxa

    def propagar(self, entrada):
        self.entrada = entrada
        return entrada @ self.pesos + self.vies

    def retropropagar(self, gradiente):
        grad_entrada = gradiente @ self.pesos.T
        self.pesos -= self.taxa * (self.entrada.T @ gradiente)
        self.vies -= self.taxa * gradiente.sum(axis=0)
        return grad_entrada


class ELU(Camada):
    def __init__(self, alfa=1.0):
        self.alfa = alfa

    def propagar(self, entrada):
        self.entrada = entrada
        self.exp = self.alfa * np.exp(np.minimum(entrada, 0))
        return np.where(entrada > 0, entrada, self.exp - self.alfa)

    def retropropagar(self, gradiente):
        return np.where(self.entrada > 0, gradiente, gradiente * self.exp)


class Softplus(Camada):
    def __init__(self):
        self.sigmoide = None

    def propagar(self, entrada):
        # a sigmoide é a derivada, guardar para a volta
        if self.sigmoide is None:
            self.sigmoide = 1 / (1 + np.exp(-entrada))
        return np.logaddexp(0, entrada)

    def retropropagar(self, gradiente):
        return gradiente * self.sigmoide


class LogSigmoide(Camada):
    def propagar(self, entrada):
        self.entrada = entrada
        return -np.logaddexp(0, -entrada)

    def retropropagar(self, gradiente):
        return gradiente / (1 + np.exp(self.entrada))


class Mish(Camada):
    def propagar(self, entrada):
        self.entrada = entrada
        self.tsp = np.tanh(np.logaddexp(0, entrada))
        return entrada * self.tsp

    def retropropagar(self, gradiente):
        sig = 1 / (1 + np.exp(-self.entrada))
        return gradiente * (self.tsp + self.entrada * sig * (1 - self.tsp ** 2))


class TanhRigida(Camada):
    def propagar(self, entrada):
        self.dentro = np.abs(entrada) < 1
        return np.clip(entrada, -1, 1)

    def retropropagar(self, gradiente):
        return gradiente * self.dentro


if __name__ == "__main__":
    np.random.seed(0)
    x = np.random.randn(64, 3)
    alvo = (x ** 2).sum(axis=1, keepdims=True)
    rede = [Densa(3, 32), Softplus(), Densa(32, 1)]
    for epoca in range(501):
        saida = x
        for camada in rede:
            saida = camada.propagar(saida)
        grad = 2 * (saida - alvo) / len(x)
        for camada in reversed(rede):
            grad = camada.retropropagar(grad)
        if epoca % 100 == 0:
            print(epoca, ((saida - alvo) ** 2).mean())
