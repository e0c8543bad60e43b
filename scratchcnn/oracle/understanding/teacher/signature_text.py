"""The parameters of an adapter's function, and its entry in OFFERS."""

from collections.abc import Iterator, Sequence
from dataclasses import fields

from scratchcnn.oracle.cards.table import card_of
from scratchcnn.oracle.cases.offers import Offer
from scratchcnn.oracle.understanding.plans.plan import Plan
from scratchcnn.oracle.understanding.teacher.adapter_file import RATE
from scratchcnn.oracle.understanding.teacher.adapter_offers import offer_of

ARRAYS = ("x", "p", "log_p", "logits", "weight", "pointwise", "bias", "target", "grad_out")


def differentiable(plan: Plan) -> list[str]:
    """Return the names of the op's arrays, without the bias if the layer has none."""
    names = [name for name in plan.card.arguments if name in ARRAYS]
    return [name for name in names if name != "bias" or plan.offer.bias != ("none",)]


def signature(plan: Plan) -> Iterator[str]:
    """Yield the parameters of a plan's function, with their defaults, and the bare `*`."""
    offer = plan.offer
    yield "homework"
    for name in plan.card.arguments:
        if name == "bias" and offer.bias != ("none",):
            yield "bias=None" if "none" in offer.bias else "bias"
        elif name in ARRAYS and name != "bias":
            yield name
    if "kernel_size" in plan.card.arguments and offer.kernel_size is None:
        yield "kernel_size"
    named = []
    if offer.stride:
        named.append("stride=1" if not plan.card.pooling else "stride")
    if "padding" in plan.card.arguments and (offer.padding or offer.named_padding):
        named.append("padding=0" if offer.padding else "padding='valid'")
    if plan.card.factor and offer.negative_slope is None:
        named.append(f"{plan.card.factor}={plan.card.factors[0]}")
    if plan.has_rate:
        named.append(f"{RATE}=1.0")
    if named:
        yield "*"
        yield from named


def offers_text(op: str, offer: Offer, signature: Sequence[str]) -> dict[str, object]:
    """Return the fields of an offer that do not follow from the function's parameters alone."""
    parameters = {
        text.partition("=")[0]: "=" not in text
        for text in signature
        if text not in ("*", "homework")
    }
    plain = offer_of(op, parameters, {})
    told = {
        field.name: getattr(offer, field.name)
        for field in fields(plain)
        if getattr(offer, field.name) != getattr(plain, field.name)
    }
    if "bias" not in card_of(op).arguments:
        told.pop("bias", None)
    if offer.stride:
        told.pop("fixed_stride", None)
    if offer.ndim == (2, 4):
        del told["ndim"]
    return told
