"""The command `train`."""

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from scratchcnn.commands.arguments import Subparsers, check_output
from scratchcnn.commands.exit_codes import FAILURE, INTERRUPTED, fail
from scratchcnn.files import free, replacing
from scratchcnn.nn.network import DOCUMENTED, DocumentedNetwork
from scratchcnn.nn.weights import save_weights
from scratchcnn.ranges import above_0, from_0_below_1, whole_from_0, whole_from_1
from scratchcnn.training.evaluation import DivergenceError
from scratchcnn.training.loop import Progress
from scratchcnn.training.recipe import OPTIMIZERS, Training, prepare
from scratchcnn.training.runs import DATASETS, Config, Run, RunError, read_config, write_metrics

if TYPE_CHECKING:
    from collections.abc import Callable

SECONDS_BETWEEN_CHECKPOINTS = 5.0
SETTINGS = ("dataset", "epochs", "batch_size", "learning_rate", "momentum", "optimizer", "seed")


def add_train(subparsers: Subparsers) -> None:
    """Add the command `train`."""
    parser = subparsers.add_parser(
        "train",
        help="train one of the documented networks on handwritten digits",
        description="Train one of the documented networks on handwritten digits, in a folder "
        "runs/NETWORK with its settings, its measurements, what it learned, and pictures of that. "
        "Ctrl-C stops early and keeps what was learned. guide, notebook: the networks of the two "
        "guides; binary: 0 against 1 by sigmoids; lenet: two convolutions; modern: two, with batch "
        "normalisation, dropout and Adam.",
    )
    parser.add_argument("network", choices=DOCUMENTED, nargs="?", help="what to train")
    parser.add_argument(
        "--dataset",
        choices=DATASETS,
        help="the sample that comes with the package, or all of MNIST, which is read from the "
        "folder SCRATCHCNN_DATA, or downloaded (default: sample)",
    )
    for name, kind, metavar, what in (
        ("epochs", whole_from_1, "N", "passes over the data"),
        ("batch_size", whole_from_1, "N", "images in one step"),
        ("learning_rate", above_0, "X", "above 0"),
        ("momentum", from_0_below_1, "X", "from 0 to below 1; of Adam, the first of its betas"),
    ):
        told = f"{what} (default: {defaults(name)})"
        parser.add_argument(flag(name), type=kind, metavar=metavar, help=told)
    parser.add_argument(
        "--optimizer",
        choices=OPTIMIZERS,
        help=f"the rule of the steps (default: {defaults('optimizer')})",
    )
    parser.add_argument(
        "--seed",
        type=whole_from_0,
        metavar="N",
        help="the same seed gives the same weights (default: 0)",
    )
    where = parser.add_mutually_exclusive_group()
    where.add_argument(
        "--run",
        dest="folder",
        type=Path,
        metavar="FOLDER",
        help="the run's folder, which has to be new or empty (default: runs/NETWORK, or a free "
        "name like it)",
    )
    where.add_argument(
        "--resume",
        type=Path,
        metavar="FOLDER",
        help="resume this run from its last checkpoint, to the same weights as without a break",
    )
    where.add_argument(
        "--output", type=Path, metavar="FILE.npz", help="write only the weights, and no run"
    )
    parser.add_argument("--json", action="store_true", help="print the result as one JSON object")
    parser.set_defaults(run=partial(train, parser))


def train(parser: argparse.ArgumentParser, options: argparse.Namespace) -> int:
    """Prepare, train and report; return the exit code."""
    # Imported here, so that `scratchcnn --help` need not wait for it.
    from scratchcnn.datasets import load

    run, config = where_and_what(parser, options)
    with ExitStack() as stack:
        try:
            dataset = load(config.dataset)
            training = prepare(
                DOCUMENTED[config.network],
                dataset,
                seed=config.seed,
                epochs=config.epochs,
                batch_size=config.batch_size,
                learning_rate=config.learning_rate,
                momentum=config.momentum,
                optimizer=config.optimizer,
            )
            if run is not None:
                if options.resume is None:
                    run.create(config)
                stack.enter_context(run.locked())
                if options.resume is not None:
                    run.restore(config, training)
        except (OSError, ValueError) as error:
            return fail(error)
        return carry_out(options, run, config, training)


def carry_out(
    options: argparse.Namespace, run: Run | None, config: Config, training: Training
) -> int:
    """Train, save, evaluate, report; return the exit code."""
    from rich.console import Console

    from scratchcnn.commands.progress import progress_display

    interrupted = False
    # The time before a run was resumed counts, too.
    start = perf_counter() - training.position.seconds
    try:
        # Rich would also take FORCE_COLOR for a terminal.
        console = Console(stderr=True, force_terminal=sys.stderr.isatty())
        with recorded(run, config, training) as record, progress_display(console) as show:
            for progress in training.steps:
                training.position.seconds = perf_counter() - start
                record(progress)
                show(progress)
    except KeyboardInterrupt:
        interrupted = True
    except (OSError, DivergenceError) as error:
        return fail(error)

    output: Path = options.output if run is None else run.weights
    try:
        save_weights(output, training.network.state)
        result = summary(training, training.test_accuracy(), interrupted=interrupted)
        if run is not None:
            with replacing(run.result) as file:
                file.write(json.dumps(result).encode())
    except (OSError, DivergenceError) as error:
        return fail(error)
    exit_code, where = INTERRUPTED if interrupted else 0, f"weights in {output}"
    if run is not None:
        where = f"weights in {run.folder}"
        if not interrupted:
            exit_code = draw_pictures(run, training, result["test_accuracy"])
            where = where if exit_code else f"weights and pictures in {run.folder}"
    print(json.dumps(result) if options.json else in_words(config.network, where, result))
    return exit_code


