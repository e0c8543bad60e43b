"""A layer that notes its backward pass on a tape, which is unwound from its end.

`def relu(tape, x): tape.append(lambda g: g * (x > 0)); return ...`. The tape is a list, or an
object of the homework; it is handed over, or a global name. Before every forward call there is a
new one, and there are new containers for the gradients if the layer takes one.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from scratchcnn.oracle.understanding.carriers.carrier import Expression, Naming
from scratchcnn.oracle.understanding.protocols.callee import (
    Asked,
    Callee,
    Caller,
    Entry,
    Pass,
    Step,
    Target,
    called_by_name,
    no_entry,
    no_passes,
)
from scratchcnn.oracle.understanding.protocols.callers.closure import DESCRIBED
from scratchcnn.oracle.understanding.protocols.callers.function import targets
from scratchcnn.oracle.understanding.protocols.place import Looked, Place, Source
from scratchcnn.oracle.understanding.protocols.sources.attribute import named_gradient
from scratchcnn.oracle.understanding.protocols.sources.paired import PAIRS
from scratchcnn.oracle.understanding.protocols.way import Way
from scratchcnn.oracle.understanding.signatures.signature import Argument, Arguments, Path

Definition: TypeAlias = Mapping[str, Any]

# The variable that holds the tape.
TAPE = "tape"
# The function that was noted last.
LAST: Path = (-1,)
# Its only parameter is the upstream gradient, whatever its name.
OF_THE_TAPE: Definition = {**DESCRIBED, "begins_at_a_loss": True}


@dataclass(frozen=True)
class Tape:
    """How the functions of a homework are recorded, as far as one of them shows.

    Attributes
    ----------
    kind : the class of the tape; "" for a list
    parameter : the parameter that takes the tape; "" if it is a global name
    name : the global name, as definitions are called; "" if it is handed over
    stores : the parameters that take containers for gradients, each with "dict" or "list"
    methods : methods of the tape that may unwind it, described
    functions : functions that may unwind it, described, each with the parameter for the tape
    """

    kind: str = ""
    parameter: str = ""
    name: str = ""
    stores: tuple[tuple[str, str], ...] = ()
    methods: tuple[tuple[str, Definition], ...] = ()
    functions: tuple[tuple[Definition, str], ...] = ()

    @property
    def always(self) -> Arguments:
        """The arguments that every call of the layer takes."""
        handed = [(self.parameter, Argument("variable", TAPE))] if self.parameter else []
        stores = [(name, Argument("variable", name)) for name, _ in self.stores]
        return (*handed, *stores)

    def before(self, layer: str) -> list[Step]:
        """Return the steps that make a new tape, and new containers for the gradients."""
        made: Step = {"let": TAPE, "value": {"list": []}}
        if self.kind:
            made = {"call": {"name": self.kind}, "save": TAPE}
        steps = [made]
        if self.name:
            names: Expression = {"attr": [{"name": layer}, "__globals__"]}
            last = self.name.rpartition(".")[2]
            steps.append({"set": names, "path": [last], "value": {"var": TAPE}})
        for name, kind in self.stores:
            steps.append({"let": name, "value": {kind: {} if kind == "dict" else []}})
        return steps

    def text(self, naming: Naming) -> list[str]:
        """Return the same as lines of Python."""
        lines = [f"{TAPE} = {naming(self.kind)}()" if self.kind else f"{TAPE} = []"]
        lines += [f"{naming(self.name)} = {TAPE}"] if self.name else []
        return [
            *lines,
            *(f"{name} = {'{}' if kind == 'dict' else '[]'}" for name, kind in self.stores),
        ]


def entry(definition: Definition) -> Entry | None:
    """Return a function that is recorded as its own forward pass; None for all else."""
    tape: Tape | None = definition.get("tape")
    if tape is None:
        return None
    caller = replace(
        TAPES,
        before=tape.before(definition["name"]),
        before_text=tape.text,
        leaves=(TAPE, *(name for name, _ in tape.stores)),
    )
    return Entry(caller, definition["name"], definition, always=tape.always)


def passes(asked: Asked) -> Iterator[Pass]:
    """Yield what may unwind the tape: its methods, functions, or what was noted itself."""
    tape: Tape | None = asked.sought.definition.get("tape")
    if tape is None:
        return
    for name, described in tape.methods:
        yield Pass(Callee(UNWINDING, name), described)
    for described, parameter in tape.functions:
        handed = ((parameter, Argument("variable", TAPE)),) if parameter else ()
        yield Pass(Callee(TAPES, described["name"]), described, handed)
    if not tape.kind:
        yield Pass(Callee(NOTED, "the function on the tape", LAST), OF_THE_TAPE)


def methods_called(callee: Callee) -> list[Target]:
    """Return the only call: of the tape's method."""
    return [Target({"attr": [{"var": TAPE}, callee.name]}, lambda naming: f"{TAPE}.{callee.name}")]


def noted(callee: Callee) -> list[Target]:
    """Return the only call: of the function that was noted last."""
    return [Target({"item": [{"var": TAPE}, LAST[0]]}, lambda naming: f"{TAPE}[{LAST[0]}]")]


def find(looked: Looked) -> Iterator[Place]:
    """Yield the arrays in the tape, and in the containers for gradients."""
    for variable, listed in looked.left.items():
        for one in () if variable.startswith(PAIRS) else listed:
            yield Place(LEFT.name, (variable, *one["path"]))


def only_noted(place: Place) -> bool:
    """Return whether an array lies on the tape itself, and has no name of a gradient."""
    of_tape = place.kind == LEFT.name and place.path[0] == TAPE
    return of_tape and not named_gradient(place.path[1:])


def words(path: str) -> str:
    """Return the words that say where a gradient was left."""
    return f"in {path.removeprefix('.')}"


TAPES = Caller("tape", targets, called_by_name, entry, passes)
UNWINDING = Caller("unwinding", methods_called, called_by_name, no_entry, no_passes)
NOTED = Caller("noted", noted, called_by_name, no_entry, no_passes, named=False)
LEFT = Way("left", caller=TAPES, source=Source("left", "", words=words), find=find)
