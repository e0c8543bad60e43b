"""How an optimizer is made and called: what homework hands it, and where the result is."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np

from scratchcnn.oracle.cards.optimizers.formula import Array

# What a parameter takes that is no array: the number of the step, the name of a layer.
COUNT, KEY = "count", "key"
Steps: TypeAlias = list[dict[str, Any]]


@dataclass(frozen=True)
class Form:
    """A way to call an optimizer.

    Attributes
    ----------
    words : for a report
    kind : "config", "dicts", "lists", "arrays", "layer", "held"; "spread": every array by itself;
        "course": dictionaries in which the gradient of W1 is dW1, and what is kept is given and
        returned
    returned : whether the new parameters are what is returned
    method : of the optimizer; "" for a function
    before, after : the methods called around it, if there are any
    swapped : whether gradients come first
    names : of the arrays of a layer or a parameter, and of their gradients
    holder : the parameter of the constructor that takes the parameters
    rated : the parameter of the method that takes the learning rate
    config : the parameter of a function that takes its hyperparameters
    states : of a course's function, the parameters that take what is kept
    counted : the parameter that takes the number of the step
    spread : what every parameter of a method takes: COUNT, KEY, or the name of an array
    surely : whether what is taken for gradients is called so
    tensors : whether parameters are tensors of PyTorch
    """

    words: str
    kind: str
    returned: bool = False
    method: str = ""
    before: str = ""
    after: str = ""
    swapped: bool = False
    names: Sequence[tuple[str, str]] = ()
    holder: str = ""
    rated: str = ""
    config: str = ""
    states: Sequence[str] = ()
    counted: str = ""
    spread: Sequence[str] = ()
    surely: bool = True
    tensors: bool = False

    @property
    def least(self) -> int:
        """How many parameters it needs: a layer has all of them, or its update fails."""
        if self.kind == "spread":
            return sum(code.startswith("p") for code in self.spread)
        return len(self.names) if self.kind in ("layer", "held", "course") else 1

    @property
    def most(self) -> int:
        """How many parameters it can be given at once."""
        if self.kind in ("config", "arrays", "spread"):
            return self.least
        return len(self.names) if self.kind in ("layer", "course") else max(2, len(self.names))


@dataclass(frozen=True)
class Called:
    """An optimizer that is called in a form, with its hyperparameters.

    Attributes
    ----------
    name : its class or function
    options : hyperparameters by their names
    rate_name : what the learning rate is called among them; "" if it has none
    rates : the paths of the learning rate inside the object
    """

    name: str
    form: Form
    options: Mapping[str, Any] = field(default_factory=dict)
    rate_name: str = ""
    rates: Sequence[Sequence[Any]] = ()

    def begin(self, starts: Sequence[Array], rate: float) -> Steps:
        """Return the steps that make the parameters and the optimizer."""
        form = self.form
        steps = list(self.parameters(starts))
        options = {**self.options, **({self.rate_name: rate} if self.rate_name else {})}
        if form.kind == "config":
            return [*steps, {"let": "config", "value": {"value": options}}]
        if not form.method:
            return steps
        kwargs = {name: {"value": value} for name, value in options.items()}
        if form.holder and form.kind in ("dicts", "lists"):
            kwargs[form.holder] = {"var": "p"}
        elif form.holder:
            kwargs[form.holder] = {"list": [{"var": f"p{n}"} for n in range(self.held(starts))]}
        return [*steps, {"call": {"name": self.name}, "kwargs": kwargs, "save": "optimizer"}]

    def held(self, starts: Sequence[Array]) -> int:
        """Return how many objects hold the parameters."""
        return -(-len(starts) // max(len(self.form.names), 1))

    def parameters(self, starts: Sequence[Array]) -> Iterator[dict[str, Any]]:
        """Yield the steps that make the parameters."""
        form = self.form
        if form.kind == "course":
            for name, place in (("p", 0), *((state, 1) for state in form.states)):
                zero = place * np.zeros_like(starts)
                held = zip(form.names, zero if place else starts, strict=False)
                arrays = {names[place]: {"array": one} for names, one in held}
                yield {"let": name, "value": {"dict": arrays}}
        elif form.kind == "dicts":
            yield {
                "let": "p",
                "value": {"dict": {f"W{n}": {"array": one} for n, one in enumerate(starts)}},
            }
        elif form.kind == "lists":
            yield {"let": "p", "value": {"list": [{"array": one} for one in starts]}}
        elif form.tensors or form.kind in ("config", "arrays", "spread"):
            for n, one in enumerate(starts):
                yield from given(f"p{n}", one, tensors=form.tensors)
        else:
            width = len(form.names)
            for number in range(self.held(starts)):
                held = zip(form.names, starts[number * width :], strict=False)
                arrays = {name: {"array": one} for (name, _), one in held}
                yield {"call": {"tool": "holder"}, "kwargs": arrays, "save": f"p{number}"}

    def step(self, number: int, gradients: Sequence[Array], rate: float) -> Steps:
        """Return the steps of one update; they save the new parameters."""
        form = self.form
        steps: Steps = []
        for path in self.rates:
            steps.append(
                {"set": {"var": "optimizer"}, "path": list(path), "value": {"value": rate}}
            )
        steps += self.with_gradients(gradients)
        if form.before:
            steps.append({"call": {"attr": [{"var": "optimizer"}, form.before]}})
        callee = (
            {"attr": [{"var": "optimizer"}, form.method]} if form.method else {"name": self.name}
        )
        call: dict[str, Any] = {"call": callee, "args": self.arguments(number), "save": "returned"}
        if form.config:
            if number and self.rate_name:
                value = {"value": rate}
                steps.append({"set": {"var": "config"}, "path": [self.rate_name], "value": value})
            call["kwargs"] = {form.config: {"var": "config"}}
        elif form.rated:
            call["kwargs"] = {form.rated: {"value": rate}}
        elif not form.method:
            given_ = {**self.options, **({self.rate_name: rate} if self.rate_name else {})}
            given_ |= {form.counted: number + 1} if form.counted else {}
            call["kwargs"] = {name: {"value": value} for name, value in given_.items()}
            call["kwargs"] |= {name: {"var": name} for name in form.states}
        steps.append(call)
        if form.kind == "config":
            item = {"item": [{"var": "returned"}, 1]}
            steps += [{"let": "config", "value": item}]
            steps += [{"let": "p0", "value": {"item": [{"var": "returned"}, 0]}}]
        elif form.kind == "course":
            for place, name in enumerate(("p", *form.states)):
                one = {"item": [{"var": "returned"}, place]} if form.states else {"var": "returned"}
                steps.append({"let": name, "value": one})
        elif form.kind == "spread" and form.returned and form.least > 1:
            for place in range(form.least):
                item = {"item": [{"var": "returned"}, place]}
                steps.append({"let": f"p{place}", "value": item})
        elif form.returned:
            steps.append(
                {
                    "let": "p0" if form.kind in ("arrays", "spread") else "p",
                    "value": {"var": "returned"},
                }
            )
        if form.after:
            steps.append({"call": {"attr": [{"var": "optimizer"}, form.after]}})
        for place in range(len(gradients)):
            steps.append({"copy": self.where(place), "save": f"after{number}.{place}"})
        return steps

    def with_gradients(self, gradients: Sequence[Array]) -> Iterator[dict[str, Any]]:
        """Yield the steps that hand out the gradients."""
        form = self.form
        if form.kind == "course":
            arrays = zip(form.names, gradients, strict=False)
            yield {
                "let": "g",
                "value": {"dict": {name: {"array": one} for (_, name), one in arrays}},
            }
        elif form.kind == "dicts":
            given_ = {f"W{n}": {"array": one} for n, one in enumerate(gradients)}
            yield {"let": "g", "value": {"dict": given_}}
        elif form.kind == "lists":
            yield {"let": "g", "value": {"list": [{"array": one} for one in gradients]}}
        elif form.kind == "spread":
            for place, one in enumerate(gradients):
                yield from given(f"g{place}", one, tensors=form.tensors)
        elif form.kind in ("config", "arrays"):
            yield from given("g", gradients[0], tensors=form.tensors)
        else:
            for place, one in enumerate(gradients):
                holder, (_, name) = self.holding(place)
                yield from given(f"g{place}", one, tensors=form.tensors)
                value = {"var": f"g{place}"}
                yield {"call": {"tool": "setattr"}, "args": [holder, {"value": name}, value]}

    def holding(self, place: int) -> tuple[dict[str, Any], tuple[str, str]]:
        """Return the object that holds a parameter, and the names there."""
        width = len(self.form.names)
        return {"var": f"p{place // width}"}, self.form.names[place % width]

    def where(self, place: int) -> dict[str, Any]:
        """Return the expression of a parameter."""
        form = self.form
        if form.kind == "course":
            return {"item": [{"var": "p"}, form.names[place][0]]}
        if form.kind in ("dicts", "lists"):
            return {"item": [{"var": "p"}, f"W{place}" if form.kind == "dicts" else place]}
        if form.kind in ("config", "arrays", "spread"):
            return {"var": f"p{place}"}
        holder, (name, _) = self.holding(place)
        return holder if form.tensors else {"attr": [holder, name]}

    def arguments(self, number: int) -> list[dict[str, Any]]:
        """Return what is passed by place in a step."""
        kind = self.form.kind
        if kind == "spread":
            fixed: dict[str, dict[str, Any]] = {
                COUNT: {"value": number + 1},
                KEY: {"value": "layer1"},
            }
            return [fixed.get(code, {"var": code}) for code in self.form.spread]
        if kind == "held":
            return []
        if kind == "layer":
            return [{"var": "p0"}]
        both = ["p0", "g"] if kind in ("config", "arrays") else ["p", "g"]
        both = both[1:] if self.form.holder else both
        return [{"var": name} for name in (both[::-1] if self.form.swapped else both)]


def given(name: str, array: Array, *, tensors: bool) -> Steps:
    """Return the steps that store an array, or a tensor of it."""
    steps: Steps = [{"let": name, "value": {"array": array}}]
    if tensors:
        steps.append({"call": {"tool": "tensor"}, "args": [{"var": name}], "save": name})
    return steps
