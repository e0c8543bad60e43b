"""Homework in the op protocol by means of a teacher's adapter, if no convention can be inferred.

The adapter's functions run in the homework's process; this module calls them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from hypothesis.errors import Unsatisfiable
from numpy.typing import NDArray

from scratchcnn.oracle.cards.table import card_of
from scratchcnn.oracle.cards.trials import MINIMUM, draw
from scratchcnn.oracle.cases.bounds import WITHOUT_GRADIENT
from scratchcnn.oracle.cases.case import Trial
from scratchcnn.oracle.cases.offers import describe
from scratchcnn.oracle.process.failures import HomeworkFailure
from scratchcnn.oracle.process.runner import Failure, Reply, Runner
from scratchcnn.oracle.understanding.calls.one_layer import Understood
from scratchcnn.oracle.understanding.calls.pairs import Subject
from scratchcnn.oracle.understanding.carriers.ndarray import NDARRAY
from scratchcnn.oracle.understanding.layer import Layer
from scratchcnn.oracle.understanding.plans.adapted import KEPT, Gradients
from scratchcnn.oracle.understanding.teacher.adapter_file import (
    HOMEWORK,
    RATE,
    AdapterError,
    AdapterFile,
    OpFunction,
    read_adapter,
)
from scratchcnn.oracle.understanding.teacher.adapter_names import defined, left_empty, used_names

Array: TypeAlias = NDArray[Any]
Step: TypeAlias = dict[str, Any]


@dataclass(frozen=True)
class ByHand:
    """One op of an adapter: how it is reported, and the subject to judge; None if it cannot be."""

    understood: Understood
    subject: Subject | None


class Absent(NotImplementedError):
    """The homework lacks something that the adapter uses."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.message)
        self.failure = failure


