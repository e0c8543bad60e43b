"""Which names a piece of source reads from outside itself, and which it binds."""

import ast
from collections.abc import Iterable, Iterator
from typing import Any

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
# Nodes in which no name, and nothing else of interest, can stand.
LEAVES = (ast.Constant, ast.expr_context, ast.operator, ast.unaryop, ast.boolop, ast.cmpop)


def children(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes directly below a node, but no leaves: most of a table of numbers."""
    for field in node._fields:
        value = getattr(node, field, None)
        if type(value) is list:
            for item in value:
                if isinstance(item, ast.AST) and not isinstance(item, LEAVES):
                    yield item
        elif isinstance(value, ast.AST) and not isinstance(value, LEAVES):
            yield value


def walk(node: ast.AST) -> Iterator[ast.AST]:
    """Yield a node and all nodes below it, but no leaves."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(children(node))


def first_line(node: Any) -> int:
    """Return the line on which a definition or a lambda begins, with its decorators."""
    decorators = getattr(node, "decorator_list", ())
    return int(min([node.lineno, *(decorator.lineno for decorator in decorators)]))


class Scope:
    """Collects the names of one scope; annotations do not count, for they never run."""

    def __init__(self) -> None:
        self.read: set[str] = set()
        self.bound: set[str] = set()
        self.declared_global: set[str] = set()
        self.read_inside: set[str] = set()

    @property
    def free(self) -> set[str]:
        """What is read here or in the scopes inside, and bound in none of them."""
        local = self.bound - self.declared_global
        return (self.read | self.declared_global | self.read_inside) - local

    def _name(self, node: ast.Name) -> None:
        (self.read if isinstance(node.ctx, ast.Load) else self.bound).add(node.id)

    def _global(self, node: ast.Global) -> None:
        self.declared_global.update(node.names)

    def _nonlocal(self, node: ast.Nonlocal) -> None:
        # Bound in a scope around this one: neither free there nor anybody else's.
        self.read_inside.update(node.names)

    def _annassign(self, node: ast.AnnAssign) -> None:
        self.visit_all([node.value, node.target])

    def _augassign(self, node: ast.AugAssign) -> None:
        self.read.update(targets_of(node))
        self.visit_all(children(node))

    def _assign(self, node: ast.Assign) -> None:
        self.visit_all([node.value, *node.targets])

    def _classdef(self, node: ast.ClassDef) -> None:
        self.bound.add(node.name)
        self.visit_all([*node.decorator_list, *node.bases, *node.keywords])
        inner = ClassScope()
        inner.visit_all(node.body)
        self.read_inside |= inner.free

    def _excepthandler(self, node: ast.ExceptHandler) -> None:
        self.bind(node.name)
        self.visit_all(children(node))

    def _import(self, node: ast.Import) -> None:
        self.bound.update(imported_names(node))

    def _importfrom(self, node: ast.ImportFrom) -> None:
        self.bound.update(imported_names(node))

    def _matchas(self, node: ast.MatchAs) -> None:
        self.bind(node.name)
        self.visit_all(children(node))

    def _matchstar(self, node: ast.MatchStar) -> None:
        self.bind(node.name)

    def _matchmapping(self, node: ast.MatchMapping) -> None:
        self.bind(node.rest)
        self.visit_all(children(node))

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> None:
        arguments = node.args
        self.visit_all([*arguments.defaults, *arguments.kw_defaults])
        inner = Scope()
        inner.bound.update(argument.arg for argument in arguments_of(arguments))
        if isinstance(node, ast.Lambda):
            inner.visit(node.body)
        else:
            self.bound.add(node.name)
            self.visit_all(node.decorator_list)
            inner.visit_all(node.body)
        self.read_inside |= inner.free

    def _with_own_loop(
        self, node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
    ) -> None:
        inner = LoopScope()
        inner.visit_all(children(node))
        self._bind_around(inner.bound_around)
        self.read_inside |= inner.free

    _functiondef = _asyncfunctiondef = _lambda = _function
    _listcomp = _setcomp = _dictcomp = _generatorexp = _with_own_loop

    def visit(self, node: ast.AST) -> None:
        """Collect the names of a node, by the method named after its type."""
        collect = getattr(self, f"_{type(node).__name__.lower()}", None)
        if collect is not None:
            collect(node)
        else:
            self.visit_all(children(node))

    def visit_all(self, nodes: Iterable[ast.AST | None]) -> None:
        """Visit nodes in the given order."""
        for node in nodes:
            if node is not None:
                self.visit(node)

    def _bind_around(self, names: set[str]) -> None:
        self.bound |= names

    def bind(self, name: str | None) -> None:
        """Bind a name, if there is one."""
        if name is not None:
            self.bound.add(name)


class LoopScope(Scope):
    """The scope of a comprehension, from which `:=` binds names in the scope around it."""

    def __init__(self) -> None:
        super().__init__()
        self.bound_around: set[str] = set()

    def _namedexpr(self, node: ast.NamedExpr) -> None:
        self._bind_around({node.target.id})
        self.visit(node.value)

    def _bind_around(self, names: set[str]) -> None:
        self.bound |= names
        self.bound_around |= names


class ClassScope(Scope):
    """The scope of a class body: what it binds is not seen by its methods."""

    def _name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Load) and node.id not in self.bound:
            self.read.add(node.id)
        elif not isinstance(node.ctx, ast.Load):
            self.bound.add(node.id)

    @property
    def free(self) -> set[str]:
        """What is read before it is bound here, and whatever the methods read."""
        return self.read | self.read_inside | self.declared_global


