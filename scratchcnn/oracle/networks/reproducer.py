"""Lines of NumPy that show where a gradient of a network differs from the slope of its loss."""

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scratchcnn.oracle.networks.network import HOLDER, Network

Array: TypeAlias = NDArray[Any]


def reproducer(
    network: Network, arrays: Mapping[str, Array], name: str, index: tuple[int, ...] | None
) -> str | None:
    """Return lines to paste under the homework; None where no element was compared."""
    if index is None or network.formula:
        return None
    return "\n".join([*given(network, arrays), *compared(network, name, index)]) + "\n"


def given(network: Network, arrays: Mapping[str, Array]) -> Iterator[str]:
    """Yield the lines that make the data, the object and its parameters."""
    yield "import numpy as np"
    used = {spot.variable for call in (*network.loss, *network.gradient) for spot in spots(call)}
    used |= {spot.variable for spot in spots(network.make)} if network.make else set()
    for name, value in network.values.items():
        if name in used and name not in network.start:
            yield f"{name} = {literal(value)}"
    if network.make is not None:
        yield network.make.text
    for name, spot in network.parameters.items():
        yield f"{spot.text} = {literal(arrays[name])}"


def spots(call: Any) -> list[Any]:
    """Return what a call is given."""
    return [*call.args, *call.keywords.values()]


def literal(value: Any) -> str:
    """Return a value as it is written."""
    if isinstance(value, np.ndarray):
        return f"np.array({value.tolist()}, dtype=np.{value.dtype})"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key!r}: {literal(one)}' for key, one in value.items())}}}"
    return repr(value)


def compared(network: Network, name: str, index: tuple[int, ...]) -> Iterator[str]:
    """Yield the lines that compare an element of a gradient with the slope there."""
    place, gradient = network.parameters[name].text, network.gradients[name].text
    yield f"start = np.array({place})"
    yield f"step = np.zeros(start.shape); step[{index}] = 2.0**-17"
    yield "def loss_at(value):"
    if network.parameters[name].variable == HOLDER:
        yield f"    {place} = value"
    else:
        yield f"    global {place}"
        yield f"    {place} = value"
    yield from (f"    {call.text}" for call in network.loss)
    yield f"    return float({network.at.text})"
    yield "slope = (loss_at(start + step) - loss_at(start - step)) / 2.0**-16"
    yield f"{place} = start.copy()"
    yield from (call.text for call in network.gradient)
    found = f"start - {place}" if network.gradients[name].updated else gradient
    yield f"gradient = np.reshape({found}, start.shape)[{index}]"
    yield "print('gradient', gradient, 'slope', slope)"
