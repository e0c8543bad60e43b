"""What the arguments of several commands have in common, such as output files."""

import argparse
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TypeAlias

from scratchcnn.files import real

Subparsers: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"

CODE = (".py", ".ipynb", ".md", ".markdown", ".qmd", ".rmd")
PICTURES = (".png", ".svg", ".pdf", ".jpg", ".jpeg")


def check_output(
    parser: argparse.ArgumentParser,
    output: Path,
    argument: str = "--output",
    *,
    inputs: Sequence[Path | str] = (),
    suffixes: Sequence[str] = (),
) -> None:
    """Refuse, before any work is done, an output file that cannot or should not be written.

    Parameters
    ----------
    inputs : the files and folders that are read, and must not be overwritten
    suffixes : how its name may end; () for any
    """
    # What is written is where a link leads.
    target = real(output)
    if any(is_read(target, Path(one)) for one in inputs):
        parser.error(f"argument {argument}: {output} is an input, and would be overwritten")
    if not target.parent.is_dir():
        parser.error(f"argument {argument}: there is no folder {output.parent}")
    if os.path.lexists(target) and not (target.is_file() or target.is_dir()):
        parser.error(f"argument {argument}: {output} is not a regular file")
    if target.is_dir():
        parser.error(f"argument {argument}: {output} is a folder")
    if not os.access(target.parent, os.W_OK | os.X_OK):
        parser.error(f"argument {argument}: the folder {output.parent} cannot be written to")
    if suffixes and output.suffix.lower() not in suffixes:
        parser.error(f"argument {argument}: {output} must end in {', '.join(suffixes)}")


def is_read(target: Path, source: Path) -> bool:
    """Return whether a file is an input, or would be one: code in a folder that is read."""
    if target.exists() and source.exists() and target.samefile(source):
        return True
    inside = source.is_dir() and target.is_relative_to(real(source))
    return inside and target.suffix.lower() in CODE


def check_picture(parser: argparse.ArgumentParser, output: Path, *inputs: Path) -> None:
    """Refuse, before any work is done, a file that a picture cannot be written to."""
    check_output(parser, output, inputs=inputs, suffixes=PICTURES)
