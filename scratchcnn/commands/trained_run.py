"""The run that `evaluate` and `predict` take a trained network from."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from scratchcnn.nn.network import DocumentedNetwork
from scratchcnn.nn.weights import WeightsError, load_weights
from scratchcnn.training.runs import Config, Run, RunError, latest, read_config

if TYPE_CHECKING:
    from scratchcnn.nn import Sequential

RUNS = Path("runs")
RUN_HELP = "the folder of a run, such as runs/NETWORK (default: that in runs/ which ended last)"


def settings_of_run(parser: argparse.ArgumentParser, options: argparse.Namespace) -> Config:
    """Return the settings of the run that is named, or else of the latest, which a note names."""
    try:
        if options.folder is None:
            options.folder = latest(RUNS).folder
            print(f"scratchcnn: note: by {options.folder}", file=sys.stderr)
        return read_config(Run(options.folder).config)
    except RunError as error:
        parser.error(f"argument {options.named}: {error}")


def trained_network(folder: Path, documented: DocumentedNetwork) -> "Sequential":
    """Return the network that a run has trained, as it computes in inference.

    Raises
    ------
    WeightsError, OSError
        It cannot be read.
    """
    network = documented.build(np.random.default_rng(0), np.float32)
    run = Run(folder)
    try:
        load_weights(run.weights, network.state)
    except FileNotFoundError:
        hint = f"`scratchcnn train --resume {folder}` resumes it"
        raise WeightsError(f"{folder} is not finished: {hint}") from None
    unfinished = run.unfinished()
    if unfinished is not None:
        print(f"scratchcnn: note: the training in {folder} is {unfinished}", file=sys.stderr)
    network.train(False)
    return network
