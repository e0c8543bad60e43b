"""Normalisation of channels with PyTorch's arguments: batch_norm, instance_norm, group_norm."""

from functools import partial

import numpy as np

from scratchcnn.oracle.cards.bounds import normalization, slices
from scratchcnn.oracle.cards.card import Card, Regime, Regimes
from scratchcnn.oracle.cards.families.normalization.channels_of_ours import (
    RUNNING,
    Drawing,
    drawn,
    refused_numbers,
    refused_parameters,
    regimes_of,
    regimes_of_running,
)
from scratchcnn.oracle.cards.name_rule import NameRule
from scratchcnn.oracle.cases.case import Refusal
from scratchcnn.oracle.cases.refusals import refused, wrong_dtypes
from scratchcnn.oracle.cases.steps import smooth_step

NAMES: tuple[NameRule, ...] = ()
BATCH = Drawing((2, 3, 4, 5), "training", own=False, over_batch=True)
INSTANCE = Drawing((3, 4, 5), "use_input_stats")
GROUP = Drawing((2, 3, 4, 5), several=False, grouped=True)
NOT_SWITCHES = (None, 1, 0, "yes", [True])


def regimes_of_groups() -> Regimes:
    """Return the regimes of our group normalisation."""
    norm = partial(drawn, GROUP)
    return {
        **regimes_of(GROUP),
        "one_group": Regime(norm(groups=(1,), least=2)),
        "groups": Regime(norm(groups=(2, 3), least=2)),
        # The variance of one value is 0, and so is its gradient.
        "single": Regime(norm(single=True)),
    }


def refusals_of_batches() -> list[Refusal]:
    """Return the calls that batch_norm must refuse."""
    x, three = np.zeros((2, 3, 4)), np.ones(3)
    valid = {"x": x, **dict.fromkeys((*RUNNING, "weight", "bias"), three), "grad_out": x}
    training = {**valid, "training": True}
    return [
        *refused(
            valid,
            x=(*wrong_dtypes(x), x[0, 0], np.zeros(())),
            running_mean=(None,),
            running_var=(None,),
            training=NOT_SWITCHES,
            return_statistics=NOT_SWITCHES,
            eps=(0.0, -1e-5),
            grad_out=(np.zeros((4, 3, 2)), x.astype(np.float32), 0.0, None),
        ),
        *refused_parameters(valid, *RUNNING, "weight", "bias"),
        *refused_parameters(training, *RUNNING),
        *refused_numbers(valid, "eps", "momentum"),
        # The variance of a single value is meaningless.
        *refused(training, x=(np.zeros((1, 3)), np.zeros((1, 3, 1)))),
        *refused({**training, "return_statistics": True}, running_mean=(None,)),
        *refused({**training, "return_statistics": True}, running_var=(None,)),
    ]


def refusals_of_instances() -> list[Refusal]:
    """Return the calls that instance_norm must refuse."""
    x, three = np.zeros((2, 3, 4)), np.ones(3)
    valid = {"x": x, **dict.fromkeys((*RUNNING, "weight", "bias"), three), "grad_out": x}
    running = {**valid, "use_input_stats": False}
    single = (np.zeros((2, 3)), np.zeros((2, 3, 1)))
    return [
        *refused(
            valid,
            x=(*wrong_dtypes(x), x[0, 0], *single),
            use_input_stats=NOT_SWITCHES,
            return_statistics=NOT_SWITCHES,
            grad_out=(np.zeros((4, 3, 2)), x.astype(np.float32), 0.0, None),
        ),
        *refused_parameters(valid, *RUNNING, "weight", "bias"),
        *refused_numbers(valid, "eps", "momentum"),
        *refused(running, running_mean=(None,), running_var=(None,)),
        *refused({**valid, "return_statistics": True}, running_mean=(None,), running_var=(None,)),
    ]


def refusals_of_groups() -> list[Refusal]:
    """Return the calls that group_norm must refuse."""
    x, three = np.zeros((2, 3, 4)), np.ones(3)
    valid = {"x": x, "num_groups": 3, "weight": three, "bias": three, "grad_out": x}
    return [
        *refused(
            valid,
            x=(*wrong_dtypes(x), x[0, 0], np.zeros(())),
            num_groups=(0, -1, 2, 4, 1.0, None, True, "1", [1]),
            grad_out=(np.zeros((4, 3, 2)), x.astype(np.float32), 0.0, None),
        ),
        *refused_parameters(valid, "weight", "bias"),
        *refused_numbers(valid, "eps"),
    ]


def cards() -> tuple[Card, ...]:
    """Return the cards of batch_norm, instance_norm and group_norm."""
    batch = Card(
        name="batch_norm",
        kind="normalization",
        arguments=("x", *RUNNING, "weight", "bias", "training", "momentum", "eps"),
        bound=partial(normalization.batch_norm, running=True),
        regimes=regimes_of_running(BATCH),
        refusals=refusals_of_batches,
        step=smooth_step,
    )
    instance = Card(
        name="instance_norm",
        kind="normalization",
        arguments=("x", *RUNNING, "weight", "bias", "use_input_stats", "momentum", "eps"),
        bound=slices.instance_norm,
        regimes=regimes_of_running(INSTANCE),
        refusals=refusals_of_instances,
        step=smooth_step,
    )
    group = Card(
        name="group_norm",
        kind="normalization",
        arguments=("x", "num_groups", "weight", "bias", "eps"),
        bound=slices.group_norm,
        regimes=regimes_of_groups(),
        refusals=refusals_of_groups,
        step=smooth_step,
    )
    return batch, instance, group
