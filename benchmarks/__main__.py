"""Measure everything beside PyTorch: `python -m benchmarks`, or `tox -e bench`."""

import argparse
from collections.abc import Callable
from pathlib import Path

from rich.console import Console

from benchmarks import chart, layers, limits, networks, oracle
from benchmarks.every_op import every_op
from benchmarks.results import Section, environment, show, write_json
from scratchcnn.commands.arguments import check_output
from scratchcnn.datasets import load
from scratchcnn.ranges import above_0
from scratchcnn.training.loop import keep_freed_memory

SECONDS = 2.0


def sections(seconds: float, *, small: bool) -> dict[str, Callable[[], Section]]:
    """Return what can be measured; `small` is as little as shows that it works."""
    shapes = layers.SMALL if small else layers.CONVOLUTIONS
    batches = (4,) if small else (32, 128)
    growth = ((1, 2), (8, 16)) if small else (chart.BATCHES, chart.SIZES)
    return {
        "steps": lambda: networks.training_steps(seconds, batches),
        "epoch": lambda: (
            networks.epoch(load("sample"), 1) if small else networks.epoch(load("mnist"), 5)
        ),
        "conv2d": lambda: layers.convolutions(seconds, shapes),
        "limit": lambda: limits.convolution_limits(seconds, shapes),
        "step_limit": lambda: limits.step_limits(seconds, batches),
        "ops": lambda: layers.others(seconds, batches),
        "every_op": lambda: every_op(seconds / 4, batches[0]),
        "crossover": lambda: limits.crossover(seconds / 4, (8, 16) if small else limits.PRODUCTS),
        "growth": lambda: chart.growth(seconds / 4, *growth),
        "rates": lambda: oracle.rates(20 if small else 1000),
        "opinions": lambda: oracle.second_opinions(seconds),
        "check": lambda: oracle.whole_check(1 if small else 100),
    }


def parsed() -> argparse.Namespace:
    """Read the command line."""
    names = list(sections(SECONDS, small=True))
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=names, default=names, help="these tables")
    parser.add_argument("--small", action="store_true", help="tiny cases, to see that it works")
    parser.add_argument("--seconds", type=above_0, default=SECONDS, help="for every case")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures there")
    parser.add_argument("--chart", type=Path, metavar="FILE", help="draw the growth there")
    options = parser.parse_args()
    for argument, path in (("--json", options.json), ("--chart", options.chart)):
        if path is not None:
            check_output(parser, path, argument)
    return options


def main() -> None:
    """Measure what the command line asks for, and print it."""
    options = parsed()
    console = Console(width=240)
    for name, value in environment().items():
        console.print(f"{name}: {value}", highlight=False)
    keep_freed_memory()
    console.print("freed memory is kept, as in training", highlight=False)
    seconds = 0.05 if options.small else options.seconds
    measures = sections(seconds, small=options.small)
    measured = []
    for name in options.only:
        section = measures[name]()
        measured.append(section)
        show(section, console)
        if section.name == "growth" and options.chart:
            chart.draw(section, options.chart)
        # After every table, so that an interruption costs no more than one.
        if options.json:
            write_json(options.json, measured)


if __name__ == "__main__":
    main()
