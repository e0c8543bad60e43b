import numpy as np


def nll_verlust(log_wk, klassen):
    """Wert und Gradient der negativen Log-Likelihood"""
    anzahl = log_wk.shape[0]
    eins_aus_k = np.eye(log_wk.shape[1])[klassen]
    return -(eins_aus_k * log_wk).sum() / anzahl, -eins_aus_k / anzahl


def sigmoid_kreuzentropie(logits, ziel):
    """Wert und Gradient der binaeren Kreuzentropie, aus Logits"""
    stabil = np.log1p(np.exp(-np.abs(logits)))
    wert = (np.clip(logits, 0, None) - ziel * logits + stabil).mean()
    p = np.exp(np.minimum(logits, 0) - stabil)
    return wert, (p - ziel) / logits.size
