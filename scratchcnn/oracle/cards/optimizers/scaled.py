"""Rules that divide a gradient by the size of those before it."""

import numpy as np

from scratchcnn.oracle.cards.optimizers.formula import (
    ANY,
    COUPLED,
    Array,
    Choices,
    Mistake,
    Numbers,
    Rule,
    State,
)

INSIDE = "epsilon stands inside the root, as in Keras, TensorFlow, Optax and Paddle"


def squared(g: Array, c: Choices) -> Array:
    """Return the square of a gradient, or what is taken for it."""
    kind = c.get("square", "")
    return g if kind == "none" else np.abs(g) if kind == "absolute" else g * g


def averaged(before: Array, new: Array, keep: float, c: Choices, which: str = "") -> Array:
    """Return a running average, or what is taken for one.

    `which` says of which of several averages this is one: "m" or "v".
    """
    kind, of = c.get("average", ""), c.get("averages", "")
    if of and which not in of:
        kind = ""
    if kind == "swapped":
        return (1 - keep) * before + keep * new
    if kind == "unweighted":
        return keep * before + new
    if kind == "overwritten":
        return (1 - keep) * new + 0.0 * before
    if kind == "latest":
        return new + 0.0 * before
    return keep * before + (1 - keep) * new


def divided(g: Array, size: Array, eps: float, c: Choices) -> Array:
    """Return a gradient divided by the root of a mean square."""
    if c.get("eps") == "inside":
        size, eps = size + eps, 0.0
    root = size if c.get("root") == "none" else np.sqrt(size)
    return np.asarray(g / (root + (0.0 if c.get("no eps") == "yes" else eps)))


def adagrad(g: Array, rate: float, count: int, s: State, n: Numbers, c: Choices) -> Array:
    """Return a step by the sum of all squares."""
    start = {"": 0.0, "tenth": 0.1}[c["start"]]
    before = s.get("sum", start + np.zeros_like(g))
    new = squared(g, c)
    kind = c.get("average", "")
    s["sum"] = new if kind == "latest" else before + new
    return rate * divided(g, before if c.get("late") == "yes" else s["sum"], n["eps"], c)


def rmsprop(g: Array, rate: float, count: int, s: State, n: Numbers, c: Choices) -> Array:
    """Return a step by the running average of squares."""
    before = s.get("square", float(c["start"] == "one") + np.zeros_like(g))
    if c.get("average") == "sum":
        s["square"] = before + squared(g, c)
    else:
        s["square"] = averaged(before, squared(g, c), n["rho"], c)
    return rate * divided(g, before if c.get("late") == "yes" else s["square"], n["eps"], c)


def adadelta(g: Array, rate: float, count: int, s: State, n: Numbers, c: Choices) -> Array:
    """Return a step of the size of those before it."""
    rho, eps, zeros = n["rho"], n["eps"], np.zeros_like(g)
    s["square"] = averaged(s.get("square", zeros), squared(g, c), rho, c)
    steps = s.get("steps", zeros)
    if c["eps"] == "outside":
        sizes = [np.sqrt(steps) + eps, np.sqrt(s["square"]) + eps]
    else:
        sizes = [steps + eps, s["square"] + eps]
        sizes = sizes if c.get("root") == "none" else [np.sqrt(one) for one in sizes]
    delta = np.asarray(g * sizes[0] / sizes[1])
    kept = g if c.get("of steps") == "gradients" else delta
    kept = rate * kept if c["kept"] == "rated" else kept
    s["steps"] = averaged(steps, kept * kept, rho, c)
    return rate * delta


SQUARES = (
    Mistake("square-missing", {"square": "none"}),
    Mistake("square-missing", {"square": "absolute"}),
    Mistake("root-missing", {"root": "none"}),
    Mistake("epsilon-missing", {"no eps": "yes"}, {"eps": ("outside",)}),
    Mistake("state-after-step", {"late": "yes"}),
)
LATEST = Mistake("state-overwritten", {"average": "latest"})
AVERAGED = (
    Mistake("averages-swapped", {"average": "swapped"}),
    Mistake("average-not-weighted", {"average": "unweighted"}),
    Mistake("state-overwritten", {"average": "overwritten"}),
    LATEST,
)
ADAGRAD = Rule(
    "adagrad",
    adagrad,
    ("eps",),
    {
        "eps": {"outside": "", "inside": INSIDE},
        "start": {"": "", "tenth": "its sum starts from 0.1, as in Keras, Optax and MindSpore"},
        "decay": COUPLED,
    },
    (*ANY, *SQUARES, LATEST),
    "AdaGrad",
)
RMSPROP = Rule(
    "rmsprop",
    rmsprop,
    ("rho", "eps"),
    {
        "eps": {"outside": "", "inside": INSIDE},
        "start": {"": "", "one": "its mean square starts from 1, as in MindSpore"},
        "decay": COUPLED,
    },
    (*ANY, *SQUARES, *AVERAGED, Mistake("another-rule", {"average": "sum"})),
    "RMSProp",
    renamed={"rho": "alpha"},
)
ADADELTA = Rule(
    "adadelta",
    adadelta,
    ("rho", "eps"),
    {
        "eps": {"inside": "", "outside": "epsilon stands beside the roots, not inside"},
        "kept": {"": "", "rated": "what is kept of the steps is times the learning rate"},
        "rate": {"": "", "unused": "it uses no learning rate, as Zeiler's rule has none"},
        "decay": COUPLED,
    },
    (
        *(mistake for mistake in ANY if mistake.bug != "learning-rate-unused"),
        *SQUARES[:2],
        Mistake("root-missing", {"root": "none"}, {"eps": ("inside",)}),
        *AVERAGED,
        Mistake("another-rule", {"of steps": "gradients"}),
    ),
    "AdaDelta",
)
