import numpy as np

OPS = {}


class Capa:
    """What all layers have in common."""

    def __init__(self):
        self.cache = None


def operacion(nombre):
    """Keeps a function under its name, and returns nothing."""

    def guardar(f):
        OPS[nombre] = f

    return guardar


def metodos(clase, **funciones):
    for nombre, f in funciones.items():
        setattr(clase, nombre, f)
