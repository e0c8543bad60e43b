"""The command `scratchcnn predict`: which digit a picture shows."""

import argparse
import json
import sys
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from scratchcnn.commands.arguments import Subparsers, check_picture
from scratchcnn.commands.exit_codes import fail
from scratchcnn.commands.trained_run import RUN_HELP, settings_of_run, trained_network
from scratchcnn.nn.network import DOCUMENTED, DocumentedNetwork
from scratchcnn.training.evaluation import DivergenceError, check_finite

SHOWN = 3


def add_predict(subparsers: Subparsers) -> None:
    """Add the command `predict`."""
    parser = subparsers.add_parser(
        "predict",
        help="say which digit a picture shows",
        description="Say which digit a picture shows, by a network that `scratchcnn train` has "
        "trained: the three likeliest. The picture may have any size and colours. On a terminal, "
        "what the network sees is drawn above them.",
    )
    parser.add_argument("picture", type=Path, metavar="PICTURE", help="a .png, .jpg or the like")
    parser.add_argument("--run", dest="folder", type=Path, metavar="RUN", help=RUN_HELP)
    parser.add_argument(
        "--output",
        type=Path,
        metavar="FILE.png",
        help="draw what the network saw into this file",
    )
    parser.add_argument("--json", action="store_true", help="print the result as one JSON object")
    parser.set_defaults(run=partial(predict, parser), named="--run")


def predict(parser: argparse.ArgumentParser, options: argparse.Namespace) -> int:
    """Say what a picture shows; return the exit code."""
    from rich.console import Console

    from scratchcnn.commands.terminal_picture import draw
    from scratchcnn.training.digit_image import read_digit

    config = settings_of_run(parser, options)
    if options.output is not None:
        check_picture(parser, options.output, options.picture)
    documented = DOCUMENTED[config.network]
    try:
        network = trained_network(options.folder, documented)
        image = read_digit(options.picture)
        # (28, 28) -> (1, 1, 28, 28) -> (1, digits)
        output = network.forward(image[None, None])
        check_finite("the output", output, f"the weights in {options.folder} are unusable")
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


def top(documented: DocumentedNetwork, probabilities: Any) -> dict[int, float]:
    """Return the most likely digits in order, each with its probability."""
    order = np.argsort(-probabilities, kind="stable")[:SHOWN]
    return {documented.digits[place]: float(probabilities[place]) for place in order}
