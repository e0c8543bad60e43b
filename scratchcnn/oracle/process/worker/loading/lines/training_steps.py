"""Runs one step of a training loop, on given data and weights."""

import ast
import copy
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from types import ModuleType
from typing import Any

from ...imports.stubs import Broken, Stub
from ...syntax.names import free_names
from ...syntax.step_body import BEGIN, END, ONCE, PROBE, body_of
from ...syntax.step_calls import StepCall, first_call
from ...syntax.training_steps import RETURNED, TrainingStep, training_steps
from ...syntax.written_out import Line
from ..running import compiled, described
from ..time_limit import time_limit
from ..unit import Unit
from .anew import copied, fresh, globals_of, identity, seeded, silent
from .moving import plain
from .reached import at, fill, is_array, move, put, reached

# The name under which all are listed: no homework can call anything so.
TRAINING = "training steps"
SECONDS_FOR_A_STEP = 4.0
MOST = 60
UNMADE = Broken("", "it was not made yet")


class Training:
    """A step of a training loop, ready to run.

    Parameters
    ----------
    unit
        The file in which it stands.
    found
        Its lines.
    """

    def __init__(self, unit: Unit, found: TrainingStep) -> None:
        self._unit = unit
        self._found = found
        self._given: dict[str, Any] = {}
        self._options: dict[str, Any] = {}

    @cached_property
    def _call_found(self) -> StepCall | None:
        statements = [node for cell in self._unit.cells for node in cell.tree.body]
        return first_call(self._found, statements) if self._found.function else None

    def facts(self, name: str, module: str) -> dict[str, Any]:
        """Return what the judge learns of it; `name` is how it is called."""
        found = self._found
        return {
            "name": name,
            "module": module,
            "owner": found.owner,
            "function": found.function,
            "line": found.lines[0].statement.lineno,
            "params": [list(one) for one in found.params],
            "needs": found.needs,
            "text": found.text,
            "loop": found.loop,
            "called": self._call_found is not None,
            "tensors": any(
                type(one) is ModuleType and one.__name__.split(".")[0] == "torch"
                for one in self._unit.names.values()
            ),
            "looped": sorted(
                {n for o in found.before if isinstance(o.statement, ast.For) for n in o.writes}
            ),
        }

    def run(self, given: Mapping[str, Any], options: Mapping[str, Any]) -> dict[str, Any]:
        """Run the step; return the arrays before and after every round, and all numbers.

        `given` are the values of names; `options` may have `make`, the arguments for the class,
        `weights`, the arrays by their paths, `numbers` likewise, `rounds`, `probe`, an expression
        that is evaluated before the step, and `own`: what is not given is what the script gives.
        """
        self._given, self._options = dict(given), dict(options)
        return self._once((), full=True)

    def losses(self, moves: Sequence[Any]) -> list[dict[str, Any]]:
        """Return the numbers of the first round after each move: (path, index, by)."""
        self._options["rounds"] = 1
        return [self._once([one] if one[0] else [], full=False)["numbers"] for one in moves]

    def _once(self, moves: Sequence[Any], *, full: bool) -> dict[str, Any]:
        names = self._unit.names
        asked = {*self._found.needs, *(n for o in self._setup() for n in o.reads)}
        for name, one in self._called_with():
            asked |= free_names(one) if name not in self._given else set()
        if self._options.get("own") and self._call_found is not None:
            asked |= {n for line in self._call_found.before for n in line.reads}
            asked |= free_names(self._call_found.node)
        wanted = self._reading(asked) - self._given.keys()
        self._unit.make({n for n in wanted if isinstance(names.get(n, UNMADE), Broken)})
        saved = dict(names)
        try:
            names.update(copied(names))
            names["print"] = silent
            for name in ("tqdm", "trange"):
                if isinstance(names.get(name), (Stub, Broken)):
                    names[name] = range if name == "trange" else identity
            seeded()
            return self._executed(moves, full=full)
        finally:
            names.clear()
            names.update(saved)

    def _reading(self, names: set[str]) -> set[str]:
        """Return the names, and those that the functions among them read."""
        seen: set[str] = set()
        waiting = list(names)
        sources = {
            node.name: node
            for cell in self._unit.cells
            for node in cell.tree.body
            if isinstance(node, (ast.FunctionDef, ast.ClassDef))
        }
        while waiting:
            name = waiting.pop()
            if name not in seen:
                seen.add(name)
                waiting += free_names(sources[name]) if name in sources else ()
        return seen

    def _setup(self) -> list[Line]:
        return self._found.setup(self._given)

    def _executed(self, moves: Sequence[Any], *, full: bool) -> dict[str, Any]:
        found, names = self._found, self._unit.names
        seen: dict[str, Any] = {"before": {}, "rounds": [], "numbers": {}, "floats": {}}
        paths: list[str] = []
        own = set(self._given)

        def everything(local: Mapping[str, Any]) -> dict[str, Any]:
            return {**globals_of(local, own), **globals_of(names, own)}

        def begin(local: Mapping[str, Any]) -> None:
            if paths:
                return
            inside = everything(local)
            arrays = reached(inside)
            for path, values in self._options.get("weights", {}).items():
                if path in arrays:
                    fill(arrays[path], values)
            for path, value in self._options.get("numbers", {}).items():
                put(path, float(value), inside)
                if path in names:
                    # A function reads it in the module.
                    names[path] = float(value)
            for path, index, by in moves:
                move(arrays[path], index, by)
            paths.extend(path for path, value in arrays.items() if is_array(value))
            if full:
                seen["before"] = {path: plain(arrays[path]) for path in paths}
                seen["floats"] = {p: v for p, v in arrays.items() if type(v) is float}

        def end(local: Mapping[str, Any]) -> None:
            inside = everything(local)
            if not seen["rounds"]:
                seen["numbers"] = dict(numbers(local, found))
            after = {path: plain(at(path, inside)) for path in paths} if full else {}
            seen["rounds"].append({path: v for path, v in after.items() if v is not None})

        values = {name: fresh(value) for name, value in self._given.items()}
        values |= {name: 0 for name in found.counters(own) if name not in values}
        with time_limit(SECONDS_FOR_A_STEP):
            self._call(values, begin, end)
        return seen

    def _call(self, values: dict[str, Any], begin: Any, end: Any) -> None:
        """Run all lines: those of a function in one, those of a script in the module."""
        names = self._unit.names
        names.update({BEGIN: begin, END: end})
        local = self._arguments(values) if self._found.function else values
        body = body_of(self._found, self._setup(), self._options)
        if self._found.function:
            text = f"def {ONCE}_function(): pass"
            function = ast.parse(text).body[0]
            assert isinstance(function, ast.FunctionDef)
            function.args.args = [ast.arg(name) for name in local]
            function.body = body
            self._execute([function])
            names[f"{ONCE}_function"](**local)
        else:
            names.update(values)
            self._execute(body)

    def _arguments(self, values: dict[str, Any]) -> dict[str, Any]:
        """Return what the function is given: by the judge, as the script calls it, by default."""
        found, names = self._found, self._unit.names
        local = dict(values)
        params = [name for name, _ in found.params]
        call = self._call_found if self._options.get("own") else None
        if call is not None:
            self._execute([copy.deepcopy(line.statement) for line in call.before])
        if found.owner and params and params[0] not in local:
            if call is not None and call.holder is not None:
                local[params[0]] = self._evaluated(call.holder)
            else:
                local[params[0]] = names[found.owner](**self._options.get("make", {}))
        for name, node in self._called_with():
            if name not in local:
                value = self._evaluated(node)
                if not isinstance(value, (Stub, Broken)):
                    local[name] = value
        return self._defaults(local, params)

    def _evaluated(self, node: ast.expr) -> Any:
        """Return what the script hands over; what it has no value for is not missed by all."""
        try:
            return eval(ast.unparse(node), self._unit.names)
        except Exception as error:
            return Broken(ast.unparse(node), described(error), error)

    def _defaults(self, local: dict[str, Any], params: Sequence[str]) -> dict[str, Any]:
        found, names = self._found, self._unit.names
        owner = names.get(found.owner) if found.owner else None
        function = getattr(owner, found.function, None) if owner else names.get(found.function)
        plain_ones = getattr(function, "__defaults__", None) or ()
        last = params[len(params) - len(plain_ones) :]
        defaults = dict(zip(last, plain_ones, strict=False))
        defaults |= getattr(function, "__kwdefaults__", None) or {}
        return {**{name: value for name, value in defaults.items() if name in params}, **local}

    def _called_with(self) -> Iterator[tuple[str, ast.expr]]:
        """Yield the arguments of the script's own call of the function."""
        call = self._call_found
        if call is not None:
            own = [name for name, _ in self._found.params]
            yield from zip(own[1:] if self._found.owner else own, call.node.args, strict=False)
            yield from ((one.arg, one.value) for one in call.node.keywords if one.arg)

    def _execute(self, body: list[ast.stmt]) -> None:
        tree = ast.fix_missing_locations(ast.Module(body, []))
        exec(compiled(tree, self._unit.cells[0].filename, "exec"), self._unit.names)


