"""The command `scratchcnn adapter`: the skeleton of an adapter for some homework."""

import argparse
import ast
import sys
from functools import partial
from pathlib import Path

from scratchcnn.commands.arguments import Subparsers, check_output
from scratchcnn.files import replacing

UNREADABLE = 2


def add_adapter(subparsers: Subparsers) -> None:
    """Add the command `adapter`."""
    parser = subparsers.add_parser(
        "adapter",
        help="write the skeleton of an adapter for homework",
        description="Write the skeleton of an adapter: a Python file with one function for every "
        "op that was recognised in TARGET, filled in where its convention is understood. "
        "Complete it and judge with `scratchcnn check TARGET --adapter FILE`.",
    )
    parser.add_argument("target", metavar="TARGET", help="the homework, as for `check`")
    parser.add_argument(
        "--output", type=Path, metavar="FILE.py", help="write there instead of standard output"
    )
    parser.set_defaults(run=partial(adapter, parser))


def adapter(parser: argparse.ArgumentParser, options: argparse.Namespace) -> int:
    """Write the skeleton; return the exit code."""
    from scratchcnn.oracle.process.isolated import Homework
    from scratchcnn.oracle.process.runner import HomeworkError
    from scratchcnn.oracle.reading.sources import read
    from scratchcnn.oracle.reading.unreadable import Unreadable
    from scratchcnn.oracle.understanding.teacher.skeleton import skeleton

    if options.output is not None:
        check_output(parser, options.output, inputs=[options.target], suffixes=[".py"])
        if options.output.exists():
            parser.error(f"argument --output: {options.output} already exists; remove it first")
    try:
        sources = read(options.target)
        with Homework.start(
            sources.sources, sources.root, above=sources.above, unread=sources.unread
        ) as runner:
            text = skeleton(runner, options.target)
    except (Unreadable, HomeworkError) as error:
        print(f"scratchcnn: {error}", file=sys.stderr)
        return UNREADABLE
    if options.output is None:
        print(text, end="")
    else:
        with replacing(options.output) as file:
            file.write(text.encode())
    left = to_be_filled_in(text)
    if left is not None:
        print(f"scratchcnn: {left}", file=sys.stderr)
    return 0


def to_be_filled_in(text: str) -> str | None:
    """Say in one line what an adapter lacks before it can be used; None if it is complete."""
    written = [one for one in ast.parse(text).body if isinstance(one, ast.FunctionDef)]
    functions = [one for one in written if not one.name.startswith("_")]
    if not functions:
        return (
            "no layer was recognised, and the adapter is refused as it is: "
            "write a function into it that is named as its op"
        )
    drafts = [one for one in functions if any(isinstance(it, ast.Raise) for it in one.body)]
    if not drafts:
        return None
    names = ", ".join(f"{one.name} (line {one.lineno})" for one in drafts)
    return f"the adapter is refused as it is: write, or remove, {names}"
