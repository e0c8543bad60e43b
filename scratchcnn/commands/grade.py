"""The command `scratchcnn grade`: judge and grade all submissions of a class."""

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from scratchcnn.commands.arguments import Subparsers
from scratchcnn.commands.check_arguments import LEVELS, add_judging, calls_of
from scratchcnn.files import real
from scratchcnn.processes import cores
from scratchcnn.ranges import whole_from_1

if TYPE_CHECKING:
    from rich.console import Console

    from scratchcnn.grading.engines import Engine
    from scratchcnn.grading.grades import Grade
    from scratchcnn.grading.points import Points
    from scratchcnn.grading.results import Results
    from scratchcnn.grading.run import Progress, Tell

DESCRIPTION = """\
Judge every file, folder and .zip archive in FOLDER, several at a time, each as `scratchcnn check`
does, and write for each a report (JSON and HTML) and Gradescope's results.json, for the class
grades.csv and overview.html. What was judged already and has not changed is kept: after Ctrl-C, or
anything else, start it again.
Exit code 0: every submission has its results; 1: they could not be written, or the adapter fails;
2: bad usage."""
# How many names of running submissions fit into a line.
SHOWN = 3


def add_grade(subparsers: Subparsers) -> None:
    """Add the command `grade`."""
    parser = subparsers.add_parser("grade", help="grade a whole class", description=DESCRIPTION)
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="where the submissions are")
    parser.add_argument(
        "--output",
        type=Path,
        default=Path("results"),
        metavar="FOLDER",
        help="where the results go (default: results)",
    )
    parser.add_argument(
        "--points", type=Path, metavar="FILE.toml", help="what every check is worth (default: 1)"
    )
    parser.add_argument(
        "--adapter", type=Path, metavar="FILE.py", help="a teacher's adapter for all submissions"
    )
    parser.add_argument(
        "--reveal",
        choices=LEVELS,
        default="full",
        help="how much the reports show, as for `check` (default: full)",
    )
    parser.add_argument(
        "--workers",
        type=whole_from_1,
        metavar="N",
        help="how many submissions are judged at a time (default: one per core)",
    )
    parser.add_argument(
        "--scheduler",
        metavar="tcp://HOST:PORT",
        help="judge on this Dask cluster instead of this machine",
    )
    add_judging(parser)
    parser.set_defaults(run=partial(grade, parser))


def grade(parser: argparse.ArgumentParser, options: argparse.Namespace) -> int:
    """Judge, grade and write; return the exit code."""
    from rich.console import Console

    from scratchcnn.grading.cluster import NoCluster
    from scratchcnn.grading.results import Busy, Results
    from scratchcnn.grading.run import finish, run
    from scratchcnn.grading.submissions import Submission, places
    from scratchcnn.grading.work import Task

    refuse_misuse(parser, options)
    points = points_of(parser, options)
    found = places(options.folder)
    if not found:
        parser.error(f"argument FOLDER: {options.folder} holds no submission")
    adapter = adapter_of(parser, options)
    calls = calls_of(parser, options)

    def make_task(submission: Submission) -> Task:
        settings = (options.seed, options.timeout, options.budget)
        return Task(submission, *settings, adapter=adapter, level=options.reveal, calls=calls)

    results = Results(options.output)
    console = Console(stderr=True, force_terminal=sys.stderr.isatty())
    try:
        with results.opened():
            with progress_shown(console) as tell:
                engine = engine_of(options, results, len(found))
                done = run(found, results, make_task, engine, tell)
            grades = finish([place.name for place in found], results, points)
    except Busy as error:
        parser.error(f"argument --output: {error}")
    except NoCluster as error:
        parser.error(f"argument --scheduler: {error}")
    print_summary(grades, done, options)
    return failures_of_the_adapter(grades)


def failures_of_the_adapter(grades: "list[Grade]") -> int:
    """Report for how many submissions the adapter failed, if any; return the exit code."""
    from scratchcnn.oracle.report.words import in_one_line

    failed = [one for one in grades if one.adapter_failed]
    if not failed:
        return 0
    how_many = f"{len(failed)} of {len(grades)}, which could not be judged"
    print(
        f"scratchcnn: the adapter fails for {how_many}: {in_one_line(failed[0].error)}",
        file=sys.stderr,
    )
    return 1


