"""Which statements of homework make its definitions, and which are its main program."""

import ast
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ..imports.stubs import TRANSPARENT
from .names import bound_names, free_names, root_name, targets_of, walk
from .registering import Registering

DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
IMPORTS = (ast.Import, ast.ImportFrom)
ASSIGNMENTS: tuple[type, ...] = (ast.Assign, ast.AnnAssign, ast.AugAssign)
if hasattr(ast, "TypeAlias"):
    ASSIGNMENTS += (ast.TypeAlias,)
TRIES: tuple[type, ...] = (ast.Try, ast.TryStar) if hasattr(ast, "TryStar") else (ast.Try,)
# A function of such a name is a program of its own: what only it reads is data, not a layer's.
PROGRAM = re.compile(
    r"(main|train|fit|evaluate|test|plot|show|display|visuali[sz]e|demo|download|load"
    r"|get_data|read_data|save|predict|accuracy|experiment|benchmark)(_|$|[A-Z])"
)
MAKERS = {
    *("partial", "vectorize", "frompyfunc", "namedtuple", "NewType", "TypeVar", *TRANSPARENT),
    *("vmap", "custom_vjp"),
}
NUMPY_NAMES = ("np", "numpy")
COSTLY = (ast.Call, ast.Await, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


@dataclass(frozen=True, eq=False)
class Placed:
    """A statement of the module's own scope, and what decides whether it is reached."""

    statement: ast.stmt
    tests: tuple[ast.expr, ...]
    guarded: bool


class Plan:
    """Decides which statements of a module are run.

    Parameters
    ----------
    statements
        All statements of the module, in their order.
    """

    def __init__(self, statements: Sequence[ast.stmt]) -> None:
        self._placed = list(placed(statements))
        nodes = [item.statement for item in self._placed]
        self._factories = {
            node.name for node in nodes if isinstance(node, ast.FunctionDef) and makes(node)
        }
        self.defined = {node.name for node in nodes if isinstance(node, DEFINITIONS)}
        self.assigned = bound_names(*(node for node in nodes if isinstance(node, ASSIGNMENTS)))
        self.bound = bound_names(*nodes)
        self.selected = {node for node in nodes if is_program(node)}
        self.reads: set[str] = set()
        self._asked: set[str] = set()
        self.registering = Registering(nodes, is_program)
        self._makers: dict[str, list[Placed]] = {}
        for item in self._placed:
            for name in self._names_made(item.statement):
                self._makers.setdefault(name, []).append(item)
        self._select(item for item in self._placed if self._always(item))
        self._select_cheap()

    def ask_for(self, names: set[str]) -> None:
        """Select also what makes these names."""
        self._select(self._not_asked_before(names))

    def _names_made(self, statement: ast.stmt) -> set[str]:
        """Return the names that make a statement needed, unless it always is."""
        if isinstance(statement, ast.FunctionDef) and is_program(statement):
            return {statement.name}
        if not isinstance(statement, ASSIGNMENTS) or self._replaces(statement):
            return set()
        return targets_of(statement)

    def _replaces(self, statement: ast.stmt) -> bool:
        """Return whether a program's variable takes the name of a definition: `relu = relu(x)`."""
        return bound_names(statement) & self.defined != set() and not self._is_definition(statement)

    def _always(self, item: Placed) -> bool:
        """Return whether a statement runs whether or not a definition needs it."""
        statement = item.statement
        if is_program(statement):
            return False
        if isinstance(statement, (*DEFINITIONS, *IMPORTS)) or is_search_path(statement):
            return True
        if is_registration(statement) or self.registering.is_one(statement):
            return True
        if self.registering.asks(statement) is not None:
            return True
        if item.guarded and isinstance(statement, ast.Expr):
            # `try: xrange`, which asks whether there is such a name.
            return isinstance(statement.value, ast.Name)
        if isinstance(statement, ASSIGNMENTS):
            return (
                self._is_definition(statement)
                or self._completes(statement)
                or (item.guarded and is_cheap(statement) and not self._replaces(statement))
            )
        return False

    def _is_definition(self, statement: ast.stmt) -> bool:
        """Return whether an assignment makes a function or class: a lambda, a `partial`."""
        value = getattr(statement, "value", None)
        if isinstance(value, ast.IfExp):
            return isinstance(value.body, ast.Lambda) or isinstance(value.orelse, ast.Lambda)
        if holds_lambdas(value):
            return True
        if not isinstance(value, ast.Call):
            return isinstance(value, ast.Lambda)
        function = value.func.func if isinstance(value.func, ast.Call) else value.func
        name = function.attr if isinstance(function, ast.Attribute) else root_name(function)
        is_type = name == "type" and len(value.args) == 3
        # `memoized(lambda x: ...)`, `np.vectorise(step)`: a misspelled maker is one, too.
        of_numpy = root_name(function) in NUMPY_NAMES
        made = bool(value.args) and all(
            isinstance(one, ast.Lambda) or (of_numpy and root_name(one) in self.defined)
            for one in value.args
        )
        return is_type or made or name in MAKERS or name in self._factories

    def _completes(self, statement: ast.stmt) -> bool:
        """Return whether an assignment sets an attribute of a class or function: `A.f = g`."""
        return (
            isinstance(statement, ast.Assign)
            and all(isinstance(target, ast.Attribute) for target in statement.targets)
            and targets_of(statement) <= self.defined
        )

    def _select(self, items: Iterable[Placed]) -> None:
        """Select statements, and those that make what they read."""
        waiting = list(items)
        while waiting:
            item = waiting.pop()
            self.selected.add(item.statement)
            reads = free_names(item.statement, *item.tests)
            self.reads |= reads
            waiting.extend(self._not_asked_before(reads))

    def _not_asked_before(self, names: set[str]) -> list[Placed]:
        """Return the statements that make names which were not asked for before."""
        new = names - self._asked
        self._asked |= new
        return [item for name in sorted(new) for item in self._makers.get(name, ())]

    def _select_cheap(self) -> None:
        """Select constants that only programs read: running them does no harm."""
        for item in self._placed:
            if is_program(item.statement):
                reads = free_names(item.statement)
                self.reads |= reads
                for name in sorted(reads - self._asked):
                    if all(is_cheap(maker.statement) for maker in self._makers.get(name, ())):
                        self.ask_for({name})


def placed(
    statements: Sequence[ast.stmt], tests: tuple[ast.expr, ...] = (), *, guarded: bool = False
) -> Iterator[Placed]:
    """Yield the statements of a scope, those within its `if`, `try`, `with` and `match` too."""
    for statement in statements:
        if isinstance(statement, ast.If):
            if not any(is_main(node) for node in walk(statement.test)):
                inner = (*tests, statement.test)
                yield from placed(statement.body, inner, guarded=guarded)
                yield from placed(statement.orelse, inner, guarded=guarded)
        elif isinstance(statement, ast.Match):
            inner = (*tests, statement.subject)
            for case in statement.cases:
                yield from placed(case.body, inner, guarded=guarded)
        elif isinstance(statement, TRIES):
            for block in blocks(statement):
                yield from placed(block, tests, guarded=True)
        elif isinstance(statement, (ast.With, ast.AsyncWith)):
            yield from (
                item
                for item in placed(statement.body, tests, guarded=guarded)
                if isinstance(item.statement, (*DEFINITIONS, *IMPORTS))
            )
        else:
            yield Placed(statement, tests, guarded)


def blocks(node: Any) -> list[list[ast.stmt]]:
    """Return the blocks of a `try` statement."""
    found = [getattr(node, name) for name in ("body", "orelse", "finalbody") if hasattr(node, name)]
    found.extend(
        part.body for part in (*getattr(node, "handlers", ()), *getattr(node, "cases", ()))
    )
    return found


def is_main(node: ast.AST) -> bool:
    """Return whether a node is the name by which a module knows that it is the program."""
    return isinstance(node, ast.Name) and node.id == "__name__"


def is_program(statement: ast.stmt) -> bool:
    """Return whether a statement is a function that trains, loads or shows, rather than a layer."""
    return isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)) and bool(
        PROGRAM.match(statement.name)
    )


