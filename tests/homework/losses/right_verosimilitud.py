import numpy as np


class VerosimilitudNegativa:
    def adelante(self, log_probabilidades, clases):
        self.forma, self.clases = log_probabilidades.shape, clases
        perdida = 0.0
        for fila, clase in zip(log_probabilidades, clases):
            perdida -= fila[clase]
        return perdida / len(clases)

    def atras(self):
        gradiente = np.zeros(self.forma)
        for fila, clase in zip(gradiente, self.clases):
            fila[clase] = -1 / len(self.clases)
        return gradiente


class EntropiaBinariaConLogits:
    def adelante(self, logits, etiquetas):
        self.sigma = 1 / (1 + np.exp(-logits))
        self.etiquetas = etiquetas
        negativa = np.maximum(logits, 0) - logits * etiquetas
        return (negativa + np.log1p(np.exp(-np.abs(logits)))).mean()

    def atras(self):
        return (self.sigma - self.etiquetas) / self.etiquetas.size
