"""Runs a backward pass that is written out: once as it is, then with one variable moved."""

import ast
import random
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import CodeType
from typing import Any

import numpy as np

from ...syntax.names import bound_names
from ...syntax.written_out import Line, WrittenOut, written_out
from ..randomness import rewinding, seed_torch
from ..running import described, let_interrupts_pass
from ..time_limit import time_limit
from ..unit import Unit
from .moving import copies, moved, plain, restore

# The name under which all are listed: no homework can call anything so.
WRITTEN = "written out"
SECONDS_FOR_A_LINE = 2.0


@dataclass(frozen=True)
class Place:
    """A place in the lines: a variable has just got its value there, and this is all there is.

    It is `made` there if it is computed from other variables, rather than drawn or given. `rewind`
    resets the random generators that functions of the module draw from.
    """

    line: int
    name: str
    names: Mapping[str, Any]
    state: Any
    made: bool
    rewind: Callable[[], None]


class Written:
    """A backward pass that is written out, ready to run.

    Parameters
    ----------
    unit
        The file in which it stands.
    found
        Its lines.
    """

    def __init__(self, unit: Unit, found: WrittenOut) -> None:
        self._unit = unit
        self._found = found
        self._cells = {id(node): cell for cell in unit.cells for node in ast.walk(cell.tree)}
        self._codes: list[CodeType] | None = None
        self._places: list[Place] = []
        self._scalars: set[str] = set()

    def facts(self, name: str, module: str) -> dict[str, Any]:
        """Return what the judge learns of it; `name` is how it is called."""
        first: dict[str, int] = {}
        for line in self._found.lines:
            for gradient in sorted(line.begins & self._found.pairs.keys()):
                first.setdefault(gradient, line.statement.lineno)
        return {
            "name": name,
            "module": module,
            "function": self._found.function,
            "file": self._cell(self._found.lines[-1].statement).shown,
            "line": min(first.values()),
            "gradients": list(self._found.pairs),
            "computes": sorted({name for line in self._found.lines for name in line.begins}),
        }

    def run(self) -> dict[str, Any]:
        """Run all lines; return the values of gradients and of their variables, and all numbers."""
        self._start()
        names = self._fresh()
        self._places, self._scalars = [], set()
        told: list[dict[str, Any]] = []
        scalars: list[dict[str, Any]] = []
        failed: dict[str, str] = {}
        bases = set(self._found.pairs.values())
        for name in sorted(bases & names.keys() - self._written()):
            self._keep(-1, name, names, made=False)
        follows = bases | self._found.pairs.keys()
        for number, line in enumerate(self._found.lines):
            try:
                self._execute(number, names)
            except BaseException as error:
                let_interrupts_pass(error)
                reason = f"line {line.statement.lineno}: {described(error)}"
                for name in sorted(line.writes):
                    failed.setdefault(name, reason)
                told = without_unfinished(told, line, names)
                for name in line.writes & (self._written() | self._found.pairs.keys()):
                    names.pop(name, None)
                continue
            made = not line.reads.isdisjoint(follows)
            follows |= line.writes if made else set()
            for name in sorted(line.writes & names.keys()):
                value = plain(names[name])
                if value is None:
                    continue
                if name in self._found.pairs:
                    told.append({**self._gradient(number, name, value), "made": made})
                elif is_number(value):
                    scalars.append({**self._scalar(number, name), "value": float(value.item())})
                    self._scalars.add(name)
                # A loop fills what a line before it has made: it is whole only after that.
                fills = line.simple or line.writes.isdisjoint(self._found.pairs)
                if fills and name in bases:
                    self._keep(number, name, names, made=made)
        return {
            "gradients": told,
            "places": [
                {
                    "of": one.name,
                    "number": one.line,
                    "value": plain(one.names[one.name]),
                    "made": one.made,
                }
                for one in self._places
            ],
            "scalars": scalars,
            "failed": failed,
        }

    def _scalar(self, number: int, name: str) -> dict[str, Any]:
        """Return where a number is computed, and what is read for it."""
        line = self._found.lines[number]
        begins = name in line.begins
        return {"name": name, "number": number, "begins": begins, "reads": sorted(line.reads)}

    def moved(self, place: int, moves: Sequence[Any]) -> list[dict[str, Any]]:
        """Return the numbers that forward computes after a variable is moved at a place.

        `moves` are pairs of an index into the flat variable and how far it is moved; none for an
        index of -1.
        """
        one = self._places[place]
        return [self._numbers(one, index, by) for index, by in moves]

    def _numbers(self, one: Place, index: int, by: float) -> dict[str, Any]:
        names = {**self._fresh(), **copies(one.names)}
        restore(one.state)
        one.rewind()
        if index >= 0:
            names[one.name] = moved(names[one.name], index, by)
        found: dict[str, Any] = {}
        for number, line in enumerate(self._found.lines):
            if number <= one.line or line.writes & self._found.pairs.keys():
                continue
            try:
                self._execute(number, names)
            except BaseException as error:
                # What needs gradients fails, for there are none; it is asked for nothing, either.
                let_interrupts_pass(error)
                continue
            for name in line.writes & self._scalars:
                value = plain(names.get(name))
                if value is not None and is_number(value):
                    found[f"{name} {number}"] = value.reshape(())
        return found

    def _cell(self, node: ast.stmt) -> Any:
        """Return the cell in which a line stands; that of its variable, if it enters a loop."""
        return self._cells.get(id(node)) or self._cells[id(getattr(node, "target", node))]

    def _start(self) -> None:
        if self._codes is None:
            nodes = [line.statement for line in self._found.lines]
            self._codes = [self._unit.code_of(one, self._cell(one)) for one in nodes]
        random.seed(0)
        np.random.seed(0)
        seed_torch(0)

    def _fresh(self) -> dict[str, Any]:
        """Return the names of the module, of which the lines may change no array."""
        written = self._written()
        self._unit.make({name for name in self._found.given if name not in self._unit.names})
        return {
            name: value.copy() if type(value) is np.ndarray else value
            for name, value in self._unit.names.items()
            if name not in written
        }

    def _written(self) -> set[str]:
        return bound_names(*(line.statement for line in self._found.lines))

    def _execute(self, number: int, names: dict[str, Any]) -> None:
        assert self._codes is not None
        with time_limit(SECONDS_FOR_A_LINE):
            exec(self._codes[number], names)

    def _keep(self, number: int, name: str, names: Mapping[str, Any], *, made: bool) -> None:
        later = {
            one for line in self._found.lines[number + 1 :] for one in line.reads | line.writes
        }
        kept = {one: value for one, value in names.items() if one in later | {name}}
        torch = sys.modules.get("torch")
        state = np.random.get_state(), random.getstate(), torch and torch.get_rng_state()
        rewind = rewinding(self._unit.names.values())
        self._places.append(Place(number, name, copies(kept), state, made, rewind))

    def _gradient(self, number: int, name: str, value: Any) -> dict[str, Any]:
        line = self._found.lines[number]
        return {
            "name": name,
            "of": self._found.pairs[name],
            "number": number,
            "line": line.statement.lineno,
            "value": value,
            "begins": name in line.begins,
            "adds": adds(line),
            "reads": sorted(line.reads & (self._found.pairs.keys() - {name})),
        }


