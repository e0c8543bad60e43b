"""Titles and hints of the bugs that only dropout can have."""

from scratchcnn.oracle.cards.words import WORDS
from scratchcnn.oracle.checks.results import NamedBug, named_bug

OWN = {
    "dropout-inactive": (
        "Nothing is dropped in training",
        "Look where the mask is multiplied in, and at the condition under which that happens.",
    ),
    "dropout-active-at-test": (
        "Units are dropped at test time, too",
        "Look at the condition on the mode: at test time the output is the input, or scaled as a "
        "whole.",
    ),
    "dropout-wrong-share": (
        "Another share is kept than was asked for",
        "Compare uniform numbers from 0 to 1 with the share: `np.random.rand(*x.shape) < keep`.",
    ),
    "dropout-not-scaled": (
        "Nothing makes up for what is dropped",
        "Divide what is kept by the share that is kept, in training; or multiply by it at test "
        "time.",
    ),
    "dropout-scaled-twice": (
        "The scale is applied twice",
        "Either divide by the share that is kept in training, or multiply by it at test time, and "
        "once.",
    ),
    "dropout-wrong-scale": (
        "The scale is not that of the share that is kept",
        "Work out the mean of the output: of a share q that is kept and divided by q it is the "
        "input. Look which of p and 1 - p is the one and which the other, and what divides.",
    ),
    "dropout-mask-fixed": (
        "Every call uses the same mask",
        "Draw the mask in every forward call, not where the layer is made.",
    ),
    "dropout-mask-shared": (
        "One draw decides for several samples or units",
        "Draw a mask of the shape of the whole input.",
    ),
    "dropout-channels-in-part": (
        "Single numbers are dropped, where whole channels should be",
        "Draw one number for every channel of every sample, (N, C, 1, 1).",
    ),
    "dropout-gradient-not-masked": (
        "The gradient passes where the output was dropped",
        "Multiply the upstream gradient by the mask of the forward pass.",
    ),
    "dropout-gradient-of-dropped": (
        "The gradient passes where the output was dropped, and only there",
        "The mask of the backward pass is that of the forward pass, not its opposite.",
    ),
    "dropout-gradient-not-scaled": (
        "The gradient lacks the scale of the output",
        "Multiply the gradient by the factor by which forward multiplies what is kept.",
    ),
    "dropout-mask-drawn-anew": (
        "The backward pass draws a mask of its own",
        "Keep the mask of the forward pass, and use it in the backward pass.",
    ),
}


def named(bug: str, evidence: str) -> NamedBug:
    """Return a bug with its title and hint."""
    return named_bug(bug, evidence, OWN, WORDS)
