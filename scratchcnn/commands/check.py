"""The command `scratchcnn check`: our own ops, or anybody's homework."""

import argparse
import io
import math
import sys
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from time import perf_counter
from typing import TYPE_CHECKING, Any

from scratchcnn.commands.arguments import CODE, Subparsers, check_output
from scratchcnn.commands.check_arguments import calls_of, declare, inputs_of, refuse_misuse
from scratchcnn.files import replacing
from scratchcnn.processes import in_processes

if TYPE_CHECKING:
    from rich.console import Console

    from scratchcnn.oracle.checks.results import Result
    from scratchcnn.oracle.report.report import Report

# Ops times examples. For fewer, processes are done later than this one alone, for each has to
# import PyTorch first: 16 ops with 5 cases took 8.5 s in one and 9.6 in two, with 10 cases 12.5
# and 10.3.
WORTH_PROCESSES = 120
DESCRIPTION = """\
Judge homework: find its layers, whatever their convention, run them beside their PyTorch twins in
a process of its own, and say for each whether it is right, and if not, where, on which smallest
input, and which bug it is. TARGET is a .py, .ipynb or .md file, a folder or the name of a
module. Without a TARGET the ops of scratchcnn itself are judged.
Exit code 0: nothing is wrong; 1: something is, or nothing could be judged; 2: bad usage, or a
TARGET cannot be read."""


def add_check(subparsers: Subparsers) -> None:
    """Add the command `check`."""
    parser = subparsers.add_parser("check", help="judge homework", description=DESCRIPTION)
    declare(parser)
    parser.set_defaults(run=partial(check, parser))


def check(parser: argparse.ArgumentParser, options: argparse.Namespace) -> int:
    """Judge and print the reports; return the exit code."""
    if options.output is not None:
        check_output(parser, options.output, inputs=inputs_of(options))
        if options.output.suffix.lower() in CODE and options.output.exists():
            parser.error(f"argument --output: {options.output} may be homework; remove it first")
    refuse_misuse(parser, options)
    if options.against is not None:
        return compare(parser, options)
    start = perf_counter()
    reports = homework(parser, options) if options.targets else own_ops(options)
    text = FORMATTERS[options.format](reports, options, perf_counter() - start)
    write(text, options)
    return max(report.exit_code for report in reports)


def write(text: str, options: argparse.Namespace) -> None:
    """Print the text, or write it to the file that was asked for."""
    if options.output is None:
        print(text, end="")
        return
    with replacing(options.output) as file:
        file.write(text.encode())


def compare(parser: argparse.ArgumentParser, options: argparse.Namespace) -> int:
    """Compare our ops with older ones; return the exit code."""
    from scratchcnn import ops
    from scratchcnn.oracle.against.comparing import LoadError, against, exit_code, load_ops
    from scratchcnn.oracle.cards.table import ours
    from scratchcnn.oracle.report.drift import drift_json, print_drift

    try:
        old = load_ops(options.against)
    except LoadError as error:
        parser.error(f"argument --against: {error}")
    new = {name: getattr(ops, name) for name in ours()}
    names = list(dict.fromkeys(options.op or ours()))
    drifts = against(new, old, ops=names, examples=options.examples or 10, seed=options.seed)
    if options.format == "json":
        write(drift_json(drifts, options.against, options.seed) + "\n", options)
    else:
        text, console = recorded(options)
        print_drift(drifts, options.against, options.seed, console)
        write(text.getvalue(), options)
    return exit_code(drifts)


def own_ops(options: argparse.Namespace) -> list["Report"]:
    """Judge the ops of scratchcnn, several at a time where there is enough to do."""
    from scratchcnn.oracle.cards.table import ours

    names = list(dict.fromkeys(options.op or ours()))
    examples = options.examples or 10
    show = own_console(options)
    checks = tuple(options.check)
    judge = partial(judge_own_op, examples=examples, seed=options.seed, checks=checks)
    each: Callable[..., Iterable[Report]]
    each = in_processes if len(names) * examples >= WORTH_PROCESSES else map
    reports = []
    try:
        for report in each(judge, names):
            reports.append(report)
            show(report)
    except BrokenProcessPool:
        left = [f"--op {name}" for name in names[len(reports) :]]
        raise SystemExit(
            "error: a process that judged ops was killed, perhaps for lack of memory; "
            f"each alone takes less: {', '.join(left)}"
        ) from None
    return reports


