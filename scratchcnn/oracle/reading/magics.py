"""What IPython understands and Python does not: magics, shell commands, help."""

import ast
import keyword
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from scratchcnn.oracle.reading.python2 import translated
from scratchcnn.oracle.reading.syntax import syntax_problem

CELL_MAGIC = re.compile(r"%%(\w+)\b(.*)")
# Cell magics whose cell is Python all the same. That of any other is, if it defines something.
FILES = ("writefile", "file")
PYTHON_CELLS = ("time", "timeit", "capture", "prun", "python", "python3", "pypy", *FILES)
ADD_TO = "add_to"
# Cells of these bind no name of the notebook, whatever is in them.
OTHER_CELLS = (
    *("bash", "sh", "cmd", "powershell", "system", "sx", "perl", "ruby", "html", "HTML", "svg"),
    *("SVG", "latex", "markdown", "javascript", "js", "css", "script", *FILES),
)
# Cells that a notebook keeps, and that nothing runs.
SWITCHED_OFF = re.compile(r"%%(skip\w*|ignore|comment|disabled?|no_?run|noop)\b\s*(.*)")
SWITCHED_ON = re.compile(r"(False|0|None)?$")
SCRIPT = re.compile(r"%%script\b(.*)")
PYTHON = re.compile(r"(\S*/)?(python|pypy)")
OPTION = re.compile(r"#\|\s*eval\s*[:=]\s*(?:!expr\s+)?(?:false|no|off|f)\s*$", re.IGNORECASE)
EXPORTED = re.compile(r"#\|\s*exporti?s?\b")
# Statements that only IPython knows: magics, shell commands, help, and what is assigned from them.
MAGIC = re.compile(r"\s*([%!?]|[\w., ()]+=\s*[%!]|[^#'\"]*\?\s*(#.*)?$)")
# In a cell, magics and some commands may lack their sign ("automagic" in IPython's documentation).
AUTOMAGIC = re.compile(
    r"\s*(pip3?|conda|mamba|micromamba|uv|cd|ls|ll|pwd|cat|cp|mv|rm|rmdir|mkdir|less|more|man|env"
    r"|matplotlib|pylab|load|load_ext|reload_ext|autoreload|run|time|timeit|prun|config|set_env"
    r"|store|edit|history|hist|logstart|precision|reset|reset_selective|who|whos|system|sx|clear"
    r"|pushd|popd|alias|bookmark|gui|pdb|pinfo|pdoc|psource|pycat|rerun|save|xmode|colors"
    r")(\s+(?![=,(])\S.*)?\s*$"
)
IN_CELLS = re.compile(f"(?:{MAGIC.pattern}|{AUTOMAGIC.pattern})")
# Magics that run a statement among the names of the notebook, their options, and the statement.
RUNS = re.compile(
    r"(?P<target>[\w., ()]+=\s*)?%?(?P<magic>time|timeit|prun)\b"
    r"(?:\s+(?:-[nrpslTD]\s*\S+|-[a-zA-Z]+|--[\w-]+))*\s+(?P<statement>\S.*)"
)
# Each takes the time to parse the cell; who writes more magics does not want to be read.
MOST_STEPS = 500
OF_PYLAB = "import numpy, numpy as np; from pylab import *"
PYLAB = re.compile(r"%?pylab\b(?!.*--no-import-all)")
RUN = re.compile(r"%?run\b(?:\s+-\w+)*\s+(?P<file>[^\s'\"]+)")


@dataclass(frozen=True)
class Plain:
    """A cell, as Python.

    Attributes
    ----------
    text : with as many lines; None if it is not Python, or nothing runs it
    left_out : why names that it would bind are missing; "" if it binds none
    """

    text: str | None
    left_out: str = ""


def without_magics(text: str) -> Plain:
    """Return a piece of a script or document, with `pass` in place of every magic."""
    return plain(text, MAGIC)


def as_run(text: str) -> Plain:
    """Return a cell of a notebook: it may be indented, and magics may lack their sign."""
    lines = text.split("\n")
    first = lines[first_of(lines)]
    indentation = first[: len(first) - len(first.lstrip())]
    return plain("\n".join(line.removeprefix(indentation) for line in lines), IN_CELLS)


def plain(text: str, magic: re.Pattern[str]) -> Plain:
    """Return a cell as Python; `magic` tells a line that is none."""
    lines = text.split("\n")
    why = never_run(lines)
    if why:
        return Plain(None, why if binds("\n".join(disarmed(lines, magic))) else "")
    first = first_of(lines)
    if not lines[first].startswith("%%"):
        return Plain("\n".join(disarmed(lines, magic)))
    head = CELL_MAGIC.match(lines[first])
    if head is None or (head[1] in FILES and ".py" not in head[2]):
        return Plain(None)
    lines[first] = ""
    if head[1] == ADD_TO and head[2].strip().isidentifier():
        # jdc's (https://github.com/alexhagen/jdc): what is defined here belongs to a class.
        name = head[2].strip()
        lines = [f"    {line}" if line.strip() else "" for line in lines]
        lines[first] = f"class {name}({name}):"
    python = "\n".join(disarmed(lines, magic))
    # Of those that may run nothing, only what they do run is left.
    run = any(one.match(head[0]) for one in (SCRIPT, SWITCHED_OFF))
    if run or head[1] in PYTHON_CELLS or defines(python):
        return Plain(python)
    lost = head[1] not in OTHER_CELLS and (binds(python) or syntax_problem(python) is not None)
    return Plain(None, f"only `%%{head[1]}` can read it" if lost else "")


