import numpy as np


def multiclass_svm_loss(scores, y):
    n = scores.shape[0]
    i = np.arange(n)
    m = scores - scores[i, y][:, None] + 1
    m[i, y] = 0
    m = np.maximum(m, 0)
    loss = m.sum() / n
    d = (m > 0) * 1.0
    d[i, y] = -1.0 * (d.sum(axis=1) > 0)
    return loss, d / n
