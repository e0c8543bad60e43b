"""Something that homework lets one call, and how that is done."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from scratchcnn.oracle.understanding.carriers.carrier import Carrier, Expression, Naming
from scratchcnn.oracle.understanding.signatures.signature import Arguments, Path

Definition: TypeAlias = Mapping[str, Any]
Step: TypeAlias = dict[str, Any]


@dataclass(frozen=True)
class Entry:
    """What computes a definition's forward pass.

    Attributes
    ----------
    caller : how it is called
    name : of the function or method
    described : its parameters and its source
    made : whether an object has to be made first
    always : what is passed in any case, beside what its parameters mean
    """

    caller: "Caller"
    name: str
    described: Definition
    made: bool = False
    always: Arguments = ()


@dataclass(frozen=True)
class Sought:
    """A definition that may be a layer.

    Attributes
    ----------
    definition : a class or a function
    entry : what computes its forward pass
    partners : functions beside it that may be its backward pass, the likeliest first
    """

    definition: Definition
    entry: Entry
    partners: Sequence[Definition] = ()


@dataclass(frozen=True)
class Asked:
    """A layer whose forward pass is known, and which is asked for its backward pass.

    Attributes
    ----------
    sought : what is asked
    carrier : what it computes with
    closure : where forward returns a function, if it does
    """

    sought: Sought
    carrier: Carrier
    closure: Path = ()


@dataclass(frozen=True)
class Pass:
    """A backward pass that there may be.

    Attributes
    ----------
    callee : what is called
    described : its parameters and its source
    always : what is passed in any case, beside what its parameters mean
    """

    callee: "Callee"
    described: Definition
    always: Arguments = ()


@dataclass(frozen=True)
class Caller:
    """How one kind of callee is found and called.

    Attributes
    ----------
    name : in a word
    targets
        What the worker calls, one after the other with the same arguments; the first one's result
        is looked at
    functions : the same as Python
    words : a call as it is told, from the names of what is passed
    entry : what computes a definition's forward pass, None where that is not called in this way
    passes : the backward passes that a definition may have, the likeliest first
    before : the steps before every forward call
    before_text : the same as Python
    named : whether arguments are passed by the names of their parameters
    """

    name: str
    targets: Callable[["Callee"], Sequence[Expression]]
    functions: Callable[["Callee", Naming], Sequence[str]]
    words: Callable[["Callee", Sequence[str]], str]
    entry: Callable[[Definition], Entry | None]
    passes: Callable[[Asked], Iterator[Pass]]
    before: Sequence[Step] = ()
    before_text: Sequence[str] = ()
    named: bool = True


@dataclass(frozen=True)
class Callee:
    """Something that homework lets one call."""

    caller: Caller
    # The name of a definition, or of a method of the object.
    name: str
    # Where it stands in what forward returned, if that is a function.
    path: Path = ()

    def steps(self, passed: Sequence[tuple[str, Expression]], save: str) -> list[Step]:
        """Return the steps that call it; what it returns is saved."""
        named = self.caller.named
        arguments = {
            "args": [] if named else [value for _, value in passed],
            "kwargs": dict(passed) if named else {},
        }
        targets = self.caller.targets(self)
        saves = [save, *["nothing"] * (len(targets) - 1)]
        return [
            {"call": target, **arguments, "save": name}
            for target, name in zip(targets, saves, strict=True)
        ]

    def written(self, passed: Sequence[tuple[str, str]]) -> list[str]:
        """Return the arguments of a call as Python."""
        return [f"{name}={text}" if self.caller.named else text for name, text in passed]

    def words(self, arguments: Arguments) -> str:
        """Return a call as it is told."""
        return self.caller.words(self, [name for name, _ in arguments])


def called_by_name(callee: Callee, names: Sequence[str]) -> str:
    """Return the call of a function or method, as it is told."""
    return f"{callee.name}({', '.join(names)})"
