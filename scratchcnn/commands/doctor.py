"""The command `doctor`: what protects this machine from the homework that is run on it."""

import argparse
import json
import os
import platform
import socket
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scratchcnn.commands.arguments import Subparsers

if TYPE_CHECKING:
    from scratchcnn.oracle.process.isolated import Homework

# By what is missing -> what would help.
HELP = {
    "network access": "install bubblewrap, or allow user namespaces",
    "own process numbers": "install bubblewrap, or allow user namespaces",
    "file access limit": "install bubblewrap, or use Linux 5.13 or later with Landlock",
    "end of all its processes": "use Linux or macOS",
    "process limit": "use Linux",
    "CPU limit": "use Linux",
    "disk limit": "use Linux",
    "memory limit": "use Linux",
}
# Homework that attempts what it may not do, and returns whether it could.
TRIES = """
import os, socket

def read(path):
    return bool(open(path).read())

def connect(port):
    return socket.create_connection(("127.0.0.1", port), 2) is not None

def signal(pid):
    return os.kill(pid, 0) is None
"""
TRIED = {"file access limit": "read", "network access": "connect", "own process numbers": "signal"}
REFUSED, LET_THROUGH = "refused", "let through"


def add_doctor(subparsers: Subparsers) -> None:
    """Add the command `doctor`."""
    parser = subparsers.add_parser(
        "doctor",
        help="say what protects this machine from the homework that is run on it",
        description="Start a process like that of homework, let it try to break out, and say "
        "what contains it. The exit code is 1 if a protection is missing.",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=doctor)


def doctor(options: argparse.Namespace) -> int:
    """Examine this machine and print the result; return the exit code."""
    from scratchcnn.oracle.process.runner import HomeworkError

    try:
        found = examination()
    except HomeworkError as error:
        print(f"scratchcnn: no homework can be run here: {error}", file=sys.stderr)
        return 1
    if options.json:
        print(json.dumps(found))
    else:
        print_examination(found)
    protected = all(one["by"] and one["tried"] != LET_THROUGH for one in found["protections"])
    return 0 if protected else 1


def examination() -> dict[str, Any]:
    """Return the versions in use, and for each protection what provides it and if it holds."""
    from importlib.metadata import version

    from scratchcnn import __version__
    from scratchcnn.oracle.process.isolated import Homework
    from scratchcnn.oracle.reading.sources import read

    with tempfile.TemporaryDirectory(prefix="doctor-") as directory:
        path = Path(directory, "homework", "homework.py")
        path.parent.mkdir()
        path.write_text(TRIES)
        secret = Path(directory, "secret")
        secret.write_text("of the grader")
        sources = read(path)
        with Homework.start(sources.sources, sources.root) as homework:
            given = homework.protections
            tried = tries(homework, secret)
    return {
        "scratchcnn": __version__,
        "python": platform.python_version(),
        "numpy": version("numpy"),
        "torch": version("torch"),
        "system": f"{platform.system()} {platform.release()}",
        "protections": [
            {"name": name, "by": by, "tried": tried.get(name, "")} for name, by in given.items()
        ],
    }


def tries(homework: "Homework", secret: Path) -> Mapping[str, str]:
    """Return the outcome of each attempt, by the protection that should refuse it."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        given = {"read": str(secret), "connect": server.getsockname()[1], "signal": os.getpid()}
        return {name: tried(homework, what, given[what]) for name, what in TRIED.items()}


def tried(homework: "Homework", function: str, value: Any) -> str:
    """Have homework attempt something; return whether it was refused."""
    step = {"call": {"name": function}, "args": [{"value": value}], "save": "out"}
    return REFUSED if homework.run([step], ["out"]).failure else LET_THROUGH


def print_examination(found: Mapping[str, Any]) -> None:
    """Print the result as a table."""
    from rich.console import Console
    from rich.table import Table

    console = Console(force_terminal=sys.stdout.isatty(), highlight=False)
    console.print(
        "scratchcnn {scratchcnn}, Python {python}, NumPy {numpy}, PyTorch {torch}, {system}".format(
            **found
        )
    )
    table = Table("protection", "given by", "tried")
    missing = [one["name"] for one in found["protections"] if not one["by"]]
    for one in found["protections"]:
        table.add_row(one["name"], one["by"] or "[bold red]missing[/]", one["tried"])
    console.print(table)
    for name in missing:
        console.print(f"Without {name}: {HELP.get(name, 'this system has none')}.")
