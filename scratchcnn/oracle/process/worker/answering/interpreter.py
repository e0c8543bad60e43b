"""The interpreter of the judge's requests: it calls the homework, step by step, in sessions."""

import random
import sys
import warnings
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from types import FunctionType
from typing import Any

import numpy as np

from ..loading.randomness import seed_torch
from .answers import Room, plain_array, safe_data
from .carried import Kind, numbers_within
from .closures import functions_within, put_for_all
from .editing import Edits, Traced
from .failures import BadRequest, Naming, failure, placed_calls
from .foreign import copy_like
from .handwritten import Names, load_adapter
from .paths import arrays_computed, arrays_within, pick, refuse_other_shape
from .rules import with_rule
from .session import Session
from .tools import tools

SEED = 0
COPIED_LEVELS = 6


class Interpreter:
    """Runs requests on the definitions of a homework.

    Parameters
    ----------
    definitions
        What can be named: classes, functions, modules, instances.
    naming
        The name under which a file of the homework is reported, None for all other files.
    rewind
        Resets the homework's own random generators; called when a session starts.
    uses
        Returns the removed names that were used since it was last called.
    describes
        Returns the description of a function.
    calls
        Returns the noted calls of a library since it was last called.
    """

    def __init__(
        self,
        definitions: Mapping[str, Any],
        naming: Naming = lambda _: None,
        rewind: Callable[[], None] = lambda: None,
        uses: Callable[[], list[dict[str, Any]]] = list,
        describes: Callable[[Any], dict[str, Any]] = lambda _: {},
        calls: Callable[[], list[dict[str, Any]]] = list,
    ) -> None:
        self._calls = calls
        self._describes = describes
        self._rewind = rewind
        self._uses = uses
        self._definitions = definitions
        self._naming = naming
        self._explores = classes_of_homework(definitions, naming)
        self._tools = tools()
        self._names = Names(definitions)
        self._traced, self._edits = Traced(naming), Edits()
        self._sessions: dict[int, Session] = {}

    def run(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Run the steps of a request, and return what was asked for."""
        for old in request.get("forget", ()):
            self._sessions.pop(old, None)
        session = self._session(request["session"])
        reply: dict[str, Any] = {}
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            number = -1
            try:
                for step in request["steps"]:
                    number += 1
                    self._step(step, session)
            except BaseException as error:
                # Even SystemExit: what the homework raises is an answer, not our end.
                reply["failure"] = failure(error, number, self._naming)
            room = Room()
            reply["values"] = {
                name: safe_data(session.variables[name], room)
                for name in request["return"]
                if name in session.variables
            }
            reply["changed"] = session.changed(room)
            uses = self._uses()
            if uses:
                reply["uses"] = uses
            called = placed_calls(self._calls(), self._naming)
            if called:
                reply["called"] = called
        missing = [name for name in request["return"] if name not in session.variables]
        if missing and "failure" not in reply:
            reply["failure"] = failure(
                BadRequest(f"no variable is called {missing[0]}"), number, self._naming
            )
        return reply

    def _session(self, number: int) -> Session:
        if number not in self._sessions:
            random.seed(SEED)
            np.random.seed(SEED)
            seed_torch(SEED)
            self._rewind()
            self._sessions[number] = Session()
        return self._sessions[number]

    def _step(self, step: Mapping[str, Any], session: Session) -> None:
        if "let" in step:
            name = step["let"]
            session.forget(name)
            value = self._value(step.get("value"), session, give=name)
        elif "call" in step:
            name, value = step.get("save"), self._call(step, session)
        elif "set" in step:
            new = self._value(step.get("value"), session)
            holder, path = self._value(step["set"], session), path_of(step)
            if step.get("same_shape"):
                refuse_other_shape(holder, path, new)
            return put_for_all(holder, path, new)
        elif "attributes" in step:
            name = step.get("save")
            holder = self._value(step["attributes"], session)
            kind = self._kind(step, session)
            if kind is not None:
                value = kind.listed(holder, self._explores)
            else:
                value = arrays_within(holder, self._explores)
            if step.get("computed") and kind is None:
                value += arrays_computed(holder, self._explores)
        elif "open" in step:
            name, kind = step.get("save"), self._kind(step, session)
            value = self._value(step["open"], session)
            value = value if kind is None else kind.opened(value)
        elif "numbers" in step:
            name, kind = step.get("save"), self._kind(step, session)
            root = self._value(step["numbers"], session)
            value = numbers_within(root, self._explores, step.get("calls", ()), kind)
        elif "functions" in step:
            root = self._value(step["functions"], session)
            name = step.get("save")
            value = functions_within(root, self._explores, self._describes)
        elif "pick" in step:
            name, value = step.get("save"), pick(self._value(step["pick"], session), path_of(step))
        elif "copy" in step:
            name, value = step.get("save"), copied(self._value(step["copy"], session))
        elif "trace" in step:
            self._traced.start()
            return None
        elif "traced" in step:
            name, value = step.get("save"), self._traced.stop()
        elif "swap" in step:
            name, value = step.get("save"), self._edits.swap(step["swap"], step.get("text"))
        elif "adapter" in step:
            name, value = step.get("save"), load_adapter(**step["adapter"])
        else:
            raise BadRequest(f"no such step: {sorted(step)}")
        if name is not None:
            session.bind(name, value)
        return None

    def _kind(self, step: Mapping[str, Any], session: Session) -> Kind | None:
        """Return the class that a step says to carry numbers; None if it says none."""
        if "kind" not in step:
            return None
        return Kind(self._value(step["kind"], session), path_of({"path": step["read"]}))

    def _call(self, step: Mapping[str, Any], session: Session) -> Any:
        function = self._value(step["call"], session)
        arguments = [self._value(item, session) for item in step.get("args", ())]
        keywords = {
            name: self._value(item, session) for name, item in step.get("kwargs", {}).items()
        }
        return function(*arguments, **keywords)

    def _value(self, expression: Any, session: Session, give: str | None = None) -> Any:
        """Return what an expression means; `give` is the name under which arrays are given."""
        if type(expression) is not dict or len(expression) != 1:
            raise BadRequest(f"not an expression: {expression!r:.80}")
        ((kind, content),) = expression.items()
        if kind == "array":
            return content.copy() if give is None else session.give(give, content)
        if kind == "value":
            return content
        if kind == "var":
            if content not in session.variables:
                raise BadRequest(f"no variable is called {content}")
            return session.variables[content]
        if kind in ("tuple", "list"):
            items = [
                self._value(item, session, None if give is None else f"{give}.{place}")
                for place, item in enumerate(content)
            ]
            return tuple(items) if kind == "tuple" else items
        if kind == "dict":
            return {
                key: self._value(item, session, None if give is None else f"{give}.{key}")
                for key, item in content.items()
            }
        return self._reference(kind, content, session)

    def _reference(self, kind: str, content: Any, session: Session) -> Any:
        """Return what an expression refers to: a definition, a part of a value, a tool."""
        if kind == "name":
            return self._definition(content)
        if kind == "attr":
            return getattr(self._value(content[0], session), content[1])
        if kind == "item":
            return self._value(content[0], session)[content[1]]
        if kind == "made":
            function = self._value(content[0], session)
            return function(**{key: self._value(one, session) for key, one in content[1].items()})
        if kind == "rule":
            return with_rule(self._value(content, session))
        if kind == "dtype":
            return np.dtype(content).type
        if kind == "tool" and content in self._tools:
            return self._tools[content]()
        if kind == "homework":
            return self._names
        raise BadRequest(f"not an expression: {kind} {content!r:.80}")

    def _definition(self, name: str) -> Any:
        """Return what a dotted name means: a definition, or an attribute of one."""
        parts = name.split(".")
        for count in range(len(parts), 0, -1):
            known = ".".join(parts[:count])
            if known in self._definitions:
                return pick(self._definitions[known], parts[count:])
        raise BadRequest(f"nothing is called {name}")


def path_of(step: Mapping[str, Any]) -> Sequence[str | int]:
    """Return the path of a step."""
    path: Sequence[str | int] | None = step.get("path")
    if not path:
        raise BadRequest("a step without a path")
    return path


def copied(value: Any, levels: int = COPIED_LEVELS) -> Any:
    """Return a value whose arrays, also those in lists, tuples and dicts, are copies."""
    array = plain_array(value)
    if array is not None:
        return copy_like(value, array)
    if levels > 0 and type(value) in (list, tuple):
        return type(value)(copied(item, levels - 1) for item in value)
    if levels > 0 and type(value) is dict:
        return {key: copied(item, levels - 1) for key, item in value.items()}
    return value


def classes_of_homework(definitions: Mapping[str, Any], naming: Naming) -> Callable[[type], bool]:
    """Return the test for classes that the homework wrote: by their module, or their methods."""
    modules = {
        type.__getattribute__(value, "__module__")
        for value in definitions.values()
        if issubclass(type(value), type)
    } - set(sys.builtin_module_names)

    @cache
    def is_homework(kind: type) -> bool:
        methods = [member for member in vars(kind).values() if type(member) is FunctionType]
        return type.__getattribute__(kind, "__module__") in modules or any(
            naming(method.__code__.co_filename) is not None for method in methods
        )

    return is_homework
