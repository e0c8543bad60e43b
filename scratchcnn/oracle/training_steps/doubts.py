"""Why it may not be sure what a step of a training is meant to be."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np

from scratchcnn.oracle.training_steps.examining import Seen, last_word
from scratchcnn.oracle.training_steps.naming import bugs, common
from scratchcnn.oracle.training_steps.steps import Step
from scratchcnn.oracle.understanding.names.vocabulary import words

Definition: TypeAlias = Mapping[str, Any]

# Of fewer elements than these every step is a slope and a share of the weights.
FEW_ELEMENTS = 2
# What is no plain descent with a fixed rate on all weights, and what draws random numbers.
OTHER = re.compile(
    r"momentum|velocit|adam\b|adamw|rmsprop|adagrad|nesterov|weight_?decay|beta_?[12]\b|dropout"
    r"|clip_?(?:grad|norm|by|val)|clip\([^)\n]*(?:grad|\bd[wb])|\b[vms]_?d[wb]\w*|\b[vm]_[wb]\w*"
    r"|schedul|anneal|warm_?up|line_?search|backtrack|newton|hessian|lbfgs|conjugate"
    r"|freez|frozen|pre_?trained|trainable|fine_?tun|random_?feature|reservoir"
    r"|maximi[sz]|ascen[dt]|likelihood|reward|hebb|contrastive|feedback_?align",
    re.IGNORECASE,
)
NO_DESCENT = (
    "its optimizer is no plain gradient descent on all weights, or it is regularized outside of "
    "the loss: let the loop compute all that it descends"
)
SIZES = "its parameters take steps of several sizes, which may be meant"
OTHER_LOSS = (
    "none of its steps follows the loss that it computes, so they may be of another loss: let the "
    "loop compute the loss that it descends"
)
SEVERAL = (
    "it computes several losses, and may descend their sum: let the loop compute the one number "
    "that it descends"
)


def doubt(seen: Seen, text: str) -> str:
    """Return why it is not sure what a step is meant to be, if that is so.

    `text` is its source and that of what it uses.
    """
    wrong = [path for path in seen.slopes if not seen.right(path) and path not in seen.meant]
    shared = common(seen)
    if not wrong or (shared is not None and shared.bug is None and not seen.state):
        return ""
    if seen.state or OTHER.search(text) or any(decays(seen, path) for path in wrong):
        return NO_DESCENT
    if shared is not None:
        return ""
    named = bugs(seen, wrong)
    open_ones = [path for path in wrong if path not in named]
    if any((seen.factor(path) or 0) > 0 for path in open_ones):
        return SIZES
    if open_ones and seen.several.intersection(open_ones):
        return SEVERAL
    if open_ones and len(wrong) == len(seen.slopes) - len(seen.meant):
        return OTHER_LOSS
    right = [path for path in seen.slopes if seen.right(path)]
    # Weights decay in many ways, biases do not.
    return NO_DESCENT if open_ones == wrong and all(map(is_bias, right)) else ""


def is_bias(path: str) -> bool:
    """Return whether a parameter is called a bias.

    Examples
    --------
    >>> [is_bias(path) for path in ("b1", "fc.bias", "params['db']", "W1", "hidden_b")]
    [True, True, False, False, True]
    """
    return bool({"b", "bias", "biases", "biais", "vies", "sesgo"} & set(words(last_word(path))))


def decays(seen: Seen, path: str) -> bool:
    """Return whether a step is that of gradient descent but for a share of the weights."""
    grad, weights, slopes = seen.gradient(path), seen.ran.before[path], seen.slopes[path]
    held = np.array([float(weights[one.index]) for one in slopes.found])
    more = np.array([float(grad[one.index]) - one.near for one in slopes.found])
    share = float(held @ more) / max(float(held @ held), 1e-300)
    first_is_right = seen.status(path) != "wrong"
    if first_is_right or len(held) < FEW_ELEMENTS or not np.any(seen.ran.change(path)):
        return False
    return bool(share) and not slopes.differing(grad - share * weights)


def texts(step: Step, definitions: Sequence[Definition]) -> Iterator[str]:
    """Yield the sources of what a step uses."""
    sources = {d["name"].rpartition(".")[2]: d["source"] for d in definitions}
    classes = [d for d in definitions if d["kind"] == "class"]
    methods = {name: d["source"] for d in classes for name in d["methods"] if name[:2] != "__"}
    waiting, seen = [step.owner, *re.findall(r"[^\W\d]\w*", step.text)], set()
    while waiting:
        name = waiting.pop()
        source = sources.get(name) or methods.get(name)
        if source and name not in seen:
            seen.add(name)
            yield source
            waiting += re.findall(r"[^\W\d]\w*", source)
