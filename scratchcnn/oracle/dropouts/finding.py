"""The ways in which the dropout layers of a homework may be called, by the names in them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

from scratchcnn.oracle.dropouts.carried import Carried
from scratchcnn.oracle.dropouts.forms import Form, Switch
from scratchcnn.oracle.dropouts.names import is_backward, is_dropout, kind_of, role_of
from scratchcnn.oracle.dropouts.switches import of_class, of_keys, of_parameters
from scratchcnn.oracle.optimizers.running import source_of
from scratchcnn.oracle.understanding.calls.frameworks import module_of
from scratchcnn.oracle.understanding.names.languages import BACKWARD_WORDS, FORWARD_WORDS
from scratchcnn.oracle.understanding.names.vocabulary import words
from scratchcnn.oracle.understanding.protocols.callers.method import (
    backward_methods,
    forward_method,
)

Definition: TypeAlias = Mapping[str, Any]

SET = re.compile(r"\bself\.(\w+)\s*=(?!=)")
# What a parameter takes whose name says enough.
GIVEN = ("seed", "rng", "name", "lr", "context", "params", "share", "training")


class Unclear(Exception):
    """How a layer is called is not understood."""


def forms(definition: Definition, definitions: Sequence[Definition]) -> Iterator[Form]:
    """Yield the ways in which a class or function may be called.

    Raises
    ------
    Unclear
        There is none.
    """
    tensors = "torch" in (*definition.get("libraries", ()), *definition.get("reads", ()))
    found = (
        of_a_class(definition, definitions)
        if definition["kind"] == "class"
        else of_function(definition, definitions)
    )
    for form in found:
        if tensors:
            yield replace(form, tensors=True)
        yield form


def on_objects(form: Form, carried: Carried) -> Form:
    """Return a form on objects of a class of the homework, whose graph finds the gradient."""
    words = f"{form.words.split(', ' + form.backward)[0] if form.backward else form.words}"
    found = "graph" if carried.finds else ""
    words = f"{words}, on {carried.own.kind}"
    return replace(form, carried=carried, backward=found, words=words, tensors=False, paired=True)


def of_a_class(definition: Definition, definitions: Sequence[Definition]) -> Iterator[Form]:
    """Yield how the objects of a class are called, or its static methods."""
    forward = forward_method(definition) or in_languages(definition, FORWARD_WORDS)
    if forward is None:
        raise Unclear("it has no method for the forward pass")
    methods, name = definition["methods"], str(definition["name"])
    backward = next((one for one in backward_methods(definition) if one != forward), None)
    backward = backward or in_languages(definition, BACKWARD_WORDS) or ""
    text = "\n".join(one["source"] for one in source_of(definition, definitions))
    described = methods[forward]
    back = methods[backward] if backward else None
    if described["static"]:
        names = (f"{name}.{forward}", f"{name}.{backward}" if back else "")
        yield from of_functions(name, names, described, back, text)
        return
    keys = methods.get("__init__", {}).get("keys", {})
    made, options, share = constructor(definition["params"], keys)
    taken, more, given = parameters(described, share)
    switches = [*of_parameters(beside_input(described, taken), text, "argument")]
    switches += of_keys([*more], text)
    switches += [*of_keys([*options], text), *of_class(definition, forward, text)]
    switch = next(iter(switches), Switch())
    yield Form(
        name,
        f"class; {call(forward, taken)}{f', {backward}()' if backward else ''}",
        forward,
        backward,
        is_object=True,
        made=but_switch(made, switch, "made"),
        taken=but_switch(taken, switch, "argument"),
        back=backward_parameters(back, described) if back else {},
        keys=of_options({**options, **more}, switch),
        share=share or given,
        switch=switch,
        attributes=set_in(described["source"]),
        gradients=set_in(back["source"]) if back else (),
        text=text,
    )


def beside_input(described: Definition, taken: Mapping[str, str]) -> list[Definition]:
    """Return the parameters of a forward pass but for its input, which may be called `test`."""
    return [one for one in described["params"] if taken.get(one["name"]) != "x"]


def in_languages(definition: Definition, known: Sequence[str]) -> str | None:
    """Return the method that has one of some words of other languages; None if there is none."""
    return next((name for name in definition["methods"] if set(words(name)) & set(known)), None)


def but_switch(taken: Mapping[str, str], switch: Switch, kind: str) -> dict[str, str]:
    """Return what is passed, without a switch that is not the one of this kind."""
    return {n: code for n, code in taken.items() if code != "training" or switch.kind == kind}


def of_options(keys: Mapping[str, str], switch: Switch) -> dict[str, str]:
    """Return what the keys of options stand for: a mode that says nothing is a word all the same.

    Examples
    --------
    >>> of_options({"p": "share", "mode": "training"}, Switch())
    {'p': 'share', 'mode': 'word'}
    """
    told = switch.kind == "option"
    return {key: "word" if code == "training" and not told else code for key, code in keys.items()}


def of_function(definition: Definition, definitions: Sequence[Definition]) -> Iterator[Form]:
    """Yield how a function is called, with the one that is its backward pass."""
    name = str(definition["name"])
    partners = [
        one
        for one in definitions
        if one["kind"] == "function"
        and is_backward(one["name"])
        and module_of(one["name"]) == module_of(name)
    ]
    # Of several kinds of dropout each has its own.
    same = [one for one in partners if kind_of(one["name"]) == kind_of(name)]
    others = [
        one
        for one in definitions
        if is_dropout(one["name"]) and module_of(one["name"]) == module_of(name)
    ]
    back = next(iter(same or partners), None)
    text = "\n".join(one["source"] for one in (definition, back) if one)
    names = (name, str(back["name"]) if back else "")
    paired = len(same or partners) == 1 and (bool(same) or len(others) == 1)
    for form in of_functions(name, names, definition, back, text):
        yield replace(form, paired=paired or form.backward == "()")


def of_functions(
    name: str,
    names: tuple[str, str],
    described: Definition,
    back: Definition | None,
    text: str,
) -> Iterator[Form]:
    """Yield how two functions are called."""
    taken, options, share = parameters(described, "")
    switches = [*of_parameters(beside_input(described, taken), text, "argument")]
    switches += of_keys([*options], text)
    forward, backward = names
    also = f", {backward.rpartition('.')[2]}()" if backward else ""
    switch = next(iter(switches), Switch())
    form = Form(
        name,
        f"function; {call(forward.rpartition('.')[2], taken)}{also}",
        forward,
        backward,
        taken=but_switch(taken, switch, "argument"),
        back=backward_parameters(back, described) if back else {},
        keys=of_options(options, switch),
        share=share,
        switch=switch,
        text=text,
    )
    if not back:
        yield replace(form, backward="()")
    yield form


def call(name: str, taken: Mapping[str, str]) -> str:
    """Return a call in words."""
    return f"{name}({', '.join(taken)})"


def set_in(source: str) -> tuple[str, ...]:
    """Return the attributes that a method sets."""
    return tuple(dict.fromkeys(SET.findall(source)))


def constructor(
    params: Sequence[Definition], keys: Mapping[str, Sequence[str]]
) -> tuple[dict[str, str], dict[str, str], str]:
    """Return what a constructor takes, the keys of its options, and the name of the share."""
    share = share_among(params)
    made: dict[str, str] = {}
    options: dict[str, str] = {}
    for one in params:
        name, role = str(one["name"]), role_of(one["name"])
        if one["kind"].startswith("var_"):
            continue
        if name == share:
            made[name] = "share"
        elif role == "training":
            made[name] = "training"
        elif role == "params" and keys.get(name):
            options = coded(keys[name])
            made[name] = "params"
        elif one["required"]:
            if role in ("size", "x"):
                role = "shape" if "shape" in name.lower() else "size"
            elif role not in GIVEN or role in ("params", "share"):
                raise Unclear(f"what its {name} is was not understood")
            made[name] = role
    shared = next((key for key, code in options.items() if code == "share"), "")
    return made, options, share or shared


def share_among(params: Sequence[Definition]) -> str:
    """Return the name of the parameter that is the share, if there is one; required ones first."""
    found = [one for one in params if role_of(one["name"]) == "share"]
    return str(min(found, key=lambda one: not one["required"])["name"]) if found else ""


def coded(keys: Sequence[str]) -> dict[str, str]:
    """Return what the keys of a dictionary of options stand for, as far as they are needed."""
    roles = {key: role_of(key) for key in keys}
    return {key: role for key, role in roles.items() if role in ("share", "training")}


def parameters(described: Definition, known: str) -> tuple[dict[str, str], dict[str, str], str]:
    """Return what forward takes, the keys of its options, and the name of the share.

    `known` : the share that a constructor takes; "" if none does
    """
    params = [one for one in described["params"] if not one["kind"].startswith("var_")]
    roles = {str(one["name"]): role_of(one["name"]) for one in params}
    firm = ("share", "training", "params", "context", "seed", "rng")
    first = next((name for name, role in roles.items() if role not in firm), None)
    first = next((name for name, role in roles.items() if role == "x"), first)
    if first is None and params:
        # A name such as `p` may be that of the input.
        first = next((name for name, role in roles.items() if role != "context"), None)
    if first is None:
        raise Unclear("it takes no input")
    share = "" if known else share_among([one for one in params if one["name"] != first])
    taken: dict[str, str] = {}
    options: dict[str, str] = {}
    for one in params:
        name, role = str(one["name"]), roles[str(one["name"])]
        if name == first:
            taken[name] = "x"
        elif name == share:
            taken[name] = "share"
        elif role == "params" and described["keys"].get(name):
            options = coded(described["keys"][name])
            taken[name] = "params"
        elif role in ("training", "context"):
            taken[name] = role
        elif one["required"]:
            if role not in GIVEN or role in ("params", "share"):
                raise Unclear(f"what its {name} is was not understood")
            taken[name] = role
    shared = next((key for key, code in options.items() if code == "share"), "")
    return taken, options, share or shared


def backward_parameters(back: Definition, forward: Definition) -> dict[str, str]:
    """Return what backward takes: a number stands for what forward returned beside its output."""
    params = [one for one in back["params"] if not one["kind"].startswith("var_")]
    roles = {str(one["name"]): role_of(one["name"]) for one in params}
    first = next((name for name, role in roles.items() if role == "grad_out"), None)
    others = ("context", "share", "training", "params", "lr")
    first = first or next((name for name, role in roles.items() if role not in others), None)
    if first is None:
        return {}
    inputs = {one["name"] for one in forward["params"] if role_of(one["name"]) == "x"}
    codes: dict[str, str] = {}
    kept = 0
    for one in params:
        name, role = str(one["name"]), roles[str(one["name"])]
        if name == first:
            codes[name] = "grad_out"
        elif name in inputs and role == "x":
            codes[name] = "x"
        elif role in others:
            codes[name] = role
        elif one["required"] or role == "cache":
            kept += 1
            codes[name] = str(kept)
    return codes
