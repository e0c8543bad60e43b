"""The arguments of `scratchcnn check`, and which of them go together."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TypeAlias

from scratchcnn.ranges import above_0, whole_from_0, whole_from_1

FORMATS = ("console", "json", "junit", "gradescope")
Names: TypeAlias = tuple[tuple[str, ...], tuple[str, ...]]
DEVICES = ("cpu", "cuda")
LEVELS = ("full", "edit", "input", "line", "name", "none")


def declare(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `check`."""
    parser.add_argument("targets", nargs="*", metavar="TARGET", help="what to judge")
    parser.add_argument(
        "--op",
        action="append",
        default=[],
        metavar="OP",
        help="judge only this op; may be repeated",
    )
    parser.add_argument(
        "--check",
        action="append",
        default=[],
        metavar="CHECK",
        help="run only this check, such as forward or grad_x; may be repeated",
    )
    parser.add_argument(
        "--examples",
        type=whole_from_1,
        metavar="N",
        help="without a TARGET: cases to draw for every regime, each in float64 and float32 "
        "(default: 10)",
    )
    add_judging(parser)
    parser.add_argument(
        "--adapter", type=Path, metavar="FILE.py", help="a teacher's adapter for all TARGETs"
    )
    parser.add_argument(
        "--against",
        metavar="OLD",
        help="compare our ops with older ones: a file, a folder, or git:REV",
    )
    parser.add_argument(
        "--device",
        choices=DEVICES,
        default=DEVICES[0],
        help="where the tensors of homework are that computes with PyTorch (default: cpu)",
    )
    add_reporting(parser)


def add_reporting(parser: argparse.ArgumentParser) -> None:
    """Add the options that say what is reported, and how."""
    parser.add_argument(
        "--explain", action="store_true", help="say in detail how layers were understood"
    )
    parser.add_argument(
        "--format",
        choices=FORMATS,
        default="console",
        help="text, or what programs, CI or Gradescope read (default: console)",
    )
    parser.add_argument(
        "--reveal",
        choices=LEVELS,
        default="full",
        help="how much is shown: all; names of bugs with their lines and what mends them; no "
        "expected values; names and lines; names; only that something is wrong (default: full)",
    )
    parser.add_argument(
        "--no-repair",
        action="store_true",
        help="do not look for the line of what is wrong, nor for an edit that mends it",
    )
    parser.add_argument(
        "--output", type=Path, metavar="FILE", help="write there instead of standard output"
    )


def add_judging(parser: argparse.ArgumentParser) -> None:
    """Add the options that say how homework is judged."""
    parser.add_argument(
        "--seed",
        type=whole_from_0,
        default=0,
        metavar="N",
        help="the same seed draws the same cases (default: 0)",
    )
    parser.add_argument(
        "--timeout",
        type=above_0,
        default=10.0,
        metavar="SECONDS",
        help="limit for one call of the homework (default: 10)",
    )
    parser.add_argument(
        "--budget",
        type=above_0,
        default=60.0,
        metavar="SECONDS",
        help="time for one homework, after which no more cases are drawn; a few of every kind "
        "always are (default: 60)",
    )
    parser.add_argument(
        "--calls",
        type=Path,
        metavar="FILE",
        help="a teacher's list of functions of PyTorch, one a line: `allow torch.einsum` or "
        "`forbid torch.einsum`",
    )


def calls_of(parser: argparse.ArgumentParser, options: argparse.Namespace) -> Names:
    """Return what a teacher allows and forbids, which is checked before anything starts."""
    from scratchcnn.oracle.understanding.teacher.calls_file import BadCalls, read_calls

    if options.calls is None:
        return (), ()
    try:
        calls = read_calls(options.calls)
    except BadCalls as error:
        parser.error(f"argument --calls: {error}")
    return calls.allowed, calls.refused


def inputs_of(options: argparse.Namespace) -> list[Path]:
    """Return the files and folders that are read, as named by the arguments."""
    named = [*options.targets, options.adapter, options.against, options.calls]
    return [Path(one) for one in named if one]


def refuse_misuse(parser: argparse.ArgumentParser, options: argparse.Namespace) -> None:
    """Refuse options that do not go together, and unknown names."""
    if "" in options.targets:
        parser.error("argument TARGET: must not be empty")
    ops, checks = known_names(options)
    for option, names, known in (("op", options.op, ops), ("check", options.check, checks)):
        for name in names:
            if name not in known and not (option == "check" and is_of_network(name, options)):
                parser.error(f"argument --{option}: must be one of {', '.join(known)}, got {name}")
    if options.targets and options.examples is not None:
        parser.error("argument --examples: only without a TARGET; see --budget")
    of_homework = ("adapter", "calls", "device", "explain", "reveal", "timeout", "budget")
    for option in (*of_homework, "no_repair"):
        if getattr(options, option) != parser.get_default(option) and not options.targets:
            parser.error(f"argument --{option.replace('_', '-')}: needs a TARGET")
    if options.device == "cuda" and not sees_a_gpu():
        parser.error("argument --device: PyTorch sees no CUDA device here")
    if options.against is not None and options.check:
        parser.error("argument --check: not with --against, which compares everything")
    if options.against is not None and options.targets:
        parser.error("argument --against: not with a TARGET; it compares our own ops")
    if options.against is not None and options.format not in ("console", "json"):
        parser.error("argument --against: only for the formats console and json")
    if options.adapter is not None and not options.adapter.is_file():
        parser.error(f"argument --adapter: there is no file {options.adapter}")


def sees_a_gpu() -> bool:
    """Return whether PyTorch sees a GPU that it can compute on."""
    from scratchcnn.oracle.cases.twins import sees_a_gpu

    return sees_a_gpu()


def is_of_network(check: str, options: argparse.Namespace) -> bool:
    """Return whether a check is of a gradient in a network, or a training's or optimizer's step."""
    from scratchcnn.oracle.checks.verdicts import CHECKS

    # `grad_X` is one of ours, misspelled.
    return (
        bool(options.targets)
        and (check == "step" or check.startswith(("grad_", "step_")))
        and check.lower() not in CHECKS
    )


def known_names(options: argparse.Namespace) -> tuple[Sequence[str], Sequence[str]]:
    """Return the known ops and checks: of homework, or of our own ops."""
    from scratchcnn.oracle.cards.table import ours
    from scratchcnn.oracle.checks.judge import check_names
    from scratchcnn.oracle.checks.verdicts import CHECKS
    from scratchcnn.oracle.judging import reported_ops

    if options.targets:
        return reported_ops(), CHECKS
    known = list(ours())
    # Which checks there are depends on the op.
    return known, check_names([one for one in options.op if one in known] or known)
