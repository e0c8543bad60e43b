"""A call of homework as Python code to paste below it, without PyTorch and without scratchcnn."""

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from numpy.typing import NDArray

from scratchcnn.oracle.cards.table import card_of
from scratchcnn.oracle.understanding.carriers.carrier import Expression
from scratchcnn.oracle.understanding.carriers.ndarray import array_text
from scratchcnn.oracle.understanding.plans.plan import Plan
from scratchcnn.oracle.understanding.plans.steps import in_parameter_objects
from scratchcnn.oracle.understanding.protocols.callee import Callee
from scratchcnn.oracle.understanding.protocols.callers.factory import is_made
from scratchcnn.oracle.understanding.protocols.callers.method import zero_text
from scratchcnn.oracle.understanding.protocols.place import Place, behind
from scratchcnn.oracle.understanding.protocols.reading import Parts
from scratchcnn.oracle.understanding.protocols.readings.update import rate_text
from scratchcnn.oracle.understanding.protocols.table import source_of
from scratchcnn.oracle.understanding.signatures.layout.forms import to_form
from scratchcnn.oracle.understanding.signatures.probes.expressions import (
    carrier_of,
    expression,
    handed_over_text,
    laid_out,
    upstream_laid_out,
)
from scratchcnn.oracle.understanding.signatures.setting import Setting
from scratchcnn.oracle.understanding.signatures.signature import (
    Arguments,
    argument_of,
    passed_arrays,
)

Array: TypeAlias = NDArray[Any]

# An activation that is an object, and changes nothing.
PASSING = (
    "type('Passing', (), {**dict.fromkeys(('__call__', 'forward', 'fprop', 'activate', 'backward',"
    " 'bprop'), lambda s, x: x), **dict.fromkeys(('derivative', 'prime'), lambda s, x:"
    " np.ones_like(x))})()"
)
TOOLS = {
    "zeros": "lambda *shape: np.zeros(shape)",
    "ones": "lambda *shape: np.ones(shape)",
    "initializer": "type('Zeros', (), {'__getattr__': lambda s, n: lambda d, *_: np.zeros(d)})()",
    "identity": "lambda x: x",
    "passing": PASSING,
    "rng": "np.random.default_rng(0)",
    "random_state": "np.random.RandomState(0)",
    "float64": "np.float64",
    "one_derivative": "lambda x: np.ones_like(x)",
    # Whatever is called to update a parameter subtracts its gradient.
    "optimizer": "type('SGD', (), {'__getattr__': lambda s, n: lambda w, g, *_: w - g})()",
    "slow_optimizer": "type('SGD', (), {'__getattr__': lambda s, n: lambda w, g, *_: w - g / 8})()",
}


def reproducer(
    plan: Plan,
    setting: Setting,
    grad_out: Array,
    check: str,
    expected: Array | None,
    before: tuple[Setting, Array] | None = None,
) -> str:
    """Return the lines that repeat one call; the last ones print its result and the expected one.

    Parameters
    ----------
    plan, setting, grad_out : the call
    check : which result is printed: "forward", or "grad_" and an argument's name
    expected : the expected result; None if it is not to be shown
    before : another call that is made first, on the same layer
    """
    first, first_grad_out = before or (setting, grad_out)
    lines = ["import numpy as np", *plan.carrier.imports, *given(plan, first)]
    lines += construction_lines(plan, first)
    lines += parameter_lines(plan, first)
    if before is not None:
        gradient = next((f"grad_{name}" for name in plan.protocol.gradients), "forward")
        once = result_lines(plan, first, first_grad_out, gradient)
        lines += [line for line in once if not line.startswith("print(")]
        lines.append("# and once more")
        lines += [*given(plan, setting), *parameter_lines(plan, setting)]
        lines += reset_lines(plan)
    lines += result_lines(plan, setting, grad_out, check)
    if expected is not None:
        wanted = laid_out_expected(plan, setting, check, expected)
        lines.append(f"expected = {array_text(wanted)}")
        lines.append('print("expected", expected)')
    return "\n".join(lines) + "\n"


def of_two_uses(
    plan: Plan, setting: Setting, grad_out: Array, check: str, expected: Array, *, listed: bool
) -> str:
    """Return the lines that use the same arguments twice, and add up what comes out.

    `listed`: what comes out are lists, which are put into one, and each has its `grad_out`.
    """
    called = list(result_lines(plan, setting, grad_out, "forward"))[:-1]
    whole = list(result_lines(plan, setting, grad_out, check))
    both = "out = [first, out]" if listed else "out = first + out"
    lines = ["import numpy as np", *plan.carrier.imports, *given(plan, setting), *called]
    lines += ["first = out", *called, both]
    for line in whole[len(called) :]:
        lines.append(line)
        if listed and line.startswith("grad_out = "):
            lines.append("grad_out = [grad_out, grad_out]")
    wanted = laid_out_expected(plan, setting, check, expected)
    lines += [f"expected = {array_text(wanted)}", 'print("expected", expected)']
    return "\n".join(lines) + "\n"


def reset_lines(plan: Plan) -> Iterator[str]:
    """Yield the lines that set gradients to zero which add up until their owner does so."""
    if plan.protocol.zero_grad is not None:
        yield zero_text(plan.protocol.zero_grad)
    for _, place in in_parameter_objects(plan):
        gradient = f"layer{behind(place.path)}"
        yield f"{gradient} = {gradient} * 0"


