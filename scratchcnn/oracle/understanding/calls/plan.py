"""A plan: one carrier, one protocol and one signature, and so a layer that can be called."""

from dataclasses import dataclass, field, replace
from typing import Any

from scratchcnn.oracle.cards.card import Card
from scratchcnn.oracle.cards.table import card_of
from scratchcnn.oracle.cases.offers import Offer
from scratchcnn.oracle.understanding.carriers.carrier import Carrier
from scratchcnn.oracle.understanding.protocols.protocol import Protocol
from scratchcnn.oracle.understanding.signatures.signature import Signature, argument_of


@dataclass(frozen=True)
class Plan:
    """How one op of some homework is called.

    Attributes
    ----------
    op, name : what it is, and what it is called in the homework
    carrier : what it computes with
    protocol : how it is called, and where its results lie
    signature : what its parameters mean, and how its arrays are laid out
    offer : what may be varied
    scale : what a loss is a multiple of the mean: "mean", "sum", "per_sample", "half_mean" ...
    unread : why the backward pass is not judged
    """

    op: str
    name: str
    carrier: Carrier
    protocol: Protocol
    signature: Signature
    offer: Offer = field(default_factory=Offer)
    scale: str = "mean"
    unread: str = ""

    def by(self, **changes: Any) -> "Plan":
        """Return the plan with another protocol: fields of it by name."""
        return replace(self, protocol=replace(self.protocol, **changes))

    def meaning(self, signature: Signature) -> "Plan":
        """Return the plan with another signature."""
        return replace(self, signature=signature)

    @property
    def card(self) -> Card:
        """What is known of the op."""
        return card_of(self.op)

    @property
    def has_rate(self) -> bool:
        """Whether a learning rate is passed or set."""
        arguments = (*self.signature.constructor, *self.signature.backward)
        return bool(self.protocol.rates) or argument_of(arguments, "lr") is not None

    @property
    def upstream_form(self) -> str:
        """How the upstream gradient is laid out: as the output is."""
        return self.signature.forms.get("grad_out", self.protocol.out.form)
