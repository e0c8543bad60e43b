# TP noté : réseau convolutif, style fonctionnel.
# Chaque fonction "avant" renvoie (sortie, memo), chaque fonction "arriere" prend (grad, memo)
# et renvoie un dictionnaire de gradients.

import numpy as np


def _fenetres(taille, noyau, pas):
    return (taille - noyau) // pas + 1


def convolution_avant(x, parametres, pas=(1, 1), marge=(0, 0)):
    """x : (N, C, H, L) ; parametres = {'noyaux': (F, C, kh, kl), 'biais': (F,)}"""
    noyaux, biais = parametres['noyaux'], parametres['biais']
    ph, pl = pas
    mh, ml = marge
    N, C, H, L = x.shape
    F, _, kh, kl = noyaux.shape
    xm = np.zeros((N, C, H + 2 * mh, L + 2 * ml))
    xm[:, :, mh:mh + H, ml:ml + L] = x
    Hs, Ls = _fenetres(H + 2 * mh, kh, ph), _fenetres(L + 2 * ml, kl, pl)
    y = np.zeros((N, F, Hs, Ls))
    # on somme sur les décalages du noyau plutôt que sur les positions
    for a in range(kh):
        for b in range(kl):
            vue = xm[:, :, a:a + ph * (Hs - 1) + 1:ph, b:b + pl * (Ls - 1) + 1:pl]
            y += np.tensordot(noyaux[:, :, a, b], vue, axes=(1, 1)).transpose(1, 0, 2, 3)
    y += biais.reshape(1, F, 1, 1)
    memo = dict(xm=xm, noyaux=noyaux, pas=pas, marge=marge, forme=x.shape)
    return y, memo


def convolution_arriere(grad, memo):
    xm, noyaux = memo['xm'], memo['noyaux']
    ph, pl = memo['pas']
    mh, ml = memo['marge']
    N, C, H, L = memo['forme']
    _, _, kh, kl = noyaux.shape
    _, _, Hs, Ls = grad.shape
    gx = np.zeros_like(xm)
    gn = np.zeros(noyaux.shape)
    for a in range(kh):
        for b in range(kl):
            coupe = (slice(None), slice(None),
                     slice(a, a + ph * (Hs - 1) + 1, ph), slice(b, b + pl * (Ls - 1) + 1, pl))
            gn[:, :, a, b] = np.tensordot(grad, xm[coupe], axes=([0, 2, 3], [0, 2, 3]))
            gx[coupe] += np.tensordot(noyaux[:, :, a, b], grad, axes=(0, 1)).transpose(1, 0, 2, 3)
    return {'x': gx[:, :, mh:mh + H, ml:ml + L], 'noyaux': gn, 'biais': grad.sum(axis=(0, 2, 3))}


def sous_echantillonnage_avant(x, taille=2, pas=2, genre='max'):
    N, C, H, L = x.shape
    Hs, Ls = _fenetres(H, taille, pas), _fenetres(L, taille, pas)
    y = np.empty((N, C, Hs, Ls))
    indices = np.empty((N, C, Hs, Ls), dtype=int)
    for i in range(Hs):
        for j in range(Ls):
            bloc = x[:, :, i * pas:i * pas + taille, j * pas:j * pas + taille].reshape(N, C, -1)
            if genre == 'max':
                indices[:, :, i, j] = bloc.argmax(axis=2)
                y[:, :, i, j] = bloc.max(axis=2)
            elif genre == 'moyenne':
                y[:, :, i, j] = bloc.mean(axis=2)
            else:
                raise ValueError("genre inconnu : %r" % genre)
    return y, dict(indices=indices, forme=x.shape, taille=taille, pas=pas, genre=genre)


def sous_echantillonnage_arriere(grad, memo):
    N, C, H, L = memo['forme']
    taille, pas = memo['taille'], memo['pas']
    gx = np.zeros((N, C, H, L))
    Hs, Ls = grad.shape[2:]
    n, c = np.ogrid[:N, :C]
    for i in range(Hs):
        for j in range(Ls):
            g = grad[:, :, i, j]
            if memo['genre'] == 'max':
                k = memo['indices'][:, :, i, j]
                gx[n, c, i * pas + k // taille, j * pas + k % taille] += g
            else:
                gx[:, :, i * pas:i * pas + taille, j * pas:j * pas + taille] += g[..., None, None] / taille ** 2
    return {'x': gx}


def lineaire_avant(x, parametres):
    return x @ parametres['poids'].T + parametres['biais'], (x, parametres['poids'])


def lineaire_arriere(grad, memo):
    x, poids = memo
    return {'x': grad @ poids, 'poids': grad.T @ x, 'biais': grad.sum(0)}


def relu_fuyante_avant(x, pente=0.01):
    facteur = np.where(x > 0, 1.0, pente)
    return x * facteur, facteur


def relu_fuyante_arriere(grad, memo):
    return {'x': grad * memo}


def softmax_avant(x):
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    p = e / e.sum(axis=-1, keepdims=True)
    return p, p


def softmax_arriere(grad, memo):
    p = memo
    return {'x': p * (grad - (grad * p).sum(axis=-1, keepdims=True))}


def entropie_croisee_avant(p, cible, eps=1e-12):
    """p : probabilités (N, K), cible : codage un parmi K ; moyenne sur le lot."""
    q = np.clip(p, eps, None)
    return -(cible * np.log(q)).sum() / p.shape[0], (q, cible)


def entropie_croisee_arriere(memo):
    q, cible = memo
    return {'p': -cible / q / q.shape[0]}
