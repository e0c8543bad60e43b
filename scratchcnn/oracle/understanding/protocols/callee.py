"""The functions and methods of homework that can be called, and how each is called."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

from scratchcnn.oracle.understanding.carriers.carrier import Carrier, Expression, Naming
from scratchcnn.oracle.understanding.signatures.from_source.starred import STAR
from scratchcnn.oracle.understanding.signatures.signature import Arguments, Path

Definition: TypeAlias = Mapping[str, Any]
Step: TypeAlias = dict[str, Any]


@dataclass(frozen=True)
class Entry:
    """The function or method that computes a definition's forward pass.

    Attributes
    ----------
    caller : how it is called
    name : the name of the function or method
    described : its parameters and its source
    made : whether an object has to be constructed first
    always : arguments that are always passed, in addition to those found from its parameters
    path : where it lies in that object, if it is no method of it
    """

    caller: "Caller"
    name: str
    described: Definition
    made: bool = False
    always: Arguments = ()
    path: Path = ()

    @property
    def callee(self) -> "Callee":
        """What is called."""
        return Callee(self.caller, self.name, self.path)


@dataclass(frozen=True)
class Sought:
    """A definition that may be a layer.

    Attributes
    ----------
    definition : a class or a function
    entry : the function or method that computes its forward pass
    partners : other functions that may be its backward pass, most likely first
    methods : methods of a class that may be its backward pass, if no name says which one is
    flags : parameters of a function that may ask for its gradient, if no name says so
    """

    definition: Definition
    entry: Entry
    partners: Sequence[Definition] = ()
    methods: Sequence[str] = ()
    flags: Sequence[str] = ()


@dataclass(frozen=True)
class Asked:
    """A layer whose forward pass is known, and whose backward pass is to be found.

    Attributes
    ----------
    sought : the layer
    carrier : what it computes with
    closure : the path to the function in what forward returns; () if forward returns none
    """

    sought: Sought
    carrier: Carrier
    closure: Path = ()


@dataclass(frozen=True)
class Pass:
    """A candidate for the backward pass of a layer.

    Attributes
    ----------
    callee : what is called
    described : its parameters and its source
    always : arguments that are always passed, in addition to those found from its parameters
    """

    callee: "Callee"
    described: Definition
    always: Arguments = ()


@dataclass(frozen=True)
class Target:
    """One of the calls that carry out a callee; most need only one.

    Attributes
    ----------
    expression : the worker expression of the function that is called
    function : return the same as Python code, given how definitions are referred to
    takes : the names of the callee's arguments that this call takes, in its order; None for all
    save : the variable for what it returns, if that is not the callee's own
    """

    expression: Expression
    function: Callable[[Naming], str]
    takes: Sequence[str] | None = None
    save: str = ""


def no_lines(naming: Naming) -> Sequence[str]:
    """Return no lines: most calls are preceded by nothing."""
    return ()


def no_entry(definition: Definition) -> Entry | None:
    """Return None: what is called in this way is never a forward pass of its own."""
    return None


def no_passes(asked: Asked) -> Iterator[Pass]:
    """Yield nothing: what is called in this way is asked for by others."""
    yield from ()


@dataclass(frozen=True)
class Caller:
    """How one kind of callee is found and called.

    Attributes
    ----------
    name : a short, unique name
    targets : return the calls that carry out a callee, in order
    words : describe a call, given the names of its arguments
    entry : return a definition's forward pass; None if it is not called in this way
    passes : yield the candidates for a layer's backward pass, most likely first
    before : the steps that precede every forward call
    before_text : the same as lines of Python, given how definitions are referred to
    named : whether arguments are passed by keyword, and not by position
    ahead : the arguments that are passed by position, where others are by keyword
    leaves : the variables in which a call may leave arrays, besides the layer's object
    """

    name: str
    targets: Callable[["Callee"], Sequence[Target]]
    words: Callable[["Callee", Sequence[str]], str]
    entry: Callable[[Definition], Entry | None]
    passes: Callable[[Asked], Iterator[Pass]]
    before: Sequence[Step] = ()
    before_text: Callable[[Naming], Sequence[str]] = no_lines
    named: bool = True
    ahead: Sequence[str] = ()
    leaves: Sequence[str] = ()


@dataclass(frozen=True)
class Callee:
    """A function or method of the homework that can be called."""

    caller: Caller
    # The name of a definition, or of a method of the object.
    name: str
    # Its path in what forward returned, or in what was made, if it is a function in there.
    path: Path = ()

    def steps(self, passed: Sequence[tuple[str, Expression]], save: str) -> list[Step]:
        """Return the steps that call it; what the last one without a variable returns is saved."""
        steps = []
        for target in self.caller.targets(self):
            taken = taken_by(target, passed)
            arguments = {
                "args": [value for name, value in taken if not self.by_keyword(name)],
                "kwargs": {name: value for name, value in taken if self.by_keyword(name)},
            }
            steps.append({"call": target.expression, **arguments, "save": target.save or save})
        return steps

    def written(
        self, passed: Sequence[tuple[str, str]], naming: Naming, save: str = ""
    ) -> Iterator[tuple[str, list[str]]]:
        """Yield its calls as Python: the line up to the bracket, and the arguments."""
        for target in self.caller.targets(self):
            name = target.save or save
            start = f"{name} = " if name else ""
            taken = taken_by(target, passed)
            first = [text for name, text in taken if not self.by_keyword(name)]
            others = [f"{name}={text}" for name, text in taken if self.by_keyword(name)]
            yield f"{start}{target.function(naming)}", [*first, *others]

    def by_keyword(self, name: str) -> bool:
        """Return whether an argument is passed by keyword."""
        return self.caller.named and name not in self.caller.ahead and not is_starred(name)

    def words(self, arguments: Arguments) -> str:
        """Return the description of a call with these arguments."""
        return self.caller.words(self, [name for name, _ in arguments])


Value = TypeVar("Value")


def taken_by(target: Target, passed: Sequence[tuple[str, Value]]) -> list[tuple[str, Value]]:
    """Return those arguments that one of a callee's calls takes, in its order."""
    if target.takes is None:
        return list(passed)
    known = dict(passed)
    return [(name, known[name]) for name in target.takes if name in known]


def is_starred(name: str) -> bool:
    """Return whether an argument is passed for `*input`, and so by its position."""
    return name.startswith(STAR)


def called_by_name(callee: Callee, names: Sequence[str]) -> str:
    """Return the description of a call: the callee's name and those of its arguments."""
    return f"{callee.name}({', '.join(names)})"
