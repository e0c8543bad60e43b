"""The `scratchcnn` command: it parses the arguments and ties the parts together."""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any, TypeAlias

from scratchcnn import __version__
from scratchcnn.adapter_command import add_adapter
from scratchcnn.argument_types import (
    above_0,
    check_output,
    from_0_below_1,
    whole_from_0,
    whole_from_1,
)
from scratchcnn.check_command import add_check
from scratchcnn.doctor_command import add_doctor
from scratchcnn.grade_command import add_grade
from scratchcnn.network import DOCUMENTED
from scratchcnn.recipe import prepare
from scratchcnn.training import DivergenceError, Progress
from scratchcnn.weights import save_weights

Subparsers: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"

FAILURE = 1
INTERRUPTED = 130  # what a shell reports for a command that SIGINT ended


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command.

    Parameters
    ----------
    argv : the arguments; those of the process if None

    Returns
    -------
    exit_code : 0 for success, 1 for an error that was told, 130 after Ctrl-C

    Raises
    ------
    SystemExit
        Bad arguments (code 2), --help or --version (code 0).
    """
    parser = argparse.ArgumentParser(
        prog="scratchcnn",
        description="CNN layers written from scratch, and an oracle that proves them right.",
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    subparsers = parser.add_subparsers(metavar="COMMAND", required=True)
    add_check(subparsers)
    add_grade(subparsers)
    add_adapter(subparsers)
    add_doctor(subparsers)
    add_train(subparsers)
    options = parser.parse_args(argv)
    try:
        exit_code: int = options.run(options)
    except KeyboardInterrupt:
        print("scratchcnn: interrupted", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has left (`| head`); the interpreter must not try to flush it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILURE
    except OSError as error:
        return fail(error)
    return exit_code


def add_seed(parser: argparse.ArgumentParser, promise: str) -> None:
    """Add the option `--seed`."""
    parser.add_argument(
        "--seed", type=whole_from_0, default=0, metavar="N", help=f"{promise} (default: 0)"
    )


def add_train(subparsers: Subparsers) -> None:
    """Add the command `train`."""
    parser = subparsers.add_parser(
        "train",
        help="train one of the documented networks on handwritten digits",
        description="Train one of the documented networks on handwritten digits and save what it "
        "learned. What is not given is as the network needs it. Ctrl-C stops early and keeps "
        "what was learned.",
    )
    parser.add_argument("network", choices=DOCUMENTED, help="which network")
    parser.add_argument(
        "--dataset",
        choices=("sample", "mnist"),
        default="sample",
        help="the sample that comes with the package, or all of MNIST (default: sample)",
    )
    parser.add_argument("--epochs", type=whole_from_1, metavar="N", help="rounds over the data")
    parser.add_argument("--batch-size", type=whole_from_1, metavar="N", help="images in one step")
    parser.add_argument("--learning-rate", type=above_0, metavar="X", help="above 0")
    parser.add_argument("--momentum", type=from_0_below_1, metavar="X", help="from 0 to below 1")
    add_seed(parser, "the same seed gives the same weights")
    parser.add_argument(
        "--output", type=Path, metavar="FILE.npz", help="the weights (default: NETWORK.npz)"
    )
    parser.add_argument("--json", action="store_true", help="print the result as one JSON object")
    parser.set_defaults(run=partial(train, parser))


def train(parser: argparse.ArgumentParser, options: argparse.Namespace) -> int:
    """Train, save, evaluate, report; return the exit code."""
    # Imported here, so that `scratchcnn --help` need not wait for them.
    from rich.console import Console

    from scratchcnn.datasets import load
    from scratchcnn.progress import progress_display

    documented = DOCUMENTED[options.network]
    output: Path = options.output or Path(f"{documented.name}.npz")
    check_output(parser, output)
    try:
        dataset = load(options.dataset)
    except (OSError, ValueError) as error:
        return fail(error)
    training = prepare(
        documented,
        dataset,
        seed=options.seed,
        epochs=options.epochs,
        batch_size=options.batch_size,
        learning_rate=options.learning_rate,
        momentum=options.momentum,
    )
    progress: Progress | None = None
    interrupted = False
    start = perf_counter()
    try:
        # Rich would also take FORCE_COLOR for a terminal.
        console = Console(stderr=True, force_terminal=sys.stderr.isatty())
        with progress_display(console) as show:
            for progress in training.steps:
                show(progress)
    except KeyboardInterrupt:
        interrupted = True
    except DivergenceError as error:
        return fail(error)
    seconds = perf_counter() - start

    try:
        save_weights(output, training.network.parameters)
        test_accuracy = training.test_accuracy()
    except (OSError, DivergenceError) as error:
        return fail(error)
    result = summary(progress, test_accuracy, seconds, interrupted=interrupted)
    print(json.dumps(result) if options.json else in_words(documented.name, output, result))
    return INTERRUPTED if interrupted else 0


def summary(
    progress: Progress | None, test_accuracy: float, seconds: float, *, interrupted: bool
) -> dict[str, Any]:
    """Return what `--json` prints; it counts whole epochs, and has no loss without a batch."""
    epochs = 0
    if progress is not None:
        epochs = progress.epoch if progress.batch == progress.batches else progress.epoch - 1
    result = {
        "test_accuracy": test_accuracy,
        "train_loss": None if progress is None else progress.loss,
        "epochs": epochs,
        "seconds": round(seconds, 3),
    }
    return result | {"interrupted": True} if interrupted else result


def in_words(name: str, output: Path, result: dict[str, Any]) -> str:
    """Return the summary as a sentence."""
    plural = "" if result["epochs"] == 1 else "s"
    stopped = "interrupted, " if "interrupted" in result else ""
    return (
        f"{name}: {stopped}test accuracy {result['test_accuracy']:.4f} after {result['epochs']} "
        f"epoch{plural} in {result['seconds']:.1f} s, weights in {output}"
    )


def fail(error: Exception) -> int:
    """Tell an error in one line; return the exit code."""
    print("scratchcnn:", " ".join(str(error).split()), file=sys.stderr)
    return FAILURE