def without_unfinished(
    told: Sequence[dict[str, Any]], line: Line, names: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Return the values of gradients but for those that a line was to change, which failed."""
    kept = list(told)
    for name in (line.writes - line.begins) & names.keys():
        while any(one["name"] == name for one in kept):
            last = max(i for i, one in enumerate(kept) if one["name"] == name)
            if kept.pop(last)["begins"]:
                break
    return kept


def is_number(value: Any) -> bool:
    """Return whether an array holds one number with a fraction: it may be a loss."""
    return bool(value.size == 1 and value.dtype.kind == "f")


def all_written(units: Mapping[str, Unit]) -> dict[str, Any]:
    """Return the backward passes that are written out in files, and what lists them."""
    found: dict[str, Any] = {}
    facts: list[dict[str, Any]] = []
    for module, unit in units.items():
        for one in written_out([node for cell in unit.cells for node in cell.tree.body]):
            name = f"{WRITTEN} {len(found)}"
            found[name] = Written(unit, one)
            facts.append(found[name].facts(name, module if len(units) > 1 else ""))
    return {WRITTEN: lambda: facts, **found}


def adds(line: Line) -> bool:
    """Return whether a line adds to what a variable was, rather than to mask or to scale it."""
    node = line.statement
    if isinstance(node, ast.AugAssign):
        return isinstance(node.op, (ast.Add, ast.Sub))
    value = getattr(node, "value", None)
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
        return isinstance(value, ast.BinOp) and isinstance(value.op, (ast.Add, ast.Sub))
    return not isinstance(node, ast.Assign)
