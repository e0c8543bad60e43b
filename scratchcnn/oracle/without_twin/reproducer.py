"""Lines of NumPy that show where a gradient differs from the slope, for a layer without a twin."""

from collections.abc import Iterator
from typing import Any

from scratchcnn.oracle.cases.case import Trial
from scratchcnn.oracle.understanding.protocols.place import dotted
from scratchcnn.oracle.without_twin.layer import CONSTANTS, Way

HEAD = "import numpy as np"
SPECIAL = "from numpy import inf, nan"


def reproducer(way: Way, trial: Trial, name: str, index: tuple[int, ...] | None) -> str | None:
    """Return lines that print an element of a gradient, and the slope there.

    None where no element was compared. They call the object that was judged "layer".
    """
    if index is None:
        return None
    return "\n".join([*given(way, trial), *compared(way, name, index)]) + "\n"


def given(way: Way, trial: Trial) -> Iterator[str]:
    """Yield the lines that define the arrays."""
    yield HEAD
    yield SPECIAL
    if way.forward is not None:
        yield "# layer is the object that was judged"
    arrays = {**trial.arrays, "grad_out": trial.grad_out}
    yield from (f"{n} = {literal(a)}" for n, a in arrays.items() if n not in way.parameters)
    if way.lazy:
        yield f"layer.{way.forward}({', '.join(map(argument, way.forward_arguments))})"
    for name, path in way.parameters.items():
        value = float(arrays[name]) if name in way.numbers else literal(arrays[name])
        yield f"layer.{dotted(path)} = {value}"


def literal(array: Any) -> str:
    """Return an array as it is written."""
    return f"np.array({array.tolist()}, dtype=np.{array.dtype}).reshape({array.shape})"


def argument(role: str) -> str:
    """Return how an argument is written."""
    if role in CONSTANTS:
        return repr(CONSTANTS[role])
    return "out[1]" if role == "cache" else role


def compared(way: Way, name: str, index: tuple[int, ...]) -> Iterator[str]:
    """Yield the lines that compare."""
    own = name in way.parameters
    place = f"layer.{dotted(way.parameters[name])}" if own else name
    call = f"({', '.join(map(argument, way.forward_arguments))})"
    call = f"{way.name.rpartition('.')[2] if way.forward is None else f'layer.{way.forward}'}{call}"
    head = "".join(f"[{part!r}]" for part in way.out)
    yield f"start = np.array({place})"
    yield "step = np.zeros(start.shape)"
    yield f"step[{index}] = 2.0**-17 * np.maximum(1, abs(start[{index}]))"
    yield "def total(moved):"
    yield f"    {f'{place} = moved' if own else f'{place}[...] = moved'}"
    yield f"    return np.sum({call}{head} * grad_out)"
    yield "slope = (total(start + step) - total(start - step)) / (2 * step.sum())"
    yield f"{place} = start" if own else f"{place}[...] = start"
    yield f"out = {call}"
    arguments = ", ".join(map(argument, way.backward_arguments))
    backward = "out[1](grad_out)" if way.forward is None else f"layer.{way.backward}({arguments})"
    yield f"back = {backward}"
    yield f"gradient = {gradient(way, name, place)}"
    yield f"print('gradient', np.reshape(gradient, start.shape)[{index}], 'slope', slope)"


def gradient(way: Way, name: str, place: str) -> str:
    """Return how the gradient is written after the backward pass."""
    where = way.gradients[name]
    if where.kind == "updated":
        return f"start - {place}"
    if where.kind == "attribute":
        return f"layer.{dotted(where.path)}"
    return f"back{''.join(f'[{part!r}]' for part in where.path)}"


__all__ = ["reproducer"]
