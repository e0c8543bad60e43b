# -*- coding: utf-8 -*-
# Práctica 4 - capas de activación (sin frameworks)
import numpy as np
from scipy.special import erf, expit


class Capa(object):
    def adelante(self, x):
        raise NotImplementedError

    def atras(self, dy):
        raise NotImplementedError


class CapaDensa(Capa):
    def __init__(self, entradas, salidas):
        gen = np.random.RandomState(42)
        self.pesos = gen.randn(entradas, salidas) / np.sqrt(entradas)
        self.sesgo = np.zeros(salidas)

    def adelante(self, x):
        self.x = x
        return np.dot(x, self.pesos) + self.sesgo

    def atras(self, dy):
        self.grad_pesos = np.dot(self.x.T, dy)
        self.grad_sesgo = dy.sum(0)
        return np.dot(dy, self.pesos.T)


class CapaELU(Capa):
    def __init__(self, alfa=1.0):
        self.alfa = alfa

    def adelante(self, x):
        self.negativos = x < 0
        y = x.copy()
        y[self.negativos] = self.alfa * (np.exp(y[self.negativos]) - 1)
        self.y = y
        return y

    def atras(self, dy):
        dx = dy.copy()
        dx[self.negativos] *= self.y[self.negativos] + self.alfa
        return dx


class CapaSELU(Capa):
    """Klambauer et al. 2017"""
    LAMBDA = 1.0507009873554804934193349852946
    ALFA = 1.6732632423543772848170429916717

    def adelante(self, x):
        self.x = x
        y = self.LAMBDA * x
        neg = x < 0
        y[neg] = self.LAMBDA * self.ALFA * (np.exp(x[neg]) - 1)
        return y

    def atras(self, dy):
        dx = self.LAMBDA * dy
        neg = self.x < 0
        dx[neg] *= self.ALFA * np.exp(self.x[neg])
        return dx


class CapaGELU(Capa):
    def adelante(self, x):
        self.x = x
        self.phi = (1 + erf(x / np.sqrt(2))) / 2
        return x * self.phi

    def atras(self, dy):
        densidad = np.exp(-self.x ** 2 / 2) / np.sqrt(2 * np.pi)
        return dy * (self.phi + self.x * densidad)


class CapaTanhDura(Capa):
    def __init__(self, minimo=-1.0, maximo=1.0):
        self.minimo = minimo
        self.maximo = maximo

    def adelante(self, x):
        self.abajo = x < self.minimo
        self.arriba = x > self.maximo
        y = np.array(x, copy=True)
        y[self.abajo] = self.minimo
        y[self.arriba] = self.maximo
        return y

    def atras(self, dy):
        dx = np.array(dy, copy=True)
        dx[self.abajo | self.arriba] = 0
        return dx


class CapaSoftplus(Capa):
    def __init__(self, beta=1.0, umbral=20.0):
        self.beta = beta
        self.umbral = umbral

    def adelante(self, x):
        self.x = x
        bx = self.beta * x
        return np.where(bx > self.umbral, x, np.log1p(np.exp(np.minimum(bx, self.umbral))) / self.beta)

    def atras(self, dy):
        return dy * expit(self.beta * self.x)
