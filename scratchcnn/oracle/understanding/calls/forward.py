"""Finding out how the forward pass of some homework is called."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

from scratchcnn.oracle.process.runner import Runner
from scratchcnn.oracle.understanding.calls.own_parameters import own_parameters
from scratchcnn.oracle.understanding.calls.plan import (
    ACTIVATIONS,
    LABEL_FORMS,
    LOSSES,
    Argument,
    Callee,
    Plan,
    Setting,
    axes_of,
    first_argument,
)
from scratchcnn.oracle.understanding.calls.probe import FAILED
from scratchcnn.oracle.understanding.calls.search import BATCH, TIMEOUTS, Search
from scratchcnn.oracle.understanding.names.vocabulary import FORWARD, spelled_like
from scratchcnn.oracle.understanding.signatures.forms import FORMS
from scratchcnn.oracle.understanding.signatures.likely_calls import settings
from scratchcnn.oracle.understanding.signatures.settings import SIZES
from scratchcnn.oracle.understanding.signatures.signatures import (
    Arguments,
    Unknown,
    assign,
    constructors,
    forward_roles,
    loss_arguments,
)

Definition: TypeAlias = Mapping[str, Any]
LOUD = re.compile(r"""["'](SAME|VALID)["']""")

# The layouts of a weight that go with those of the images.
LIKELY = {
    "NCHW": ("FCKL", "F(CKL)"),
    "NHWC": ("KLCF", "FKLC"),
    "CHW": ("FCKL", "F(CKL)"),
    "HWC": ("KLCF", "FKLC"),
    "HW": ("FKL", "KLF", "KL"),
}


def search_forward(
    runner: Runner,
    definition: Definition,
    op: str,
    method: str | None,
    without: frozenset[str] = frozenset(),
    groups: Sequence[str] = tuple(SIZES),
) -> Search:
    """Look for the way to call a forward pass as this op."""
    described = definition["methods"][method] if method else definition
    of_batches = BATCH.search(described["source"]) is not None
    search = Search(runner, of_batches, without)
    for group in groups:
        search.group, sizes = group, SIZES[group]
        for search.thorough in (False, True):
            search.attempts = 0
            try:
                for plan, setting in candidates(search, definition, op, method, sizes):
                    if search.attempt(plan, setting):
                        break
            except Unknown as unknown:
                search.unknown.append(str(unknown))
                return search
            found = search.best is not None and search.best.rank > FAILED
            if found or search.timeouts >= TIMEOUTS:
                return search
    search.best = search.second_best or search.best
    return search


def candidates(
    search: Search, definition: Definition, op: str, method: str | None, sizes: Mapping[str, int]
) -> Iterator[tuple[Plan, Setting]]:
    """Yield plans to try, each with a call that suits it."""
    for constructor in class_constructors(definition, op):
        for called in forward_calls(definition, op, method):
            named = [argument.role for _, argument in (*constructor, *called)]
            named += [one.role for _, a in (*constructor, *called) for _, one in a.keys]
            if any(a.form == "named" for _, a in (*constructor, *called)):
                named.append("named padding")
            if LOUD.search(definition["source"]):
                constructor, called = loud(constructor), loud(called)
            plan = Plan(
                op=op,
                name=definition["name"],
                constructor=Callee(definition["name"], constructor)
                if definition["kind"] == "class"
                else None,
                forward=Callee(method or definition["name"], called, method=method is not None),
            )
            for setting in settings(op, sizes, named):
                if search.over:
                    return
                yield from with_forms(search, plan, setting, named)


def loud(arguments: Arguments) -> Arguments:
    """Return arguments in which a padding that has a name is spelled in capitals."""
    return tuple(
        (name, replace(argument, form="NAMED") if argument.form == "named" else argument)
        for name, argument in arguments
    )


def class_constructors(
    definition: Definition, op: str
) -> Iterator[tuple[tuple[str, Argument], ...]]:
    """Yield what the constructor is called with; nothing for a function."""
    if definition["kind"] == "class":
        yield from constructors(definition, op)
    else:
        yield ()


def forward_calls(
    definition: Definition, op: str, method: str | None
) -> Iterator[tuple[tuple[str, Argument], ...]]:
    """Yield what forward is called with."""
    described = definition["methods"][method] if method else definition
    keys = described.get("keys", {})
    if op in LOSSES:
        yield from loss_arguments(described["params"], op)
    else:
        order = ("x", "weight", "bias", "kernel_size", "stride", "padding")
        roles = forward_roles(op)
        yield from assign(described["params"], roles, op, keys, order)


def with_forms(
    search: Search, plan: Plan, setting: Setting, named: Sequence[str]
) -> Iterator[tuple[Plan, Setting]]:
    """Yield a plan with every way in which its arrays may be laid out."""
    name = first_argument(plan.op)
    letters = axes_of(plan.op, name, setting.first.ndim)
    parameters = "weight" in setting.arrays
    for form in ("same",) if plan.op in (*ACTIVATIONS, "flatten") else FORMS[letters]:
        if plan.op == "batch_norm2d" and not {"N", "C"} <= set(form):
            # There is nothing to normalise over, or nothing to normalise by itself.
            continue
        fitted = shrunk(setting, form, letters)
        formed = replace(plan, forms={name: form})
        if plan.op in ACTIVATIONS and setting.first.ndim == 2:
            for own in ("same", "D", "D1", "DN"):
                yield (
                    replace(plan, forms={name: own}),
                    shrunk(setting, "ND" if own == "same" else own, letters),
                )
            return
        if plan.op in LOSSES:
            yield from with_targets(formed, fitted, form)
        elif not parameters:
            yield formed, fitted
        elif plan.constructor is None and "weight" not in named:
            # A function that takes no weight can have none.
            return
        elif "weight" in named:
            yield from passed_parameters(search, formed, fitted, named)
        else:
            yield from own_parameters(search, formed, fitted)
        if search.over:
            return


def shrunk(setting: Setting, form: str, letters: str) -> Setting:
    """Return the call with sizes of 1 along the axes that a form has no place for."""
    if form == "same":
        return setting
    missing = [axis for axis, letter in enumerate(letters) if letter not in form]
    arrays = dict(setting.arrays)
    name = first_argument(setting.op)
    for axis in missing:
        arrays[name] = arrays[name].take([0], axis)
        if letters[axis] == "C" and "weight" in arrays and arrays["weight"].ndim == 4:
            arrays["weight"] = arrays["weight"].take([0], 1)
        if letters[axis] == "N" and "target" in arrays:
            arrays["target"] = arrays["target"][:1]
    return replace(setting, arrays=arrays)


def with_targets(plan: Plan, setting: Setting, form: str) -> Iterator[tuple[Plan, Setting]]:
    """Yield a loss with every way in which its target may be laid out."""
    name, target = first_argument(plan.op), setting.arrays["target"]
    if plan.op == "categorical_cross_entropy":
        labels = [one for one in LABEL_FORMS if (one == "") == ("N" not in form)]
        forms = [form, *labels]
    elif target.ndim == 1:
        forms = [one for one in LABEL_FORMS if one != "" or "N" not in form]
    else:
        forms = [form]
    for one in forms:
        yield replace(plan, forms={name: form, "target": one}), setting


def passed_parameters(
    search: Search, plan: Plan, setting: Setting, named: Sequence[str]
) -> Iterator[tuple[Plan, Setting]]:
    """Yield a plan whose weight and bias are passed, in every layout."""
    weights, arrays = axes_of(plan.op, "weight", 2), dict(setting.arrays)
    if "bias" not in named:
        arrays.pop("bias", None)
    letters = axes_of(plan.op, "bias", arrays["bias"].ndim) if "bias" in arrays else ""
    x_form = next(iter(plan.forms.values()))
    likely = LIKELY.get(x_form, ()) if weights == "FCKL" else FORMS[weights]
    for weight in FORMS[weights] if search.thorough else likely:
        if "C" not in weight and weights == "FCKL" and arrays["x"].shape[1] != 1:
            continue
        if "F" not in weight and weights == "FCKL":
            fewer = {**arrays, "weight": arrays["weight"][:1]}
            fewer |= {"bias": arrays["bias"][:1]} if "bias" in arrays else {}
        else:
            fewer = arrays
        for bias in FORMS[letters] if letters else ("",):
            if bias == "" and letters and fewer["bias"].size != 1:
                continue
            forms = {**plan.forms, "weight": weight, "bias": bias}
            yield replace(plan, forms=forms), replace(setting, arrays=fewer)


def forward_method(definition: Definition) -> str | None:
    """Return the name of a class's forward method."""
    return next(spelled_like(definition["methods"], FORWARD), None)


__all__ = ["forward_method", "search_forward"]
