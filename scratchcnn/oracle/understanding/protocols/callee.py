"""Something in homework that can be called, and how."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

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
class Target:
    """One call that a callee takes.

    Attributes
    ----------
    expression : what the worker calls
    function : the same as Python, from how definitions are written
    takes : the parameters of the callee that it has; None for all
    """

    expression: Expression
    function: Callable[[Naming], str]
    takes: Sequence[str] | None = None


@dataclass(frozen=True)
class Caller:
    """How one kind of callee is found and called.

    Attributes
    ----------
    name : in a word
    targets : what is called, one after the other
    words : a call as it is told, from the names of what is passed
    entry : what computes a definition's forward pass, None where that is not called in this way
    passes : the backward passes that a definition may have, the likeliest first
    before : the steps before every forward call
    before_text : the same as Python
    named : whether arguments are passed by the names of their parameters
    """

    name: str
    targets: Callable[["Callee"], Sequence[Target]]
    words: Callable[["Callee", Sequence[str]], str]
    entry: Callable[[Definition], Entry | None]
    passes: Callable[[Asked], Iterator[Pass]]
    before: Sequence[Step] = ()
    before_text: Sequence[str] = ()
    named: bool = True


@dataclass(frozen=True)
class Callee:
    """Something in homework that can be called."""

    caller: Caller
    # The name of a definition, or of a method of the object.
    name: str
    # Where it stands in what forward returned, if that is a function.
    path: Path = ()

    def steps(self, passed: Sequence[tuple[str, Expression]], save: str) -> list[Step]:
        """Return the steps that call it; what it returns is saved under `numbered` names."""
        named, steps = self.caller.named, []
        for place, target in enumerate(self.caller.targets(self)):
            taken = taken_by(target, passed)
            arguments = {
                "args": [] if named else [value for _, value in taken],
                "kwargs": dict(taken) if named else {},
            }
            steps.append({"call": target.expression, **arguments, "save": numbered(save, place)})
        return steps

    def written(
        self, passed: Sequence[tuple[str, str]], naming: Naming, save: str = ""
    ) -> Iterator[tuple[str, list[str]]]:
        """Yield its calls as Python: a line up to the bracket, and the arguments."""
        for place, target in enumerate(self.caller.targets(self)):
            start = f"{numbered(save, place)} = " if save else ""
            taken = taken_by(target, passed)
            arguments = [f"{name}={text}" if self.caller.named else text for name, text in taken]
            yield f"{start}{target.function(naming)}", arguments

    def words(self, arguments: Arguments) -> str:
        """Return a call in words."""
        return self.caller.words(self, [name for name, _ in arguments])


Value = TypeVar("Value")


def taken_by(target: Target, passed: Sequence[tuple[str, Value]]) -> list[tuple[str, Value]]:
    """Return the arguments of one call of several."""
    return [(name, one) for name, one in passed if target.takes is None or name in target.takes]


def numbered(save: str, place: int) -> str:
    """Return the variable of one call's result of several; the first has the plain name."""
    return f"{save}_{place}" if place else save


def called_by_name(callee: Callee, names: Sequence[str]) -> str:
    """Return the call of a function or method in words."""
    return f"{callee.name}({', '.join(names)})"
