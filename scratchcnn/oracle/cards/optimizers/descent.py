"""Gradient descent, with momentum and with Nesterov's."""

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

STEPS = (
    "its momentum is a sum of steps, as in Keras, MXNet, Chainer and NNabla; in PyTorch, Optax, "
    "MLX and tinygrad it is one of gradients, which differs where the learning rate changes"
)
AVERAGE = "its momentum is an average, (1 - momentum) times the gradient being added to it"
CHAINER = (
    "its look-ahead is Chainer's: momentum^2 v + (1 + momentum) times the step, with the new v"
)


def plain(g: Array, rate: float, count: int, s: State, n: Numbers, c: Choices) -> Array:
    """Return the learning rate times the gradient."""
    return rate * g


def momentum(g: Array, rate: float, count: int, s: State, n: Numbers, c: Choices) -> Array:
    """Return a step by a velocity."""
    m, of_steps = n["momentum"], c["of"] == "steps"
    entering = rate if of_steps else 1.0
    leaving = 1.0 if of_steps else rate
    if c.get("rates") == "twice":
        entering = leaving = rate
    elif c.get("rates") == "none":
        entering = leaving = 1.0
    before = s.get("v", 0.0)
    share = 1 - m if c.get("average", "").startswith("average") else 1.0
    kept = 0.0 if c.get("kept") == "no" else before
    velocity = m * kept + entering * share * g
    s["v"] = velocity
    if c.get("late") == "yes":
        return np.asarray(leaving * before + 0.0 * g)
    ahead = c.get("ahead", "")
    if ahead == "nesterov":
        return leaving * (m * velocity + entering * share * g)
    if ahead == "chainer":
        return leaving * (m * m * velocity + (1 + m) * entering * share * g)
    if c.get("average") == "average corrected":
        velocity = velocity / (1 - m**count)
    return leaving * velocity


MISTAKES = (
    *ANY,
    Mistake("learning-rate-twice", {"rates": "twice"}),
    Mistake("learning-rate-unused", {"rates": "none"}),
    Mistake("state-overwritten", {"kept": "no"}),
    Mistake("state-after-step", {"late": "yes"}),
)
AVERAGES = {
    "": "",
    "average": AVERAGE,
    "average corrected": f"{AVERAGE}, and its start from 0 is corrected, as Adam's is",
}

SGD = Rule(
    "sgd",
    plain,
    (),
    {"decay": COUPLED},
    # There is no state to be shared.
    tuple(mistake for mistake in ANY if mistake.bug != "state-shared"),
    "SGD",
)
MOMENTUM = Rule(
    "sgd",
    momentum,
    ("momentum",),
    {"of": {"gradients": "", "steps": STEPS}, "average": AVERAGES, "decay": COUPLED},
    MISTAKES,
    "SGD",
)
NESTEROV = Rule(
    "sgd",
    momentum,
    ("momentum",),
    {
        "of": {"gradients": "", "steps": STEPS},
        "ahead": {"nesterov": "", "chainer": CHAINER},
        "average": {"": "", "average": AVERAGE},
        "decay": COUPLED,
    },
    (Mistake("look-ahead-missing", {"ahead": ""}), *MISTAKES),
    "SGD",
    {"nesterov": True},
)
