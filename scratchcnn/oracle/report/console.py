"""The report as a person reads it: a table for every op, what failed in full, then a summary."""

from collections.abc import Iterable, Sequence

import numpy as np
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from scratchcnn.oracle.cases.values import Layout
from scratchcnn.oracle.checks.results import Result
from scratchcnn.oracle.report.report import Report


def print_report(report: Report, console: Console) -> None:
    """Print the table of one op: a row for every check in every regime; failures in full."""
    table = empty_table(", ".join(ops_of(report)), "check", "regime", "examples")
    for result in report:
        table.add_row(
            result.check,
            result.regime,
            str(result.examples),
            percentage(result.verdict.share),
            coloured(result.status),
        )
    console.print(table)
    for result in report:
        if not result:
            print_failure(result, console)


def ops_of(report: Report) -> list[str]:
    """Return the ops that a report is about."""
    return list(dict.fromkeys(result.op for result in report))


def empty_table(title: str, *columns: str) -> Table:
    """Return a table of these columns, the largest error and the verdict; no cell is cut short."""
    table = Table(title=title, title_justify="left")
    for column in (*columns, "error / allowed", "verdict"):
        numeric = column in ("checks", "examples", "error / allowed")
        table.add_column(column, justify="right" if numeric else "left", overflow="fold")
    return table


def print_failure(result: Result, console: Console) -> None:
    """Print one failure with the smallest case that shows it."""
    title = f"{result.op}, {result.check}, {result.regime}"
    console.print(f"[bold red]{title}[/]: {escape(result.verdict.message)}")
    if result.counterexample is not None:
        for line in described(result):
            console.print(f"  {escape(line)}", highlight=False)


def described(result: Result) -> Iterable[str]:
    """Yield the arguments of a counterexample, what came out and what should have."""
    trial = result.counterexample
    if trial is None:
        return
    for name, array in trial.arrays.items():
        yield f"{name} = {np.array2string(array, separator=', ', prefix=f'  {name} = ')}"
    yield from (f"{name} = {value!r}" for name, value in trial.passed.items())
    if trial.layout is not Layout.CONTIGUOUS:
        yield f"memory layout: {trial.layout.value}"
    yield f"grad_out = {np.array2string(trial.grad_out, separator=', ', prefix='  grad_out = ')}"
    verdict = result.verdict
    if verdict.expected is not None:
        yield f"got      {verdict.got}"
        yield f"expected {verdict.expected}"
    if verdict.index is not None:
        where = list(verdict.index)
        yield f"at {where} the error is {verdict.error:.3g}, allowed is {verdict.allowed:.3g}"


def print_summary(reports: Sequence[Report], console: Console) -> None:
    """Print a row for every op, and a sentence that says how it ended."""
    table = empty_table("summary", "op", "checks", "examples")
    for report in reports:
        largest = max((result.verdict.share for result in report if result), default=0.0)
        failed = sum(not result for result in report)
        table.add_row(
            ", ".join(ops_of(report)),
            str(len(report)),
            str(sum(result.examples for result in report)),
            percentage(largest),
            coloured("ok") if report else coloured(f"{failed} failed"),
        )
    console.print(table)
    total = sum(len(report) for report in reports)
    failed = sum(not result for report in reports for result in report)
    if failed or not total:
        console.print(f"[bold red]{failed} of {total} checks failed[/]")
    else:
        console.print(f"[bold green]all {total} checks passed[/]")


def percentage(share: float) -> str:
    """Return a share as a percentage."""
    return f"{share:.1%}" if np.isfinite(share) else "inf"


def coloured(status: str) -> str:
    """Return the status, green if it is ok and red if not."""
    return f"[{'green' if status == 'ok' else 'red'}]{status}[/]"
