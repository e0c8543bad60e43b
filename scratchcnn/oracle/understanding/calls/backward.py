"""Finding out how the backward pass of some homework is called, and where its gradients are."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any, TypeAlias

from scratchcnn.oracle.process.runner import Runner
from scratchcnn.oracle.understanding.calls.plan import (
    ACTIVATIONS,
    LOSSES,
    WINDOWED,
    Argument,
    Callee,
    Path,
    Place,
    Plan,
    Setting,
    first_argument,
)
from scratchcnn.oracle.understanding.calls.probe import FAILED, RIGHT, Outcome
from scratchcnn.oracle.understanding.calls.probe_backward import try_backward
from scratchcnn.oracle.understanding.names.vocabulary import (
    BACKWARD,
    ZERO_GRAD,
    compact,
    meanings,
    spelled_like,
)
from scratchcnn.oracle.understanding.signatures.settings import (
    SIZES,
    expected,
    image_setting,
    other_setting,
    upstream,
)
from scratchcnn.oracle.understanding.signatures.signatures import (
    BACKWARD_ROLES,
    Arguments,
    Unknown,
    backward_arguments,
    loss_arguments,
    usable,
)

Definition: TypeAlias = Mapping[str, Any]

# The name of a backward pass, its description, and whether it is a method of the object.
Callable_: TypeAlias = tuple[str, Definition, bool]

TRIES = 60
# What the output of an activation is called in its derivative.
OUTWARD = ("out", "output", "s", "a", "y", "sig", "activated")


def backward_methods(definition: Definition) -> list[str]:
    """Return the names of a class's backward methods, the likeliest first."""
    return list(dict.fromkeys(spelled_like(definition["methods"], BACKWARD)))


def zero_method(definition: Definition) -> str | None:
    """Return the method of a class that sets its gradients to zero, if it has one."""
    methods = definition.get("methods", {})
    return next(
        (
            name
            for name in ZERO_GRAD
            if name in methods and not any(p["required"] for p in methods[name]["params"])
        ),
        None,
    )


def search_backward(
    runner: Runner, plan: Plan, setting: Setting, callees: Sequence[Callable_]
) -> Outcome:
    """Look for the way to call the backward pass.

    `callees` are the names, the descriptions, and whether they are methods of the object.
    """
    reason = unreadable(plan, callees)
    if reason:
        return Outcome(FAILED, replace(plan, unread=reason), setting)
    best = Outcome(FAILED, plan, setting)
    if plan.op in LOSSES:
        best = better(best, attempt(runner, plan, setting))
    perfect = perfect_rank(setting)
    if callees and best.rank < perfect:
        # What forward returns beside a loss is no gradient where there is a backward pass.
        best = Outcome(FAILED, plan, setting)
    found = better(best, first_through(runner, plan, setting, callees))
    padded = setting.options.get("padding") == 1
    if found.rank == FAILED and callees and padded:
        bare = replace(setting, options={**setting.options, "padding": 0})
        found = better(found, first_through(runner, plan, bare, callees))
        found = replace(found, setting=setting)
    if found.rank == FAILED and callees and plan.op not in LOSSES:
        # Homework that breaks at distinct sizes may get through at equal ones.
        equal = equal_sizes(plan, setting)
        found = better(found, first_through(runner, plan, equal, callees))
        found = replace(found, setting=setting, at_equal_sizes=found.rank > FAILED)
    reason = misread(plan, found, callees)
    if reason:
        return Outcome(FAILED, replace(plan, unread=reason), setting)
    if found.rank == FAILED and callees:
        return guessed(plan, setting, callees)
    return replace(found, plan=with_missing_bias(found.plan, setting))


def unreadable(plan: Plan, callees: Sequence[Callable_]) -> str:
    """Return why a backward pass cannot be called at all; "" if nothing is known against it."""
    for _, described, _ in callees:
        for parameter in usable(described["params"]):
            if parameter["required"] and meanings(parameter["name"], ("optimizer",)):
                return f"its parameter `{parameter['name']}` is an optimizer, and none is at hand"
    return ""


def misread(plan: Plan, found: Outcome, callees: Sequence[Callable_]) -> str:
    """Return why a backward pass was most likely called in a way that is not meant; "" if not."""
    if not callees or found.rank >= perfect_rank(found.setting):
        return ""
    _, described, _ = callees[0]
    names = [p["name"] for p in usable(described["params"]) if p["required"]]
    if plan.op == "softmax" and len(names) == 1 and meanings(names[0], ("target",)):
        return f"its parameter `{names[0]}` holds the labels of a loss"
    diagonal = "diag" in described.get("source", "")
    if plan.op in ("softmax", "log_softmax") and found.rank == FAILED and diagonal:
        return "its derivative is a whole Jacobian, and no gradient"
    optimizer = plan.constructor is not None and any(
        meanings(name, ("optimizer",)) for name, _ in plan.constructor.arguments
    )
    if optimizer and found.rank == FAILED:
        return "the layer wants an optimizer, and none is at hand"
    known = [name for name in names if meanings(name, BACKWARD_ROLES)]
    if found.rank == FAILED and len(names) > 1 and known != names:
        unknown = next(name for name in names if name not in known)
        return f"the meaning of its parameter `{unknown}` is not known"
    return ""


