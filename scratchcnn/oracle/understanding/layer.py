"""What was understood of one layer, as data."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Layer:
    """What was understood of one layer, and how."""

    implementation: str
    # None where nothing could be judged; then `understood` says why.
    op: str | None
    understood: str
    reasons: tuple[str, ...] = ()
