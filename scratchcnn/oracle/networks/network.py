"""How a network is made, how its loss and its gradients are computed, and where all that is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scratchcnn.oracle.understanding.carriers.torch import TORCH
from scratchcnn.oracle.understanding.protocols.place import behind
from scratchcnn.oracle.understanding.signatures.layout.paths import sent
from scratchcnn.oracle.without_twin.gradients_by_name import Path

Array: TypeAlias = NDArray[Any]
Steps: TypeAlias = list[dict[str, Any]]

# The variable that holds the object, or the parameters; the same as that of a layer.
HOLDER = "layer"
# The variable of a parameter on its way into the object.
ANEW = "parameter"


@dataclass(frozen=True)
class Spot:
    """A variable, and a path into it; `updated`: what a step of gradient descent has taken off."""

    variable: str
    path: Path = ()
    updated: bool = False

    @property
    def value(self) -> dict[str, Any]:
        """The spot as an expression of a step."""
        found: dict[str, Any] = {"var": self.variable}
        for part in self.path:
            found = {"item": [found, part]}
        return found

    @property
    def text(self) -> str:
        """The spot in Python."""
        return f"{self.variable}{behind(self.path, item=self.variable != HOLDER)}"


@dataclass(frozen=True)
class Call:
    """A call of a method of the object, or of a function."""

    name: str
    args: tuple[Spot, ...] = ()
    keywords: Mapping[str, Spot] = field(default_factory=dict)
    save: str = "result"
    method: bool = False

    @property
    def step(self) -> dict[str, Any]:
        """The call as a step."""
        named = {"attr": [{"var": HOLDER}, self.name]} if self.method else {"name": self.name}
        step = {"call": named, "args": [spot.value for spot in self.args], "save": self.save}
        keywords = {name: spot.value for name, spot in self.keywords.items()}
        return step | ({"kwargs": keywords} if keywords else {})

    @property
    def text(self) -> str:
        """The call in Python."""
        given = [spot.text for spot in self.args]
        given += [f"{name}={spot.text}" for name, spot in self.keywords.items()]
        name = f"{HOLDER}.{self.name}" if self.method else self.name.rpartition(".")[2]
        return f"{self.save} = {name}({', '.join(given)})"


@dataclass(frozen=True)
class Network:
    """A network of the homework.

    Attributes
    ----------
    name : of its class, or of its functions
    make : what makes the object or the parameters; None if the parameters are given
    values : what the calls take besides parameters: X, y, reg, lr, and what `make` takes
    loss : the calls that compute the loss, and `at` where it then is
    formula : the name of the loss, if the homework has none and `at` is the output
    gradient : the calls that compute the gradients
    parameters : where the parameters are, by the names under which they are reported
    gradients : where their gradients are
    start : the shapes of the parameters, as arrays
    words : how it is called, in a line
    data : how X and y are laid out, in words
    axes : the axes of the samples in X and in y; None if there is a single one
    missing : the parameters for which no gradient was found
    uneven : whether some gradient has not the shape of its parameter
    numbers : the attributes that are parameters if they are numbers
    counts : whether the text of the gradient counts samples, and so is meant for several
    tensors : whether its arrays travel in tensors of PyTorch
    """

    name: str
    make: Call | None
    values: Mapping[str, Any]
    loss: tuple[Call, ...]
    at: Spot
    gradient: tuple[Call, ...]
    formula: str = ""
    parameters: Mapping[str, Spot] = field(default_factory=dict)
    gradients: Mapping[str, Spot] = field(default_factory=dict)
    start: Mapping[str, Array] = field(default_factory=dict)
    words: str = ""
    data: str = ""
    axes: tuple[int, int] | None = None
    missing: tuple[str, ...] = ()
    uneven: bool = False
    counts: bool = False
    numbers: tuple[str, ...] = ()
    tensors: bool = False

    @property
    def samples(self) -> int:
        """How many samples there are."""
        return 1 if self.axes is None else int(np.shape(self.values["X"])[self.axes[0]])

    def made(self) -> Steps:
        """Return the steps that make the object, or the parameters."""
        steps = [step for name, value in self.values.items() for step in self.let(name, value)]
        return steps if self.make is None else [*steps, self.make.step]

    def let(self, name: str, value: Any) -> Steps:
        """Return the steps that give a variable a value: an array travels in its carrier."""
        if self.tensors and isinstance(value, np.ndarray):
            return [*TORCH.given(name, value)]
        if self.tensors and isinstance(value, dict) and value:
            several = {key: f"{name} {key}" for key in value}
            steps = [step for key, item in value.items() for step in self.let(several[key], item)]
            held = {"dict": {key: {"var": variable} for key, variable in several.items()}}
            return [*steps, {"let": name, "value": held}]
        return [{"let": name, "value": valued(value)}]

    def saved(self, name: str) -> Steps:
        """Return the steps that save what holds the loss, or the output; `inside`: where in it."""
        if self.at.variable != HOLDER:
            return [{"copy": {"var": self.at.variable}, "save": name}]
        # An object cannot be sent, its arrays can.
        picked = {"pick": {"var": HOLDER}, "path": sent(self.at.path), "save": name}
        return [picked, {"copy": {"var": name}, "save": name}]

    @property
    def inside(self) -> Path:
        """Where the loss, or the output, lies in what `saved` saves."""
        return () if self.at.variable == HOLDER else self.at.path

    def given(self, arrays: Mapping[str, Array]) -> Steps:
        """Return the steps that give the parameters and the data anew."""
        steps = [step for name in ("X", "y") for step in self.let(name, self.values[name])]
        for name, array in arrays.items():
            spot = self.parameters[name]
            if self.tensors and name in self.start:
                # PyTorch multiplies no tensors of two precisions.
                array = np.asarray(array, self.start[name].dtype)
            if spot.path and self.tensors:
                where = {"set": {"var": spot.variable}, "path": sent(spot.path)}
                steps += [*TORCH.given(ANEW, array), {**where, "value": {"var": ANEW}}]
            elif spot.path:
                where = {"set": {"var": spot.variable}, "path": sent(spot.path)}
                steps.append({**where, "value": plain(array)})
            elif self.tensors:
                steps += TORCH.given(spot.variable, array)
            else:
                steps.append({"let": spot.variable, "value": plain(array)})
        return steps


def plain(array: Array) -> dict[str, Any]:
    """Return a parameter as it is given: a number of Python, if it is one."""
    return valued(array if array.ndim else float(array))


def valued(value: Any) -> dict[str, Any]:
    """Return a value as an expression of a step."""
    if isinstance(value, np.ndarray):
        return {"array": value}
    if isinstance(value, dict):
        return {"dict": {key: valued(item) for key, item in value.items()}}
    if isinstance(value, tuple):
        return {"tuple": [valued(item) for item in value]}
    if isinstance(value, list):
        return {"list": [valued(item) for item in value]}
    return {"value": value}
