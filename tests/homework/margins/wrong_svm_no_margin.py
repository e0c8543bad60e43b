import numpy as np


def svm_loss(scores, labels):
    total = 0.0
    n = scores.shape[0]
    for i in range(n):
        for j in range(scores.shape[1]):
            if j != labels[i]:
                total += max(0.0, scores[i, j] - scores[i, labels[i]])
    binary = np.zeros(scores.shape)
    for i in range(n):
        for j in range(scores.shape[1]):
            if j != labels[i] and scores[i, j] - scores[i, labels[i]] + 1 > 0:
                binary[i, j] = 1
                binary[i, labels[i]] -= 1
    return total / n, binary / n
