"""Backward passes that are written out line by line: `dh = ...; dW = ...` beside `h`, `W`.

They stand in cells, in scripts, in the bodies of functions and of training loops. Here they are
found, and of all lines around them those that compute them.
"""

import ast
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from .names import bound_names, free_names, root_name, targets_of, walk
from .needed import ASSIGNMENTS, DEFINITIONS, blocks, is_main

# What stands before or after the name of a variable in that of its gradient; longer ones first.
BEFORE = (
    *("gradient_of_", "grad_of_", "gradient_", "dloss_d", "dLoss_d", "grads_", "delta_", "nabla_"),
    *("grad_", "dL_d", "dJ_d", "dC_d", "dE_d", "dLd", "dJd", "grad", "d_", "g_", "d", "g"),
)
AFTER = ("_gradients", "_gradient", "_grads", "_grad", "_delta", "_bar", "Grad", "_g")
# Calls that change nothing.
SHOWING = {"print", "display", "plt", "assert_allclose"}
# So many gradients make a backward pass.
FEWEST = 2


@dataclass(frozen=True)
class Line:
    """A statement, with the names that it reads and those that it binds or writes into."""

    statement: ast.stmt
    reads: frozenset[str]
    writes: frozenset[str]
    # Those that it binds to something that it does not make of their old value.
    begins: frozenset[str]

    @property
    def simple(self) -> bool:
        """Whether it is an assignment, and nothing more."""
        return isinstance(self.statement, ASSIGNMENTS)


@dataclass(frozen=True)
class WrittenOut:
    """A backward pass that is written out.

    Parameters
    ----------
    function
        The name of the function in which it stands; "" for the module itself.
    lines
        What computes the gradients, and what they are gradients of; in their order.
    pairs
        By the name of each gradient the variable that it is the gradient of.
    given
        The parameters of the function.
    """

    function: str
    lines: tuple[Line, ...]
    pairs: dict[str, str] = field(hash=False)
    given: tuple[str, ...] = ()


def written_out(statements: Sequence[ast.stmt]) -> Iterator[WrittenOut]:
    r"""Yield the backward passes that are written out in a file.

    Examples
    --------
    >>> text = "x = f()\nw = f()\ny = x * w\nloss = y.sum()\ndy = f()\ndw = x * dy"
    >>> [one.pairs for one in written_out(ast.parse(text).body)]
    [{'dy': 'y', 'dw': 'w'}]
    """
    yield from of_sequences("", statements, ())
    for node in statements:
        if isinstance(node, ast.FunctionDef):
            given = tuple(one.arg for one in (*node.args.posonlyargs, *node.args.args))
            yield from of_sequences(node.name, node.body, given)


def of_sequences(
    function: str, statements: Sequence[ast.stmt], given: tuple[str, ...]
) -> Iterator[WrittenOut]:
    """Yield the backward passes of the straight lines through some statements."""
    for lines, own in sequences([], statements):
        pairs = pairs_in(lines, given, own)
        if len(pairs) >= FEWEST:
            yield WrittenOut(function, tuple(computing(lines, pairs)), pairs, given)


def sequences(
    before: list[Line], statements: Sequence[ast.stmt], own: int = 0
) -> Iterator[tuple[list[Line], int]]:
    """Yield the lines of a block; and for each loop in it, those before it and once its own.

    With them comes the number of the first line of the block itself.
    """
    lines = list(before)
    for node in statements:
        if isinstance(node, (ast.For, ast.While)):
            inside = [*lines, *entering(node)]
            yield from sequences(inside, node.body, len(inside))
            lines.append(line_of(node))
        elif isinstance(node, (ast.With, ast.AsyncWith)) or is_guard(node):
            *loops, (lines, _) = sequences(lines, getattr(node, "body", []), own)
            yield from loops
        elif not isinstance(node, DEFINITIONS):
            lines.append(line_of(node))
    yield lines, own


def is_guard(node: ast.stmt) -> bool:
    """Return whether a statement is `if __name__ == "__main__":`."""
    return isinstance(node, ast.If) and any(map(is_main, walk(node.test)))


def entering(loop: ast.For | ast.While) -> Iterator[Line]:
    """Yield the line that enters a loop: its variables are those of the first round."""
    if isinstance(loop, ast.For):
        end = ast.copy_location(ast.Break(), loop)
        once = ast.For(loop.target, loop.iter, [end], [], None)
        yield line_of(ast.copy_location(once, loop))


