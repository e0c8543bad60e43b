"""Statements of a module that put its functions and classes elsewhere: methods, registries."""

import ast
import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from .names import arguments_of, bound_names, children, imported_names, root_name, walk

DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
HARMLESS = (*DEFINITIONS, ast.Import, ast.ImportFrom, ast.Pass, ast.Continue, ast.Delete)
# What a function is called that is imported and takes functions or classes to keep them.
KEEPS = re.compile(
    r"(^|_)(regist(er|ry|ra)?|install|attach|bind|patch|overload|expose|defvjp)(_|$|s$)"
)
IMPORTS_BY_NAME = {"import_module", "__import__"}
# What a loop over definitions asks for them.
LISTS = {
    *("vars", "globals", "getmembers", "dir", "__subclasses__", "iter_modules", "walk_packages"),
    *("listdir", "glob", "rglob", "iterdir", "scandir"),
}
ADDERS = {"update", "append", "extend", "setdefault", "add"}
WRAPPERS = {"property", "staticmethod", "classmethod"}


class Registering:
    r"""Tells which statements of a module register what the module defines.

    Parameters
    ----------
    statements
        The statements of the module's scope, those within its `if` and `try` too.
    is_program
        Whether a function trains, loads or shows.

    Examples
    --------
    >>> source = "def relu(x): pass\nfor f in (relu,): setattr(Tensor, f.__name__, f)"
    >>> body = ast.parse("from tensor import Tensor\n" + source).body
    >>> Registering(body, lambda function: False).is_one(body[-1])
    True
    """

    def __init__(
        self, statements: Sequence[ast.stmt], is_program: Callable[[ast.stmt], bool]
    ) -> None:
        self._is_program = is_program
        imports = [one for one in statements if isinstance(one, (ast.Import, ast.ImportFrom))]
        self._imported = {name for one in imports for name in imported_names(one)}
        self._defined = {one.name for one in statements if isinstance(one, DEFINITIONS)}
        self._known = self._imported | self._defined
        self._kept = bound_names(*(one for one in statements if isinstance(one, ast.Assign)))
        functions = [one for one in statements if isinstance(one, ast.FunctionDef)]
        # Those that register what they are handed; and of these, those that need nothing for it.
        self.registrars: set[str] = set()
        self._by_themselves: set[str] = set()
        for _ in functions:
            before = len(self.registrars) + len(self._by_themselves)
            self.registrars |= {one.name for one in functions if self._writes(one, set())}
            self._by_themselves |= {
                one.name for one in functions if self._writes(one, parameters(one))
            }
            if len(self.registrars) + len(self._by_themselves) == before:
                break

    def is_one(self, statement: ast.stmt) -> bool:
        """Return whether a statement of the module registers something."""
        if isinstance(statement, ast.For):
            given = bound_names_of(statement.target)
            return self._over_definitions(statement.iter) and self._block(statement.body, given)
        return self._is_simple(statement, set())

    def asks(self, statement: ast.stmt) -> ast.expr | None:
        """Return the imported function that a statement hands definitions, which it may register.

        Whether it does is told where it is defined, by `registrars`.
        """
        call = statement.value if isinstance(statement, ast.Expr) else None
        if not isinstance(call, ast.Call) or self.is_one(statement):
            return None
        handed = any(self._is_definition(one, set()) for one in given_to(call))
        plain = isinstance(call.func, (ast.Name, ast.Attribute))
        return call.func if handed and plain and root_name(call.func) in self._imported else None

    def _block(self, block: Sequence[ast.stmt], given: set[str]) -> bool:
        """Return whether a block registers something, and does nothing else."""
        found = False
        given = given | bound_names(*block)
        for statement in block:
            if self._is_simple(statement, given):
                found = True
            elif isinstance(statement, ast.If):
                inner = [*statement.body, *statement.orelse]
                found |= self._block(inner, given)
            elif isinstance(statement, ast.For):
                found |= self._block(statement.body, given | bound_names_of(statement.target))
            elif not (isinstance(statement, HARMLESS) or is_plain_assignment(statement)):
                return False
        return found

    def _is_simple(self, statement: ast.stmt, given: set[str]) -> bool:
        """Return whether a statement that holds no other registers something.

        `given` are names of functions and classes that are not known to the module: the variables
        of a loop, the parameters of a function.
        """
        if isinstance(statement, ast.Assign):
            if isinstance(statement.value, ast.Call) and called(statement.value) in IMPORTS_BY_NAME:
                return True
            targets = statement.targets
            outside = all(
                isinstance(target, (ast.Attribute, ast.Subscript))
                and root_name(target) in self._places(target, given)
                for target in targets
            )
            return outside and self._is_definition(statement.value, given)
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
            return self._is_call(statement.value, given)
        return False

    def _places(self, target: ast.AST, given: set[str]) -> set[str]:
        """Return the names of what may be written into."""
        return self._known | (self._kept if isinstance(target, ast.Subscript) and given else set())

    def _is_call(self, call: ast.Call, given: set[str]) -> bool:
        name = called(call)
        if name in IMPORTS_BY_NAME:
            return True
        if name == "setattr" and isinstance(call.func, ast.Name) and len(call.args) == 3:
            first = call.args[0]
            module = isinstance(first, ast.Subscript) and called(first.value) == "modules"
            return module or root_name(first) in self._known | given
        handed = any(self._is_definition(one, given) for one in given_to(call))
        if isinstance(call.func, ast.Name) and name in self.registrars:
            return handed or name in self._by_themselves
        if isinstance(call.func, ast.Attribute) and name in ADDERS:
            return handed and root_name(call.func) in self._kept | self._imported
        return handed and root_name(call.func) in self._known | self._kept and keeps(name)

    def _is_definition(self, value: ast.AST, given: set[str]) -> bool:
        """Return whether an expression is a function or class: by name, or made there."""
        if isinstance(value, ast.Lambda):
            return True
        if isinstance(value, ast.Name):
            return value.id in self._known | given
        if isinstance(value, ast.Attribute):
            return root_name(value) in self._known | given
        if isinstance(value, (ast.Tuple, ast.List, ast.Dict)):
            inner = value.values if isinstance(value, ast.Dict) else value.elts
            return any(self._is_definition(one, given) for one in inner)
        if isinstance(value, ast.Subscript):
            return called(value.value) in ("globals", "vars", "locals")
        if isinstance(value, ast.Call):
            made = called(value) in WRAPPERS | {"getattr", "partial"} | self._defined
            return made and any(self._is_definition(one, given) for one in given_to(value))
        return False

    def _over_definitions(self, iterated: ast.AST) -> bool:
        """Return whether a loop goes over functions, classes or modules, or their names."""
        for node in walk(iterated):
            if isinstance(node, ast.Name) and node.id in self._defined:
                return True
            if isinstance(node, ast.Call) and called(node) in LISTS:
                return True
        literal = isinstance(iterated, (ast.Tuple, ast.List, ast.Set, ast.Dict))
        kept = isinstance(iterated, ast.Name) and iterated.id in self._kept | self._imported
        items = isinstance(iterated, ast.Call) and root_name(iterated) in self._kept | self._known
        return literal or kept or (items and called(iterated) in ("items", "keys", "values"))

    def _writes(self, function: ast.FunctionDef, own: set[str]) -> bool:
        """Return whether a function registers something in what is neither its own nor made by it.

        `own` are those of its parameters that do not count.
        """
        if self._is_program(function):
            return False
        made = bound_names(*function.body)
        return any(
            self._is_simple(node, made | parameters(function)) and not sets_only(node, made | own)
            for node in statements_in(function)
        )


