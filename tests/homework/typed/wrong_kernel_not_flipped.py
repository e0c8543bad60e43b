"""Capas con tipos: los datos de cada capa van juntos en un objeto."""
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np


class FichaConv(NamedTuple):
    canales: int
    filtros: int
    lado: int


@dataclass
class CapaConvolucional:
    ficha: FichaConv
    pesos: np.ndarray = field(init=False)
    sesgo: np.ndarray = field(init=False)

    def __post_init__(self):
        f = self.ficha
        self.pesos = np.random.randn(f.filtros, f.canales, f.lado, f.lado) * 0.1
        self.sesgo = np.zeros(f.filtros)

    def adelante(self, imagenes):
        lado = self.ficha.lado
        self.ventanas = np.lib.stride_tricks.sliding_window_view(imagenes, (lado, lado), axis=(2, 3))
        return np.einsum("ncijkl,fckl->nfij", self.ventanas, self.pesos) + self.sesgo[:, None, None]

    def atras(self, delta):
        lado = self.ficha.lado
        self.grad_pesos = np.einsum("ncijkl,nfij->fckl", self.ventanas, delta)
        self.grad_sesgo = delta.sum(axis=(0, 2, 3))
        ancho = np.pad(delta, ((0, 0), (0, 0), (lado - 1,) * 2, (lado - 1,) * 2))
        ventanas = np.lib.stride_tricks.sliding_window_view(ancho, (lado, lado), axis=(2, 3))
        return np.einsum("nfijkl,fckl->ncij", ventanas, self.pesos)
