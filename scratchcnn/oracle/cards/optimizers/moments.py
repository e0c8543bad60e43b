"""Adam and its kin."""

from dataclasses import replace

import numpy as np

from scratchcnn.oracle.cards.optimizers.formula import (
    AFTER,
    ANY,
    COUPLED,
    Array,
    Choices,
    Mistake,
    Numbers,
    Rule,
    State,
)
from scratchcnn.oracle.cards.optimizers.scaled import averaged, squared

EPSILONS = {
    "corrected": "",
    "uncorrected": (
        "epsilon stands beside the root of the uncorrected average, as in Keras, Chainer, MXNet "
        "and NNabla: the paper's epsilon hat"
    ),
    "inside": "epsilon stands inside the root of the corrected average, as in no framework",
    "inside uncorrected": (
        "epsilon stands inside the root of the uncorrected average, as in no framework"
    ),
}


def root_of(v: Array, correction: float, eps: float, c: Choices) -> Array:
    """Return what divides, with epsilon wherever it stands."""
    corrected = v / correction
    if c.get("root") == "none":
        return np.asarray(corrected + eps)
    if c.get("no eps") == "yes":
        return np.asarray(np.sqrt(corrected))
    kind = c["eps"]
    if kind == "uncorrected":
        return np.asarray((np.sqrt(v) + eps) / np.sqrt(correction))
    if kind == "inside":
        return np.asarray(np.sqrt(corrected + eps))
    if kind == "inside uncorrected":
        return np.asarray(np.sqrt((v + eps) / correction))
    return np.asarray(np.sqrt(corrected) + eps)


def moved(g: Array, s: State, n: Numbers, c: Choices) -> tuple[Array, Array]:
    """Move both averages; return them, or those before if they come too late."""
    before = [s.get(name, np.zeros_like(g)) for name in "mv"]
    keep = [n["beta1"], n["beta2"]][:: -1 if c.get("betas") == "averages" else 1]
    s["m"] = averaged(before[0], g, keep[0], c, "m")
    square = s["m"] ** 2 if c.get("square") == "average" else squared(g, c)
    s["v"] = averaged(before[1], square, keep[1], c, "v")
    return (before[0], before[1]) if c.get("late") == "yes" else (s["m"], s["v"])


def corrections(count: int, n: Numbers, c: Choices) -> tuple[float, float]:
    """Return by what the averages are divided; 0 in a step that was not counted."""
    kind = c.get("corrected", "both")
    of = {"both": "mv", "none": "", "m": "m", "v": "v"}[kind]
    first, second = 1 - n["beta1"] ** count, 1 - n["beta2"] ** count
    if c.get("betas") == "corrections":
        first, second = second, first
    return np.float64(first if "m" in of else 1.0), np.float64(second if "v" in of else 1.0)


def adam(g: Array, rate: float, count: int, s: State, n: Numbers, c: Choices) -> Array:
    """Return a step of Adam."""
    m, v = moved(g, s, n, c)
    first, second = corrections(count, n, c)
    return np.asarray(rate * (m / first) / root_of(v, second, n["eps"], c))


def nadam(g: Array, rate: float, count: int, s: State, n: Numbers, c: Choices) -> Array:
    """Return a step of Adam that looks ahead."""
    m, v = moved(g, s, n, c)
    first, second = corrections(count, n, c)
    beta1, kind = n["beta1"], c["ahead"]
    if kind in ("growing", "keras"):
        decay = 4e-3 if kind == "growing" else 1.0
        now, later = (beta1 * (1 - 0.5 * 0.96 ** (k * decay)) for k in (count, count + 1))
        s["product"] = s.get("product", 1.0) * now
        ahead = later * m / (1 - s["product"] * later) + (1 - now) * g / (1 - s["product"])
    elif kind == "next":
        ahead = beta1 * m / (1 - beta1 ** (count + 1)) + (1 - beta1) * g / first
    elif kind == "none":
        ahead = m / first
    else:
        ahead = beta1 * m / first + (1 - beta1) * g / first
    return np.asarray(rate * ahead / root_of(v, second, n["eps"], c))


def of_averages(kind: str, bug: str) -> tuple[Mistake, ...]:
    """Return a mistake in both averages, and in either."""
    return tuple(Mistake(bug, {"average": kind, "averages": of}) for of in ("", "m", "v"))


CORRECTED = {"both": ""}
CORRECTED_OR_NOT = {
    **CORRECTED,
    "none": "its averages are not corrected for their start from 0, as by default in MLX",
}
# Of what is not corrected, nothing of it can be wrong.
IF_CORRECTED = {"corrected": ("both",)}
ONE_CORRECTED = tuple(
    Mistake("bias-correction-of-one", {"corrected": of}, IF_CORRECTED) for of in "mv"
)
SWAPPED = Mistake("betas-swapped", {"betas": "corrections"}, IF_CORRECTED)
MISTAKES = (
    *ANY,
    Mistake("step-count-late", {"count": "late"}, IF_CORRECTED),
    Mistake("step-count-early", {"count": "early"}, IF_CORRECTED),
    Mistake("step-count-stuck", {"count": "stuck"}, IF_CORRECTED),
    Mistake("step-count-per-parameter", {"count": "per parameter"}, IF_CORRECTED),
    Mistake("square-missing", {"square": "none"}),
    Mistake("square-missing", {"square": "absolute"}),
    Mistake("square-of-average", {"square": "average"}),
    Mistake("betas-swapped", {"betas": "averages"}),
    Mistake("root-missing", {"root": "none"}, {"eps": ("corrected",)}),
    Mistake("epsilon-missing", {"no eps": "yes"}, {"eps": ("corrected",)}),
    Mistake("state-after-step", {"late": "yes"}),
    *of_averages("swapped", "averages-swapped"),
    *of_averages("unweighted", "average-not-weighted"),
    *of_averages("overwritten", "state-overwritten"),
    *of_averages("latest", "state-overwritten"),
)
ADAM = Rule(
    "adam",
    adam,
    ("beta1", "beta2", "eps"),
    {"eps": EPSILONS, "decay": COUPLED, "corrected": CORRECTED_OR_NOT},
    (*MISTAKES, *ONE_CORRECTED, SWAPPED),
    "Adam",
)
ADAMW = Rule(
    "adamw",
    adam,
    ("beta1", "beta2", "eps"),
    {
        "eps": EPSILONS,
        "decay": {
            "decoupled": "",
            "after": AFTER,
            "without rate": "the decay is not times the learning rate, as in NNabla",
        },
        "corrected": CORRECTED_OR_NOT,
    },
    (Mistake("decay-coupled", {"decay": "coupled"}), *MISTAKES, *ONE_CORRECTED, SWAPPED),
    "AdamW",
    decays=True,
)
NADAM = Rule(
    "nadam",
    nadam,
    ("beta1", "beta2", "eps"),
    {
        "ahead": {
            "growing": "",
            "keras": "its momentum grows as in Keras, by 0.96^t, and not by 0.96^(0.004 t)",
            "next": "its momentum stays the same, as in Optax",
            "same": "its momentum stays the same, and both of its parts are corrected by beta1^t",
        },
        "eps": EPSILONS,
        "decay": COUPLED,
        "corrected": CORRECTED,
    },
    # A momentum that grows corrects the average of the gradients in its own way.
    (
        Mistake("look-ahead-missing", {"ahead": "none"}),
        Mistake("bias-correction-missing", {"corrected": "none"}),
        *MISTAKES,
        *(replace(one, only={"ahead": ("next", "same")}) for one in ONE_CORRECTED),
    ),
    "NAdam",
)
