"""A failure as plain text, for the formats that show text as it is."""

import io

from rich.console import Console

from scratchcnn.oracle.checks.results import Result
from scratchcnn.oracle.report.homework_console import print_failure
from scratchcnn.oracle.report.words import Group

WIDTH = 80


def as_text(*results: Result) -> str:
    """Return what was found in results that all found the same, as the console prints it."""
    text = io.StringIO()
    # Rich would also take FORCE_COLOR for a terminal.
    console = Console(file=text, width=WIDTH, force_terminal=False, color_system=None)
    print_failure(Group(results), console)
    return text.getvalue().strip("\n")
