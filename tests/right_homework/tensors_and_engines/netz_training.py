# Praktikum Blatt 6: ein Netz mit einer verdeckten Schicht, Training mit Momentum
import numpy as np


def relu(z):
    return z * (z > 0)


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


class Net:
    def __init__(self, n_ein, n_verdeckt, n_aus, lernrate=0.1, momentum=0.9, seed=0):
        zufall = np.random.RandomState(seed)
        self.W1 = zufall.randn(n_ein, n_verdeckt) * np.sqrt(2.0 / n_ein)
        self.b1 = np.zeros(n_verdeckt)
        self.W2 = zufall.randn(n_verdeckt, n_aus) * np.sqrt(1.0 / n_verdeckt)
        self.b2 = np.zeros(n_aus)
        self.lernrate, self.momentum = lernrate, momentum
        self.tempo = {k: 0.0 for k in ("W1", "b1", "W2", "b2")}

    def forward(self, X):
        self.X = X
        self.z = X.dot(self.W1) + self.b1
        self.h = relu(self.z)
        return softmax(self.h.dot(self.W2) + self.b2)

    def verlust(self, P, y):
        return -np.mean(np.log(np.maximum(P[np.arange(len(y)), y], 1e-300)))

    def update(self, name, grad):
        # Geschwindigkeit zuerst, dann der Schritt
        self.tempo[name] = self.momentum * self.tempo[name] - self.lernrate * grad
        setattr(self, name, getattr(self, name) + self.tempo[name])

    def schritt(self, X, y):
        """ein Schritt auf einem Batch; der letzte Batch darf kleiner sein"""
        P = self.forward(X)
        verlust = self.verlust(P, y)
        delta = P.copy()
        delta[np.arange(len(y)), y] -= 1.0
        delta /= len(y)
        delta_h = delta.dot(self.W2.T) * (self.z > 0)
        self.update("W2", self.h.T.dot(delta))
        self.update("b2", delta.sum(axis=0))
        self.update("W1", X.T.dot(delta_h))
        self.update("b1", delta_h.sum(axis=0))
        return verlust

    def fit(self, X, y, epochen=10, batch=16):
        verlauf = []
        for _ in range(epochen):
            summe = 0.0
            for i in range(0, len(X), batch):
                xb, yb = X[i:i + batch], y[i:i + batch]
                summe += self.schritt(xb, yb) * len(xb)
            verlauf.append(summe / len(X))
        return verlauf

    def predict(self, X):
        return self.forward(X).argmax(axis=1)


if __name__ == "__main__":
    rs = np.random.RandomState(7)
    X = rs.randn(90, 4)
    y = (X[:, 0] + X[:, 1] ** 2 > 1).astype(int)
    netz = Net(4, 12, 2, lernrate=0.05)
    kurve = netz.fit(X, y, epochen=30)
    print("Verlust", kurve[0], "->", kurve[-1], "richtig", (netz.predict(X) == y).mean())
