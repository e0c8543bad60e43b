"""Paths as Python."""

from collections.abc import Sequence


def behind(path: Sequence[str | int], *, item: bool = False) -> str:
    """Return a path as it is written behind an object; `item`: it begins with a key."""
    text = ""
    for place, part in enumerate(path):
        attribute = isinstance(part, str) and place == 0 and not item
        text += f".{part}" if attribute else f"[{part!r}]"
    return text
