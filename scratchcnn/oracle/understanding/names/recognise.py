"""Which ops a class or a function may be, judging by its name; most likely first."""

import re
from dataclasses import dataclass

from scratchcnn.oracle.cards.table import rules, unjudged
from scratchcnn.oracle.understanding.names.languages import BACKWARD_WORDS, FORWARD_WORDS, in_ascii
from scratchcnn.oracle.understanding.names.vocabulary import compact, words

# Names of helpers and other code that is not a layer.
HELPERS = (
    *("im2col", "col2im", "singlestep", "zeropad", "createmask", "distributevalue", "outputshape"),
    *("outputsize", "outshape", "outsize", "getindices", "indices", "iterate", "initialize"),
    *("gradcheck", "numerical", "accuracy", "plot", "load", "train", "predict", "evaluate"),
    *("paddimage", "padinput", "extract", "showimage", "optimizer", "sgd", "adam", "update"),
)
# Words that say that a function only helps a layer, if it does not compute the op.
HELPING = {
    *("size", "sizes", "shape", "shapes", "dim", "dims", "window", "windows", "mask", "masks"),
    *("region", "regions", "patch", "patches", "index", "count", "dilate", "upsample", "init"),
}
NOT_OURS = (
    *("separable1d", "separable3d", "separableconv1d", "separableconv3d"),
    *("unpool1d", "unpool3d", "unpooling1d", "unpooling3d"),
    *("depthwiseconv3d", "groupedconv1d", "groupedconv3d"),
    "instancenorm3d",
    *("tanhshrink", "regression"),
    *("temperature", "gumbel"),
    *("rmse", "rootmean", "smooth", "schedule", "tolabel", "scaled", "weighted", "focal", "hinge"),
    *("pseudohuber", "logcosh"),
    *("stochasticpool", "mixedpool", "spatialpyramid"),
)
# What has one of these words and is judged: "agrupacion" is a pooling in Spanish, and no GRU.
JUDGED = re.compile(
    r"agrup|smoothl1|multiclasshinge|hingemulticlass"
    r"|(label)?smooth(ed|ing)?(labels?)?crossentropy"
    r"|crossentropy(loss)?(with)?(label)?smooth(ed|ing)?"
)
WITHOUT_TWIN = ("dropout", "lstm", "gru", "rnn", "attention")
GRADIENT_WORDS = {
    *("backward", "backprop", "back", "bwd", "grad", "gradient", "prime", "derivative", "deriv"),
    *("bprop", "der", "gradients", "derivated", "d", "vjp", "backpropagate", "backpropagation"),
    *("backwards", "delta", "diff", "dx", "dz"),
    *BACKWARD_WORDS,
}
NOISE = {
    *("naive", "fast", "forward", "layer", "func", "fn", "np", "numpy", "vectorized", "loop"),
    *("function", "strides", "my", "the", "2", "d", "propagation", "pass", "prop", "fwd", "step"),
    *("op", "slow", "v", "1", "3", "scratch", "simple", "batch", "and", "im", "col", "fprop"),
    *FORWARD_WORDS,
}


@dataclass(frozen=True)
class Name:
    """What a definition's name suggests: the ops it may be, and whether it computes a gradient."""

    ops: tuple[str, ...]
    gradient: bool
    core: str
    noise: frozenset[str] = frozenset()


def read_name(name: str) -> Name:
    """Read the last part of a dotted name."""
    last = name.rpartition(".")[2]
    tokens = words(last)
    squashed = compact(last)
    if {"net", "network", "model", "classifier", "trainer"} & set(tokens):
        return Name((), False, squashed)
    gradient = any(token in GRADIENT_WORDS - {"d"} for token in tokens)
    gradient |= bool(tokens) and tokens[0] == "d" and len(tokens) > 1
    gradient |= is_derivative(squashed)
    meaningful = [token for token in tokens if token not in GRADIENT_WORDS | NOISE]
    core = "".join(meaningful) or squashed
    if is_derivative(squashed):
        core = core.removeprefix("d")
    ops = ops_of(last)
    if ops:
        # `MyReLULayer` says no more than `ReLU`.
        ops = next((rule.ops for rule in rules() if core in rule.names), ops)
    return Name(ops, gradient, core, frozenset(tokens) & NOISE)


def is_helper(name: str) -> bool:
    """Return whether a name is that of a helper, or of other code around the layers."""
    last = name.rpartition(".")[2]
    squashed = compact(last)
    # The Polish `splot`, a convolution, is no plot.
    if any(begins_with_layer(word) for word in words(last)):
        squashed = "".join(word for word in words(last) if not begins_with_layer(word))
    return any(word in squashed for word in HELPERS) or squashed in ("pad", "padding", "onehot")


def begins_with_layer(word: str) -> bool:
    """Return whether a word begins with a layer's name that has a helper's within it."""
    parts = (part for rule in rules() for part in rule.parts)
    return any(
        word.startswith(part) and any(helper in part for helper in HELPERS) for part in parts
    )


def may_be_helper(name: str) -> bool:
    """Return whether a helper of a layer may have a name: "pool_size", "conv_mask"."""
    last = name.rpartition(".")[2]
    rule = next((rule for rule in rules() if rule.fits(compact(last), parted(last))), None)
    return bool(HELPING & set(words(last))) or (rule is not None and rule.loose)


def without_twin(name: str) -> bool:
    """Return whether a name is that of a layer without a twin."""
    return is_of_others(compact(name.rpartition(".")[2]))


def is_of_others(squashed: str) -> bool:
    """Return whether a name, as `compact` returns it, is that of a layer without a twin."""
    read = JUDGED.sub("", squashed)
    return any(word in read for word in (*WITHOUT_TWIN, *NOT_OURS, *unjudged()))


def ops_of(name: str) -> tuple[str, ...]:
    """Return the ops that a name without dots may stand for."""
    squashed = compact(name)
    if is_of_others(squashed):
        return ()
    return next((rule.ops for rule in rules() if rule.fits(squashed, parted(name))), ())


def parted(name: str) -> list[str]:
    """Return what stands between the separators of a name: "layers_ELU" -> ["layers", "elu"].

    The capital of `ChannelPReLU` separates, too; the "LopReLU" of another language has none.
    """
    spaced = re.sub(r"(?<=[a-z])(?=PR[eE][lL][uU])", "_", in_ascii(name))
    return [compact(part) for part in re.split(r"[^A-Za-z0-9]+", spaced) if part]


def is_vague(name: str) -> bool:
    """Return whether a name is so vague that the source has to confirm the op."""
    last = name.rpartition(".")[2]
    return any(rule.vague and rule.fits(compact(last), parted(last)) for rule in rules())


def is_derivative(squashed: str) -> bool:
    """Return whether a name, as `compact` returns it, begins like a derivative's: "dsigmoid"."""
    return squashed.startswith(tuple(f"d{word}" for rule in rules() for word in rule.derivatives))
