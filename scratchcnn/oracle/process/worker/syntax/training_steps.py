"""Training loops: the lines of one step, and those before it that make what the step needs.

A step is the body of a loop, in a script or a function, or the whole body of a function.
"""

import ast
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from .names import bound_names, walk
from .written_out import Line, sequences

Function = ast.FunctionDef | ast.AsyncFunctionDef
# What the value of a function is called where its body runs without it.
RETURNED = "returned_by_the_step"
UNFIT = (ast.Nonlocal, ast.Yield, ast.YieldFrom, ast.Await)


@dataclass(frozen=True)
class TrainingStep:
    """What may be one step of a training.

    Parameters
    ----------
    owner, function
        Where it stands: a method of a class, a function, or neither: the script itself.
    params
        The parameters of the function, and whether each has to be given.
    before, lines
        The lines before the step, and its own.
    loop
        Whether its lines are those of a loop, rather than of the whole function.
    """

    owner: str
    function: str
    params: tuple[tuple[str, bool], ...]
    before: tuple[Line, ...]
    lines: tuple[Line, ...]
    loop: bool

    @property
    def needs(self) -> list[str]:
        """The names that its own lines read before they bind them, in their order."""
        return needed(self.lines)

    @property
    def text(self) -> str:
        """Its own lines."""
        return "\n".join(ast.unparse(line.statement) for line in self.lines)

    def setup(self, given: Collection[str]) -> list[Line]:
        """Return the lines before it that make what is not given."""
        return needed_before(self.before, set(self.needs) - set(given), given)

    def counters(self, given: Collection[str]) -> set[str]:
        """Return the variables of loops that are entered for what is given: a number of them."""
        return {
            name
            for line in self.before
            if isinstance(line.statement, ast.For) and line.writes & set(given)
            for name in bound_names(line.statement) - set(given)
        }


def needed_before(
    lines: Sequence[Line], wanted: Collection[str], given: Collection[str]
) -> list[Line]:
    """Return those of some lines that make what is wanted, but for what is given."""
    left = set(wanted)
    taken: list[Line] = []
    for line in reversed(lines):
        if line.writes & left and not line.writes & set(given):
            taken.append(line)
            left |= line.reads - set(given)
    return taken[::-1]


def needed(lines: Sequence[Line]) -> list[str]:
    """Return the names that lines read before they bind them, in their order."""
    found: dict[str, None] = {}
    bound: set[str] = set()
    for line in lines:
        found |= dict.fromkeys(sorted(line.reads - bound))
        bound |= bound_names(line.statement)
    return list(found)


def training_steps(statements: Sequence[ast.stmt]) -> Iterator[TrainingStep]:
    r"""Yield what may be a step of a training, inner loops before outer ones.

    Examples
    --------
    >>> text = "for x, y in data:\n    p = f(x)\n    w -= lr * (p - y)"
    >>> [one.needs for one in training_steps(ast.parse(text).body)]
    [['f', 'x', 'lr', 'w', 'y']]
    """
    yield from of_block("", "", (), statements)
    for node in statements:
        if isinstance(node, ast.FunctionDef):
            yield from of_function("", node)
        elif isinstance(node, ast.ClassDef):
            for inner in node.body:
                if isinstance(inner, ast.FunctionDef) and not inner.name.startswith("__"):
                    yield from of_function(node.name, inner)


def of_function(owner: str, node: ast.FunctionDef) -> Iterator[TrainingStep]:
    """Yield the steps in a function."""
    if any(isinstance(one, UNFIT) for one in walk(node)) or node.args.vararg:
        return
    plain = [*node.args.posonlyargs, *node.args.args]
    required = len(plain) - len(node.args.defaults)
    params = [(one.arg, number < required) for number, one in enumerate(plain)]
    keywords = zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)
    params += [(one.arg, default is None) for one, default in keywords]
    yield from of_block(owner, node.name, tuple(params), without_return(node.body))


def of_block(
    owner: str,
    function: str,
    params: tuple[tuple[str, bool], ...],
    statements: Sequence[ast.stmt],
) -> Iterator[TrainingStep]:
    """Yield the steps in the body of a function or of a script."""
    every = list(sequences([], statements))
    for number, (lines, own) in enumerate(every):
        loop = number < len(every) - 1
        if (loop or function) and len(lines) > own:
            before, body = tuple(lines[:own]), tuple(lines[own:])
            yield TrainingStep(owner, function, params, before, body, loop)


def without_return(statements: Sequence[ast.stmt]) -> list[ast.stmt]:
    """Return the body of a function with its last line binding what it would return."""
    last = statements[-1]
    if not isinstance(last, ast.Return):
        return list(statements)
    if last.value is None:
        return list(statements[:-1])
    bound = ast.Assign([ast.Name(RETURNED, ast.Store())], last.value)
    return [*statements[:-1], ast.fix_missing_locations(ast.copy_location(bound, last))]