def first_through(
    runner: Runner, plan: Plan, setting: Setting, callees: Sequence[Callable_]
) -> Outcome:
    """Return the best outcome of the first backward pass that gets through."""
    best = Outcome(FAILED, plan, setting)
    tries = 0
    for name, described, method in callees:
        for arguments, slope_only in candidates(plan, described):
            callee = Callee(name, arguments, method=method, path=() if name else plan.closure)
            tried = replace(plan, backward=callee, slope_only=slope_only)
            tried = replace(tried, rates=rate_attributes(plan, described))
            for outcome in variants(runner, tried, setting):
                best = better(best, outcome)
                tries += 1
                if outcome.failure is not None and outcome.failure.kind == "timeout":
                    # Another try would most likely cost as much.
                    return best
            if best.rank >= perfect_rank(setting) or tries > TRIES:
                return best
        if best.rank > FAILED:
            return best
    return best


def equal_sizes(plan: Plan, setting: Setting) -> Setting:
    """Return a call at which nearly all sizes are equal, and so fit where they should not."""
    sizes = SIZES["equal sizes"]
    bias = setting.arrays.get("bias")
    if plan.op in WINDOWED:
        options = {k: v for k, v in setting.options.items() if k != "kernel_size"}
        kind = "none" if bias is None else "untied" if bias.ndim == 3 else "tied"
        return image_setting(plan.op, sizes, setting.kernel, kind, **options)
    other = other_setting(plan.op, sizes, ndim=setting.first.ndim)
    arrays = {name: array for name, array in other.arrays.items() if name in setting.arrays}
    return replace(other, arrays=arrays)


def with_missing_bias(plan: Plan, setting: Setting) -> Plan:
    """Return the plan in which a bias has a gradient, too, if the weight has one.

    One that is found nowhere is 0: what an update leaves as it is, or what is never computed.
    """
    if "bias" not in setting.arrays or "weight" not in plan.gradients or "bias" in plan.gradients:
        return plan
    path, form = plan.parameters.get("bias", ((), plan.forms.get("bias", "")))
    place = Place("updated", path, form) if path else Place("nothing", (), form)
    return replace(plan, gradients={**plan.gradients, "bias": place})


def perfect_rank(setting: Setting) -> int:
    """Return the rank of a backward pass of which every gradient is right."""
    return RIGHT * len([name for name in setting.arrays if name != "target"])


def attempt(runner: Runner, plan: Plan, setting: Setting, kind: str = "normal") -> Outcome:
    """Try one plan with one kind of upstream gradient."""
    wanted, _ = expected(setting)
    return try_backward(runner, plan, setting, upstream(wanted.shape, kind))


def better(old: Outcome, new: Outcome) -> Outcome:
    """Return the outcome of the higher rank; a failure that tells why replaces nothing."""
    return new if new.rank > old.rank else old


def variants(runner: Runner, plan: Plan, setting: Setting) -> Iterator[Outcome]:
    """Yield the outcomes of what a plan's upstream gradient may mean."""
    yield attempt(runner, plan, setting)
    if plan.op == "softmax_linear":
        of_logits = replace(plan, op="softmax_linear_of_logits")
        yield attempt(runner, of_logits, replace(setting, op="softmax_linear_of_logits"))
    if plan.op in ("softmax_linear", "softmax"):
        only = replace(plan.offer, upstream=("one_hot",))
        if setting.first.ndim == 2:
            yield attempt(runner, replace(plan, offer=only), setting, "one_hot")


def candidates(plan: Plan, described: Definition) -> Iterator[tuple[Arguments, bool]]:
    """Yield the arguments of a backward call, and whether it gives the slope alone."""
    flag = described.get("flag")
    asked: Arguments = ((flag, Argument("constant", True)),) if flag else ()
    for arguments, slope_only in unflagged(plan, described):
        yield (*arguments, *asked), slope_only


def unflagged(plan: Plan, described: Definition) -> Iterator[tuple[Arguments, bool]]:
    """Yield the arguments of a backward call without the flag that makes it one."""
    parameters = described["params"]
    if plan.op in LOSSES:
        yield from ((arguments, False) for arguments in loss_backward(plan, described))
        return
    slopes = slopes_passed(plan, parameters)
    passed = [name for name, _ in slopes]
    names = [p["name"] for p in usable(parameters) if p["required"] and p["name"] not in passed]
    slope: list[tuple[Arguments, bool]] = []
    if len(names) == 1 and plan.op in ACTIVATIONS and not meanings(names[0], ("grad_out",)):
        outward = compact(names[0]) in OUTWARD
        roles = ("out", "x") if outward else ("x", "out")
        slope = [(((names[0], Argument(role)), *slopes), True) for role in roles]
        if outward or meanings(names[0], ("x",)):
            yield from slope
            slope = []
    with suppress(Unknown):
        for arguments in backward_arguments(described.get("keys", {}), parameters, plan.op):
            yield cached(arguments, plan), False
    # A name that says nothing is that of a gradient, unless a slope turns out to be right.
    yield from slope


