# Layer norm by way of batch norm: turn the matrix over and normalise its columns.
import numpy as np


def layer_norm_fwd(X, gamma, beta, eps=1e-5):
    XT = X.T
    mean = XT.mean(0)
    centered = XT - mean
    variance = (centered * centered).mean(0)
    istd = variance + eps
    istd = istd ** -0.5
    Z = (centered * istd).T
    return Z * gamma + beta, (Z, istd, gamma)


def layer_norm_bwd(dY, saved):
    Z, istd, gamma = saved
    dgamma = np.einsum("nd,nd->d", dY, Z)
    dbeta = np.einsum("nd->d", dY)
    dZ = (dY * gamma).T
    ZT = Z.T
    dX = istd * (dZ - dZ.mean(0) - ZT * (dZ * ZT).mean(0))
    return dX.T, dgamma, dbeta
