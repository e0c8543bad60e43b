"""The description of one layer, as data."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Layer:
    """The description of one layer: what was understood, and why."""

    implementation: str
    # None if nothing could be judged; `understood` then says why.
    op: str | None
    understood: str
    reasons: tuple[str, ...] = ()
