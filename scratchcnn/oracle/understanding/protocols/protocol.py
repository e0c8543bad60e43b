"""How one layer is called, and where its gradients come from."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from scratchcnn.oracle.understanding.protocols.beside import BESIDE
from scratchcnn.oracle.understanding.protocols.callee import Callee
from scratchcnn.oracle.understanding.protocols.direct import DIRECT
from scratchcnn.oracle.understanding.protocols.place import Place
from scratchcnn.oracle.understanding.protocols.reading import Reading
from scratchcnn.oracle.understanding.signatures.signature import Path


@dataclass(frozen=True)
class Protocol:
    """How one layer is called, and where its results lie.

    Attributes
    ----------
    forward : what computes the output
    constructor : what makes the object, if there is one
    backward : what is asked for the gradients, if there is anything
    gives : what lies in the places where gradients are looked for after that
    out : where the output lies
    gradients : where every gradient lies, by the name of its argument
    cache : where that lies in what forward returns which backward is handed
    closure : where the backward pass itself lies there
    lazy : whether an object makes its parameters at the first forward call
    rates : attributes that hold the learning rate
    zero_grad : the method that sets gradients to zero which add up by design
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
    zero_grad: str | None = None

    @property
    def updates(self) -> bool:
        """Whether a gradient has to be recovered from the update of a parameter."""
        return any(place.reading.of_parameter for place in self.gradients.values())

    @property
    def beside(self) -> bool:
        """Whether forward returns a gradient beside its output."""
        return any(place.kind == BESIDE.name for place in self.gradients.values())
