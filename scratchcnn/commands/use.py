"""The commands `evaluate` and `predict`: what a run has learned, put to use."""

import argparse
import json
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from scratchcnn.commands.argument_types import check_picture
from scratchcnn.commands.train import Subparsers, fail
from scratchcnn.nn.network import DOCUMENTED, DocumentedNetwork, select_digits
from scratchcnn.nn.weights import WeightsError, load_weights
from scratchcnn.training.fit import DivergenceError, check_finite, evaluate
from scratchcnn.training.runs import DATASETS, Config, Run, RunError, latest, read_config

if TYPE_CHECKING:
    from scratchcnn.nn.layers import Sequential

SHOWN = 3
RUNS = Path("runs")
RUN_HELP = "the folder of a run, such as runs/NETWORK (default: that in runs/ which ended last)"


def add_evaluate(subparsers: Subparsers) -> None:
    """Add the command `evaluate`."""
    parser = subparsers.add_parser(
        "evaluate",
        help="measure what a run has learned on test digits",
        description="Measure what a run of `scratchcnn train` has learned on test digits.",
    )
    parser.add_argument("folder", type=Path, nargs="?", metavar="RUN", help=RUN_HELP)
    parser.add_argument(
        "--dataset", choices=DATASETS, help="whose test digits (default: the run's own)"
    )
    parser.add_argument("--json", action="store_true", help="print the result as one JSON object")
    parser.set_defaults(run=partial(evaluate_run, parser), named="RUN")


def add_predict(subparsers: Subparsers) -> None:
    """Add the command `predict`."""
    parser = subparsers.add_parser(
        "predict",
        help="say which digit a picture shows",
        description="Say which digit a picture shows, by what a run of `scratchcnn train` has "
        "learned: the three likeliest. The picture may have any size and colours. On a terminal "
        "what the network sees of it is drawn above them.",
    )
    parser.add_argument("picture", type=Path, metavar="PICTURE", help="a .png, .jpg or the like")
    parser.add_argument("--run", dest="folder", type=Path, metavar="RUN", help=RUN_HELP)
    parser.add_argument(
        "--output", type=Path, metavar="FILE.png", help="draw what the network saw there, too"
    )
    parser.add_argument("--json", action="store_true", help="print the result as one JSON object")
    parser.set_defaults(run=partial(predict, parser), named="--run")


def evaluate_run(parser: argparse.ArgumentParser, options: argparse.Namespace) -> int:
    """Measure, and tell; return the exit code."""
    from scratchcnn.datasets import load

    config = config_of(parser, options)
    documented = DOCUMENTED[config.network]
    try:
        network = learned(options.folder, documented)
        dataset = load(options.dataset or config.dataset)
        digits = select_digits(dataset.test_images, dataset.test_labels, documented.digits)
        found = evaluate(network, documented, *digits)
    except (OSError, ValueError, DivergenceError) as error:
        return fail(error)
    count = len(digits[1])
    if options.json:
        print(json.dumps({"accuracy": found.accuracy, "loss": found.loss, "digits": count}))
    else:
        measured = f"accuracy {found.accuracy:.4f}, loss {found.loss:.4f}"
        print(f"{config.network}: {measured} on {count:,} test digits")
    return 0


def predict(parser: argparse.ArgumentParser, options: argparse.Namespace) -> int:
    """Say what a picture shows; return the exit code."""
    from rich.console import Console

    from scratchcnn.commands.terminal_picture import draw
    from scratchcnn.training.digit_image import read_digit

    config = config_of(parser, options)
    if options.output is not None:
        check_picture(parser, options.output, options.picture)
    documented = DOCUMENTED[config.network]
    try:
        network = learned(options.folder, documented)
        image = read_digit(options.picture)
        # (28, 28) -> (1, 1, 28, 28) -> (1, digits)
        output = network.forward(image[None, None])
        check_finite("the output", output, f"the weights in {options.folder} are of no use")
        (probabilities,) = documented.probabilities(output)
        likeliest = top(documented, probabilities)
        if options.output is not None:
            from scratchcnn.training import plots

            plots.save(plots.seen(image, likeliest), options.output)
    except (OSError, ValueError, DivergenceError) as error:
        return fail(error)
    if options.json:
        print(
            json.dumps({"digits": [{"digit": d, "probability": p} for d, p in likeliest.items()]})
        )
    else:
        draw(image, Console(stderr=True, force_terminal=sys.stderr.isatty()))
        for number, probability in likeliest.items():
            print(f"{number}  {probability:.4f}")
    return 0


def config_of(parser: argparse.ArgumentParser, options: argparse.Namespace) -> Config:
    """Return the settings of the run that is named, or of the latest, which is named then."""
    try:
        if options.folder is None:
            options.folder = latest(RUNS).folder
            print(f"scratchcnn: note: by {options.folder}", file=sys.stderr)
        return read_config(Run(options.folder).config)
    except RunError as error:
        parser.error(f"argument {options.named}: {error}")


def learned(folder: Path, documented: DocumentedNetwork) -> "Sequential":
    """Return a network with what a run has learned.

    Raises
    ------
    WeightsError, OSError
        It cannot be read.
    """
    network = documented.build(np.random.default_rng(0), np.float32)
    run = Run(folder)
    try:
        load_weights(run.weights, network.parameters)
    except FileNotFoundError:
        hint = f"`scratchcnn train --resume {folder}` goes on with it"
        raise WeightsError(f"{folder} has not come to its end: {hint}") from None
    unfinished = run.unfinished()
    if unfinished is not None:
        print(f"scratchcnn: note: the training in {folder} is {unfinished}", file=sys.stderr)
    return network


def top(documented: DocumentedNetwork, probabilities: Any) -> dict[int, float]:
    """Return the likeliest digits, the likeliest first, each with its probability."""
    order = np.argsort(-probabilities, kind="stable")[:SHOWN]
    return {documented.digits[place]: float(probabilities[place]) for place in order}
