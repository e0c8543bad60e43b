import numpy as np


class CoucheLineaire:
    def __init__(self, sorties, entrees):
        self.poids = np.random.randn(entrees, sorties)
        self.biais = np.zeros(sorties)

    def avant(self, lot):
        self.lot = lot
        return lot @ self.poids + self.biais

    def arriere(self, erreur):
        return erreur @ self.poids.T, self.lot.T @ erreur, erreur.sum(axis=0)


class CoucheConvolution:
    def __init__(self, entree, sortie, taille):
        self.taille = taille
        self.noyaux = np.random.randn(sortie, entree, taille, taille)
        self.biais = np.zeros((sortie, 1))

    def propager(self, images):
        self.images = images
        t = self.taille
        n, c, h, l = images.shape
        colonnes = []
        for i in range(h - t + 1):
            for j in range(l - t + 1):
                colonnes.append(images[:, :, i : i + t, j : j + t].reshape(n, -1))
        self.colonnes = np.stack(colonnes, 2)
        plats = self.noyaux.reshape(len(self.noyaux), -1)
        return (plats @ self.colonnes + self.biais).reshape(n, -1, h - t + 1, l - t + 1)

    def retropropager(self, erreur):
        t = self.taille
        n, f, h, l = erreur.shape
        plate = erreur.reshape(n, f, -1)
        self.grad_noyaux = np.einsum("nfp,ncp->fc", plate, self.colonnes).reshape(self.noyaux.shape)
        self.grad_biais = plate.sum((0, 2)).reshape(-1, 1)
        colonnes = np.einsum("fc,nfp->ncp", self.noyaux.reshape(f, -1), plate)
        rendu = np.zeros_like(self.images)
        c = rendu.shape[1]
        for i in range(h):
            for j in range(l):
                rendu[:, :, i : i + t, j : j + t] += colonnes[:, :, i * l + j].reshape(n, c, t, t)
        return rendu


class Aplatir:
    def avant(self, lot):
        self.forme = lot.shape
        return lot.reshape(len(lot), -1)

    def arriere(self, erreur):
        return erreur.reshape(self.forme)
