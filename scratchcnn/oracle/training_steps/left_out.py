"""Parameters that a step leaves as they are: forgotten, or left out on purpose."""

import re
from collections.abc import Iterator

import numpy as np

from scratchcnn.oracle.training_steps.examining import Seen
from scratchcnn.oracle.understanding.names.vocabulary import (
    BIAS_NAMES,
    WEIGHT_NAMES,
    compact,
    words,
)

# Words that tell the parameters of one layer apart, but not the layers.
OF_PARAMETERS = {
    word for names in (WEIGHT_NAMES, BIAS_NAMES) for one in names.split() for word in words(one)
} - {"conv"}
OF_GRADIENTS = {"grad", "grads", "gradient", "gradients", "delta", "d", "g", "nabla"}
ON_PURPOSE = (
    "the step leaves its whole layer as it is, which may be meant; if it is not, look "
    "for the line that updates it"
)


def on_purpose(seen: Seen, text: str) -> Iterator[str]:
    """Yield the parameters that may be left as they are on purpose.

    Those are the ones of a layer of which nothing is updated, and whose gradients are computed
    nowhere in `text`, the source of the step and of what it calls.
    """
    moved = {layer_of(path) for path in seen.slopes if np.any(seen.ran.change(path))}
    gradients = {owner_of(name) for name in re.findall(r"[^\W\d]\w*", text)}
    for path in seen.slopes:
        unmoved = not np.any(seen.ran.change(path)) and layer_of(path) not in moved
        if unmoved and own_name(path) not in gradients:
            yield path


def layer_of(path: str) -> tuple[str, ...]:
    """Return what a parameter has in common with the others of its layer.

    Examples
    --------
    >>> layer_of("fc1.W") == layer_of("fc1.b"), layer_of("params['W1']") == layer_of("params['b1']")
    (True, True)
    >>> layer_of("W1") == layer_of("W2"), layer_of("w_hidden") == layer_of("hidden_bias")
    (False, True)
    >>> [layer_of(path) == layer_of("self.W[0]") for path in ("self.b[0]", "self.b[1]")]
    [True, False]
    """
    *outer, last = re.findall(r"[^\W\d]\w*|\[\d+\]", path) or [path]
    place: tuple[str, ...] = ()
    if last.startswith("[") and outer:
        # A list of weights beside a list of biases.
        place, last = (last,), outer.pop()
    return (*outer, *(word for word in words(last) if word not in OF_PARAMETERS), *place)


def own_name(path: str) -> str:
    """Return the last name of a path, as it is compared with those of gradients.

    Examples
    --------
    >>> [own_name(path) for path in ("params['W1']", "self.W[0]", "conv_kernels")]
    ['w1', 'w', 'convkernels']
    """
    names = re.findall(r"[^\W\d]\w*", path)
    return compact(names[-1] if names else path)


def owner_of(gradient: str) -> str:
    """Return the name of what a gradient is of, as far as its own name tells; "" for no gradient.

    Examples
    --------
    >>> [owner_of(name) for name in ("dW1", "grad_conv_kernels", "b2_grad", "db2", "W1")]
    ['w1', 'convkernels', 'b2', 'b2', '']
    """
    kept = [word for word in words(gradient) if word not in OF_GRADIENTS]
    plain = "".join(kept)
    if plain.startswith(("db", "dk")):
        return plain[1:]
    return plain if len(kept) < len(words(gradient)) else ""
