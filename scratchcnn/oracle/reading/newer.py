"""Syntax of a newer Python than the one that runs: which one a line would need."""

import re
import sys
from collections.abc import Sequence

# Who reads: the line, or the message of the parser; and the first Python that accepts it.
NEWER: Sequence[tuple[re.Pattern[str], bool, tuple[int, int]]] = (
    # PEP 654, 695, 701 and 758.
    (re.compile(r"except\s*\*"), False, (3, 11)),
    (re.compile(r"(type\s+\w+|(async\s+)?def\s+\w+|class\s+\w+)\s*(\[|=)"), False, (3, 12)),
    (re.compile(r"f-string"), True, (3, 12)),
    (re.compile(r"except\s+[\w.]+\s*,\s*[\w.]+\s*:"), False, (3, 14)),
)


def needed_python(line: str, message: str, running: tuple[int, ...] = sys.version_info[:2]) -> str:
    """Return what to add to a syntax error that a newer Python may not have; else "".

    Parameters
    ----------
    line : the line of the error
    message : what the parser says
    running : the version of the Python that parses

    Examples
    --------
    >>> needed_python('f"{a["b"]}"', "f-string: unmatched '['", (3, 11))
    ' (Python 3.12 or later may accept it; this is Python 3.11)'
    >>> needed_python('f"{a["b"]}"', "f-string: unmatched '['", (3, 12))
    ''
    """
    for pattern, of_message, version in NEWER:
        found = pattern.search(message) if of_message else pattern.match(line)
        if found and running < version:
            needed, present = (".".join(map(str, one[:2])) for one in (version, running))
            return f" (Python {needed} or later may accept it; this is Python {present})"
    return ""
