"""Titles and hints of the bugs that only a whole network can have."""

from scratchcnn.oracle.cards.words import WORDS
from scratchcnn.oracle.checks.results import NamedBug, named_bug

OWN = {
    "regularization-missing": (
        "The gradient lacks the regularization of its loss",
        "Look for the sum of squares in the loss: its derivative belongs in the gradient of every "
        "weight that it has.",
    ),
    "regularization-factor": (
        "The regularization in the gradient has another factor than that of the loss",
        "Write down the derivative: of 0.5 * reg * sum(W * W) it is reg * W, without the half it "
        "is 2 * reg * W.",
    ),
    "regularization-not-in-loss": (
        "The gradient has a regularization that its loss does not have",
        "Add the sum of squares to the loss, or leave its derivative out of this gradient.",
    ),
    "activation-slope-missing": (
        "The slope of an activation is missing in the gradient",
        "Look where the gradient goes back through the activation: there it is multiplied by the "
        "slope, which for ReLU is the mask of the positive inputs.",
    ),
    "gradient-of-another-loss": (
        "The gradient is that of another loss than the one computed",
        "Derive the gradient of the output from the loss that the code computes: that of a "
        "squared error and that of a cross-entropy differ by the slope of the last activation.",
    ),
    "ascent": (
        "The step goes up the loss, not down",
        "Look at the sign of the update: the gradient, times the learning rate, is subtracted.",
    ),
    "learning-rate-unused": (
        "The step does not depend on the learning rate",
        "Look at the update: every gradient is multiplied by the learning rate, once.",
    ),
    "parameter-not-updated": (
        "A parameter on which the loss depends is not updated",
        "Look for the line that updates it, and for the backward pass that hands it its gradient.",
    ),
    "step-of-another": (
        "A parameter is updated with the gradient of another one",
        "Look at the index or the name of the gradient in the update of this parameter.",
    ),
    "gradients-not-reset": (
        "The gradients of earlier steps are still in that of a later one",
        "Set every gradient to zero before the backward pass of a step.",
    ),
}


def named(bug: str, evidence: str) -> NamedBug:
    """Return a bug with its title and hint."""
    return named_bug(bug, evidence, OWN, WORDS)