def numbers(local: Mapping[str, Any], found: TrainingStep) -> Iterator[tuple[str, Any]]:
    """Yield the numbers with a fraction that a step has bound, and those that it returned."""
    bound = {name for line in found.lines for name in line.writes} | {RETURNED, PROBE}
    for name, value in local.items():
        parts = list(enumerate(value)) if isinstance(value, tuple) else [("", value)]
        # What it has appended to a list: `losses.append(loss)`.
        parts = [("", one) for one in value[-1:]] if isinstance(value, list) else parts
        for number, one in parts if name in bound else ():
            array = plain(one)
            if array is not None and array.size == 1 and array.dtype.kind == "f":
                yield f"{name}{'' if number == '' else f'[{number}]'}", float(array.reshape(()))


def all_training(units: Mapping[str, Unit]) -> dict[str, Any]:
    """Return the steps of training loops in files, and what lists them."""
    found: dict[str, Any] = {}
    modules: dict[str, str] = {}
    for module, unit in units.items():
        statements = [node for cell in unit.cells for node in cell.tree.body]
        for one in training_steps(statements):
            if len(found) < MOST:
                name = f"{TRAINING} {len(found)}"
                found[name] = Training(unit, one)
                modules[name] = module if len(units) > 1 else ""
    return {
        TRAINING: lambda: [one.facts(name, modules[name]) for name, one in found.items()],
        **found,
    }
