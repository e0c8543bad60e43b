"""What `from scratchcnn import oracle` offers: judging anything, from a file to a live layer."""

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from inspect import isclass, isfunction
from types import ModuleType
from typing import Any

import numpy as np

from scratchcnn.oracle import op_protocol
from scratchcnn.oracle.cards.table import card_of, ours
from scratchcnn.oracle.checks.judge import EXAMPLES, check_names, draw_trials
from scratchcnn.oracle.checks.verdicts import CHECKS
from scratchcnn.oracle.dropouts.names import is_dropout
from scratchcnn.oracle.judging import Settings, reported_ops
from scratchcnn.oracle.process.live import Live
from scratchcnn.oracle.report.report import Report
from scratchcnn.oracle.report.unjudged import NO_LAYER
from scratchcnn.oracle.target import judge_runner, judge_target
from scratchcnn.oracle.understanding.names.recognise import read_name
from scratchcnn.oracle.understanding.protocols.callers.method import (
    backward_methods,
    forward_method,
)
from scratchcnn.oracle.without_twin.judging import Judging, judge_without_twin, learns


def check(
    obj: Any,
    *,
    op: str | None = None,
    examples: int = EXAMPLES,
    seed: int = 0,
    refusals: bool = True,
    timeout: float = 10.0,
    budget: float = 60.0,
    checks: tuple[str, ...] = (),
) -> Report:
    """Judge layers, whatever their convention.

    Parameters
    ----------
    obj : what to judge
        - a path or the name of a module ("homework.py", "homework.ipynb", "guide.md", a directory,
          "package.module"): it runs in a process of its own, under limits;
        - a module, a class or a function: it runs in this process, without limits; the backward
          pass of a function is looked for in its module;
        - a layer, that is an object with forward and backward: new objects of its class are judged
          by the op that the class is named after; without one, the gradients of the object itself
          are judged by finite differences, and nothing else;
        - a function in the op protocol, arrays in, (out, pullback) out: by `op`, or the op that it
          is named after; without one by finite differences alone.
    op : that of a function in the op protocol; for anything else: judge this op alone
    examples : cases to draw for every regime, in the op protocol and for finite differences
    seed : the same seed draws the same cases
    refusals : for the op protocol: whether invalid arguments must raise errors that name them
    timeout : seconds that one call may take, in a process of its own
    budget : seconds after which no regime gets more than its least number of cases
    checks : the ids of the checks to run, such as "forward" and "grad_x"; () for all

    Returns
    -------
    report : true if something was judged and nothing failed; it iterates over its results, prints
        as text, and notebooks show it as a page

    Raises
    ------
    TypeError, ValueError
        The object is nothing that can be judged, or an argument has the wrong type or range.

    Examples
    --------
    >>> from scratchcnn import oracle
    >>> def gated(x):
    ...     s = 1 / (1 + np.exp(-x))
    ...     return x * s, lambda grad_out: (grad_out * s * (1 - s),)
    >>> report = oracle.check(gated, examples=1)
    >>> bool(report)
    False
    >>> print(report.results[0].verdict.message)
    grad_x differs from the slope of the output in 6 of 6 elements
    """
    refuse_bad_numbers(examples, seed, timeout, budget)
    refuse_unknown_checks(checks)
    ops = () if op is None else (op,)
    settings = Settings(seed=seed, timeout=timeout, budget=budget, ops=ops, checks=checks)
    return check_any(obj, op, settings, Judging(seed, examples), refusals)


def check_any(
    obj: Any, op: str | None, settings: Settings, judging: Judging, refusals: bool
) -> Report:
    """Judge any object that `check` accepts, by its kind."""
    if isinstance(obj, str | os.PathLike):
        refuse_unknown(op)
        return judge_target(os.fspath(obj), settings)
    if isinstance(obj, ModuleType):
        refuse_unknown(op)
        return explained(judge_runner(obj.__name__, Live(obj), settings))
    if isclass(obj):
        refuse_unknown(op)
        return check_class(obj, settings, judging)
    if is_layer(obj):
        refuse_unknown(op)
        return check_layer(obj, settings, judging)
    if not callable(obj):
        raise TypeError(
            "obj must be a path, the name of a module, a module, a class, a function or a layer "
            f"with forward and backward, got {type(obj).__name__}"
        )
    protocol = partial(
        op_protocol.check,
        examples=judging.examples,
        seed=settings.seed,
        refusals=refusals,
        checks=settings.checks,
    )
    return (
        protocol(obj, op=op) if op is not None else check_function(obj, settings, judging, protocol)
    )


def refuse_bad_numbers(examples: int, seed: int, timeout: float, budget: float) -> None:
    """Refuse invalid numbers of examples, seeds and times."""
    for name, whole, least in (("examples", examples, 1), ("seed", seed, 0)):
        if not isinstance(whole, int) or isinstance(whole, bool):
            raise TypeError(f"{name} must be a whole number, got {whole!r}")
        if whole < least:
            raise ValueError(f"{name} must be at least {least}, got {whole}")
    for name, seconds in (("timeout", timeout), ("budget", budget)):
        if not isinstance(seconds, int | float) or isinstance(seconds, bool):
            raise TypeError(f"{name} must be a number of seconds, got {seconds!r}")
    if not 0 < timeout < float("inf"):
        raise ValueError(f"timeout must be a finite number of seconds above 0, got {timeout}")
    # Without a budget every regime has its least number of cases.
    if not 0 <= budget < float("inf"):
        raise ValueError(f"budget must be a finite number of seconds from 0 up, got {budget}")


