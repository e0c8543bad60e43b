"""One file of the homework, whose statements run as far as definitions need them."""

import ast
import builtins
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from types import CodeType
from typing import Any

import numpy as np

from ..bygone.rewriting import bound_anywhere, float_names, with_bygones
from ..imports.frameworks import CPU, CUPY, LIBRARIES, NUMBA, is_missing
from ..imports.importing import HomeworkModule
from ..imports.stubs import Broken, MissingModule, Stub, unbound
from ..syntax.devices import asks_for_a_gpu, fetched, fetches, on_the_cpu
from ..syntax.names import bound_names, imported_in
from ..syntax.needed import (
    ASSIGNMENTS,
    DEFINITIONS,
    IMPORTS,
    NUMPY_NAMES,
    Plan,
    is_program,
    placed,
    search_path_argument,
)
from ..syntax.registering import imports_by_name
from ..syntax.rewriting import (
    only_selected,
    unbound_bases,
    with_requirements,
    without_missing_decorators,
)
from .parts import Cell, Shared
from .registrars import registers
from .running import compiled, described, hidden, let_interrupts_pass
from .time_limit import time_limit
from .unmade import (
    Unmade,
    filled_by_program,
    left_out,
    still_unmade,
    unmade_by,
    unmade_within,
    unreached,
)

SECONDS_FOR_A_STATEMENT = 2.0


