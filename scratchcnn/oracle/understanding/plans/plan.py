"""A plan: everything that is needed to call one layer, by a carrier, a protocol and a signature."""

from dataclasses import dataclass, field, replace
from typing import Any

from scratchcnn.oracle.cards.card import Card
from scratchcnn.oracle.cards.table import card_of
from scratchcnn.oracle.cases.offers import Offer
from scratchcnn.oracle.understanding.carriers.carrier import Carrier
from scratchcnn.oracle.understanding.protocols.place import Place
from scratchcnn.oracle.understanding.protocols.protocol import Protocol
from scratchcnn.oracle.understanding.signatures.signature import Signature, argument_of


@dataclass(frozen=True)
class Plan:
    """How one layer of homework is called.

    Attributes
    ----------
    op, name : the op that it implements, and its name in the homework
    carrier : what its arrays travel in
    protocol : how it is called, and where its results are
    signature : what its parameters mean, and how its arrays are laid out
    offer : what may be varied
    scale : the scale of a loss, relative to the mean: "mean", "sum", "per_sample", "half_mean" ...
    unread : why the backward pass is not judged; "" if it is
    updated : the parameters that the homework changes itself, as far as its source shows
    """

    op: str
    name: str
    carrier: Carrier
    protocol: Protocol
    signature: Signature
    offer: Offer = field(default_factory=Offer)
    scale: str = "mean"
    unread: str = ""
    updated: tuple[str, ...] = ()

    def by(self, **changes: Any) -> "Plan":
        """Return the plan with these fields of its protocol replaced."""
        return replace(self, protocol=replace(self.protocol, **changes))

    def meaning(self, signature: Signature) -> "Plan":
        """Return the plan with another signature."""
        return replace(self, signature=signature)

    @property
    def card(self) -> Card:
        """The card of the op."""
        return card_of(self.op)

    @property
    def has_rate(self) -> bool:
        """Whether a learning rate is passed as an argument, or set as an attribute."""
        arguments = (*self.signature.constructor, *self.signature.backward)
        return bool(self.protocol.rates) or argument_of(arguments, "lr") is not None

    def taken_text(self, place: Place, text: str) -> str:
        """Return the expression of what lies in a place as that of an ndarray.

        A graph may put ndarrays beside what it was handed.
        """
        graph, written = self.carrier.graph, self.carrier.gradient_text
        beside = graph is not None and place.path[-len(graph.gradient) :] == graph.gradient
        convert = written if beside and written is not None else self.carrier.taken_text
        return convert(text)

    @property
    def upstream_form(self) -> str:
        """The layout of the upstream gradient: that of the output, unless the signature has one."""
        return self.signature.forms.get("grad_out", self.protocol.out.form)
