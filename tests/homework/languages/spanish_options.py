import numpy as np


def convolucion_adelante(imagen, nucleo, sesgo, opciones):
    paso, relleno = opciones["paso"], opciones["relleno"]
    ancha = np.pad(imagen, ((0, 0), (0, 0), (relleno, relleno), (relleno, relleno)))
    k = nucleo.shape[2:]
    vista = np.lib.stride_tricks.sliding_window_view(ancha, k, (2, 3))[:, :, ::paso, ::paso]
    salida = np.einsum("nchwkl,fckl->nfhw", vista, nucleo) + sesgo[:, None, None]
    return salida, (imagen, nucleo, opciones)


def convolucion_atras(error, guardado):
    imagen, nucleo, opciones = guardado
    paso, relleno = opciones["paso"], opciones["relleno"]
    ancha = np.pad(imagen, ((0, 0), (0, 0), (relleno, relleno), (relleno, relleno)))
    a, b = nucleo.shape[2:]
    vista = np.lib.stride_tricks.sliding_window_view(ancha, (a, b), (2, 3))[:, :, ::paso, ::paso]
    d_nucleo = np.einsum("nchwkl,nfhw->fckl", vista, error)
    d_ancha = np.zeros_like(ancha)
    for i in range(error.shape[2]):
        for j in range(error.shape[3]):
            d_ancha[:, :, i * paso : i * paso + a, j * paso : j * paso + b] += np.einsum(
                "nf,fckl->nckl", error[:, :, i, j], nucleo
            )
    alto, ancho = imagen.shape[2:]
    d_imagen = d_ancha[:, :, relleno : relleno + alto, relleno : relleno + ancho]
    return d_imagen, d_nucleo, error.sum((0, 2, 3))
