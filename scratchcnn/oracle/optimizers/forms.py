"""How an optimizer is made and called: what homework hands it, and where the result is."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from scratchcnn.oracle.cards.optimizers.formula import Array
from scratchcnn.oracle.networks.roles import role_of
from scratchcnn.oracle.understanding.names.vocabulary import compact

Definition: TypeAlias = Mapping[str, Any]
Steps: TypeAlias = list[dict[str, Any]]

UPDATES = (
    *("update", "step", "updateparams", "updateparameters", "apply", "optimize", "updateweights"),
    *("updateparam", "applygradients", "applygrads", "updatelayer", "minimize", "call"),
)
BEFORE = ("preupdateparams", "preupdate")
AFTER = ("postupdateparams", "postupdate")
# The arrays of a layer, and what their gradients are called.
PAIRS = (
    *(("weights", "dweights"), ("biases", "dbiases"), ("W", "dW"), ("b", "db")),
    *(("w", "dw"), ("weight", "dweight"), ("bias", "dbias"), ("W", "grad_W"), ("b", "grad_b")),
    *(("weights", "grad_weights"), ("bias", "grad_bias"), ("weight", "grad_weight")),
    *(("weights", "weights_grad"), ("biases", "biases_grad"), ("bias", "bias_grad")),
)
DATA = ("data", "value", "values", "val", "array", "numpy")
GRADIENTS = ("grad", "gradient", "gradients", "grads", "g")
# What goes through lists.
LOOPS = re.compile(r"len\(|zip\(|enumerate\(|\[i\]")
HOLDERS = {"params", "parameters", "layers", "weights", "variables", "model", "net", "network"}


@dataclass(frozen=True)
class Form:
    """A way to call an optimizer.

    Attributes
    ----------
    words : for a report
    kind : "config", "dicts", "lists", "arrays", "layer" or "held"
    returned : whether the new parameters are what is returned
    method : of the optimizer; "" for a function
    before, after : the methods called around it, if there are any
    swapped : whether gradients come first
    names : of the arrays of a layer or a parameter, and of their gradients
    holder : the parameter of the constructor that takes the parameters
    rated : the parameter of the method that takes the learning rate
    config : the parameter of a function that takes its hyperparameters
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
    tensors: bool = False

    @property
    def least(self) -> int:
        """How many parameters it needs: a layer has all of them, or its update fails."""
        return len(self.names) if self.kind in ("layer", "held") else 1

    @property
    def most(self) -> int:
        """How many parameters it can be given at once."""
        if self.kind in ("config", "arrays"):
            return 1
        return len(self.names) if self.kind == "layer" else max(2, len(self.names))


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
        if form.holder:
            kwargs[form.holder] = {"list": [{"var": f"p{n}"} for n in range(self.held(starts))]}
        return [*steps, {"call": {"name": self.name}, "kwargs": kwargs, "save": "optimizer"}]

    def held(self, starts: Sequence[Array]) -> int:
        """Return how many objects hold the parameters."""
        return -(-len(starts) // max(len(self.form.names), 1))

    def parameters(self, starts: Sequence[Array]) -> Iterator[dict[str, Any]]:
        """Yield the steps that make the parameters."""
        form = self.form
        if form.kind == "dicts":
            yield {
                "let": "p",
                "value": {"dict": {f"W{n}": {"array": one} for n, one in listed(starts)}},
            }
        elif form.kind == "lists":
            yield {"let": "p", "value": {"list": [{"array": one} for one in starts]}}
        elif form.tensors or form.kind in ("config", "arrays"):
            for n, one in listed(starts):
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
        call: dict[str, Any] = {"call": callee, "args": self.arguments(), "save": "returned"}
        if form.config:
            if number and self.rate_name:
                value = {"value": rate}
                steps.append({"set": {"var": "config"}, "path": [self.rate_name], "value": value})
            call["kwargs"] = {form.config: {"var": "config"}}
        elif form.rated:
            call["kwargs"] = {form.rated: {"value": rate}}
        steps.append(call)
        if form.kind == "config":
            item = {"item": [{"var": "returned"}, 1]}
            steps += [{"let": "config", "value": item}]
            steps += [{"let": "p0", "value": {"item": [{"var": "returned"}, 0]}}]
        elif form.returned:
            steps.append(
                {"let": "p0" if form.kind == "arrays" else "p", "value": {"var": "returned"}}
            )
        if form.after:
            steps.append({"call": {"attr": [{"var": "optimizer"}, form.after]}})
        for place in range(len(gradients)):
            steps.append({"copy": self.where(place), "save": f"after{number}.{place}"})
        return steps

    def with_gradients(self, gradients: Sequence[Array]) -> Iterator[dict[str, Any]]:
        """Yield the steps that hand out the gradients."""
        form = self.form
        if form.kind == "dicts":
            given_ = {f"W{n}": {"array": one} for n, one in listed(gradients)}
            yield {"let": "g", "value": {"dict": given_}}
        elif form.kind == "lists":
            yield {"let": "g", "value": {"list": [{"array": one} for one in gradients]}}
        elif form.kind in ("config", "arrays"):
            yield from given("g", gradients[0], tensors=form.tensors)
        else:
            for place, one in listed(gradients):
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
        if form.kind in ("dicts", "lists"):
            return {"item": [{"var": "p"}, f"W{place}" if form.kind == "dicts" else place]}
        if form.kind in ("config", "arrays"):
            return {"var": "p0"}
        holder, (name, _) = self.holding(place)
        return holder if form.tensors else {"attr": [holder, name]}

    def arguments(self) -> list[dict[str, Any]]:
        """Return what is passed by place."""
        kind = self.form.kind
        if kind == "held":
            return []
        if kind == "layer":
            return [{"var": "p0"}]
        both = ["p", "g"] if kind in ("dicts", "lists") else ["p0", "g"]
        return [{"var": name} for name in (both[::-1] if self.form.swapped else both)]


def listed(arrays: Sequence[Array]) -> Iterator[tuple[int, Array]]:
    """Yield arrays with their places."""
    yield from enumerate(arrays)


def given(name: str, array: Array, *, tensors: bool) -> Steps:
    """Return the steps that store an array, or a tensor of it."""
    steps: Steps = [{"let": name, "value": {"array": array}}]
    if tensors:
        steps.append({"call": {"tool": "tensor"}, "args": [{"var": name}], "save": name})
    return steps


def forms(definition: Definition, methods: Mapping[str, Any], text: str) -> Iterator[Form]:
    """Yield the ways in which a class or function may be called.

    Parameters
    ----------
    definition : of the class or function
    methods : those of a class, with those that it inherits
    text : its source, and that of the classes it is made of
    """
    tensors = "torch" in (*definition.get("libraries", ()), *definition.get("reads", ()))
    if definition["kind"] != "class":
        yield from of_function(definition["params"], tensors=tensors)
        return
    for wanted in UPDATES:
        for name, method in methods.items():
            if compact(name) == wanted:
                yield from of_method(definition, methods, name, method, text, tensors=tensors)


def of_function(params: Sequence[Mapping[str, Any]], *, tensors: bool) -> Iterator[Form]:
    """Yield how a function of a parameter, a gradient and a configuration is called."""
    configs = [str(one["name"]) for one in params if "conf" in one["name"].lower()]
    required = [one["name"] for one in params if one["required"] and one["name"] not in configs]
    if configs and len(required) == 2:
        words = f"function({', '.join(required)}, {configs[0]}); returns both"
        yield Form(words, "config", True, config=configs[0], tensors=tensors)


def of_method(
    definition: Definition,
    methods: Mapping[str, Any],
    name: str,
    method: Mapping[str, Any],
    text: str,
    *,
    tensors: bool,
) -> Iterator[Form]:
    """Yield how a class with this method is called."""
    required = [str(one["name"]) for one in method["params"] if one["required"]]
    rated = next((one for one in required if role_of(one) == "lr"), "")
    required = [one for one in required if one != rated]
    around: dict[str, Any] = {
        key: next((one for one in methods if compact(one) in wanted), "")
        for key, wanted in (("before", BEFORE), ("after", AFTER))
    }
    holders = [str(p["name"]) for p in definition["params"] if compact(p["name"]) in HOLDERS]
    pairs = tuple(pair for pair in PAIRS if all(reads(one, text) for one in pair))[:2]
    if not required and holders:
        where = {"holder": holders[0], "method": name, "rated": rated, **around}
        if pairs:
            yield Form(f"class; layers with {told(pairs)}; {name}()", "held", names=pairs, **where)
        data = next((one for one in DATA if reads(one, text)), "data")
        grad = next((one for one in GRADIENTS if reads(one, text)), "grad")
        words = f"class; parameters with .{data} and .{grad}; {name}()"
        one = ((data, grad),)
        if tensors:
            yield Form(f"class; tensors; {name}()", "held", names=one, tensors=True, **where)
        yield Form(words, "held", names=one, **where)
    elif len(required) == 1 and pairs:
        words = f"class; {name}(layer) with {told(pairs)}"
        yield Form(words, "layer", names=pairs, method=name, rated=rated, **around)
    elif len(required) == 2:
        swapped = is_gradient(required[0]) and not is_gradient(required[1])
        by_place = LOOPS.search(method["source"])
        for kind in ("dicts", "lists", "arrays") if by_place else ("dicts", "arrays", "lists"):
            for returned in (False, True):
                words = f"class; {name}({', '.join(required)}), {kind}"
                words += ", returned" if returned else ", in place"
                yield Form(
                    words,
                    kind,
                    returned,
                    name,
                    swapped=swapped,
                    rated=rated,
                    tensors=tensors,
                    **around,
                )


def told(pairs: Sequence[tuple[str, str]]) -> str:
    """Return the names of arrays and gradients for a report."""
    return ", ".join(f".{name} and .{gradient}" for name, gradient in pairs)


def reads(attribute: str, text: str) -> bool:
    """Return whether a source reads an attribute of anything but `self`."""
    return bool(re.search(rf"(?<!self)\.{attribute}\b", text))


def is_gradient(name: str) -> bool:
    """Return whether a name stands for gradients."""
    plain = compact(name)
    return "grad" in plain or plain in ("g", "gs") or (plain.startswith("d") and len(plain) <= 3)
