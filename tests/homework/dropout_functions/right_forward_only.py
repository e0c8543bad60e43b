import numpy as np


def dropout_layer(X, dropout):
    """Zhang et al.: only the forward pass, and only used in training."""
    assert 0 <= dropout <= 1
    if dropout == 1:
        return np.zeros_like(X)
    mask = (np.random.uniform(0, 1, X.shape) > dropout).astype(np.float32)
    return mask * X / (1.0 - dropout)


def spatial_dropout_forward(x, p=0.5, test=False):
    if test:
        return x
    kept = np.random.rand(*x.shape[:2], 1, 1) > p
    return x * kept / (1 - p)