def refuse_unknown_checks(checks: tuple[str, ...]) -> None:
    """Refuse names of checks that neither homework nor the op protocol has."""
    if isinstance(checks, str):
        raise TypeError(f"checks must be a tuple of names, such as ({checks!r},), got a string")
    known = dict.fromkeys([*CHECKS, *check_names(ours())])
    for name in checks:
        if name not in known:
            raise ValueError(f"checks must be among {', '.join(known)}, got {name!r}")


def refuse_unknown(op: str | None) -> None:
    """Refuse an unknown op."""
    known = reported_ops()
    if op is not None and op not in known:
        raise ValueError(f"op must be one of {', '.join(known)}, got {op!r}")


def is_layer(obj: Any) -> bool:
    """Return whether something is an object with a forward pass that is not just a call of it."""
    if isfunction(obj) or isinstance(obj, partial | np.ufunc | np.vectorize):
        return False
    try:
        (definition,) = Live(obj).definitions
    except Exception:
        # Anything may be handed over, and anything may happen when it is looked at.
        return False
    forward = forward_method(definition) if definition["kind"] == "class" else None
    return forward is not None and (forward != "__call__" or bool(backward_methods(definition)))


def check_class(kind: type, settings: Settings, judging: Judging) -> Report:
    """Judge a class by its op; by finite differences if it has none and takes no arguments."""
    report = judge_runner(kind.__name__, Live(kind), settings)
    if report.results or settings.ops or read_name(kind.__name__).ops:
        return explained(report)
    try:
        layer = kind()
    except Exception as error:
        # A constructor raises what it likes where it wanted arguments.
        told = f"oracle.check({kind.__name__}(...)) judges the gradients of an object of it"
        why = f"without arguments none can be made: {type(error).__name__}: {error}"
        return replace(report, error=f"{explained(report).error}; {told}; {why}")
    return check_layer(layer, settings, judging) if is_layer(layer) else explained(report)


def check_layer(layer: Any, settings: Settings, judging: Judging) -> Report:
    """Judge an object: its class by its op, or the object itself by finite differences."""
    kind = type(layer)
    ops = settings.ops or read_name(kind.__name__).ops
    runner = Live(layer)
    (definition,) = runner.definitions
    # What learns is no activation, whatever its name.
    named = bool(ops) and not (all(map(is_function, ops)) and learns(runner, definition))
    if named or settings.ops or is_dropout(kind.__name__):
        report = judge_runner(kind.__name__, Live(kind), settings)
        if settings.ops or any(result.status != "not_judged" for result in report):
            note = f"new objects of {kind.__name__} were judged, not this one"
            return replace(explained(report), notes=(*report.notes, note))
    return judge_without_twin(kind.__name__, runner, definition, judging)


def is_function(op: str) -> bool:
    """Return whether an op is a function of one array, with nothing to learn."""
    return card_of(op).kind in ("activation", "flattening")


def explained(report: Report) -> Report:
    """Return a report that says why, if there is nothing in it."""
    if report.results or report.error not in (None, NO_LAYER):
        return report
    return replace(report, error=f"{report.target}: no layer is known by its name in it")


def check_function(
    function: Any, settings: Settings, judging: Judging, protocol: Callable[..., Report]
) -> Report:
    """Judge a function: in the op protocol, or with its backward pass from its module."""
    name = str(getattr(function, "__name__", type(function).__name__))
    known = [op for op in read_name(name).ops if op in ours()]
    for op in known:
        if keeps_protocol(function, op):
            report = protocol(function, op=op)
            note = f"{name} keeps the op protocol, and its name says {op}"
            return replace(report, notes=(*report.notes, note))
    if not read_name(name).ops:
        runner = Live(function)
        return judge_without_twin(name, runner, runner.definitions[0], judging)
    return explained(judge_runner(name, Live(function, *partners(function)), settings))


def keeps_protocol(function: Any, op: str) -> bool:
    """Return whether a function takes the arguments of an op and returns (out, pullback)."""
    one = next(iter(draw_trials(op, "basic", 1)))
    try:
        with np.errstate(all="ignore"):
            out, pullback = one.call(function)
    except Exception:
        # Another convention raises whatever it likes on these arguments, and is then tried as one.
        return False
    return isinstance(out, np.ndarray | np.floating) and callable(pullback)


def partners(function: Any) -> Iterator[Any]:
    """Yield the functions beside another that may be its backward pass, by their names."""
    plain = getattr(function, "__wrapped__", function)
    names: Mapping[str, Any] = getattr(plain, "__globals__", {})
    own = read_name(getattr(function, "__name__", ""))
    for other in list(names.values()):
        if isfunction(other) and other.__module__ == plain.__module__:
            name = read_name(other.__name__)
            if name.gradient and (name.core == own.core or set(name.ops) & set(own.ops)):
                yield other


__all__ = ["check"]