def free_names(*nodes: ast.AST | None) -> set[str]:
    """Return the names that nodes read from the scope they stand in, or from around it."""
    scope = scope_of(nodes)
    return scope.read | scope.read_inside | scope.declared_global


def bound_names(*nodes: ast.AST) -> set[str]:
    """Return the names that nodes bind in the scope they stand in."""
    definitions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    names = {node.name for node in nodes if isinstance(node, definitions)}
    return names | scope_of(node for node in nodes if not isinstance(node, definitions)).bound


def scope_of(nodes: Iterable[ast.AST | None]) -> Scope:
    """Return the names of nodes that stand in one scope."""
    scope = Scope()
    for node in nodes:
        if node is None:
            continue
        try:
            scope.visit(node)
        except RecursionError:
            # Sums of a thousand terms nest that deep: then every name in there counts as both.
            names = {part.id for part in walk(node) if isinstance(part, ast.Name)}
            scope.read |= names
            scope.bound |= names
    return scope


def imported_names(node: ast.Import | ast.ImportFrom) -> list[str]:
    """Return the names that an import binds, as far as they can be seen."""
    if isinstance(node, ast.Import):
        return [alias.asname or alias.name.partition(".")[0] for alias in node.names]
    return [alias.asname or alias.name for alias in node.names if alias.name != "*"]


def arguments_of(arguments: ast.arguments) -> list[ast.arg]:
    """Return all arguments of a function."""
    starred = [arguments.vararg, arguments.kwarg]
    plain = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    return plain + [argument for argument in starred if argument is not None]


def targets_of(node: ast.stmt) -> set[str]:
    """Return the names at the roots of what a statement assigns to: `x` of `x.y[0] = 1`."""
    if isinstance(node, ast.Assign):
        targets: list[ast.AST] = list(node.targets)
    elif isinstance(node, (ast.AnnAssign, ast.AugAssign)):
        targets = [node.target]
    elif type(node).__name__ == "TypeAlias":
        return {node.name.id}  # type: ignore[attr-defined]  # new in Python 3.12
    else:
        return set()
    roots = set()
    while targets:
        target = targets.pop()
        if isinstance(target, (ast.Tuple, ast.List)):
            targets.extend(target.elts)
        elif isinstance(target, (ast.Attribute, ast.Subscript, ast.Starred)):
            targets.append(target.value)
        elif isinstance(target, ast.Name):
            roots.add(target.id)
    return roots


def root_name(node: ast.AST) -> str | None:
    """Return the name that a dotted, called or indexed expression begins with."""
    while not isinstance(node, ast.Name):
        if isinstance(node, (ast.Attribute, ast.Subscript)):
            node = node.value
        elif isinstance(node, ast.Call):
            node = node.func
        else:
            return None
    return node.id


def imported_in(node: ast.AST) -> Iterator[str]:
    """Yield the first names of the modules that a statement imports, however deep in it."""
    for one in walk(node):
        if isinstance(one, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in one.names)
        elif isinstance(one, ast.ImportFrom) and not one.level:
            yield (one.module or "").partition(".")[0]