def makes(function: ast.FunctionDef) -> bool:
    """Return whether a function returns functions or classes of its own making."""
    inner = {part.name for part in function.body if isinstance(part, DEFINITIONS)}
    values = [part.value for part in function.body if isinstance(part, ast.Return)]
    return any(
        isinstance(item, ast.Lambda) or (isinstance(item, ast.Name) and item.id in inner)
        for value in values
        for item in (value.elts if isinstance(value, ast.Tuple) else [value])
    )


def is_registration(statement: ast.stmt) -> bool:
    """Return whether a statement adds functions of its own to a container: `OPS.update({...})`."""
    if not (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call)):
        return False
    match statement.value:
        case ast.Call(ast.Attribute(ast.Name(), "update" | "append" | "extend"), arguments):
            return any(map(holds_lambdas, arguments))
    return False


def holds_lambdas(value: Any) -> bool:
    """Return whether an expression is a dictionary, list or tuple that holds a lambda."""
    if isinstance(value, ast.Dict):
        inner: Sequence[Any] = value.values
    elif isinstance(value, (ast.List, ast.Tuple)):
        inner = value.elts
    elif isinstance(value, ast.Call) and isinstance(value.func, ast.Name):
        inner = [one.value for one in value.keywords] if value.func.id == "dict" else []
    else:
        return False
    return any(isinstance(one, ast.Lambda) or holds_lambdas(one) for one in inner)


def gives_function(value: Any) -> bool:
    """Return whether an expression may give a function: from a lambda, by name, or by its key."""
    if value is None:
        return False
    if any(isinstance(node, ast.Lambda) for node in walk(value)):
        return True
    if isinstance(value, ast.Call):
        # A capital begins the name of a class: what it makes is an object.
        name = getattr(value.func, "attr", getattr(value.func, "id", "X"))
        of_numpy = root_name(value.func) in NUMPY_NAMES
        given = [is_string(one) or (of_numpy and isinstance(one, ast.Name)) for one in value.args]
        return name[:1].islower() and bool(given) and all(given) and not value.keywords
    named = isinstance(value, (ast.Name, ast.Attribute, ast.Subscript))
    return named and not any(isinstance(node, COSTLY) for node in walk(value))


def is_string(node: ast.AST) -> bool:
    """Return whether an expression is a string."""
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def scoped(statements: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield all statements of a scope, those within its loops and other statements too."""
    for statement in statements:
        yield statement
        if not isinstance(statement, DEFINITIONS):
            for block in blocks(statement):
                yield from scoped(block)


def is_cheap(statement: ast.stmt) -> bool:
    """Return whether a statement calls nothing and loops over nothing."""
    return not any(isinstance(node, COSTLY) for node in walk(statement))


def is_search_path(statement: ast.stmt) -> bool:
    """Return whether a statement is `sys.path.append(...)` or one like it."""
    return search_path_argument(statement) is not None


def search_path_argument(statement: ast.stmt) -> ast.expr | None:
    """Return what a statement adds to `sys.path`, if that is what it does."""
    if not (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call)):
        return None
    call = statement.value
    match call.func:
        case ast.Attribute(ast.Attribute(ast.Name("sys"), "path"), "append" | "insert" | "extend"):
            return call.args[-1] if call.args else None
    return None
