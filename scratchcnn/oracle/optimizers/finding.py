"""The ways in which the optimizers of a homework may be called, by the names in them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from scratchcnn.oracle.networks.roles import role_of
from scratchcnn.oracle.optimizers.forms import COUNT, KEY, Form
from scratchcnn.oracle.understanding.names.vocabulary import compact

Definition: TypeAlias = Mapping[str, Any]

UPDATES = (
    *("update", "step", "updateparams", "updateparameters", "apply", "optimize", "updateweights"),
    *("updateparam", "applygradients", "applygrads", "updatelayer", "calculateupdate", "call"),
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
# Functions in which the gradient of W1 is dW1, what they are given to keep, and to count with.
COURSE = re.compile(r"""["']d[Wb]?["']""")
STATES = ("v", "s", "m", "velocity", "cache")
COUNTS = ("t", "step", "iteration", "it")
KEYS = ("key", "name", "layerid", "layername", "layerkey", "idx", "index", "id", "paramname")
DATA = ("data", "value", "values", "val", "array", "numpy")
GRADIENTS = ("grad", "gradient", "gradients", "grads", "g")
# What goes through lists.
LOOPS = re.compile(r"len\(|zip\(|enumerate\(|\[i\]")
HOLDERS = {"params", "parameters", "layers", "weights", "variables", "model", "net", "network"}


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
        yield from of_function(definition, tensors=tensors)
        return
    for wanted in UPDATES:
        for name, method in methods.items():
            if compact(name) == wanted:
                yield from of_method(definition, methods, name, method, text, tensors=tensors)


def of_function(definition: Definition, *, tensors: bool) -> Iterator[Form]:
    """Yield how a function of parameters and gradients is called."""
    params = definition["params"]
    configs = [str(one["name"]) for one in params if "conf" in one["name"].lower()]
    required = [
        str(one["name"]) for one in params if one["required"] and one["name"] not in configs
    ]
    if len(required) < 2:
        return
    words = f"function({', '.join(required)}"
    if configs:
        yield Form(f"{words}, {configs[0]})", "config", True, config=configs[0], tensors=tensors)
        return
    swapped = is_gradient(required[0]) and not is_gradient(required[1])
    states = tuple(one for one in required[2:] if compact(one) in STATES)
    counted = next((one for one in required[2:] if compact(one) in COUNTS), "")
    if COURSE.search(definition["source"]):
        names = (("W1", "dW1"), ("b1", "db1"))
        yield Form(f"{words})", "course", True, names=names, states=states, counted=counted)
    if not states and not counted:
        for kind in ("dicts", "arrays", "lists"):
            for returned in (True, False):
                yield Form(f"{words}), {kind}", kind, returned, swapped=swapped, tensors=tensors)


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
    if len(required) == 1 and holders and is_gradient(required[0]):
        for kind in ("dicts", "lists"):
            words = f"class; {name}({required[0]}), {kind}"
            yield Form(words, kind, method=name, holder=holders[0], rated=rated, **around)
    elif not required and holders:
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
    elif len(required) > 1:
        yield from of_arrays(required, method, {"method": name, "rated": rated, **around}, tensors)


def of_arrays(
    required: Sequence[str], method: Mapping[str, Any], where: Mapping[str, Any], tensors: bool
) -> Iterator[Form]:
    """Yield how a method that takes parameters and gradients is called."""
    words = f"class; {where['method']}({', '.join(required)})"
    if len(required) > 2:
        codes = spread(required)
        for returned in (True, False) if codes else ():
            yield Form(words, "spread", returned, spread=codes, **where)
        return
    swapped = is_gradient(required[0]) and not is_gradient(required[1])
    surely = any(map(is_gradient, required))
    more: dict[str, Any] = {"swapped": swapped, "surely": surely, "tensors": tensors, **where}
    by_place = LOOPS.search(method["source"])
    for kind in ("dicts", "lists", "arrays") if by_place else ("dicts", "arrays", "lists"):
        for returned in (False, True):
            how = "returned" if returned else "in place"
            yield Form(f"{words}, {kind}, {how}", kind, returned, **more)


def spread(required: Sequence[str]) -> tuple[str, ...]:
    """Return what every parameter of a method takes; () if one of them is not understood.

    Examples
    --------
    >>> spread(["t", "w", "b", "dw", "db"]), spread(["w", "dw", "velocity"])
    (('count', 'p0', 'p1', 'g0', 'g1'), ())
    """
    gradients = [name for name in required if is_gradient(name)]
    others = [name for name in required if name not in gradients]
    arrays = [name for name in others if compact(name) not in (*COUNTS, *KEYS)]
    codes = {name: COUNT if compact(name) in COUNTS else KEY for name in others}
    codes |= {name: f"p{place}" for place, name in enumerate(arrays)}
    codes |= {name: f"g{place}" for place, name in enumerate(gradients)}
    return tuple(codes[name] for name in required) if len(arrays) == len(gradients) else ()


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