def draw_pictures(run: Run, training: Training, test_accuracy: float) -> int:
    """Draw the pictures of a run; return the exit code. The weights are kept, whatever happens."""
    from scratchcnn.training.run_pictures import draw

    hint = f"the pictures are not complete: `scratchcnn train --resume {run.folder}` draws them"
    try:
        draw(run, training, test_accuracy)
    except KeyboardInterrupt:
        print(f"scratchcnn: interrupted, {hint}", file=sys.stderr)
        return INTERRUPTED
    except Exception as error:
        # Whatever matplotlib raises: the training is done, and its result is printed next.
        fail(error)
        print(f"scratchcnn: note: {hint}", file=sys.stderr)
        return FAILURE
    return 0


def where_and_what(
    parser: argparse.ArgumentParser, options: argparse.Namespace
) -> tuple[Run | None, Config]:
    """Return the run to write, if any, and its settings; refuse contradictory arguments."""
    asked = {name: getattr(options, name) for name in SETTINGS}
    given = {name: value for name, value in asked.items() if value is not None}
    if options.resume is not None:
        if options.network is not None or given:
            which = ", ".join(["NETWORK"] * (options.network is not None) + list(map(flag, given)))
            parser.error(f"argument --resume: a run resumes with its own settings, without {which}")
        run = Run(options.resume)
        try:
            return run, read_config(run.config)
        except RunError as error:
            parser.error(f"argument --resume: {error}")
    if options.network is None:
        parser.error("NETWORK is missing: one of " + ", ".join(DOCUMENTED))
    config = config_of(DOCUMENTED[options.network], given)
    if options.output is not None:
        check_output(parser, options.output, suffixes=[".npz"])
        return None, config
    run = Run(options.folder or free(Path("runs", options.network)))
    occupied = run.occupied()
    if occupied is not None:
        parser.error(f"argument --run: {occupied}")
    return run, config


def defaults(setting: str) -> str:
    """Return what a setting is by default: one value, or that of every network."""
    each = {name: getattr(one, setting) for name, one in DOCUMENTED.items()}
    if len(set(each.values())) == 1:
        return told(next(iter(each.values())))
    return ", ".join(f"{name} {told(value)}" for name, value in each.items())


def told(value: float | str) -> str:
    """Return a setting's value, as short as it can be."""
    return value if isinstance(value, str) else f"{value:g}"


def flag(setting: str) -> str:
    """Return how an option is written."""
    return f"--{setting.replace('_', '-')}"


def config_of(documented: DocumentedNetwork, given: "dict[str, Any]") -> Config:
    """Return settings: what is given, else the defaults of the network."""
    own = {
        name: getattr(documented, name)
        for name in ("epochs", "batch_size", "learning_rate", "momentum", "optimizer")
    }
    return Config(documented.name, **{"dataset": "sample", "seed": 0, **own, **given})


@contextmanager
def recorded(
    run: Run | None, config: Config, training: Training
) -> "Iterator[Callable[[Progress], None]]":
    """Give a function to be called after every batch: it keeps the run's folder up to date."""
    if run is None:
        yield lambda progress: None
        return
    with run.metrics.open("a", encoding="utf-8") as file:
        saved = perf_counter()

        def record(progress: Progress) -> None:
            nonlocal saved
            write_metrics(file, progress)
            due = perf_counter() - saved > SECONDS_BETWEEN_CHECKPOINTS
            if due or progress.batch == progress.batches:
                run.save(config, training)
                saved = perf_counter()

        # Ctrl-C may come in the middle of a step, from where nobody could go on: nothing is saved.
        yield record


def summary(training: Training, test_accuracy: float, *, interrupted: bool) -> dict[str, Any]:
    """Return what `--json` prints; epochs are whole ones, and without a batch the loss is None."""
    at = training.position
    result = {
        "test_accuracy": test_accuracy,
        "train_loss": at.loss_sum / at.seen if at.seen else None,
        "epochs": at.epoch if at.batch == training.batches else at.epoch - 1,
        "seconds": round(at.seconds, 3),
    }
    return result | {"interrupted": True} if interrupted else result


def in_words(name: str, where: str, result: dict[str, Any]) -> str:
    """Return the summary as a sentence."""
    plural = "" if result["epochs"] == 1 else "s"
    stopped = "interrupted, " if "interrupted" in result else ""
    return (
        f"{name}: {stopped}test accuracy {result['test_accuracy']:.4f} after {result['epochs']} "
        f"epoch{plural} in {result['seconds']:.1f} s, {where}"
    )
