"""One input tried on a layer without a twin, and what its answers show."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scratchcnn.oracle.process.runner import Failure, Reply, Runner
from scratchcnn.oracle.understanding.names.vocabulary import is_gradient
from scratchcnn.oracle.understanding.protocols.place import Place, dotted
from scratchcnn.oracle.understanding.signatures.layout.paths import arrays_of, sent
from scratchcnn.oracle.without_twin.gradients_by_name import (
    Path,
    Shape,
    alike,
    belongs_to,
    in_order,
    paired,
    returned_names,
    without,
    without_keys,
)
from scratchcnn.oracle.without_twin.layer import LAYER, UnknownLayer, Way, as_array, at
from scratchcnn.oracle.without_twin.shapes import numbers, upstream

Array: TypeAlias = NDArray[Any]
Definition: TypeAlias = Mapping[str, Any]

X = ("x",)
RESERVED = {"x", "target", "grad_out", "layer", "out", "result", "back"}
# The failure of a backward pass says more than that of a forward pass.
LATER = 1000


class NotUnderstood(Exception):
    """No way was found to call a layer; the message says what was tried."""

    def __init__(self, message: str, failure: Failure | None = None) -> None:
        super().__init__(message)
        self.failure = failure


@dataclass(frozen=True)
class Found:
    """A way to call a layer, the values of its own arrays, and which of them have no gradient."""

    way: Way
    own: Mapping[str, Array]
    others: tuple[str, ...] = ()


class Attempt:
    """One input tried on a layer."""

    def __init__(
        self,
        runner: Runner,
        definition: Definition,
        way: Way,
        own: Mapping[Path, Array],
        extras: Mapping[str, Shape],
    ) -> None:
        self.runner = runner
        self.definition = definition
        self.way = way
        self.own = own
        self.failure: Failure | None = None
        rng = np.random.default_rng(0)
        shapes = {"x": way.input.shape, **extras}
        if "target" in (*way.forward_arguments, *way.backward_arguments):
            shapes["target"] = way.input.shape
        self.arrays = {name: numbers(rng, shape, way.input.sign) for name, shape in shapes.items()}

    def run(self) -> Found | None:
        """Return what was found out, if the layer accepted the input."""
        session = self.runner.new_session()
        try:
            return self._run(session)
        finally:
            self.runner.forget(session)

    def _run(self, session: int) -> Found | None:
        layer = UnknownLayer(self.runner, self.way)
        reply = self.runner.run(layer.forward_steps(self.arrays), ("result",), session)
        if not self.through(reply):
            return None
        if self.way.forward is None and not is_answer(reply.values["result"]):
            raise NotUnderstood(
                "it is not named after an op, and it does not return (out, pullback)"
            )
        place = place_of_out(reply.values["result"])
        out = None if place is None else as_array(at(reply.values["result"], place))
        if place is None or out is None or not out.size or not np.isfinite(out).all():
            return None
        between = self.state(session)
        grad_out = upstream(np.random.default_rng(0), out.shape)
        if "grad_out" not in self.way.backward_arguments and self.way.backward is not None:
            grad_out = np.ones(out.shape)
        reply = self.runner.run(layer.backward_steps(grad_out), ("back",), session)
        if not self.through(reply, LATER):
            return None
        way = replace(self.way, out=place)
        if self.way.forward is None:
            return self.of_function(way, reply.values["back"])
        return self.of_object(way, reply.values["back"], between, self.state(session))

    def through(self, reply: Reply, later: int = 0) -> bool:
        """Return whether a call succeeded; keep the latest failure."""
        if reply.failure is not None:
            self.failure = replace(reply.failure, step=reply.failure.step + later)
        return reply.failure is None

    def state(self, session: int) -> dict[Path, Array]:
        """Return the arrays of an object, and its single numbers as far as the text names them."""
        if self.way.forward is None:
            return {}
        arrays = arrays_in(self.runner, session)
        sources = [method["source"] for method in self.definition["methods"].values()]
        names = dict.fromkeys(re.findall(r"\bself\.(\w+)", "\n".join(sources)))
        paths = [(name,) for name in names if (name,) not in arrays]
        found = values_at(self.runner, session, paths)
        return arrays | {path: value for path, value in found.items() if not value.ndim}

    def of_function(self, way: Way, back: Any) -> Found | None:
        """Return what is known of a function whose pullback returned this."""
        grads = back if isinstance(back, list) else [back]
        names = [name for name in self.arrays if name != "target"]
        if len(grads) != len(names):
            return None
        for name, grad in zip(names, grads, strict=True):
            array = as_array(grad)
            if array is None or not alike(array.shape, self.arrays[name].shape):
                return None
        places = {
            name: Place("returned", (number,) if isinstance(back, list) else ())
            for number, name in enumerate(names)
        }
        own = {name: array for name, array in self.arrays.items() if name not in ("x", "target")}
        return Found(replace(way, gradients=places), own)

    def of_object(
        self, way: Way, back: Any, between: Mapping[Path, Array], after: Mapping[Path, Array]
    ) -> Found | None:
        """Return what is known of a layer whose backward pass returned this and left that."""
        own = {
            path: value
            for path, value in between.items()
            if path != X
            and not any(belongs_to(path, other) for other in between)
            and self.stays(way, path, value)
        }
        places = self.places(back, own, after)
        if "lr" in way.backward_arguments:
            for path, value in own.items():
                if path not in places and not np.array_equal(value, after.get(path, value)):
                    places[path] = Place("updated")
        if not places:
            return None
        parameters = {name_of(path): path for path in places if path != X}
        used = {*places, *(place.path for place in places.values() if place.kind == "attribute")}
        start = {**between, **self.own}
        way = replace(
            way,
            parameters=parameters,
            numbers=frozenset(name for name, path in parameters.items() if not start[path].ndim),
            gradients={name_of(path): place for path, place in places.items()},
            lazy=any(start[p].ndim and p not in self.own for p in parameters.values()),
        )
        others = tuple(
            dotted(path)
            for path in self.own
            if path not in used and not any(belongs_to(path, other) for other in self.own)
        )
        return Found(way, {name: start[path] for name, path in parameters.items()}, others)

    def places(
        self, back: Any, own: Mapping[Path, Array], after: Mapping[Path, Array]
    ) -> dict[Path, Place]:
        """Return where the gradients of x and of a layer's own arrays are found."""
        x: dict[Path, Shape] = {X: self.arrays["x"].shape}
        arrays = {path: value.shape for path, value in own.items()}
        method = self.definition["methods"][str(self.way.backward)]
        items = named_items(back, returned_names(method["source"]))
        shapes: dict[Path, Shape] = {("grads", *n): shape for n, (_, shape) in items.items()}
        left = {path: value.shape for path, value in after.items() if path not in own}
        names = paired(x | arrays, shapes)
        names |= in_order(without_keys(x, names), without(shapes, names))
        attributes = paired(without_keys(x | arrays, names), left)
        rest = without_keys({p: s for p, s in arrays.items() if s}, {**names, **attributes})
        names |= in_order(rest, without(shapes, names))
        places = {
            **{owner: Place("attribute", path) for owner, path in attributes.items()},
            **{owner: Place("returned", items[path[1:]][0]) for owner, path in names.items()},
        }
        return {owner: places[owner] for owner in (*x, *arrays) if owner in places}

    def stays(self, way: Way, path: Path, value: Array) -> bool:
        """Return whether an array is the layer's own: a value set there survives a forward pass."""
        if any(isinstance(part, str) and is_gradient(part) for part in path):
            return False
        new, name = np.asarray(value + 0.5), "layer"
        numbers = frozenset(() if value.ndim else (name,))
        probe = replace(way, parameters={name: path}, lazy=True, numbers=numbers)
        steps = UnknownLayer(self.runner, probe).forward_steps({**self.arrays, name: new})
        steps.append({"pick": LAYER, "path": sent(path), "save": "v"})
        reply = self.runner.run(steps, ("v",))
        found = as_array(reply.values.get("v"))
        return reply.failure is None and found is not None and np.array_equal(found, new)


