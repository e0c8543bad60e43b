"""Couches d'un perceptron : fprop, bprop et grads_wrt_params.

Les entrees sont des lots (batch) rangees par lignes.
"""
import numpy as np


class CoucheAffine:
    """sorties = entrees . poids^T + biais, avec poids (dim_sortie, dim_entree)"""

    def __init__(self, dim_entree, dim_sortie, graine=123):
        alea = np.random.RandomState(graine)
        self.poids = alea.normal(0., 0.1, (dim_sortie, dim_entree))
        self.biais = np.zeros(dim_sortie)

    @property
    def params(self):
        return [self.poids, self.biais]

    @params.setter
    def params(self, valeurs):
        self.poids, self.biais = valeurs

    def fprop(self, inputs):
        return np.dot(inputs, self.poids.T) + self.biais

    def bprop(self, inputs, outputs, grads_wrt_outputs):
        return np.dot(grads_wrt_outputs, self.poids)

    def grads_wrt_params(self, inputs, grads_wrt_outputs):
        grad_poids = np.dot(grads_wrt_outputs.T, inputs)
        grad_biais = np.sum(grads_wrt_outputs, axis=0)
        return [grad_poids, grad_biais]


class CoucheReLU:
    def fprop(self, inputs):
        return np.where(inputs > 0., inputs, 0.)

    def bprop(self, inputs, outputs, grads_wrt_outputs):
        # la sortie est positive exactement la ou l'entree l'est
        return (outputs > 0.) * grads_wrt_outputs


class CoucheFuite:
    """ReLU avec fuite : la pente negative est alpha"""

    def __init__(self, alpha=0.01):
        self.alpha = alpha

    def fprop(self, inputs):
        return np.where(inputs > 0., inputs, self.alpha * inputs)

    def bprop(self, inputs, outputs, grads_wrt_outputs):
        pente = np.where(inputs > 0., 1., self.alpha)
        return pente * grads_wrt_outputs


class CoucheSoftmax:
    def fprop(self, inputs):
        e = np.exp(inputs - inputs.max(-1)[:, None])
        return e / e.sum(-1)[:, None]

    def bprop(self, inputs, outputs, grads_wrt_outputs):
        produit = (outputs * grads_wrt_outputs).sum(-1)[:, None]
        return outputs * (grads_wrt_outputs - produit)


class ErreurQuadratique:
    """Moyenne des carres sur tous les elements."""

    def __call__(self, outputs, targets):
        return np.mean((outputs - targets) ** 2)

    def grad(self, outputs, targets):
        return 2. * (outputs - targets) / outputs.size


class Modele:
    def __init__(self, couches):
        self.couches = couches

    def fprop(self, inputs):
        activations = [inputs]
        for c in self.couches:
            activations.append(c.fprop(activations[-1]))
        return activations

    def grads_wrt_params(self, activations, grads_wrt_outputs):
        grads = []
        for i in range(len(self.couches) - 1, -1, -1):
            c, entree, sortie = self.couches[i], activations[i], activations[i + 1]
            grads_entree = c.bprop(entree, sortie, grads_wrt_outputs)
            if hasattr(c, 'params'):
                grads = c.grads_wrt_params(entree, grads_wrt_outputs) + grads
            grads_wrt_outputs = grads_entree
        return grads
