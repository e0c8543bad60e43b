"""What the methods and functions of a network are for, and what each of their parameters means."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from scratchcnn.oracle.understanding.names.languages import BACKWARD_WORDS, FORWARD_WORDS
from scratchcnn.oracle.understanding.names.vocabulary import (
    BACKWARD,
    FORWARD,
    compact,
    meanings,
    spelled_like,
    words,
)

Definition: TypeAlias = Mapping[str, Any]
Params: TypeAlias = Sequence[Mapping[str, Any]]

LOSS_WORDS = {
    *("loss", "cost", "objective", "costfunction", "lossfunction", "nll", "energy", "j"),
    *(
        "perdida",
        "perda",
        "custo",
        "costo",
        "coste",
        "perte",
        "cout",
        "verlust",
        "kayip",
        "kerugian",
    ),
}
GRADIENT_WORDS = {
    *("gradient", "gradients", "grad", "grads", "backprop", "backward", "bprop", "backpropagation"),
    *("backpropagate", "back", "backpropagated", "nabla"),
}
# What only looks like a gradient, or is one of a single step of the chain rule.
OTHERS = {
    *("numerical", "numeric", "num", "check", "checking", "checker", "descent", "prime", "delta"),
    *(
        "derivative",
        "deriv",
        "history",
        "plot",
        "test",
        "eval",
        "evaluate",
        "clip",
        "zero",
        "reset",
    ),
    *("total", "optimizer", "print", "predict", "accuracy", "flush", "get", "apply", "set"),
}
UPDATES = {
    *("step", "batch", "learn", "update", "fit", "train", "minibatch", "partial"),
    # German, Portuguese, Spanish, Italian, French, Turkish, Polish.
    *("schritt", "trainiere", "trainieren", "passo", "treina", "treinar", "paso", "entrena"),
    *("entrenar", "allena", "allenare", "entraine", "entrainer", "adim", "egit", "krok", "ucz"),
}
FORWARDS = {"forward", "feedforward", "propagate", "propagation", "fprop", "predict"}
REGULARIZATION = {
    *("reg", "lambd", "lambda", "lam", "lmbda", "lbd", "l2", "l2reg", "wd", "weightdecay"),
    *("regstrength", "l2lambda", "lambdareg", "regularization", "decay", "reglambda", "lambda2"),
    *("weightdecaylambda", "regparam", "regularizationstrength", "beta2"),
}
HOLDERS = {"params", "parameters", "weightsdict", "model", "weights", "parametres"}
INPUTS = {"inputs", "input", "inp", "images", "image", "data", "features", "a0", "samples"}
OUTPUTS = re.compile(r"a\d+|a|al|h|o|yhat\w*|ypred\w*|yp|outs?|outputactivations?|lastactivation")
# W, b1, w_hidden, bias2: one parameter by itself.
SINGLE = re.compile(r"(w|b|weights?|bias|biases|theta|beta|gamma)([a-z]{1,2}|\d{0,2})")


def role_of(name: str, *, of_loss: bool = False) -> str:
    """Return what a parameter of this name means; "" if that is not known.

    Parameters
    ----------
    name : of the parameter
    of_loss : whether the function is a loss, which takes outputs rather than inputs

    Examples
    --------
    >>> [role_of(name) for name in ("X", "Y", "lambd", "learning_rate", "caches")]
    ['X', 'y', 'reg', 'lr', 'cache']
    >>> role_of("a"), role_of("a", of_loss=True)
    ('X', 'out')
    """
    plain = compact(name)
    if plain in REGULARIZATION:
        return "reg"
    if meanings(name, ["lr"]):
        return "lr"
    if plain in HOLDERS:
        return "parameters"
    if plain in ("cache", "caches") or meanings(name, ["cache"]):
        return "cache"
    if meanings(name, ["target"]) or plain in ("ys", "yb", "ybatch"):
        return "y"
    is_input = plain.startswith("x") or plain in INPUTS
    is_output = bool(OUTPUTS.fullmatch(plain)) or bool(meanings(name, ["p", "logits"]))
    if is_output and not is_input and (of_loss or not meanings(name, ["x"])):
        return "out"
    return "X" if is_input or meanings(name, ["x"]) else ""


def roles(params: Params, *, of_loss: bool = False) -> dict[str, str]:
    """Return the role of every required parameter, and of the others that have one, by name."""
    found = {}
    for param in params:
        if param["kind"].startswith("var_"):
            continue
        role = role_of(param["name"], of_loss=of_loss)
        if param["required"] or role in ("y", "X", "reg", "lr"):
            found[str(param["name"])] = role
    return found


def is_loss(name: str) -> bool:
    """Return whether a function of this name computes a loss."""
    found = set(words(name))
    return bool(found & LOSS_WORDS) and not found & (OTHERS | GRADIENT_WORDS)


def is_gradient(name: str) -> bool:
    """Return whether a function of this name computes the gradients of a network."""
    found = set(words(name))
    known = bool(found & (GRADIENT_WORDS | set(BACKWARD_WORDS))) or bool(
        list(spelled_like([name], BACKWARD))
    )
    return known and not found & OTHERS


def is_update(name: str) -> bool:
    """Return whether a function of this name may be one step of gradient descent."""
    return bool(set(words(name)) & UPDATES) and not set(words(name)) & OTHERS


def is_forward(name: str) -> bool:
    """Return whether a function of this name computes the output of a network."""
    found = set(words(name))
    if is_loss(name) or found & (OTHERS - {"predict"}) or found & {"back", "backward"}:
        return False
    return bool(found & (FORWARDS | set(FORWARD_WORDS))) or bool(
        list(spelled_like([name], FORWARD))
    )


def of_what(name: str) -> frozenset[str]:
    """Return the words of a name that say which variant of a function it is.

    Examples
    --------
    >>> sorted(of_what("backward_propagation_with_regularization"))
    ['regularization', 'with']
    """
    known = LOSS_WORDS | GRADIENT_WORDS | FORWARDS | {"compute", "prop", "pass", "calculate"}
    return frozenset(words(name)) - known - {"calc", "get", "function", "fn", "func"}