def place_of_out(result: Any) -> Path | None:
    """Return where the output lies in what forward returned: at its head, or all of it."""
    if as_array(result) is not None:
        return ()
    return (0,) if as_array(at(result, (0,))) is not None else None


def is_answer(result: Any) -> bool:
    """Return whether a function returned (out, pullback), as the op protocol has it."""
    return isinstance(result, list) and len(result) == 2 and isinstance(result[1], dict)


def named_items(back: Any, texts: Sequence[str]) -> dict[Path, tuple[Path, Shape]]:
    """Return place and shape of every array that a backward pass returned, by its likely name."""
    whole = as_array(back)
    if whole is not None:
        return {("",): ((), whole.shape)}
    if isinstance(back, dict):
        pairs = [((key,), (key,), value) for key, value in back.items()]
    elif isinstance(back, list):
        known = dict(enumerate(texts if len(texts) == len(back) else ()))
        pairs = [((known.get(i) or f"{i}",), (i,), value) for i, value in enumerate(back)]
    else:
        return {}
    arrays = [(name, place, as_array(value)) for name, place, value in pairs]
    return {name: (place, array.shape) for name, place, array in arrays if array is not None}


def name_of(path: Path) -> str:
    """Return the name under which an array is reported."""
    if path == X:
        return "x"
    name = dotted(path)
    return f"layer.{name}" if name in RESERVED else name


def arrays_in(runner: Runner, session: int) -> dict[Path, Array]:
    """Return the arrays of floats in the layer of a session."""
    steps = [{"attributes": LAYER, "save": "attributes"}]
    listed = runner.run(steps, ("attributes",), session).values.get("attributes", [])
    paths = [one["path"] for one in arrays_of(listed) if one["dtype"].startswith("float")]
    return values_at(runner, session, paths)


def values_at(runner: Runner, session: int, paths: Sequence[Path]) -> dict[Path, Array]:
    """Return the numbers at some paths of a layer; anything else is left out."""
    found = {}
    for path in paths:
        reply = runner.run([{"pick": LAYER, "path": sent(path), "save": "v"}], ("v",), session)
        array = as_array(reply.values.get("v")) if reply.failure is None else None
        if array is not None:
            found[path] = np.array(array)
    return found