def parameters(function: ast.FunctionDef) -> set[str]:
    """Return the names of a function's parameters."""
    return {argument.arg for argument in arguments_of(function.args)}


def sets_only(statement: ast.stmt, given: set[str]) -> bool:
    """Return whether a statement writes into nothing but some names."""
    targets = statement.targets if isinstance(statement, ast.Assign) else []
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        call = statement.value
        targets = [call.args[0]] if called(call) == "setattr" else [call.func]
    return bool(targets) and all(root_name(target) in given for target in targets)


def statements_in(function: ast.FunctionDef) -> Iterator[ast.stmt]:
    """Yield all statements of a function, none of the functions and classes within it."""
    waiting: list[ast.AST] = list(function.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.stmt):
            yield node
        if not isinstance(node, DEFINITIONS):
            waiting.extend(child for child in children(node) if not isinstance(child, ast.expr))


def bound_names_of(target: ast.AST) -> set[str]:
    """Return the names of the variables of a loop."""
    return {node.id for node in walk(target) if isinstance(node, ast.Name)}


def is_plain_assignment(statement: ast.stmt) -> bool:
    """Return whether a statement gives names a value; what it calls is for text and names only."""
    plain = isinstance(statement, ast.Assign) and all(
        isinstance(target, (ast.Name, ast.Tuple)) for target in statement.targets
    )
    return plain and len(list(walk(statement))) < 40


def keeps(name: str) -> bool:
    """Return whether a function's name says that it keeps what it is handed."""
    return KEEPS.search(name.lower()) is not None


def called(node: ast.AST) -> str:
    """Return the last part of the name of what is called, or of a name itself; "" for none."""
    node = node.func if isinstance(node, ast.Call) else node
    return str(getattr(node, "attr", getattr(node, "id", "")))


def given_to(call: ast.Call) -> Iterable[ast.AST]:
    """Yield the arguments of a call."""
    return [*call.args, *(one.value for one in call.keywords)]


def imports_by_name(statement: ast.stmt) -> bool:
    """Return whether a statement imports modules whose names it computes."""
    return any(isinstance(n, ast.Call) and called(n) in IMPORTS_BY_NAME for n in walk(statement))
