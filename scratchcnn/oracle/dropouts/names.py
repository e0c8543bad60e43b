"""What the names of dropout layers and of their parameters mean."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from scratchcnn.oracle.understanding.names.languages import BACKWARD_WORDS, FORWARD_WORDS
from scratchcnn.oracle.understanding.names.vocabulary import compact, meanings, words

NAME = "dropout"
# Words that may stand beside it: all else, as in GaussianDropout, is another layer or no layer.
SPATIAL = {"spatial", "channel", "channels", "2", "3", "feature", "map"}
BESIDE = {
    *SPATIAL,
    *("layer", "layers", "my", "np", "numpy", "naive", "inverted", "vanilla", "simple", "standard"),
    *("mode", "seeded", "keep"),
    *("regular", "normal", "classic", "basic", "custom", "own", "scratch", "1", "d", "v", "op"),
    *("function", "fn", "func", "class", "module", "forward", "fwd", "pass", "prop", "apply"),
    *("propagation", "from", "the", "nn", "fast", "vectorized", "bernoulli", "torch", "cupy"),
    *("capa", "camada", "couche", "schicht", "katman", "katmani", "warstwa", "strato", "sloy"),
    *FORWARD_WORDS,
}
PASS = {"forward", "fwd", "pass", "prop", "propagation", "apply", *FORWARD_WORDS}
BACK = {
    *("backward", "backwards", "backprop", "back", "bwd", "grad", "gradient", "prime"),
    *("derivative", "bprop", "backpropagate", "backpropagation", "der", "deriv", "vjp"),
    *BACKWARD_WORDS,
}
# Parameters that say which of the two shares is meant, and those that do not.
KEEP = re.compile(r"keep|retain|kept|survi")
DROP = re.compile(r"drop")
SHARE = re.compile(
    r"^(p|q|prob|probs|probability|rate|ratio|level|pct|frac|fraction|share|amount|tasa|taxa|taux"
    r"|tasso|oran|orani|anteil|rata|probabil\w+|wahrscheinlichkeit|prawdopodobienstwo|olasilik)$"
)
NO_SHARE = re.compile(r"seed|mask|mode|param|conf|cache|shape|size|state|train|opt")
ROLES = ("context", "training", "grad_out", "rng", "seed", "params", "cache", "x", "name", "lr")
SIZES = ("size", "shape", "dim", "units", "features", "neurons", "nin", "nout", "nodes", "width")
TESTS = (
    *("test", "testing", "eval", "evaluate", "evaluation", "inference", "infer", "predict"),
    *("prediction", "val", "valid", "validation", "deterministic", "isinference", "istest"),
    *("iseval", "testmode", "evalmode", "istesting"),
)
TRAINS = (
    *("train", "training", "istraining", "istrain", "trainmode", "trainflg", "trainflag"),
    *("trainingmode", "isintraining", "traning", "learning", "stochastic", "fit", "dotrain"),
    *("istrainning", "trainphase", "entrenamiento", "entrenando", "treino", "treinamento"),
    *("treinando", "entrainement", "apprentissage", "egitim", "trening", "uczenie"),
    "addestramento",
)
# What an attribute of such a name holds may be anything.
VALUES = ("val", "valid", "fit", "learning", "stage")
MODES = ("mode", "phase", "stage")
CONTEXTS = ("ctx", "context")


def is_dropout(name: str) -> bool:
    """Return whether a name is that of a dropout layer, and of nothing more.

    Examples
    --------
    >>> [is_dropout(name) for name in ("Layer_Dropout", "dropout_forward", "SpatialDropout2D")]
    [True, True, True]
    >>> [is_dropout(name) for name in ("GaussianDropout", "train_with_dropout", "dropout_backward")]
    [False, False, False]
    """
    rest = beside(name)
    return rest is not None and not rest & BACK and rest <= BESIDE


def is_backward(name: str) -> bool:
    """Return whether a name is that of the backward pass of a dropout layer.

    Examples
    --------
    >>> is_backward("dropout_backward"), is_backward("dropout_forward")
    (True, False)
    """
    rest = beside(name)
    return rest is not None and bool(rest & BACK) and rest <= BESIDE | BACK


def beside(name: str) -> set[str] | None:
    """Return the words of a name besides "dropout"; None if that is not among them."""
    last = name.rpartition(".")[2]
    if NAME not in compact(last):
        return None
    read = re.sub(r"[Dd]rop_?[Oo]ut|DROPOUT", " Dropout ", last)
    found = [word for part in read.split() for word in words(part)]
    if NAME not in found:
        return None
    return set(found) - {NAME}


def is_share(name: str) -> bool:
    """Return whether a parameter's name is that of the share to drop or to keep.

    Examples
    --------
    >>> [is_share(name) for name in ("p", "keep_prob", "dropout_ratio", "dropout_param", "seed")]
    [True, True, True, False, False]
    """
    plain = compact(name)
    if NO_SHARE.search(plain):
        return False
    return bool(KEEP.search(plain) or DROP.search(plain) or SHARE.search(plain))


def role_of(name: str) -> str:
    """Return what a parameter stands for; "" if its name does not say.

    Examples
    --------
    >>> [role_of(name) for name in ("x", "train_flg", "dropout_param", "dvalues", "keep_prob")]
    ['x', 'training', 'params', 'grad_out', 'share']
    """
    plain = compact(name)
    if plain in CONTEXTS:
        return "context"
    if plain in (*TRAINS, *TESTS, *MODES):
        return "training"
    if is_share(name):
        return "share"
    if plain.endswith(("param", "params", "config", "cfg", "options")):
        return "params"
    if "mask" in plain:
        return "cache"
    known = meanings(name, ROLES[2:])
    if known:
        return known[0]
    return "size" if any(part in plain for part in SIZES) else ""


def polarity(name: str) -> bool | None:
    """Return whether True stands for training; None if it is a word that a name does not say."""
    plain = compact(name)
    if plain in MODES:
        return None
    return plain in TRAINS


def words_of_modes(text: str) -> tuple[str, str] | None:
    """Return the words in quotes that stand for training and for its end; None without them.

    Examples
    --------
    >>> words_of_modes("if mode == 'train': ... elif mode == 'test': ...")
    ('train', 'test')
    """
    quoted = re.findall(r"""['"]([A-Za-z_]+)['"]""", text)
    train = next((word for word in quoted if compact(word) in TRAINS), None)
    test = next((word for word in quoted if compact(word) in TESTS), None)
    if train is None and test is None:
        return None
    return train or "train", test or "test"


def attributes_of_modes(text: str) -> Iterator[str]:
    """Yield the attributes that a class reads to know whether it trains."""
    for name in dict.fromkeys(re.findall(r"\bself\.(\w+)\b(?!\()", text)):
        if role_of(name) == "training" and compact(name) not in VALUES:
            yield name


def required(params: list[Mapping[str, Any]]) -> list[str]:
    """Return the names of the parameters that have no default."""
    return [str(one["name"]) for one in params if one["required"]]


def kind_of(name: str) -> frozenset[str]:
    """Return the words of a name that tell one kind of dropout from another.

    Examples
    --------
    >>> kind_of("spatial_dropout_forward") == kind_of("spatial_dropout_backward")
    True
    """
    return frozenset((beside(name) or set()) - BACK - PASS)


def says_channels(name: str) -> bool:
    """Return whether a name says for sure that whole channels are dropped.

    Examples
    --------
    >>> says_channels("SpatialDropout"), says_channels("Dropout2d"), says_channels("dropout2")
    (True, True, False)
    """
    plain = compact(name.rpartition(".")[2])
    return bool(re.search(r"spatial|channel|dropout[23]d", plain))
