"""A small table of words of other languages than English, in ASCII; sizes decide, not this."""

import unicodedata

# Letters that Unicode does not take apart into a letter of ASCII and an accent.
LETTERS = str.maketrans({"\u0131": "i", "\u0142": "l", "\u0141": "L", "\u00df": "ss"})
# How methods of the forward and of the backward pass are called, in words of a name.
FORWARD_WORDS = (
    *("adelante", "propagar", "propaga", "frente", "avancar", "avant", "propage"),
    *("vorwaerts", "vorwarts"),
    *("vor", "przod", "naprzod", "wprzod", "ileri", "qianxiang", "avanti", "vpered", "fw", "fwd"),
    # Romanian, Vietnamese, Hungarian, Indonesian, Dutch, Swedish, Czech, Hindi, Japanese, Korean.
    *("inainte", "xuoi", "elore", "maju", "vooruit", "framat", "dopredu", "aage"),
    *("junden", "jundenpa", "sunjeonpa", "voor", "voorwaarts"),
)
BACKWARD_WORDS = (
    *("atras", "retropropagar", "retropropaga", "retropropagacion", "retropropagacao"),
    *("tras", "retro", "voltar", "volta"),
    *("arriere", "retropropager", "retropropagation", "rueckwaerts", "ruckwarts", "zurueck"),
    *("wstecz", "tyl", "geri", "fanxiang", "indietro", "nazad", "bw", "bwd"),
    *("gradiente", "derivada", "derivee", "ableitung", "pochodna", "turev", "tidu", "daoshu"),
    # In the same languages.
    *("inapoi", "nguoc", "hatra", "vissza", "mundur", "terug", "bakat", "zpet", "peeche"),
    *("gyaku", "gyakudenpa", "yeokjeonpa", "turunan", "afgeleide", "derivat", "achterwaarts"),
)


def in_ascii(name: str) -> str:
    """Return a name with its accents taken off: "convolución" -> "convolucion"."""
    if name.isascii():
        return name
    return unicodedata.normalize("NFKD", name.translate(LETTERS)).encode("ascii", "ignore").decode()
