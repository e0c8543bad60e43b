"""Where a script calls the function or the method of a training step, and what comes before it."""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .names import free_names, walk
from .training_steps import TrainingStep, needed_before
from .written_out import Line, sequences


@dataclass(frozen=True)
class StepCall:
    """A call of a step, and the lines before it that make its arguments and its object."""

    node: ast.Call
    before: tuple[Line, ...]

    @property
    def holder(self) -> ast.expr | None:
        """The expression of the object whose method is called; None for a function."""
        return self.node.func.value if isinstance(self.node.func, ast.Attribute) else None


def first_call(found: TrainingStep, statements: Sequence[ast.stmt]) -> StepCall | None:
    r"""Return the first call of a step in a script; None if it is not called there.

    Examples
    --------
    >>> from .training_steps import training_steps
    >>> step = "def step(x, y, w):\n    w -= x * y"
    >>> text = f"{step}\na = 1\nif __name__ == '__main__':\n    w = a\n    b = 2\n    step(2, 3, w)"
    >>> body = ast.parse(text).body
    >>> call = first_call(next(training_steps(body)), body)
    >>> ast.unparse(call.node), [ast.unparse(line.statement) for line in call.before]
    ('step(2, 3, w)', ['a = 1', 'w = a'])
    """
    for lines in blocks(statements):
        for number, line in enumerate(lines):
            for node in walk(line.statement):
                if isinstance(node, ast.Call) and is_call(found, node):
                    before = needed_before(lines[:number], free_names(node), ())
                    return StepCall(node, tuple(before))
    return None


def blocks(statements: Sequence[ast.stmt]) -> Iterator[Sequence[Line]]:
    """Yield the lines of a script, and of each of its functions that need no argument."""
    for lines, _ in sequences([], statements):
        yield lines
    for node in statements:
        if isinstance(node, ast.FunctionDef) and takes_nothing(node):
            for lines, _ in sequences([], [*defaults_of(node), *node.body]):
                yield lines


def defaults_of(node: ast.FunctionDef) -> Iterator[ast.stmt]:
    """Yield lines that give the parameters of a function what they have by default.

    >>> body = ast.parse("def main(argv=None, *, rounds=3): pass").body
    >>> [ast.unparse(line) for line in defaults_of(body[0])]
    ['argv = None', 'rounds = 3']
    """
    plain = [*node.args.posonlyargs, *node.args.args][-len(node.args.defaults) :]
    pairs = [*zip(plain, node.args.defaults, strict=False)]
    pairs += [(p, v) for p, v in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True) if v]
    for parameter, value in pairs:
        line = ast.Assign([ast.Name(parameter.arg, ast.Store())], value)
        yield ast.fix_missing_locations(ast.copy_location(line, node))


def takes_nothing(node: ast.FunctionDef) -> bool:
    """Return whether a function can be called without arguments."""
    plain = [*node.args.posonlyargs, *node.args.args]
    return len(plain) == len(node.args.defaults) and all(node.args.kw_defaults)


def is_call(found: TrainingStep, node: ast.Call) -> bool:
    """Return whether a call is one of the step."""
    if found.owner:
        return isinstance(node.func, ast.Attribute) and node.func.attr == found.function
    return isinstance(node.func, ast.Name) and node.func.id == found.function
