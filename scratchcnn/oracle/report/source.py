"""Where in the homework a bug is, as a reader and an editor read it."""

import re
from textwrap import dedent

from scratchcnn.oracle.checks.results import Location, Repair
from scratchcnn.oracle.report.arrays import Lines, Span
from scratchcnn.oracle.report.words import counted, in_one_line, printable

LONGEST_LINE = 200
# A target that is the name of a module, not of a file or a folder.
MODULE = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)+")


def place(location: Location, target: str = "") -> str:
    """Return a place as editors turn it into a link; in a notebook the cell and its line.

    Parameters
    ----------
    location : the place
    target : what was judged, as it was named; "" if that is not known

    Examples
    --------
    >>> place(Location("homework.py", 41, 9, "", (), ""), "week3/homework.py")
    'week3/homework.py:41:9'
    >>> place(Location("layers/conv.py", 41, 9, "", (), ""), "week3")
    'week3/layers/conv.py:41:9'
    >>> place(Location("conv.py", 41, 9, "", (), ""), "week3.layers.conv")
    'conv.py:41:9'
    >>> place(Location("cnn.ipynb", 7, 5, "cell 3", (), ""), "cnn.ipynb")
    'cnn.ipynb, cell 3, line 7'
    """
    file = location.file
    if target and target.replace("\\", "/").rpartition("/")[2] == file:
        file = target
    elif target and not MODULE.fullmatch(target):
        file = f"{target.rstrip('/')}/{file}"
    file = in_one_line(file)
    if location.cell:
        return f"{file}, {in_one_line(location.cell)}, line {location.line}"
    return f"{file}:{location.line}:{location.column}"


def source_lines(location: Location) -> Lines:
    """Return the line, marked, and those around it, all numbered and indented as little as can be.

    Examples
    --------
    >>> around = ((7, "    for i in range(3):"), (8, "        a += b"))
    >>> for line in source_lines(Location("homework.py", 8, 9, "", around, "")):
    ...     print("".join(span.text for span in line))
      7 | for i in range(3):
    > 8 |     a += b
    """
    width = len(str(location.around[-1][0]))
    texts = dedent("\n".join(text for _, text in location.around)).split("\n")
    lines = []
    for (number, _), text in zip(location.around, texts, strict=True):
        here = number == location.line
        shown = printable(text, LONGEST_LINE).rstrip()
        lines.append([Span(f"{'>' if here else ' '} {number:{width}} | "), Span(shown, here)])
    return lines


def edit_title(repair: Repair) -> str:
    """Return what stands over an edit: how it is known that it mends the layer.

    Examples
    --------
    >>> edit_title(Repair("", 49, 964))
    'an edit that makes the layer right, in 49 other cases too'
    """
    return f"an edit that makes the layer right, in {counted(repair.cases, 'other case')} too"