def slopes_passed(plan: Plan, parameters: Sequence[Definition]) -> Arguments:
    """Return the slope of a leaky ReLU for the parameter that takes it, if forward took one."""
    if plan.forward.role("negative_slope") is None:
        return ()
    names = (p["name"] for p in usable(parameters) if meanings(p["name"], ("negative_slope",)))
    return tuple((name, Argument("negative_slope")) for name in names)


def cached(arguments: Arguments, plan: Plan) -> Arguments:
    """Return the arguments with what forward gave to be handed on; the input if it gave nothing."""
    if plan.cache is not None:
        return arguments
    taken = {argument.role for _, argument in arguments}
    spare = "x" if "x" not in taken else "out"
    return tuple(
        (name, Argument(spare) if argument.role == "cache" else argument)
        for name, argument in arguments
    )


def loss_backward(plan: Plan, described: Definition) -> Iterator[Arguments]:
    """Yield the arguments of a loss's backward call."""
    required = [p for p in usable(described["params"]) if p["required"]]
    if not required:
        yield ()
    if len(required) <= 1:
        for parameter in usable(described["params"])[:1]:
            name = parameter["name"]
            roles = meanings(name, ("grad_out", "target", first_argument(plan.op)))
            for role in dict.fromkeys((*roles, "target", "grad_out")):
                yield ((name, Argument(role)),)
        return
    # The same order as in forward, unless a name says otherwise: both orders tried would hide a
    # sign that is wrong.
    taken = [argument for _, argument in plan.forward.arguments]
    names = dict(plan.forward.arguments)
    first, second = (p["name"] for p in required[:2])
    if names.get(first, taken[0]) != taken[0] or names.get(second, taken[1]) != taken[1]:
        taken.reverse()
    elif not {first, second} & set(names):
        (_, taken[0]), (_, taken[1]) = next(loss_arguments(described["params"], plan.op))
    if first_argument(plan.op) == "logits" and plan.constructor is not None:
        # An object may have kept its probabilities, to be handed back in place of the logits.
        for attribute in ("output", "probs", "p", "y_pred", "softmax", "y"):
            yield tuple(
                (name, Argument("attribute", attribute) if role.role == "logits" else role)
                for name, role in zip((first, second), taken, strict=True)
            )
    yield (first, taken[0]), (second, taken[1])


def rate_attributes(plan: Plan, described: Definition) -> tuple[Path, ...]:
    """Return the attributes that hold a learning rate which the backward method reads."""
    if plan.op in (*ACTIVATIONS, *LOSSES):
        # They learn nothing: an alpha is a slope.
        return ()
    names = re.findall(r"self\.(\w+)", described.get("source", ""))
    return tuple((name,) for name in dict.fromkeys(names) if meanings(name, ("lr",)))


def guessed(plan: Plan, setting: Setting, callees: Sequence[Callable_]) -> Outcome:
    """Return a plan for a backward pass that fails in every probe: by its names alone."""
    for name, described, method in callees:
        for arguments, slope_only in candidates(plan, described):
            callee = Callee(name, arguments, method=method, path=() if name else plan.closure)
            complete = replace(
                plan,
                backward=callee,
                slope_only=slope_only,
                rates=rate_attributes(plan, described),
                gradients=guessed_places(plan, setting, described, callee),
            )
            return Outcome(FAILED, complete, setting)
    return Outcome(FAILED, plan, setting)


def guessed_places(
    plan: Plan, setting: Setting, described: Definition, callee: Callee
) -> dict[str, Place]:
    """Return where gradients would be, from what the source returns and stores."""
    names = [name for name in setting.arrays if name != "target"]
    form = dict(plan.forms) | {name: form for name, (_, form) in plan.parameters.items()}
    widths = described.get("returns", {}).get("widths", [])
    if max(widths, default=1) >= len(names) > 1:
        return {name: Place("returned", (i,), form[name]) for i, name in enumerate(names)}
    places = {names[0]: Place("returned", (), form[names[0]])}
    if described.get("returns", {}).get("none") and len(names) > 1:
        # A first layer need not tell the gradient of the image; others have nothing else to tell.
        places = {}
    if callee.role("lr") is not None:
        for name, (path, own) in plan.parameters.items():
            places[name] = Place("updated", path, own)
    else:
        for name, (path, own) in plan.parameters.items():
            places[name] = Place("attribute", gradient_path(path, described), own)
    return places


def gradient_path(path: Path, described: Definition) -> Path:
    """Return the attribute that holds a parameter's gradient, as the source names it."""
    last = str(path[-1])
    dictionaries = re.findall(r"self\.(\w*grad\w*)\[", described.get("source", ""))
    if len(path) > 1 and dictionaries:
        return (dictionaries[0], path[-1])
    if len(path) > 1:
        # A parameter object holds its gradient beside its value.
        return (*path[:-1], "grad")
    names = re.findall(r"self\.(\w+)", described.get("source", ""))
    for name in names:
        if compact(name).replace("grad", "d").endswith(compact(last)) and name != last:
            return (name,)
    return (f"d{last}",)
