"""How a dropout layer is made and called, in training and at test time."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scratchcnn.oracle.dropouts.carried import Carried

Array: TypeAlias = NDArray[Any]
Step: TypeAlias = dict[str, Any]
Place: TypeAlias = str | int

# What NumPy's generators of before have, and those of today have not.
OLD = re.compile(r"\.(rand|randn|randint|random_sample|random_integers)\(")
LAYER, RETURNED, BACK = "layer", "returned", "back"


@dataclass(frozen=True)
class Switch:
    """How a layer is told whether it trains.

    Attributes
    ----------
    kind : "argument" of forward, "option" in a dictionary, "made": an argument of the constructor,
        "attribute" of the object, "methods" of it; "" if nothing tells it
    name : of the argument, key or attribute
    train, test : what is given; for "methods", their names
    """

    kind: str = ""
    name: str = ""
    train: Any = True
    test: Any = False

    def value(self, *, training: bool) -> Any:
        """Return what is given for training or for its end."""
        return self.train if training else self.test


@dataclass(frozen=True)
class Form:
    """A way to call a dropout layer.

    Attributes
    ----------
    name : its class or function
    words : for a report
    forward : the name of what is called: a method, a function, or a static method with its class
    backward : the same of the backward pass; "" if there is none, "()" if forward returns it
    is_object : whether an object is made, whose methods these are
    made, taken, back : what a constructor, forward and backward take: parameter -> code
    keys : of a dictionary of options: key -> code
    share : the name of the share to drop or to keep; "" if none can be given
    switch : how it is told whether it trains
    paired : whether the backward pass is its own for sure, by its name
    tensors : whether it computes with tensors of PyTorch
    attributes : where an output may be, if it is not returned
    gradients : where a gradient may be, if it is not returned
    text : the source that belongs to it
    carried : what it computes with, if that is a class of the homework
    """

    name: str
    words: str
    forward: str
    backward: str = ""
    is_object: bool = False
    made: Mapping[str, str] = field(default_factory=dict)
    taken: Mapping[str, str] = field(default_factory=dict)
    back: Mapping[str, str] = field(default_factory=dict)
    keys: Mapping[str, str] = field(default_factory=dict)
    share: str = ""
    switch: Switch = Switch()
    paired: bool = True
    tensors: bool = False
    attributes: Sequence[str] = ()
    gradients: Sequence[str] = ()
    text: str = ""
    carried: Carried | None = None

    @property
    def twice(self) -> bool:
        """Whether there is an object for training, and one for the test time."""
        by_options = self.switch.kind == "option" and "params" in self.made.values()
        return self.switch.kind == "made" or by_options


@dataclass(frozen=True)
class Called:
    """A layer in a form, with all that is known of it once it was called.

    Attributes
    ----------
    share : what is given as the share
    shape : of the input
    out : where the output is: () if it is what forward returns, (0,) the first part of that,
        ("output",) an attribute of the object
    grad : the same of the gradient; None if there is none to read
    """

    form: Form
    share: float
    shape: tuple[int, ...]
    out: tuple[Place, ...] = ()
    grad: tuple[Place, ...] | None = None

    def begin(self) -> Iterator[Step]:
        """Yield the steps that make the layer: two, if it is told once and for all."""
        form = self.form
        if "rng" in (*form.made.values(), *form.taken.values()):
            # One for all calls, or each would draw the same.
            tool = "random_state" if OLD.search(form.text) else "rng"
            yield {"let": "rng", "value": {"tool": tool}}
        if not form.is_object:
            return
        for training in (True, False) if form.twice else (True,):
            if "params" in form.made.values():
                yield self.options(0, training=training)
            kwargs = self.arguments(form.made, 0, training=training)
            save = layer_of(form, training=training)
            yield {"call": {"name": form.name}, "kwargs": kwargs, "save": save}

    def call(self, number: int, x: Array, grad_out: Array | None, *, training: bool) -> list[Step]:
        """Return the steps of one call, and of its backward pass if it is given a gradient."""
        form = self.form
        layer = layer_of(form, training=training)
        steps = [*self.given(f"x{number}", x), *self.switched(training=training)]
        if "context" in form.taken.values():
            steps.append({"let": "context", "value": {"tool": "context"}})
        if form.keys:
            steps.append(self.options(number, training=training))
        called: Step = {"call": self.callee(form.forward, layer), "save": RETURNED}
        steps.append({**called, **self.passed(form.taken, number, training=training)})
        if form.carried is not None:
            return [*steps, *self.of_a_graph(form.carried, number, grad_out)]
        steps.append({"copy": self.place(RETURNED, layer, self.out), "save": f"out{number}"})
        if grad_out is None or self.grad is None:
            return steps
        steps += self.given(f"grad_out{number}", grad_out)
        if form.backward == "()":
            callee: Step = {"item": [{"var": RETURNED}, 1]}
            passed: Step = {"args": [{"var": f"grad_out{number}"}]}
        else:
            callee = self.callee(form.backward, layer)
            passed = self.passed(form.back, number, training=training)
        steps.append({"call": callee, "save": BACK, **passed})
        steps.append({"copy": self.place(BACK, layer, self.grad), "save": f"grad{number}"})
        return steps

    def of_a_graph(self, carried: Carried, number: int, grad_out: Array | None) -> Iterator[Step]:
        """Yield the steps that read an output, and the gradient that its graph finds."""
        yield carried.read({"var": RETURNED}, f"out{number}")
        if grad_out is not None and self.grad is not None:
            names = RETURNED, f"x{number}", f"grad_out{number}"
            yield from carried.back(*names, grad_out, f"grad{number}")

    def options(self, number: int, *, training: bool) -> Step:
        """Return the step that makes the dictionary of options."""
        found = self.arguments(self.form.keys, number, training=training)
        return {"let": "options", "value": {"dict": found}}

    def callee(self, name: str, layer: str) -> Step:
        """Return the expression of a method of the object, or of a function."""
        return {"attr": [{"var": layer}, name]} if self.form.is_object else {"name": name}

    def given(self, name: str, array: Array) -> Iterator[Step]:
        """Yield the steps that store an array, or a tensor of it."""
        if self.form.carried is not None:
            yield from self.form.carried.given(name, array)
            return
        yield {"let": name, "value": {"array": array}}
        if self.form.tensors:
            yield {"call": {"tool": "tensor"}, "args": [{"var": name}], "save": name}

    def switched(self, *, training: bool) -> Iterator[Step]:
        """Yield the step that tells an object whether it trains."""
        switch = self.form.switch
        value = switch.value(training=training)
        if switch.kind == "attribute":
            path = [switch.name]
            yield {"set": {"var": LAYER}, "path": path, "value": {"value": value}}
        elif switch.kind == "methods":
            name, *arguments = value
            args = [{"value": one} for one in arguments]
            yield {"call": {"attr": [{"var": LAYER}, name]}, "args": args}

    def place(self, variable: str, layer: str, path: Sequence[Place]) -> Step:
        """Return the expression of what lies in a variable, or in an attribute of the object."""
        if path and isinstance(path[0], str):
            return {"attr": [{"var": layer}, path[0]]}
        return {"item": [{"var": variable}, path[0]]} if path else {"var": variable}

    def passed(self, codes: Mapping[str, str], number: int, *, training: bool) -> Step:
        """Return what is passed: the first by its place, what follows by its name."""
        every = self.arguments(codes, number, training=training)
        first = next(iter(codes), None)
        if first is None:
            return {}
        return {"args": [every.pop(first)], "kwargs": every}

    def arguments(
        self, codes: Mapping[str, str], number: int, *, training: bool
    ) -> dict[str, dict[str, Any]]:
        """Return what parameters take, by their codes."""
        known: dict[str, dict[str, Any]] = {
            "x": {"var": f"x{number}"},
            "grad_out": {"var": f"grad_out{number}"},
            "share": {"value": self.share},
            "training": {"value": self.form.switch.value(training=training)},
            "params": {"var": "options"},
            "context": {"var": "context"},
            "seed": {"value": 7},
            "rng": {"var": "rng"},
            "name": {"value": "dropout1"},
            "lr": {"value": 0.1},
            "word": {"value": "train"},
            "size": {"value": next((n for n in self.shape[::-1] if n > 1), 1)},
            "shape": {"tuple": [{"value": size} for size in self.shape]},
        }
        return {
            name: known[code] if code in known else self.kept(int(code))
            for name, code in codes.items()
        }

    def kept(self, number: int) -> Step:
        """Return what forward returned beside its output: the first, the second ..."""
        at = self.out[0] if self.out else None
        if not isinstance(at, int):
            # It returns one thing: what backward needs, where the output is an attribute.
            return {"var": RETURNED}
        others = [place for place in range(number + 1) if place != at]
        return {"item": [{"var": RETURNED}, others[number - 1]]}

    def session(
        self, calls: Sequence[tuple[bool, Array, Array | None]]
    ) -> tuple[list[Step], list[str]]:
        """Return the steps of several calls of one layer, and the names of what they compute."""
        steps, names = list(self.begin()), []
        for number, (training, x, grad_out) in enumerate(calls):
            steps += self.call(number, x, grad_out, training=training)
            names.append(f"out{number}")
            if grad_out is not None and self.grad is not None:
                names.append(f"grad{number}")
        return steps, names


def layer_of(form: Form, *, training: bool) -> str:
    """Return the variable of the object."""
    return LAYER if training or not form.twice else f"{LAYER} at test"


def drawn(rng: np.random.Generator, shape: tuple[int, ...]) -> Array:
    """Return numbers of both signs, none of them near 0."""
    drawn: Array = rng.choice([-1.0, 1.0], shape) * rng.uniform(0.5, 2.0, shape)
    return drawn
