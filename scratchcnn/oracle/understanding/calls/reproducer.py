"""A call of homework as lines of NumPy, to paste under it: no torch, nothing of ours."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scratchcnn.oracle.understanding.calls.adapted import (
    KEPT,
    grad_expression,
    passed_arrays,
    upstream_form,
)
from scratchcnn.oracle.understanding.calls.plan import (
    Callee,
    Expression,
    Place,
    Plan,
    Setting,
    axes_of,
)
from scratchcnn.oracle.understanding.signatures.expressions import expression, laid_out
from scratchcnn.oracle.understanding.signatures.forms import to_form

Array: TypeAlias = NDArray[Any]

TOOLS = {
    "zeros": "lambda *shape: np.zeros(shape)",
    "ones": "lambda *shape: np.ones(shape)",
    "identity": "lambda x: x",
    "rng": "np.random.default_rng(0)",
    "random_state": "np.random.RandomState(0)",
    "float64": "np.float64",
    "one_derivative": "lambda x: np.ones_like(x)",
}


def reproducer(
    plan: Plan,
    setting: Setting,
    grad_out: Array,
    check: str,
    expected: Array | None,
    before: tuple[Setting, Array] | None = None,
) -> str:
    """Return the lines that repeat one call; the last ones print what came out, and what should.

    Parameters
    ----------
    plan, setting, grad_out : the call
    check : which result is looked at: "forward" or "grad_" + an argument's name
    expected : what should come out; None where it is not to be shown
    before : another call, which the same layer gets first
    """
    first, first_grad_out = before or (setting, grad_out)
    lines = ["import numpy as np", *given(plan, first)]
    if plan.constructor is not None:
        lines.append(f"layer = {called(plan.constructor, first, plan)}")
        if plan.lazy:
            lines.append(f"{called(plan.forward, first, plan)}  # makes the parameters")
    lines += parameter_lines(plan, first)
    if before is not None:
        gradient = next((f"grad_{name}" for name in plan.gradients), "forward")
        calls = result_lines(plan, first, first_grad_out, gradient)
        lines += [line for line in calls if not line.startswith("print(")]
        lines.append("# and once more")
        lines += [*given(plan, setting), *parameter_lines(plan, setting)]
    lines += result_lines(plan, setting, grad_out, check)
    if expected is not None:
        lines.append(f"expected = {array_text(laid_out_expected(plan, setting, check, expected))}")
        lines.append('print("expected", expected)')
    return "\n".join(lines) + "\n"


def parameter_lines(plan: Plan, setting: Setting) -> Iterator[str]:
    """Yield the lines that give a layer its parameters and its learning rate."""
    for name, (path, _) in plan.parameters.items():
        if name in setting.arrays:
            yield f"layer{behind(path)} = {name}.copy()"
    for path in plan.rates:
        yield f"layer{behind(path)} = {setting.rate!r}"


def given(plan: Plan, setting: Setting) -> Iterator[str]:
    """Yield the lines that make the arrays of a call, in the homework's own layout."""
    called_with = [c for c in (plan.constructor, plan.forward, plan.backward) if c is not None]
    passed = {name for callee in called_with for name in passed_arrays(callee)}
    for name in setting.arrays:
        form = plan.parameters[name][1] if name in plan.parameters else plan.forms.get(name)
        if form is not None and (name in passed or name in plan.parameters):
            yield f"{name} = {expression_text(laid_out(name, setting, form))}"