def construction_lines(plan: Plan, setting: Setting) -> Iterator[str]:
    """Yield the lines that construct a layer; none for a function."""
    protocol, signature = plan.protocol, plan.signature
    if protocol.constructor is None:
        return
    yield from calls(protocol.constructor, signature.constructor, setting, "layer")
    for callee, arguments in protocol.prepared:
        yield from calls(callee, arguments, setting)
    if protocol.lazy:
        yield from protocol.forward.caller.before_text(bare)
        made, *others = calls(protocol.forward, signature.forward, setting)
        yield from (f"{made}  # makes the parameters", *others)
        if protocol.zero_grad is not None:
            yield zero_text(protocol.zero_grad)


def parameter_lines(plan: Plan, setting: Setting) -> Iterator[str]:
    """Yield the lines that set a layer's parameters and its learning rate."""
    for name, (path, form) in plan.signature.parameters.items():
        if name in setting.arrays:
            carrier = carrier_of(name, form, plan.carrier)
            if is_made(plan.protocol.forward):
                # The functions may hold the array by a name of their own.
                yield f"layer{behind(path)}[...] = {name}"
                continue
            yield f"layer{behind(path)} = {carrier.copied_text(name, bare)}"
    for path in plan.protocol.rates:
        yield rate_text(behind(path), repr(setting.rate))


def given(plan: Plan, setting: Setting) -> Iterator[str]:
    """Yield the lines that create the arrays of a call, in the homework's own layout."""
    signature = plan.signature
    arguments = (*signature.constructor, *signature.forward, *signature.backward)
    passed, own = passed_arrays(arguments), signature.parameters
    for name in setting.arrays:
        form = own[name][1] if name in own else signature.forms.get(name)
        if form is not None and (name in passed or name in own):
            carrier = carrier_of(name, form, plan.carrier)
            yield f"{name} = {handed_over_text(laid_out(name, setting, form), carrier, bare)}"


def result_lines(plan: Plan, setting: Setting, grad_out: Array, check: str) -> Iterator[str]:
    """Yield the lines of the forward and backward calls, and the line that prints the result."""
    protocol, signature = plan.protocol, plan.signature
    source = source_of(protocol.out)
    result = "returned" if source.of_call and protocol.out.path else "out"
    yield from protocol.forward.caller.before_text(bare)
    yield from calls(protocol.forward, signature.forward, setting, result)
    if result != "out" or not source.of_call:
        yield f"out = {found(protocol.out, 'returned')}"
    if protocol.cache is not None:
        yield f"cache = returned{behind(protocol.cache, item=True)}"
    name = check.removeprefix("grad_")
    if check == "forward" or name not in protocol.gradients:
        yield f'print("got     ", {plan.carrier.taken_text("out")})'
        return
    place = protocol.gradients[name]
    carrier = carrier_of("grad_out", "", plan.carrier)
    if protocol.backward is not None:
        if argument_of(signature.backward, "grad_out") or protocol.gives.by_upstream:
            rows = len(setting.first)
            value = upstream_laid_out(grad_out, plan.op, plan.upstream_form, rows)
            yield f"grad_out = {handed_over_text(value, carrier, bare)}"
        yield from calls(protocol.backward, signature.backward, setting, "gradients")
    reading, text = place.reading, plan.taken_text(place, found(place))
    if not reading.nowhere:
        bare_number = grad_out.ndim == 0 and not carrier.numbers
        upstream = "grad_out" if bare_number else carrier.taken_text("grad_out")
        before = carrier_of(name, place.form, plan.carrier).taken_text(name)
        parts = Parts(before, text, upstream, repr(setting.rate))
        text = f"{reading.text(parts)}{reading.note}"
    yield f"got = {text}"
    yield 'print("got     ", got)'


def found(place: Place, returned: str = "gradients") -> str:
    """Return the expression of a result; `returned` is the variable of the call's return value."""
    source = source_of(place)
    variable, path = source.holder(place.path)
    name = returned if source.of_call else source.written or variable
    return f"{name}{behind(path, item=not source.attributes)}"


def calls(callee: Callee, arguments: Arguments, setting: Setting, save: str = "") -> Iterator[str]:
    """Yield the lines that call a callee and save its return value."""
    passed = [(name, expression_text(expression(one, setting))) for name, one in arguments]
    for start, written in callee.written(passed, bare, save):
        yield f"{start}({', '.join(written)})"


def bare(name: str) -> str:
    """Return a definition's name without its module, for code that is pasted below it."""
    return name.rpartition(".")[2]


def expression_text(value: Expression) -> str:
    """Return a worker expression as Python code."""
    ((kind, inner),) = value.items()
    if kind == "value":
        return repr(inner)
    if kind == "var":
        return "layer" if inner == "object" else str(inner)
    if kind == "tool":
        return TOOLS[inner]
    if kind == "made":
        passed = ", ".join(f"{key}={expression_text(one)}" for key, one in inner[1].items())
        return f"{bare(inner[0]['name'])}({passed})"
    if kind == "attr":
        return f"{expression_text(inner[0])}.{inner[1]}"
    if kind == "tuple":
        return "(" + ", ".join(map(expression_text, inner)) + ("," * (len(inner) == 1)) + ")"
    if kind == "list":
        return "[" + ", ".join(map(expression_text, inner)) + "]"
    entries = ", ".join(f"{key!r}: {expression_text(one)}" for key, one in inner.items())
    return "{" + entries + "}"


def laid_out_expected(plan: Plan, setting: Setting, check: str, expected: Array) -> Array:
    """Return the expected result in the homework's own layout."""
    name = check.removeprefix("grad_")
    protocol = plan.protocol
    place = protocol.out if check == "forward" else protocol.gradients.get(name)
    letters_of: Mapping[bool, int] = {True: setting.first.ndim, False: expected.ndim}
    letters = card_of(plan.op).letters(
        "out" if check == "forward" else name, letters_of[check == "forward"]
    )
    if place is None or not letters:
        return expected
    try:
        return to_form(expected, letters, place.form)
    except ValueError:
        return expected