def refuse_misuse(parser: argparse.ArgumentParser, options: argparse.Namespace) -> None:
    """Refuse what cannot be graded, and a folder that results cannot be written to."""
    if not options.folder.is_dir():
        parser.error(f"argument FOLDER: there is no folder {options.folder}")
    for name in ("points", "adapter"):
        path = getattr(options, name)
        if path is not None and not path.is_file():
            parser.error(f"argument --{name}: there is no file {path}")
    if options.scheduler is not None and options.workers is not None:
        parser.error("argument --workers: not with --scheduler, whose workers are there already")
    if options.output.exists() and not options.output.is_dir():
        parser.error(f"argument --output: {options.output} is not a folder")
    output, folder = real(options.output), real(options.folder)
    if output == folder or output.is_relative_to(folder):
        parser.error(f"argument --output: {options.output} would be a submission itself")


def points_of(parser: argparse.ArgumentParser, options: argparse.Namespace) -> "Points":
    """Return what every check is worth."""
    from scratchcnn.grading.points import Points, PointsError, read_points
    from scratchcnn.oracle.checks.verdicts import CHECKS
    from scratchcnn.oracle.judging import reported_ops

    if options.points is None:
        return Points()
    try:
        return read_points(options.points.read_bytes(), reported_ops(), CHECKS)
    except PointsError as error:
        parser.error(f"argument --points: {options.points} {error}")


def adapter_of(parser: argparse.ArgumentParser, options: argparse.Namespace) -> bytes | None:
    """Return the teacher's adapter, which is checked before it is tried on a class."""
    from scratchcnn.oracle.understanding.teacher.adapter_file import AdapterError, read_adapter

    if options.adapter is None:
        return None
    try:
        read_adapter(options.adapter)
    except AdapterError as error:
        parser.error(f"argument --adapter: {error}")
    content: bytes = options.adapter.read_bytes()
    return content


def engine_of(options: argparse.Namespace, results: "Results", submissions: int) -> "Engine":
    """Return what judges the submissions: a cluster, or at most one process for each here."""
    from scratchcnn.grading.cluster import on_cluster
    from scratchcnn.grading.engines import in_local_processes

    if options.scheduler is not None:
        return partial(on_cluster, address=options.scheduler)
    workers = min(options.workers or cores(), submissions)
    return partial(in_local_processes, workers=workers, work=results.work)


@contextmanager
def progress_shown(console: "Console") -> Iterator["Tell"]:
    """Give a function that shows the progress of a run: a bar on a terminal, else lines."""
    import rich.progress
    from rich.table import Column

    from scratchcnn.oracle.report.words import in_one_line

    # On a narrow terminal the names are what is cut.
    names_last = Column(ratio=1, no_wrap=True, overflow="ellipsis")
    with rich.progress.Progress(
        rich.progress.BarColumn(bar_width=10),
        rich.progress.MofNCompleteColumn(table_column=Column(no_wrap=True, min_width=5)),
        rich.progress.TimeRemainingColumn(table_column=Column(no_wrap=True, min_width=8)),
        rich.progress.TextColumn(
            "{task.fields[failed]} not right; {task.fields[running]}",
            # A name is no markup.
            markup=False,
            table_column=names_last,
        ),
        console=console,
        disable=not console.is_terminal,
        expand=True,
        transient=True,
    ) as bar:
        shown = bar.add_task("", total=None, failed=0, running="")

        def tell(progress: "Progress") -> None:
            names = [in_one_line(name) for name in progress.running[:SHOWN]]
            more = len(progress.running) - len(names)
            running = ", ".join(names) + f" and {more} more" * (more > 0)
            bar.update(
                shown,
                total=progress.total,
                completed=progress.kept + progress.judged,
                failed=progress.failed,
                running=running,
            )
            if progress.latest is not None and not console.is_terminal:
                done = f"{progress.kept + progress.judged}/{progress.total}"
                line = f"{done} {in_one_line(progress.latest.name)}: {progress.latest.verdict}"
                print(line, file=sys.stderr)

        yield tell


def print_summary(grades: "list[Grade]", done: "Progress", options: argparse.Namespace) -> None:
    """Print the number of submissions by verdict, and where the results are."""
    from collections import Counter

    from scratchcnn.oracle.report.words import counted

    verdicts = Counter(one.verdict for one in grades).most_common()
    said = ", ".join(f"{count} {verdict}" for verdict, count in verdicts)
    count = counted(len(grades), "submission")
    print(f"{count}: {said}; {done.judged} judged now, {done.kept} before")
    print(f"{options.output / 'grades.csv'}, {options.output / 'overview.html'}")
