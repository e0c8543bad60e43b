"""Numbers in their ranges, from text: for the command line, and for the settings of a run.

A number out of range raises ArgumentTypeError, whose message argparse shows as it is.
"""

import argparse
import math
from functools import partial


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
    """Parse a number; NaN if it is not one."""
    try:
        return float(text)
    except ValueError:
        return math.nan
