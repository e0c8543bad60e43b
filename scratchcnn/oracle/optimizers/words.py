"""Titles and hints of the bugs that only an optimizer can have."""

from scratchcnn.oracle.checks.results import NamedBug, named_bug
from scratchcnn.oracle.networks.words import OWN as OF_NETWORKS

OWN = {
    "learning-rate-twice": (
        "The learning rate is applied twice",
        "Look at the velocity and at the update: the learning rate belongs either in the velocity "
        "or in what is taken off the parameter, not in both.",
    ),
    "state-overwritten": (
        "What should be kept from step to step is overwritten, or never put back",
        "Look where the velocity, the average or the sum is stored: the next step has to begin "
        "with what this one leaves.",
    ),
    "state-shared": (
        "All parameters share one state",
        "Keep a velocity or an average for every parameter, by its name or its place.",
    ),
    "state-after-step": (
        "The parameter is updated with the state of the step before",
        "Look at the order of the lines: first the velocity or the averages take the gradient, "
        "then the parameter is updated.",
    ),
    "bias-correction-missing": (
        "The averages are not corrected for their start from 0",
        "Divide both averages by 1 - beta ** t: in the first steps they are far too small.",
    ),
    "bias-correction-of-one": (
        "Only one of the two averages is corrected for its start from 0",
        "Divide the average of the gradients by 1 - beta1 ** t, and that of their squares by "
        "1 - beta2 ** t.",
    ),
    "step-count-late": (
        "The steps are counted from 0: in the first one 1 - beta ** t is 0",
        "Count a step before its number is used.",
    ),
    "step-count-early": (
        "The steps are counted from 2: the first correction is that of the second step",
        "Begin to count at 0 if a step is counted before its number is used, else at 1.",
    ),
    "step-count-stuck": (
        "The number of the step stays 1",
        "Look where the number of the step is kept: it has to grow with every step.",
    ),
    "step-count-per-parameter": (
        "Steps are counted once for every parameter",
        "Count a step once, before the loop over the parameters.",
    ),
    "square-missing": (
        "Gradients are averaged or added up without being squared",
        "What divides is the root of a mean or a sum of squares.",
    ),
    "square-of-average": (
        "The average of the gradients is squared, not the gradients",
        "What divides is the root of an average of squared gradients.",
    ),
    "betas-swapped": (
        "The two betas are exchanged, in the averages or in their corrections",
        "beta1 belongs to the average of the gradients, beta2 to that of their squares, each to "
        "the average and to its correction.",
    ),
    "root-missing": (
        "The gradient is divided by the mean or sum of squares, not by its root",
        "Look for the square root in what divides.",
    ),
    "epsilon-missing": (
        "There is no epsilon: where all gradients are 0, 0 is divided by 0",
        "Add epsilon to what divides.",
    ),
    "averages-swapped": (
        "The weights of the old average and of the new value are exchanged",
        "The average is beta * old + (1 - beta) * new.",
    ),
    "average-not-weighted": (
        "The new value enters the average without its weight",
        "The average is beta * old + (1 - beta) * new.",
    ),
    "decay-coupled": (
        "The weight decay goes through the averages: that is Adam, not AdamW",
        "Leave the gradient alone, and take learning_rate * weight_decay * parameter off the "
        "parameter itself.",
    ),
    "decay-of-gradient": (
        "The weight decay is applied to the gradient, not to the parameter",
        "Add weight_decay times the parameter.",
    ),
    "decay-sign": (
        "The weight decay makes parameters grow",
        "Look at the sign of the decay.",
    ),
    "decay-unused": (
        "The weight decay changes nothing",
        "Look for the line that takes it off the parameter, or adds it to the gradient.",
    ),
    "look-ahead-missing": (
        "Nesterov's look-ahead is missing: the steps are those of plain momentum",
        "The step is along gradient + momentum * velocity, with the new velocity.",
    ),
    "another-rule": (
        "The steps are those of another rule",
        "Compare the formula with that of the rule it is named after.",
    ),
}


def named(bug: str, evidence: str) -> NamedBug:
    """Return a bug with its title and hint."""
    return named_bug(bug, evidence, OWN, OF_NETWORKS)
