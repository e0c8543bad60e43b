"""The losses of log-probabilities, and of the logits of yes or no: their cards."""

import re
from collections.abc import Collection, Iterator
from functools import partial

import numpy as np

from scratchcnn.oracle.cards.bounds import losses as bounds
from scratchcnn.oracle.cards.card import Arrays, Card, Regime, Regimes
from scratchcnn.oracle.cards.families.epsilon import epsilon
from scratchcnn.oracle.cards.families.losses import (
    classes_of_ours,
    losses_of_homework,
    losses_of_ours,
)
from scratchcnn.oracle.cards.families.ours import VALUES_ONLY
from scratchcnn.oracle.cases.steps import smooth_step
from scratchcnn.oracle.cases.values import Array

# What takes a logarithm or an exponential, after "def" apart.
TAKEN = re.compile(r"(?<!def )\b\w*(?:log|exp|softmax)\w*\(")
# Parameters that hold logarithms: "logp", "log_probs", "lp", but not "logits".
LOGARITHMS = re.compile(r"lp|log(?!i[nts]).*|.*logp.*|.*logprob.*")
# A logarithm, taken or given, or what takes one inside; logits and logistic regressions are none.
LIKELIHOOD = re.compile(r"log(?!i[nts])|softplus")
LOGITS = re.compile(r".*logit.*|scores?|z|eta|raw|preactivations?")
# What squashes a logit, as a call.
SQUASHES = re.compile(r"(?<!def )\b\w*(?:exp|sigm|tanh|softplus)\w*\(")


def takes_log_probabilities(source: str, parameters: Collection[str]) -> bool:
    """Return whether a parameter is named for logarithms, or the source speaks of one untaken."""
    untaken = TAKEN.search(source) is None and any(word in source for word in ("log", "nll"))
    return untaken or any(map(LOGARITHMS.fullmatch, parameters))


def takes_logits_of_yes(source: str, parameters: Collection[str]) -> bool:
    """Return whether a parameter is named for logits, or the source squashes it itself."""
    named = any(map(LOGITS.fullmatch, parameters))
    return named or SQUASHES.search(source) is not None


def says_likelihood(source: str) -> bool:
    """Return whether the source speaks of a logarithm, taken or given."""
    return LIKELIHOOD.search(source.lower()) is not None


def regimes_of_log_probabilities() -> Regimes:
    """Return the regimes of our loss of log-probabilities, which need not be normalised."""
    kinds = ("integers", "normal")
    drawn = partial(losses_of_ours.drawn, "log_p")
    options = {"reduction": losses_of_ours.REDUCTIONS}
    soft = drawn(kinds=kinds, targets=("distribution_rows", "probability"), options=options)
    return losses_of_ours.regimes_of_ours(
        "log_p", kinds=kinds, targets=("labels",), extreme=(("extreme",), "labels")
    ) | {
        "one_hot": Regime(drawn(kinds=kinds, targets=("one_hot_rows",))),
        "probabilities": Regime(soft),
        "non_finite": Regime(
            drawn(kinds=("non_finite",), targets=("labels", "one_hot_rows")), VALUES_ONLY
        ),
    }


def other_binary_losses(arrays: Arrays, wanted: Array) -> Iterator[tuple[Array, str]]:
    """Yield the values of other losses of a logit and a target of 0 or 1."""
    logits, target = arrays["logits"], arrays["target"]
    if target.shape != logits.shape:
        return
    told = "; there is no reference for that"
    with np.errstate(all="ignore"):
        signed = {
            "its targets are -1 and 1": np.logaddexp(0, -target * logits),
            "it is the hinge loss": np.maximum(0, 1 - target * logits),
        }
    for words, values in signed.items():
        yield np.asarray(values.mean()), words + told


def nll_loss() -> Card:
    """Return the card of the loss of log-probabilities."""
    return Card(
        name="nll_loss",
        kind="loss",
        arguments=("log_p", "target", "reduction"),
        axes={"log_p": "ND", "target": "ND", "out": ""},
        result_axes={"grad_log_p": [("sample", "class")]},
        bound=bounds.nll_loss,
        regimes=regimes_of_log_probabilities() | classes_of_ours.regimes("log_p", smooth=False),
        refusals=partial(losses_of_ours.of_classes, "log_p"),
        batched=False,
        homework=partial(
            losses_of_homework.regimes, losses_of_homework.of_rows_of_log_probabilities()
        ),
        of_logarithms=True,
        targets=("labels", "one_hot"),
        signs=takes_log_probabilities,
        confirms=says_likelihood,
    )


def binary_cross_entropy_with_logits() -> Card:
    """Return the card of sigmoid and binary cross-entropy, fused."""
    return Card(
        name="binary_cross_entropy_with_logits",
        kind="loss",
        arguments=("logits", "target", "reduction"),
        axes={"logits": "ND", "target": "ND", "out": ""},
        bound=bounds.binary_cross_entropy_with_logits,
        regimes=losses_of_ours.regimes_of_ours(
            "logits",
            kinds=("integers", "moderate"),
            targets=("bits", "probability"),
            extreme=(("extreme", "normal"), "bits"),
            any_shape=True,
        )
        | classes_of_ours.of_entries(
            "logits", ("integers", "moderate"), ("bits", "probability"), "weight", "pos_weight"
        ),
        refusals=partial(
            losses_of_ours.of_entries,
            bounded=("target",),
            rows=False,
            name="logits",
            weight=losses_of_ours.NO_WEIGHTS,
            pos_weight=losses_of_ours.NO_WEIGHTS,
        ),
        step=smooth_step,
        batched=False,
        homework=partial(losses_of_homework.regimes, losses_of_homework.of_single_logits()),
        conventions=(epsilon(binary=True),),
        over_entries=True,
        targets=("bits",),
        offered_targets=("bits",),
        one_column=True,
        kept_probabilities=("probs", "p", "y_pred", "sigmoid", "sig", "s", "a", "y_hat"),
        signs=takes_logits_of_yes,
        confirms=says_likelihood,
        instead=other_binary_losses,
    )
