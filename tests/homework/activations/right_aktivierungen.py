# Übungsblatt 5, Aufgabe 2: Aktivierungsfunktionen mit Rückwärtsschritt
import numpy as np


class Schicht:
    def vorwaerts(self, eingabe):
        raise NotImplementedError

    def rueckwaerts(self, gradient):
        raise NotImplementedError


class Sigmoid(Schicht):
    def vorwaerts(self, eingabe):
        self.ausgabe = 1.0 / (1.0 + np.exp(-eingabe))
        return self.ausgabe

    def rueckwaerts(self, gradient):
        return gradient * self.ausgabe * (1.0 - self.ausgabe)


class Tanh(Schicht):
    def vorwaerts(self, eingabe):
        self.ausgabe = np.tanh(eingabe)
        return self.ausgabe

    def rueckwaerts(self, gradient):
        return gradient * (1.0 - self.ausgabe ** 2)


class ELU(Schicht):
    """Exponential Linear Unit. Standardwert für alpha wie im Skript: 0.5"""

    def __init__(self, alpha=0.5):
        self.alpha = alpha

    def vorwaerts(self, eingabe):
        self.positiv = eingabe > 0
        self.ausgabe = np.where(self.positiv, eingabe, self.alpha * (np.exp(eingabe) - 1))
        return self.ausgabe

    def rueckwaerts(self, gradient):
        # für x <= 0:  alpha * e^x = ausgabe + alpha
        ableitung = np.where(self.positiv, 1.0, self.ausgabe + self.alpha)
        return gradient * ableitung


class Mish(Schicht):
    """x * tanh(softplus(x))"""

    def vorwaerts(self, eingabe):
        self.eingabe = eingabe
        self.tor = np.tanh(np.logaddexp(0.0, eingabe))
        return eingabe * self.tor

    def rueckwaerts(self, gradient):
        sig = 1.0 / (1.0 + np.exp(-self.eingabe))
        ableitung = self.tor + self.eingabe * (1.0 - self.tor ** 2) * sig
        return gradient * ableitung


class Softsign(Schicht):
    def vorwaerts(self, eingabe):
        self.nenner = 1.0 + np.abs(eingabe)
        return eingabe / self.nenner

    def rueckwaerts(self, gradient):
        return gradient / self.nenner ** 2


class HardSigmoid(Schicht):
    """stückweise linear: 0 für x <= -3, 1 für x >= 3, sonst x/6 + 1/2"""

    def vorwaerts(self, eingabe):
        self.eingabe = eingabe
        return np.clip(eingabe / 6.0 + 0.5, 0.0, 1.0)

    def rueckwaerts(self, gradient):
        innen = np.abs(self.eingabe) < 3.0
        return np.where(innen, gradient / 6.0, 0.0)


if __name__ == "__main__":
    x = np.linspace(-4, 4, 9)
    for schicht in (Sigmoid(), Tanh(), ELU(), Mish(), Softsign(), HardSigmoid()):
        y = schicht.vorwaerts(x)
        dx = schicht.rueckwaerts(np.ones_like(x))
        print(type(schicht).__name__)
        print("   y  =", np.round(y, 3))
        print("   dx =", np.round(dx, 3))
