"""The `scratchcnn` command: it parses the arguments and ties the parts together."""

import argparse
import os
import sys
from collections.abc import Sequence

from scratchcnn import __version__
from scratchcnn.commands.adapter import add_adapter
from scratchcnn.commands.check import add_check
from scratchcnn.commands.doctor import add_doctor
from scratchcnn.commands.evaluate import add_evaluate
from scratchcnn.commands.exit_codes import FAILURE, INTERRUPTED, fail
from scratchcnn.commands.grade import add_grade
from scratchcnn.commands.predict import add_predict
from scratchcnn.commands.show import add_show
from scratchcnn.commands.storage import hypothesis_in_cache
from scratchcnn.commands.train import add_train


def make_streams_safe() -> None:
    """Keep unprintable characters and closed streams from ending a command that did its work."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            # Closed by whoever started us (`>&-`): what is written is lost, as was asked for.
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 # kept open
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    if os.environ.get("COLUMNS") == "0":
        # Some editors and runners set it where there is no terminal; rich would believe it.
        del os.environ["COLUMNS"]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command.

    Parameters
    ----------
    argv : the arguments; those of the process if None

    Returns
    -------
    exit_code : 0 for success, 1 for an error that was reported, 130 after Ctrl-C

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
    add_evaluate(subparsers)
    add_predict(subparsers)
    add_show(subparsers)
    make_streams_safe()
    options = parser.parse_args(argv)
    try:
        with hypothesis_in_cache():
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
