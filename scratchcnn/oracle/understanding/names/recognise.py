"""Which op a class or a function may be, by its name: candidates, the likeliest first."""

from dataclasses import dataclass

from scratchcnn.oracle.understanding.names.vocabulary import compact, words

# What helps a layer but is none.
HELPERS = (
    *("im2col", "col2im", "singlestep", "zeropad", "createmask", "distributevalue", "outputshape"),
    *("outputsize", "outshape", "outsize", "getindices", "indices", "iterate", "initialize"),
    *("gradcheck", "numerical", "accuracy", "plot", "load", "train", "predict", "evaluate"),
    *("paddimage", "padinput", "extract", "showimage", "optimizer", "sgd", "adam", "update"),
)
NOT_OURS = (
    *("convtranspose", "deconv", "transposedconv", "conv1d", "conv3d", "pool1d", "pool3d"),
    *("depthwise", "separable", "unpool", "globalavg", "globalmax", "globalpool", "adaptive"),
    *("lppool", "hardsigmoid", "hardtanh", "logsigmoid", "relu6", "prelu", "withlogits"),
    *("fromlogits", "bcelogits", "regression", "temperature", "gumbel", "gatedlinear"),
    *("batchnorm1d", "batchnormalization1d", "groupnorm", "instancenorm", "globalaverage"),
    *("rmse", "rootmean", "smooth", "schedule", "tolabel", "scaled", "weighted", "focal", "hinge"),
    *("sigmoidcross", "sigmoidbinary", "sigmoidbce", "sigmoidloss", "sigmoidwithloss"),
    *("lppooling", "stochasticpool", "mixedpool", "spatialpyramid"),
)
WITHOUT_TWIN = ("prelu", "dropout", "lstm", "gru", "rnn", "attention", "embedding", "layernorm")
VAGUE_LOSSES = ("loss", "computeloss", "computecost", "cost")
GRADIENT_WORDS = {
    *("backward", "backprop", "back", "bwd", "grad", "gradient", "prime", "derivative", "deriv"),
    *("bprop", "der", "gradients", "derivated", "d", "vjp", "backpropagate", "backpropagation"),
    *("backwards", "delta", "diff", "dx", "dz"),
}
NOISE = {
    *("naive", "fast", "forward", "layer", "func", "fn", "np", "numpy", "vectorized", "loop"),
    *("function", "strides", "my", "the", "2", "d", "propagation", "pass", "prop", "fwd", "step"),
    *("op", "slow", "v", "1", "3", "scratch", "simple", "batch", "and", "im", "col", "fprop"),
}
SQUASHED_PREFIX = ("drelu", "dsigmoid", "dtanh", "dsoftmax", "dmse", "dleaky", "dcross", "dbce")


@dataclass(frozen=True)
class Name:
    """What a definition's name says: which ops it may be, and whether it is a gradient."""

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
    gradient |= squashed.startswith(SQUASHED_PREFIX)
    meaningful = [token for token in tokens if token not in GRADIENT_WORDS | NOISE]
    core = "".join(meaningful) or squashed
    if squashed.startswith(SQUASHED_PREFIX):
        core = core.removeprefix("d")
    return Name(ops_of(squashed), gradient, core, frozenset(tokens) & NOISE)


def is_helper(name: str) -> bool:
    """Return whether a name is that of a helper of layers, or of what surrounds them."""
    squashed = compact(name.rpartition(".")[2])
    return any(word in squashed for word in HELPERS) or squashed in ("pad", "padding", "onehot")


def without_twin(name: str) -> bool:
    """Return whether a name is that of a layer that has no twin here."""
    squashed = compact(name.rpartition(".")[2])
    return any(word in squashed for word in (*WITHOUT_TWIN, *NOT_OURS))


def ops_of(squashed: str) -> tuple[str, ...]:
    """Return the ops that a compact name may stand for."""
    if any(word in squashed for word in (*NOT_OURS, *WITHOUT_TWIN)):
        return ()
    return losses(squashed) or layers(squashed) or activations(squashed)


def losses(squashed: str) -> tuple[str, ...]:
    """Return the losses that a compact name may stand for."""

    def has(*parts: str) -> bool:
        return any(part in squashed for part in parts)

    entropy = has("crossent", "xent", "logloss", "nll", "negativeloglik") or squashed in (
        *("ce", "celoss", "lossce", "cel", "crossentropyerror"),
    )
    if has("binarycross", "bce", "binaryce", "binarylog"):
        return ("binary_cross_entropy",)
    if has("mse", "meansquare", "squarederror", "sqerror", "l2loss", "quadratic"):
        return ("mse_loss",)
    if has("softmax") and (entropy or has("loss")):
        return ("softmax_cross_entropy", "categorical_cross_entropy")
    if entropy:
        return ("categorical_cross_entropy", "softmax_cross_entropy", "binary_cross_entropy")
    if squashed in VAGUE_LOSSES:
        return ("categorical_cross_entropy", "softmax_cross_entropy", "mse_loss")
    return ()


def layers(squashed: str) -> tuple[str, ...]:
    """Return the layers with windows or parameters that a compact name may stand for."""

    def has(*parts: str) -> bool:
        return any(part in squashed for part in parts)

    if has("batchnorm", "batchnormal", "spatialbn", "bnlayer") or squashed in ("bn", "bn2d"):
        return ("batch_norm2d",)
    if has("pool", "subsampl", "downsampl"):
        if has("avg", "average", "mean"):
            return ("avg_pool2d",)
        return ("max_pool2d",) if has("max") else ("max_pool2d", "avg_pool2d")
    if has("conv", "correlat", "cnnlayer"):
        return ("conv2d", "conv2d_relu")
    if has("flatten", "reshape", "unroll"):
        return ("flatten",)
    if has("dense", "affine", "linear", "fullyconnected", "innerproduct", "fclayer") or (
        squashed.startswith(("fc", "fullconn", "fully")) or squashed in ("layerfc", "ip")
    ):
        if has("relu", "activation", "nonlinear", "rectif"):
            return activations(squashed)
        return ("softmax_linear", "linear") if has("softmax") else ("linear", "softmax_linear")
    return ()


def activations(squashed: str) -> tuple[str, ...]:
    """Return the activations that a compact name may stand for."""
    names = (
        ("leaky_relu", ("leaky", "lrelu")),
        ("relu", ("relu", "rectif")),
        ("sigmoid", ("sigmoid", "logistic", "sigm")),
        ("tanh", ("tanh", "hyperbolic")),
        ("log_softmax", ("logsoftmax",)),
        ("softmax", ("softmax", "softargmax")),
    )
    for op, parts in names:
        if any(part in squashed for part in parts):
            return (op, "softmax_linear") if op == "softmax" else (op,)
    return ()