class Handwritten:
    """One function of an adapter, called in the homework's process.

    All calls share a session, and therefore what the adapter stores between them.
    """

    def __init__(
        self, runner: Runner, adapter: AdapterFile, function: OpFunction, rate: float = 1.0
    ) -> None:
        self.runner = runner
        self.adapter = adapter
        self.function = function
        self.rate = rate
        self.session: int | None = None

    def __call__(self, **arguments: Any) -> tuple[Any, Any]:
        """Call the function with arrays and options of the op; return its output and a pullback."""
        arrays = {k: v for k, v in arguments.items() if isinstance(v, np.ndarray)}
        steps: list[Step] = []
        if self.session is None:
            content = {"path": str(self.adapter.path), "text": self.adapter.text}
            steps.append({"adapter": content, "save": "adapter"})
        for name, array in arrays.items():
            steps += NDARRAY.given(name, array)
        steps.append(
            {
                "call": {"attr": [{"var": "adapter"}, self.function.name]},
                "args": [{HOMEWORK: None}],
                "kwargs": dict(self.passed(arguments)),
                "save": "returned",
            }
        )
        reply = self.run(steps, "returned", "forward")
        # Forward must not write into any argument; backward may update parameters in place.
        hand_back(reply, arrays, list(arrays))
        out, has_pullback = self.returned(reply.values["returned"])

        def pullback(grad_out: Array) -> Gradients:
            return self.pull(arrays, grad_out, has_pullback)

        return out, pullback

    def passed(self, arguments: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield the arguments by parameter; an option without a parameter does not vary."""
        parameters = self.function.parameters
        for name, value in arguments.items():
            if name in parameters:
                yield name, {"var": name} if isinstance(value, np.ndarray) else literal(value)
        if RATE in parameters:
            yield RATE, {"value": self.rate}

    def returned(self, returned: Any) -> tuple[Any, bool]:
        """Return the output and whether there is a pullback; raise AdapterError if not a pair."""
        pair = isinstance(returned, list) and len(returned) == 2
        if not pair or not (returned[1] is None or is_opaque(returned[1])):
            raise AdapterError(f"{self.place} has to return (out, pullback)")
        out = NDARRAY.taken(returned[0])
        if out is None:
            return returned[0], returned[1] is not None
        if card_of(self.function.op).loss and out.size == 1:
            out = out.reshape(())
        return out, returned[1] is not None

    def pull(self, arrays: Mapping[str, Array], grad_out: Array, has_pullback: bool) -> Gradients:
        """Call the pullback and return the gradients; None for those that it does not compute."""
        names = [name for name in arrays if name not in WITHOUT_GRADIENT]
        if not has_pullback:
            return Gradients.of(dict.fromkeys(names), {})
        steps: list[Step] = [
            *NDARRAY.given("grad_out", grad_out),
            {
                "call": {"item": [{"var": "returned"}, 1]},
                "args": [{"var": "grad_out"}],
                "save": "gradients",
            },
        ]
        reply = self.run(steps, "gradients", "backward")
        hand_back(reply, {**arrays, "grad_out": grad_out}, KEPT)
        got = reply.values["gradients"]
        items: list[Any] = got if isinstance(got, list) else [got]
        if any(item is not None for item in items[len(names) :]):
            wanted = f"{len(names)} gradients, of {', '.join(names)}"
            raise AdapterError(f"{self.place}: its pullback returned {len(items)} for {wanted}")
        items = [*items, *[None] * len(names)][: len(names)]
        arrived = [NDARRAY.taken(item) for item in items]
        grads = {
            name: item if array is None else array
            for name, item, array in zip(names, items, arrived, strict=True)
        }
        return Gradients.of(grads, dict(self.allowances(arrays, grads)))

    def allowances(
        self, arrays: Mapping[str, Array], grads: Mapping[str, Any]
    ) -> Iterator[tuple[str, Array]]:
        """Yield the rounding error of gradients that are computed from an update."""
        if RATE not in self.function.parameters:
            return
        for name in {"weight", "bias"} & set(arrays):
            before, grad = arrays[name], grads[name]
            if isinstance(grad, np.ndarray) and grad.shape == before.shape:
                # 2 u (|before| + |after|) / rate, for the subtraction and the update.
                size = 2 * np.abs(before) + self.rate * np.abs(grad)
                yield name, np.finfo(float).eps * size / self.rate

    @property
    def place(self) -> str:
        """The function's name, and its line in the adapter's file."""
        return f"{self.adapter.path}, line {self.function.tree.lineno}: {self.function.name}"

    def run(self, steps: Sequence[Step], name: str, stage: str) -> Reply:
        """Run steps and return the reply with one variable.

        After a failure, the next call starts a new session.
        """
        if self.session is None:
            self.session = self.runner.new_session()
        reply = self.runner.run(steps, [name], session=self.session)
        if reply.failure is None:
            return reply
        self.close()
        if reply.failure.kind == "absent":
            raise Absent(reply.failure)
        raise HomeworkFailure(with_line(reply.failure), stage)

    def close(self) -> None:
        """Close the session, and discard what the adapter stored in it."""
        if self.session is not None:
            self.runner.forget(self.session)
            self.session = None


def literal(value: Any) -> dict[str, Any]:
    """Return the worker expression of an option."""
    if isinstance(value, tuple):
        return {"tuple": [literal(item) for item in value]}
    return {"value": value}


def is_opaque(value: Any) -> bool:
    """Return whether a value stands for an object that stays in the worker, such as a function."""
    return isinstance(value, dict) and "opaque" in value


def hand_back(reply: Reply, arrays: Mapping[str, Array], names: Sequence[str]) -> None:
    """Copy the changes to these arguments into the caller's arrays."""
    for name, array in reply.changed.items():
        if name in names and name in arrays and np.shape(array) == arrays[name].shape:
            arrays[name][...] = array


def handwritten(runner: Runner, path: Path | str, seed: int = 0) -> list[ByHand]:
    """Return the ops of an adapter for some homework, in the order of its functions.

    Every function is called once, with the simplest case, to check that the adapter itself works.

    Parameters
    ----------
    runner : the runner that has loaded the homework
    path : the adapter's file
    seed : the seed that the cases are drawn with

    Raises
    ------
    AdapterError
        The adapter cannot be read, or raises an error of its own.
    """
    adapter = read_adapter(path)
    return [by_hand(runner, adapter, function, seed) for function in adapter.functions]


def by_hand(runner: Runner, adapter: AdapterFile, function: OpFunction, seed: int = 0) -> ByHand:
    """Return one function of an adapter for some homework."""
    failure = first_failure(runner, adapter, function, seed)
    used = used_names(adapter.tree, function.tree)
    name = (
        ", ".join(dict.fromkeys(defined(runner.definitions, used)))
        or f"{adapter.path.stem}.{function.name}"
    )
    if failure is not None and failure.kind == "adapter":
        empty = next(left_empty(runner.definitions, used), None)
        if empty is None:
            told = f"{failure.type}: {failure.message}"
            raise AdapterError(f"the adapter's {function.name} raised {told}")
        failure = Failure("exception", "NotImplementedError", f"{empty} is empty")
    elif failure is not None and failure.kind != "absent":
        # The homework failed, not the adapter: the judge will report it.
        failure = None
    words = f"by {adapter.path.name}, {function.name}; {describe(function.offer)}"
    if failure is not None:
        layer = Layer(name, None, f"not judged: {failure.message}")
        return ByHand(Understood({}, function.op, None, None, layer, failure), None)
    layer = Layer(name, function.op, words)
    subject = Subject(
        function.op,
        function.offer,
        lambda rate: Handwritten(runner, adapter, function, rate),
        RATE in function.parameters,
    )
    return ByHand(Understood({}, function.op, None, None, layer), subject)


def first_failure(
    runner: Runner, adapter: AdapterFile, function: OpFunction, seed: int
) -> Failure | None:
    """Return the failure of the simplest call, or None; raise AdapterError if there is no call."""
    try:
        one: Trial = draw(function.op, function.offer, "basic", 2 * MINIMUM, seed)[0]
    except (Unsatisfiable, ValueError, IndexError) as error:
        place = f"{adapter.path}, line {function.tree.lineno}"
        raise AdapterError(f"{place}: {function.name} offers nothing to judge: {error}") from None
    implementation = Handwritten(runner, adapter, function)
    try:
        arrays = {name: array.copy() for name, array in one.arrays.items()}
        _, pullback = implementation(**arrays, **one.options)
        pullback(one.grad_out.copy())
    except (HomeworkFailure, Absent) as error:
        return error.failure
    finally:
        implementation.close()
    return None


def with_line(failure: Failure) -> Failure:
    """Return a failure with its line in the message, if the adapter failed and not the homework."""
    if failure.kind != "adapter":
        return failure
    place = f"{failure.file}, line {failure.line}: `{failure.source}`"
    return replace(failure, message=f"{failure.message or failure.type}, in {place}", line=0)