def result_lines(plan: Plan, setting: Setting, grad_out: Array, check: str) -> Iterator[str]:
    """Yield the lines of the calls, and the one that prints the result."""
    result = "returned" if plan.out.kind == "returned" and plan.out.path else "out"
    yield f"{result} = {called(plan.forward, setting, plan)}"
    if result != "out" or plan.out.kind == "attribute":
        yield f"out = {found(plan.out, 'returned')}"
    if plan.cache is not None:
        yield f"cache = returned{behind(plan.cache, item=True)}"
    name = check.removeprefix("grad_")
    if check == "forward" or name not in plan.gradients:
        yield 'print("got     ", out)'
        return
    place = plan.gradients[name]
    if plan.backward is not None:
        if plan.backward.role("grad_out") is not None or plan.slope_only:
            value = grad_expression(grad_out, plan.op, upstream_form(plan))
            yield f"grad_out = {expression_text(value)}"
        if plan.zero_grad is not None:
            yield f"layer.{plan.zero_grad}()"
        yield f"gradients = {called(plan.backward, setting, plan)}"
    source = "returned" if place.kind == "forward" else "gradients"
    text = found(place, source)
    if place.kind == "updated":
        text = f"({name} - {text}) / {setting.rate!r}  # from the update"
    elif plan.slope_only:
        text = f"{text} * grad_out"
    yield f"got = {text}"
    yield 'print("got     ", got)'


def found(place: Place, source: str) -> str:
    """Return the text that fetches a result."""
    if place.kind in ("attribute", "updated"):
        return f"layer{behind(place.path)}"
    return f"{source}{behind(place.path, item=True)}"


def behind(path: Sequence[str | int], *, item: bool = False) -> str:
    """Return a path as it is written behind an object."""
    text = ""
    for i, part in enumerate(path):
        attribute = isinstance(part, str) and i == 0 and not item
        text += f".{part}" if attribute else f"[{part!r}]"
    return text


def called(callee: Callee, setting: Setting, plan: Plan) -> str:
    """Return the text of a call."""
    if callee.path:
        inner = ", ".join(
            expression_text(expression(argument, setting, plan.forms))
            for _, argument in callee.arguments
        )
        return f"returned{behind(callee.path, item=True)}({inner})"
    arguments = ", ".join(
        f"{name}={expression_text(expression(argument, setting, plan.forms))}"
        for name, argument in callee.arguments
    )
    name = callee.name.rpartition(".")[2]
    return f"layer.{name}({arguments})" if callee.method else f"{name}({arguments})"


def expression_text(value: Expression) -> str:
    """Return an expression of the worker as Python."""
    ((kind, inner),) = value.items()
    if kind == "array":
        return array_text(inner)
    if kind == "value":
        return repr(inner)
    if kind == "var":
        return "layer" if inner == "object" else str(inner)
    if kind == "tool":
        return TOOLS[inner]
    if kind == "attr":
        return f"{expression_text(inner[0])}.{inner[1]}"
    if kind == "tuple":
        return "(" + ", ".join(map(expression_text, inner)) + ("," * (len(inner) == 1)) + ")"
    if kind == "list":
        return "[" + ", ".join(map(expression_text, inner)) + "]"
    entries = ", ".join(f"{key!r}: {expression_text(one)}" for key, one in inner.items())
    return "{" + entries + "}"


def array_text(array: Array) -> str:
    """Return an array as Python; nan and inf need their names."""
    text = repr(np.asarray(array).tolist()).replace("nan", "np.nan").replace("inf", "np.inf")
    whole = array.dtype.kind in "iu"
    return f"np.array({text}{'' if whole else ', dtype=float'})" + (
        f".reshape({array.shape})" if array.size == 0 else ""
    )


def laid_out_expected(plan: Plan, setting: Setting, check: str, expected: Array) -> Array:
    """Return what should come out in the homework's own layout."""
    name = check.removeprefix("grad_")
    place = plan.out if check == "forward" else plan.gradients.get(name)
    letters_of: Mapping[bool, int] = {True: setting.first.ndim, False: expected.ndim}
    letters = axes_of(
        plan.op, "out" if check == "forward" else name, letters_of[check == "forward"]
    )
    if place is None or not letters:
        return expected
    try:
        return to_form(expected, letters, place.form)
    except ValueError:
        return expected


__all__ = ["KEPT", "reproducer"]