def judge_own_op(name: str, *, examples: int, seed: int, checks: tuple[str, ...]) -> "Report":
    """Judge one op of scratchcnn."""
    from scratchcnn import ops, oracle

    return oracle.check(getattr(ops, name), op=name, examples=examples, seed=seed, checks=checks)


def own_console(options: argparse.Namespace) -> Callable[["Report"], None]:
    """Return a function that prints the table of an op, if the reports go to a console."""
    if options.format != "console" or options.output is not None:
        return lambda report: None
    from rich.console import Console

    from scratchcnn.oracle.report.console import print_report

    return partial(print_report, console=Console(force_terminal=sys.stdout.isatty()))


def homework(parser: argparse.ArgumentParser, options: argparse.Namespace) -> list["Report"]:
    """Judge every target."""
    from scratchcnn.oracle.judging import Settings
    from scratchcnn.oracle.report.homework_console import print_first_failure
    from scratchcnn.oracle.target import judge_target

    settings = Settings(
        seed=options.seed,
        timeout=options.timeout,
        budget=options.budget,
        ops=tuple(options.op),
        checks=tuple(options.check),
        adapter=options.adapter,
        calls=calls_of(parser, options),
        device=options.device,
        repair=not options.no_repair,
    )
    reports = []
    for target in options.targets:
        told: list[Result] = []

        def tell(result: "Result", told: list[Any] = told) -> None:
            """Show the first failure as soon as it is found; the report follows."""
            if result or told or options.format != "console":
                return
            told.append(result)
            print_first_failure(result, stderr_console(), reveal=options.reveal)

        reports.append(judge_target(target, settings, tell))
    return reports


def stderr_console() -> "Console":
    """Return the console for what is not the report itself."""
    from rich.console import Console

    return Console(stderr=True, force_terminal=sys.stderr.isatty())


def recorded(options: argparse.Namespace) -> tuple[io.StringIO, "Console"]:
    """Return a text and a console that writes to it, as wide and coloured as its destination.

    It draws no line that the encoding of the destination lacks.
    """
    from rich.console import Console

    class Recorded(Console):
        encoding = ((options.output is None and sys.stdout.encoding) or "utf-8").lower()

    # Rich would also take FORCE_COLOR for a terminal.
    to_terminal = options.output is None and sys.stdout.isatty()
    text = io.StringIO()
    return text, Recorded(file=text, force_terminal=to_terminal, width=Console().width)


def as_console(reports: Sequence["Report"], options: argparse.Namespace, seconds: float) -> str:
    """Return the reports as text for a terminal, a pipe or a file."""
    from scratchcnn.oracle.report.console import print_report, print_summary
    from scratchcnn.oracle.report.homework_console import print_homework

    text, console = recorded(options)
    if options.targets:
        for number, report in enumerate(reports):
            if number:
                console.print()
            print_homework(report, console, reveal=options.reveal, explain=options.explain)
        return text.getvalue()
    if options.output is not None:
        for report in reports:
            print_report(report, console)
    print_summary(reports, console)
    return text.getvalue()


def merged(reports: Sequence["Report"], options: argparse.Namespace) -> list["Report"]:
    """Return the reports as formats for programs show them: our own ops are one target."""
    from scratchcnn.oracle.report.report import Report
    from scratchcnn.oracle.report.reveal import reveal

    if not options.targets:
        results = tuple(result for report in reports for result in report)
        return [Report("scratchcnn", results, options.seed)]
    return [reveal(report, options.reveal) for report in reports]


def as_json(reports: Sequence["Report"], options: argparse.Namespace, seconds: float) -> str:
    """Return the reports as JSON."""
    from scratchcnn.oracle.report.json_format import to_json

    return to_json(merged(reports, options), options.seed) + "\n"


def as_junit(reports: Sequence["Report"], options: argparse.Namespace, seconds: float) -> str:
    """Return the reports as JUnit's XML."""
    from scratchcnn.oracle.report.junit import to_junit

    return to_junit(merged(reports, options)) + "\n"


def as_gradescope(reports: Sequence["Report"], options: argparse.Namespace, seconds: float) -> str:
    """Return the reports as Gradescope's results.json."""
    from scratchcnn.oracle.report.gradescope import to_gradescope

    return to_gradescope(merged(reports, options), seconds=math.floor(seconds)) + "\n"


FORMATTERS: dict[str, Callable[[Sequence["Report"], argparse.Namespace, float], str]] = {
    "console": as_console,
    "json": as_json,
    "junit": as_junit,
    "gradescope": as_gradescope,
}
