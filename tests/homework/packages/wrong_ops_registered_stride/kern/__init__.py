# importar el paquete registra las operaciones
import importlib
import pkgutil

from .capa import Capa, OPS

for _, _nombre, _ in pkgutil.iter_modules(__path__):
    if _nombre.startswith("op_"):
        importlib.import_module("." + _nombre, __package__)
