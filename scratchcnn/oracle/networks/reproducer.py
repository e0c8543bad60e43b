"""Lines of NumPy that show where a gradient of a network differs from the slope of its loss."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scratchcnn.oracle.networks.network import HOLDER, Call, Network, Spot
from scratchcnn.oracle.understanding.carriers.torch import TORCH

Array: TypeAlias = NDArray[Any]


def reproducer(
    network: Network, arrays: Mapping[str, Array], name: str, index: tuple[int, ...] | None
) -> str | None:
    """Return lines to paste under the homework; None where no element was compared."""
    if index is None or network.formula:
        return None
    network = unshadowed(network)
    return "\n".join([*given(network, arrays), *compared(network, name, index)]) + "\n"


def unshadowed(network: Network) -> Network:
    """Return a network whose variables have other names than the functions that it calls."""
    taken = {call.name for call in (*network.loss, *network.gradient) if not call.method}

    def free(spot: Spot) -> Spot:
        return replace(spot, variable=f"{spot.variable}_found") if spot.variable in taken else spot

    def called(call: Call) -> Call:
        args = tuple(free(spot) for spot in call.args)
        keywords = {name: free(spot) for name, spot in call.keywords.items()}
        return replace(call, args=args, keywords=keywords, save=free(Spot(call.save)).variable)

    return replace(
        network,
        loss=tuple(map(called, network.loss)),
        gradient=tuple(map(called, network.gradient)),
        at=free(network.at),
        gradients={name: free(spot) for name, spot in network.gradients.items()},
    )


def given(network: Network, arrays: Mapping[str, Array]) -> Iterator[str]:
    """Yield the lines that make the data, the object and its parameters."""
    yield "import numpy as np"
    yield from TORCH.imports if network.tensors else ()
    used = {spot.variable for call in (*network.loss, *network.gradient) for spot in spots(call)}
    used |= {spot.variable for spot in spots(network.make)} if network.make else set()
    for name, value in network.values.items():
        if name in used and name not in network.start:
            yield f"{name} = {literal(value, tensors=network.tensors)}"
    if network.make is not None:
        yield network.make.text
    for name, spot in network.parameters.items():
        yield f"{spot.text} = {literal(array_of(network, arrays, name), tensors=network.tensors)}"


def spots(call: Any) -> list[Any]:
    """Return what a call is given."""
    return [*call.args, *call.keywords.values()]


def array_of(network: Network, arrays: Mapping[str, Array], name: str) -> Array:
    """Return a parameter in the precision that the homework takes."""
    kept = network.tensors and name in network.start
    return np.asarray(arrays[name], network.start[name].dtype if kept else None)


def literal(value: Any, *, tensors: bool = False) -> str:
    """Return a value as it is written."""
    if isinstance(value, np.ndarray) and tensors:
        return f"torch.tensor({value.tolist()}, dtype=torch.{value.dtype})"
    if isinstance(value, np.ndarray):
        return f"np.array({value.tolist()}, dtype=np.{value.dtype})"
    if isinstance(value, dict):
        items = (f"{key!r}: {literal(one, tensors=tensors)}" for key, one in value.items())
        return f"{{{', '.join(items)}}}"
    return repr(value)


def compared(network: Network, name: str, index: tuple[int, ...]) -> Iterator[str]:
    """Yield the lines that compare an element of a gradient with the slope there."""
    place, gradient = network.parameters[name].text, network.gradients[name].text
    yield f"start = np.array({place})"
    # Numbers in single precision say nothing about so small a step.
    single = network.tensors and network.start[name].dtype == np.float32
    by = "2.0**-7" if single else "2.0**-17"
    yield f"step = np.zeros_like(start); step[{index}] = {by}"
    yield "def loss_at(value):"
    value = "torch.from_numpy(value)" if network.tensors else "value"
    if network.parameters[name].variable == HOLDER:
        yield f"    {place} = {value}"
    else:
        yield f"    global {place}"
        yield f"    {place} = {value}"
    yield from (f"    {call.text}" for call in network.loss)
    yield f"    return float({network.at.text})"
    yield f"slope = (loss_at(start + step) - loss_at(start - step)) / (2 * {by})"
    again = "torch.from_numpy(start.copy())" if network.tensors else "start.copy()"
    yield f"{place} = {again}"
    yield from (call.text for call in network.gradient)
    found = f"start - {place}" if network.gradients[name].updated else gradient
    yield f"gradient = np.reshape({found}, start.shape)[{index}]"
    yield "print('gradient', gradient, 'slope', slope)"