class Unit:
    """A file of the homework while it is loaded."""

    def __init__(
        self, module: HomeworkModule, path: Path, cells: Sequence[Cell], shared: Shared
    ) -> None:
        self.module = module
        self.names = vars(module)
        self.path = path
        self.cells = cells
        self._shared = shared
        self._statements = [(cell, node) for cell in cells for node in cell.tree.body]
        self.plan = Plan([node for _, node in self._statements])
        whole = ast.Module([node for _, node in self._statements], [])
        self._bound, self._floats = bound_anywhere(whole), float_names(whole)
        self.imported = set(imported_in(whole))
        # Numba compiles what is written, and knows no helpers of ours.
        self._compiles = NUMBA in self.imported and not is_missing(NUMBA)
        self._done: set[ast.stmt] = set()
        self._reached = 0
        self.names.update(__builtins__=shared.builtins, __file__=str(path))
        self._started = False
        self._numpy_names: list[str] = []
        self._unmade: list[Unmade] = []
        self._filled = filled_by_program(whole.body)
        shared.registrars |= {(module.__name__, name) for name in self.plan.registering.registrars}

    def load(self) -> None:
        """Run the statements that make definitions."""
        if self._started:
            return
        self._started = True
        self._take_numpy()
        while self._reached < len(self._statements):
            cell, node = self._statements[self._reached]
            self._reached += 1
            self._run(cell, node)
        made_by_program = bound_names(*(node for _, node in self._statements)) & self.plan.reads
        for name in made_by_program - set(self.names):
            self.names[name] = Broken(name, "only the main program makes it, which is not run")
        for name in self._numpy_names:
            self._note(f"{name} is not defined anywhere: taken for NumPy")
        for cell, node in self._statements:
            self._unmade.extend(unreached([node], cell.shown))

    def unmade(self, prefix: str) -> list[dict[str, Any]]:
        """Return the definitions that have no value, their names behind a prefix."""
        return list(still_unmade(self._unmade, self.names, prefix))

    def make(self, names: set[str]) -> None:
        """Run what makes these names, as far as the file has been loaded."""
        self.plan.ask_for(names)
        for cell, node in self._statements[: self._reached]:
            self._run(cell, node)

    def libraries(self) -> list[str]:
        """Return the libraries of arrays that the file imports, whether that was run or not."""
        return [library for library in (*LIBRARIES, CUPY) if library in self.imported]

    def unbound(self) -> set[str]:
        """Return the names that definitions read and that nothing binds."""
        known = self.plan.bound | set(self.names) | set(vars(builtins))
        return {name for name in self.plan.reads - known if not name.startswith("__")}

    def before_star(self, module: Any) -> None:
        """Prepare for `from module import *`, which asks a module for no name in particular."""
        if isinstance(module, Stub):
            for name in self.unbound():
                self.names[name] = getattr(module, name)
            if not module._is_library:
                self._note(f"there is no module {module._name}: what it would bind is missing")
            return
        self._numpy_names = [name for name in self._numpy_names if not hasattr(module, name)]

    def _take_numpy(self) -> None:
        unbound = self.unbound()
        self._numpy_names = [name for name in NUMPY_NAMES if name in unbound]
        self.names.update(dict.fromkeys(self._numpy_names, np))

    def _run(self, cell: Cell, node: ast.stmt) -> None:
        """Run one statement, as far as it is selected and was not run before."""
        wanted = [
            item.statement
            for item in placed([node])
            if item.statement in self.plan.selected and item.statement not in self._done
        ]
        asked = self.plan.registering.asks(node)
        if not wanted or (asked and not registers(asked, self.names, self._shared.registrars)):
            return
        if isinstance(node, (ast.With, ast.AsyncWith)):
            self._run_all(cell, node.body)
        elif isinstance(node, ast.If):
            self._run_if(cell, node)
        else:
            self._done.update(wanted)
            if isinstance(node, DEFINITIONS):
                self._define(cell, node)
            elif isinstance(node, ASSIGNMENTS):
                self._assign(cell, node)
            elif isinstance(node, IMPORTS):
                self._import(cell, node)
            elif search_path_argument(node) is not None:
                self._add_path(cell, node)
            else:
                self._run_filtered(cell, node)

    def _run_all(self, cell: Cell, block: Sequence[ast.stmt]) -> None:
        for node in block:
            self._run(cell, node)

    # Homework raises whatever it likes while it is loaded, so each of these catches everything.
    def _run_if(self, cell: Cell, node: ast.If) -> None:
        """Run one branch: the second if the condition needs a missing module, none if it fails."""
        try:
            code = compiled(ast.Expression(node.test), cell.filename, "eval")
            with self._limit():
                chosen = node.body if eval(code, self.names) else node.orelse
        except MissingModule:
            chosen = node.orelse
        except BaseException as error:
            let_interrupts_pass(error)
            self._tell(cell, node, "this condition", error)
            reason = f"the condition around it fails: {described(error)}"
            self._unmade.extend(unmade_within([node], error, reason, cell.shown, self._filled))
            chosen = []
        self._run_all(cell, chosen)

    def _define(self, cell: Cell, node: Any) -> None:
        """Make a function or class; if that fails, its name stands for the failure."""
        for name in sorted(unbound_bases(node, self.names)):
            self.names[name] = unbound(name, self._shared.unread)
            self._note(f"{name} is not defined anywhere: {node.name} is loaded without it")
        try:
            self._execute(cell, node)
        except BaseException as error:
            let_interrupts_pass(error)
            kind = "class" if isinstance(node, ast.ClassDef) else "function"
            if not is_program(node):
                self._tell(cell, node, f"{kind} {node.name}", error)
            self._unmade.extend(unmade_by(node, described(error), cell.shown))
            self.names[node.name] = Broken(node.name, described(error), error)

    def _assign(self, cell: Cell, node: ast.stmt) -> None:
        """Make the names of an assignment; if that fails, they stand for the failure."""
        try:
            self._execute(cell, node)
        except BaseException as error:
            let_interrupts_pass(error)
            self._break(cell, [node], error)

    def _import(self, cell: Cell, node: ast.Import | ast.ImportFrom) -> None:
        before = dict(self.names)
        try:
            self._execute(cell, node)
        except BaseException as error:
            let_interrupts_pass(error)
            self._stub([node])
        # What a cell defines, writes to a file and imports from it, is judged as the cell has it.
        self.names.update(hidden(before, self.names, self.module.__name__))

    def _add_path(self, cell: Cell, node: ast.stmt) -> None:
        argument = search_path_argument(node)
        assert argument is not None
        try:
            code = compiled(ast.Expression(argument), cell.filename, "eval")
            with self._limit():
                self._shared.add_path(eval(code, self.names), self.path)
        except BaseException as error:
            let_interrupts_pass(error)
            self._shared.notes.append(f"{cell.shown}, line {node.lineno}: {described(error)}")

    def _run_filtered(self, cell: Cell, node: ast.stmt) -> None:
        """Run the selected part of a compound statement, as one."""
        kept = only_selected([node], self.plan.selected)
        before = dict(self.names)
        try:
            for statement in kept:
                self._execute(cell, statement)
            self._unmade.extend(left_out(kept, cell.shown))
        except BaseException as error:
            let_interrupts_pass(error)
            self._break(cell, kept, error)
        self.names.update(hidden(before, self.names, self.module.__name__))
        self._stub([item.statement for item in placed([node])])

    def _execute(self, cell: Cell, node: ast.stmt) -> None:
        imports = imports_by_name(node) or any(
            isinstance(item.statement, IMPORTS) for item in placed([node])
        )
        node = with_requirements(node)
        without_missing_decorators(node, self.names)
        code = self.code_of(node, cell)
        # How long an import takes depends on the disk, not on the homework.
        with nullcontext() if imports else self._limit():
            exec(code, self.names)

    def code_of(self, node: ast.stmt, cell: Cell) -> CodeType:
        """Return a statement compiled, with what NumPy took away given back, on its device."""
        plain = ast.Module([node], [])
        whole = plain if self._compiles else with_bygones(plain, self._bound, self._floats)
        if self._shared.device == CPU and self.libraries() and asks_for_a_gpu(whole):
            whole = on_the_cpu(whole)
            self._shared.notes.append(f"{cell.shown}: a GPU is asked for, judged on the CPU")
        whole = fetched(whole) if fetches(whole) else whole
        return compiled(whole, cell.filename, "exec")

    @contextmanager
    def _limit(self) -> Iterator[None]:
        started = time.monotonic()
        try:
            with time_limit(min(SECONDS_FOR_A_STATEMENT, self._shared.seconds)):
                yield
        finally:
            self._shared.seconds -= time.monotonic() - started

    def _note(self, what: str) -> None:
        several = self._shared.several and self.cells
        self._shared.notes.append(f"{self.cells[0].shown}: {what}" if several else what)

    def _tell(self, cell: Cell, node: ast.stmt, what: str, error: BaseException) -> None:
        said = f"{cell.shown}, line {node.lineno}: {what} could not be made: {described(error)}"
        self._shared.problems.append(said)

    def _break(self, cell: Cell, block: Sequence[ast.stmt], error: BaseException) -> None:
        """Bind the names that a block leaves without value to the reason why."""
        self._unmade.extend(unmade_within(block, error, described(error), cell.shown, self._filled))
        for name in bound_names(*block):
            if name not in self.names:
                self.names[name] = Broken(name, described(error), error)

    def _stub(self, statements: Sequence[ast.stmt]) -> None:
        """Bind the names of imports that never happened to stand-ins for what is missing."""
        for node in statements:
            if not isinstance(node, IMPORTS):
                continue
            for alias in node.names:
                whole = f"{getattr(node, 'module', None) or ''}.{alias.name}".lstrip(".")
                name = alias.asname or whole.partition(".")[0]
                if isinstance(node, ast.ImportFrom):
                    name = alias.asname or alias.name
                elif not alias.asname:
                    whole = name
                if name != "*" and name not in self.names:
                    self.names[name] = Stub(whole)
