"""The command `scratchcnn evaluate`: how well a trained network does on test digits."""

import argparse
import json
from functools import partial
from pathlib import Path

from scratchcnn.commands.arguments import Subparsers
from scratchcnn.commands.exit_codes import fail
from scratchcnn.commands.trained_run import RUN_HELP, settings_of_run, trained_network
from scratchcnn.nn.network import DOCUMENTED, select_digits
from scratchcnn.training.evaluation import DivergenceError, evaluate
from scratchcnn.training.runs import DATASETS


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


def evaluate_run(parser: argparse.ArgumentParser, options: argparse.Namespace) -> int:
    """Evaluate, and print the result; return the exit code."""
    from scratchcnn.datasets import load

    config = settings_of_run(parser, options)
    documented = DOCUMENTED[config.network]
    try:
        network = trained_network(options.folder, documented)
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
