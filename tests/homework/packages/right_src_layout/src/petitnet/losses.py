import numpy as np


class SoftmaxCrossEntropy:
    def forward(self, logits, labels):
        z = logits - logits.max(axis=1, keepdims=True)
        self.log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
        self.labels = labels
        return -self.log_p[np.arange(len(labels)), labels].mean()

    def backward(self):
        grad = np.exp(self.log_p)
        grad[np.arange(len(self.labels)), self.labels] -= 1
        return grad / len(self.labels)
