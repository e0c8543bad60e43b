"""What the command line accepts: numbers in their ranges, and a file that can be written."""

import argparse
import math
import os
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from scratchcnn.files import real

CODE = (".py", ".ipynb", ".md", ".markdown")
PICTURES = (".png", ".svg", ".pdf", ".jpg", ".jpeg")


def check_output(
    parser: argparse.ArgumentParser,
    output: Path,
    argument: str = "--output",
    *,
    inputs: Sequence[Path | str] = (),
    suffixes: Sequence[str] = (),
) -> None:
    """Refuse, before any work is done, a file that could not or should not be written after it.

    Parameters
    ----------
    inputs : what is read, and would be lost
    suffixes : how its name may end; in any way if there is none
    """
    # What is written is where a link leads.
    target = real(output)
    if any(is_read(target, Path(one)) for one in inputs):
        parser.error(f"argument {argument}: {output} is what is read, and would be overwritten")
    if not target.parent.is_dir():
        parser.error(f"argument {argument}: there is no folder {output.parent}")
    if os.path.lexists(target) and not (target.is_file() or target.is_dir()):
        parser.error(f"argument {argument}: {output} is no regular file")
    if target.is_dir():
        parser.error(f"argument {argument}: {output} is a folder")
    if not os.access(target.parent, os.W_OK | os.X_OK):
        parser.error(f"argument {argument}: the folder {output.parent} cannot be written to")
    if suffixes and output.suffix.lower() not in suffixes:
        parser.error(f"argument {argument}: {output} must end in {', '.join(suffixes)}")


def is_read(target: Path, source: Path) -> bool:
    """Return whether a file is what is read, or would be: as code in a folder that is read."""
    if target.exists() and source.exists() and target.samefile(source):
        return True
    inside = source.is_dir() and target.is_relative_to(real(source))
    return inside and target.suffix.lower() in CODE


def check_picture(parser: argparse.ArgumentParser, output: Path, *inputs: Path) -> None:
    """Refuse, before any work is done, a file that no picture could be written to."""
    check_output(parser, output, inputs=inputs, suffixes=PICTURES)


def whole_from(minimum: int, text: str) -> int:
    """Parse a whole number of at least `minimum`."""
    try:
        number = int(text)
    except ValueError:
        number = minimum - 1
    if number < minimum:
        raise argparse.ArgumentTypeError(f"must be a whole number from {minimum} up, got {text}")
    return number


whole_from_0 = partial(whole_from, 0)
whole_from_1 = partial(whole_from, 1)


def above_0(text: str) -> float:
    """Parse a finite number above 0."""
    number = decimal(text)
    if not 0 < number < math.inf:
        raise argparse.ArgumentTypeError(f"must be a finite number above 0, got {text}")
    return number


def from_0_below_1(text: str) -> float:
    """Parse a number from 0 to below 1."""
    number = decimal(text)
    if not 0 <= number < 1:
        raise argparse.ArgumentTypeError(f"must be a number from 0 to below 1, got {text}")
    return number


def decimal(text: str) -> float:
    """Parse a number; NaN if it is none."""
    try:
        return float(text)
    except ValueError:
        return math.nan