def first_of(lines: Sequence[str]) -> int:
    """Return the number of the first line that is not empty; 0 if all are."""
    return next((number for number, line in enumerate(lines) if line.strip()), 0)


def never_run(lines: Sequence[str]) -> str:
    """Return why Python never runs a cell; "" if it does."""
    exported = False
    for line in map(str.strip, lines):
        if line and not line.startswith(("#", "%%")):
            break
        script, off = SCRIPT.match(line), SWITCHED_OFF.match(line)
        if script and not runs_python(script[1]):
            return f"it begins with `{line}`, so Python never runs it"
        if off and not (off[2] and SWITCHED_ON.match(off[2])):
            return f"it begins with `{line}`, so Python never runs it"
        # Of nbdev's notebooks, a module is made that has such cells all the same.
        exported = exported or bool(EXPORTED.match(line))
        if OPTION.match(line) and not exported:
            return f"it says `{line}`, so Python never runs it"
    return ""


def runs_python(arguments: str) -> bool:
    """Return whether it is Python to which `%%script` gives a cell."""
    command = [word for word in arguments.split() if not word.startswith("-")]
    return bool(command and PYTHON.match(command[0]))


def disarmed(lines: Sequence[str], magic: re.Pattern[str]) -> list[str]:
    """Return the lines of a cell without magics, one after the other.

    Within brackets or a string such a line is Python: only where Python stumbles, it is a magic.
    What it stumbles over before, because it is Python 2's, is translated on trial.
    """
    kept, tried = list(lines), list(lines)
    for _ in range(min(len(lines), MOST_STEPS)):
        problem = syntax_problem("\n".join(tried))
        if problem is None:
            break
        number = head_of(tried, min(problem[0], len(lines)) - 1)
        if tried[number].strip() and magic.match(tried[number]):
            end = end_of(tried, number)
            kept[number:end] = tried[number:end] = instead_of(tried[number:end])
        elif not modernise(tried, number):
            break
    return kept


def head_of(lines: Sequence[str], number: int) -> int:
    """Return the number of the line which this one continues, or its own."""
    while number and lines[number - 1].rstrip().endswith("\\"):
        number -= 1
    return number


def end_of(lines: Sequence[str], number: int) -> int:
    """Return the number of the line after a line and those that continue it."""
    while lines[number].rstrip().endswith("\\") and number + 1 < len(lines):
        number += 1
    return number + 1


def instead_of(lines: Sequence[str]) -> list[str]:
    """Return a magic's lines as Python: the statement that it runs, `pass` if it runs none."""
    line = lines[0].strip()
    indentation = lines[0][: len(lines[0]) - len(lines[0].lstrip())]
    runs = RUNS.fullmatch(line)
    if runs and not (runs["target"] and runs["magic"] != "time"):
        statement = [f"{runs['target'] or ''}{runs['statement']}", *lines[1:]]
        if syntax_problem("\n".join(statement)) is None:
            return [indentation + statement[0], *lines[1:]]
    # Within a function, names can be imported only one by one.
    instead = "pass" if indentation else imported(line)
    return [indentation + instead, *[""] * (len(lines) - 1)]


def imported(line: str) -> str:
    """Return the import that does what a magic does, `pass` if it imports nothing."""
    run = RUN.match(line)
    if run is not None:
        path = PurePosixPath(run["file"])
        parts = path.with_suffix("").parts if path.name else ()
        # What is not found is missing, and told; a path that leads elsewhere is not found.
        module = ".".join(parts if all(map(is_name, parts)) else parts[-1:])
        return f"from {module} import *" if all(map(is_name, module.split("."))) else "pass"
    return OF_PYLAB if PYLAB.match(line) else "pass"


def is_name(text: str) -> bool:
    """Return whether a text can be the name of a module."""
    return text.isidentifier() and not keyword.iskeyword(text)


def modernise(lines: list[str], number: int) -> bool:
    """Put into words of today what was Python 2's in a text; return whether something was.

    Where magics keep the whole from being read, it is the statement that begins in this line.
    """
    for first, last in ((0, len(lines)), *((number, end) for end in range(number + 1, number + 9))):
        found = translated("\n".join(lines[first:last]))
        if found is not None:
            lines[first:last] = found[0].split("\n")
            return True
    return False


def defines(text: str) -> bool:
    """Return whether a text is Python, and makes a function or class."""
    if syntax_problem(text) is not None:
        return False
    made = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return any(isinstance(node, made) for node in ast.parse(text).body)


def binds(text: str) -> bool:
    """Return whether a text is Python, and does more than show something."""
    if syntax_problem(text) is not None:
        return False
    return any(not isinstance(node, (ast.Expr, ast.Pass)) for node in ast.parse(text).body)