def line_of(node: ast.stmt) -> Line:
    """Return a statement with what it reads and writes."""
    writes = set(bound_names(node))
    for inner in statements_in(node):
        writes |= targets_of(inner)
        if isinstance(inner, ast.Expr) and isinstance(inner.value, ast.Call):
            # `np.add.at(dC, ix, demb)`, `losses.append(loss)`: either may be changed.
            changed = [inner.value.func, *inner.value.args[:1]]
            roots = {name for one in changed if (name := root_name(one)) is not None}
            writes |= roots if roots - SHOWING == roots else set()
    reads = free_names(node)
    begins: set[str] = set()
    if isinstance(node, (ast.Assign, ast.AnnAssign)) and not is_unpacking(node):
        begins = bound_names(node) - free_names(node.value)
    return Line(node, frozenset(reads), frozenset(writes), frozenset(begins))


def is_unpacking(node: ast.Assign | ast.AnnAssign) -> bool:
    """Return whether an assignment unpacks what a call returns: a function's gradients."""
    several = isinstance(node, ast.Assign) and isinstance(node.targets[0], (ast.Tuple, ast.List))
    return node.value is None or (several and not isinstance(node.value, (ast.Tuple, ast.List)))


def statements_in(node: ast.stmt) -> Iterator[ast.stmt]:
    """Yield a statement and all within it."""
    yield node
    if not isinstance(node, DEFINITIONS):
        for block in blocks(node):
            for inner in block:
                yield from statements_in(inner)


def pairs_in(lines: Sequence[Line], given: Collection[str], own: int) -> dict[str, str]:
    """Return by the name of each gradient its variable, which is bound before.

    Those before the line of number `own` are another backward pass.
    """
    known = dict.fromkeys(given)
    pairs: dict[str, str] = {}
    for number, line in enumerate(lines):
        if line.simple and number >= own:
            for name in sorted(line.begins):
                base = base_of(name, known)
                if base is not None and name not in pairs and name != base:
                    pairs[name] = base
        known.update(dict.fromkeys(sorted(line.writes)))
    return pairs


def base_of(name: str, known: Collection[str]) -> str | None:
    """Return the variable that another is the gradient of, by their names.

    Examples
    --------
    >>> base_of("dW1", ["W1", "b1"]), base_of("hidden_grad", ["hidden"]), base_of("data", ["x"])
    ('W1', 'hidden', None)
    """
    rests = [name.removeprefix(mark) for mark in BEFORE if name.startswith(mark)]
    rests += [name.removesuffix(mark) for mark in AFTER if name.endswith(mark)]
    for rest in filter(None, rests):
        if rest in known:
            return rest
    for rest in filter(None, rests):
        alike = [one for one in known if one.lower() == rest.lower()]
        if len(alike) == 1:
            return alike[0]
    return None


def computing(lines: Sequence[Line], pairs: dict[str, str]) -> Iterator[Line]:
    """Yield the lines that compute gradients and their variables, or what follows from these."""
    variables = set(pairs.values()) - pairs.keys()
    # A loop that runs forward and backward trains: it is a backward pass of its own.
    training = {
        i for i, line in enumerate(lines) if not line.simple and both(line, pairs, variables)
    }
    last = max(
        i for i, line in enumerate(lines) if i not in training and line.writes & pairs.keys()
    )
    taken = dict.fromkeys(range(last + 1), False)
    follows = set(pairs.values()) | set(pairs)
    for i in taken:
        line = lines[i]
        if i in training:
            continue
        if line.writes & (pairs.keys() | set(pairs.values())):
            taken[i] = True
        elif line.reads & follows and (line.simple or assigns(line.statement)):
            taken[i] = True
            follows |= line.writes
    needed: set[str] = set()
    for i in reversed(taken):
        if taken[i] or (i not in training and lines[i].writes & needed):
            taken[i] = True
            needed |= lines[i].reads
    yield from (lines[i] for i in taken if taken[i])


def both(line: Line, pairs: Collection[str], variables: Collection[str]) -> bool:
    """Return whether a line writes gradients and variables that have them."""
    return not line.writes.isdisjoint(pairs) and not line.writes.isdisjoint(variables)


def assigns(node: ast.stmt) -> bool:
    """Return whether a loop or a condition assigns to a name: it may add up a loss."""
    return any(
        isinstance(inner, ASSIGNMENTS) and bound_names(inner) for inner in statements_in(node)
    )
