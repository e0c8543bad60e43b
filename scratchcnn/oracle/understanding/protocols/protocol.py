"""How one layer is called, and where its gradients are."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from scratchcnn.oracle.understanding.protocols.callee import Callee
from scratchcnn.oracle.understanding.protocols.direct import DIRECT
from scratchcnn.oracle.understanding.protocols.place import Place
from scratchcnn.oracle.understanding.protocols.reading import Reading
from scratchcnn.oracle.understanding.protocols.sources.beside import BESIDE
from scratchcnn.oracle.understanding.signatures.signature import Arguments, Path


@dataclass(frozen=True)
class Protocol:
    """How one layer is called, and where its results are.

    Attributes
    ----------
    forward : the function or method of the forward pass
    constructor : the constructor of the layer's object; None for a function
    backward : the function or method of the backward pass; None if there is none
    gives : how to read the values that the backward pass leaves in the places of gradients
    out : the place of the output
    gradients : the place of every gradient, by the name of its argument
    cache : the path, in what forward returns, of the cache that backward takes; None without one
    closure : the path, in what forward returns, of the backward function; () without one
    lazy : whether an object creates its parameters in the first forward call
    rates : the paths of the attributes that hold the learning rate
    zero_grad : the method that resets gradients which accumulate by design; None without one
    prepared : the methods that make the parameters of an object, called once, with their arguments
    """

    forward: Callee
    constructor: Callee | None = None
    backward: Callee | None = None
    gives: Reading = DIRECT
    out: Place = field(default_factory=lambda: Place("returned"))
    gradients: Mapping[str, Place] = field(default_factory=dict)
    cache: Path | None = None
    closure: Path = ()
    lazy: bool = False
    rates: tuple[Path, ...] = ()
    zero_grad: Callee | None = None
    prepared: tuple[tuple[Callee, Arguments], ...] = ()

    @property
    def updates(self) -> bool:
        """Whether a gradient has to be recovered from the update of a parameter."""
        return any(place.reading.of_parameter for place in self.gradients.values())

    @property
    def leaves(self) -> tuple[str, ...]:
        """The variables in which calls may leave arrays, besides the layer's object."""
        callees = (self.forward, *(() if self.backward is None else (self.backward,)))
        return tuple(name for callee in callees for name in callee.caller.leaves)

    @property
    def beside(self) -> bool:
        """Whether forward returns a gradient along with its output."""
        return any(place.kind == BESIDE.name for place in self.gradients.values())
