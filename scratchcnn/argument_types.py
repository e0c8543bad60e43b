"""What the command line accepts: numbers in their ranges, and a file that can be written."""

import argparse
import math
import os
from functools import partial
from pathlib import Path

PICTURES = (".png", ".svg", ".pdf", ".jpg")


def check_output(parser: argparse.ArgumentParser, output: Path, argument: str = "--output") -> None:
    """Refuse, before any work is done, a file that could not be written after it."""
    if not output.parent.is_dir():
        parser.error(f"argument {argument}: there is no folder {output.parent}")
    if output.exists() and not (output.is_file() or output.is_dir()):
        parser.error(f"argument {argument}: {output} is no regular file")
    if output.is_dir():
        parser.error(f"argument {argument}: {output} is a folder")
    if not os.access(output.parent, os.W_OK):
        parser.error(f"argument {argument}: the folder {output.parent} cannot be written to")


def check_picture(parser: argparse.ArgumentParser, output: Path) -> None:
    """Refuse, before any work is done, a file that no picture could be written to."""
    check_output(parser, output)
    if output.suffix.lower() not in PICTURES:
        parser.error(f"argument --output: {output} must end in {', '.join(PICTURES)}")


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
