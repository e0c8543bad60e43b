"""A program tried on small sizes: whether it gives a loss, and where its gradients are."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scratchcnn.oracle.checks.comparing import Verdict
from scratchcnn.oracle.networks.network import HOLDER, Network, Spot
from scratchcnn.oracle.networks.pairing import GRADIENTS, paired_with
from scratchcnn.oracle.networks.roles import role_of
from scratchcnn.oracle.process.failures import status_of
from scratchcnn.oracle.process.runner import Failure, Runner
from scratchcnn.oracle.understanding.names.vocabulary import is_gradient, is_moment
from scratchcnn.oracle.understanding.signatures.layout.paths import sent
from scratchcnn.oracle.without_twin.attempt import arrays_in, values_at
from scratchcnn.oracle.without_twin.gradients_by_name import Path, alike
from scratchcnn.oracle.without_twin.layer import as_array, at

Array: TypeAlias = NDArray[Any]

SCALE = 0.6
DEEPEST = 3
MOST_PARAMETERS = 40


@dataclass(frozen=True)
class Tried:
    """What became of an attempt: the network with its parameters and gradients, or a failure."""

    network: Network | None
    failure: Failure | None = None
    reached: int = 0


def handed_over(failures: Sequence[Tried]) -> Verdict | None:
    """Return the verdict on a network that leaves its work to a framework; None for any other."""
    told = [status_of(one.failure) for one in failures if one.failure is not None]
    for status, message in told:
        if status == "not_from_scratch":
            return Verdict(False, float("inf"), message=message, status=status)
    return None


def tried(runner: Runner, network: Network, names: Sequence[str]) -> Tried:
    """Return a network with its parameters and their gradients, if it can be called."""
    session = runner.new_session()
    try:
        reply = runner.run(network.made(), (), session)
        if reply.failure is not None:
            return Tried(None, reply.failure)
        held = (
            {}
            if network.make is None and HOLDER not in network.values
            else arrays_in(runner, session)
        )
        if network.numbers:
            paths = [(name,) for name in network.numbers if (name,) not in held]
            found = values_at(runner, session, paths)
            held = {**held, **{path: one for path, one in found.items() if not one.ndim}}
        network = with_parameters(network, held)
        if not 0 < len(network.parameters) <= MOST_PARAMETERS:
            return Tried(None)
        return called(runner, network, names, session)
    finally:
        runner.forget(session)


def with_parameters(network: Network, held: Mapping[Path, Array]) -> Network:
    """Return a network with those arrays as its parameters that may be some."""
    data = {name: network.values[name] for name in ("X", "y")}
    held = {path: array for path, array in held.items() if not is_one_of(array, data)}
    spots = {
        written(path): Spot(HOLDER, path)
        for path, array in held.items()
        if array.size
        and not any(isinstance(p, str) and is_gradient(p) for p in path)
        and not any(isinstance(p, str) and len(p) > 1 and is_moment(p) for p in path)
    }
    start = {written(path): array for path, array in held.items() if written(path) in spots}
    spots |= {name: Spot(name) for name in network.start}
    return replace(network, parameters=spots, start={**start, **network.start})


def written(path: Path) -> str:
    """Return the name under which a parameter is reported: its last words, with its numbers.

    Examples
    --------
    >>> written(("params", "W1")), written(("weights", 0)), written(("layers", 1, "W"))
    ('W1', 'weights[0]', 'layers[1].W')
    """
    plain = [part for part in path if str(part) not in ("params", "parameters", "parametros")]
    parts = [f"[{part}]" if isinstance(part, int) else f".{part}" for part in plain or path]
    return "".join(parts).removeprefix(".")


def drawn(network: Network, seed: int) -> dict[str, Array]:
    """Draw values of the parameters."""
    rng = np.random.default_rng(seed)
    return {
        name: np.asarray(np.round(SCALE * rng.standard_normal(array.shape), 3), array.dtype)
        for name, array in network.start.items()
    }


def called(runner: Runner, network: Network, names: Sequence[str], session: int) -> Tried:
    """Return a network that was made, with those of its parameters that have gradients."""
    arrays = drawn(network, 0)
    steps = [*network.given(arrays), *(call.step for call in network.loss)]
    steps += network.saved("copied")
    reply = runner.run(steps, ("copied",), session)
    if reply.failure is not None:
        return Tried(None, reply.failure, 1)
    loss = as_array(at(reply.values["copied"], network.inside))
    if loss is None or not np.isfinite(loss).all() or (loss.size != 1 and not network.formula):
        return Tried(None, None, 1)
    own = read(runner, network, session)
    kept = [n for n, a in arrays.items() if n in own and np.array_equal(own[n], a)]
    before = {spot.path for spot in network.parameters.values()}
    network = replace(
        network,
        parameters={name: network.parameters[name] for name in kept},
        start={name: network.start[name] for name in kept},
    )
    steps = [*network.given({name: arrays[name] for name in kept})]
    steps += [call.step for call in network.gradient]
    last = network.gradient[-1].save
    reply = runner.run(steps, (last,), session)
    if reply.failure is not None:
        return Tried(None, reply.failure, 2)
    after = read(runner, network, session)
    moved = [n for n in kept if n in after and not np.array_equal(after[n], arrays[n])]
    found = returned(last, reply.values[last], names)
    attributes = arrays_in(runner, session) if HOLDER in holders(network) else {}
    found = {path: one for path, one in found.items() if not is_one_of(one[1], arrays)}
    found |= {path: (Spot(HOLDER, path), a) for path, a in attributes.items() if path not in before}
    return Tried(with_gradients(network, found, moved), None, 3)


def is_one_of(array: Array, others: Mapping[str, Any]) -> bool:
    """Return whether an array is one of others, handed back or kept."""
    return any(np.array_equal(array, other) for other in others.values())


def holders(network: Network) -> set[str]:
    """Return the variables in which parameters are."""
    return {spot.variable for spot in network.parameters.values()}


def read(runner: Runner, network: Network, session: int) -> dict[str, Array]:
    """Return the parameters as they are now."""
    found = {}
    for name, spot in network.parameters.items():
        if not spot.path:
            step: dict[str, Any] = {"copy": {"var": spot.variable}, "save": "v"}
        else:
            step = {"pick": {"var": spot.variable}, "path": sent(spot.path), "save": "v"}
        reply = runner.run([step], ("v",), session)
        array = as_array(reply.values.get("v")) if reply.failure is None else None
        if array is not None:
            found[name] = np.array(array)
    return found


def returned(variable: str, value: Any, names: Sequence[str]) -> dict[Path, tuple[Spot, Array]]:
    """Return the arrays in what a call returned, by the path that names them most likely."""
    found: dict[Path, tuple[Spot, Array]] = {}
    known = dict(enumerate(names)) if isinstance(value, list) and len(names) == len(value) else {}
    for path, array in within(value):
        first = known.get(path[0]) if path and isinstance(path[0], int) else None
        holds = len(path) > 1 and isinstance(path[1], str) and role_of(first or "") != "cache"
        named: Path = () if not path or holds else (first or path[0],)
        known_as: Path = (GRADIENTS, *named, *path[1:])
        found[known_as] = (Spot(variable, path), array)
    return found


def within(value: Any, path: Path = ()) -> Iterator[tuple[Path, Array]]:
    """Yield the arrays of numbers in lists and dictionaries, and single numbers."""
    array = as_array(value)
    if array is not None:
        yield path, array
    elif len(path) < DEEPEST and isinstance(value, list | dict):
        items = enumerate(value) if isinstance(value, list) else value.items()
        for part, item in items:
            yield from within(item, (*path, part))


def with_gradients(
    network: Network, found: Mapping[Path, tuple[Spot, Array]], moved: Sequence[str]
) -> Network | None:
    """Return a network with the gradients of its parameters; None if it has none."""
    shapes = {
        spot.path or (name,): network.start[name].shape for name, spot in network.parameters.items()
    }
    pairs = paired_with(shapes, {path: array.shape for path, (_, array) in found.items()})
    spots = {}
    for name, spot in network.parameters.items():
        if name in moved:
            spots[name] = replace(spot, updated=True)
        elif (spot.path or (name,)) in pairs:
            spots[name] = found[pairs[spot.path or (name,)]][0]
    if not spots:
        return None
    missing = tuple(name for name in network.parameters if name not in spots)
    sizes = {spot: array.shape for spot, array in found.values()}
    uneven = any(
        not alike(network.start[name].shape, sizes.get(spot, network.start[name].shape))
        for name, spot in spots.items()
    )
    return replace(network, gradients=spots, missing=missing, uneven=uneven)
