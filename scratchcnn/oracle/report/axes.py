"""What the axes of an op's output and gradients are called."""

from scratchcnn.oracle.cards.table import cards

# For ops that take arrays of any shape: what their axes most likely are.
LIKELY: dict[int, tuple[str, ...]] = {
    1: ("element",),
    2: ("sample", "feature"),
    4: ("sample", "channel", "row", "column"),
}


def axis_names(op: str, name: str, ndim: int) -> tuple[str, ...]:
    """Return what the axes of a result are called; `name` is "out", or "grad_" + an argument."""
    card = cards().get(op)
    for names in card.result_axes.get(name, ()) if card is not None else ():
        if len(names) == ndim:
            return names
    return LIKELY.get(ndim, tuple(f"index of axis {axis}" for axis in range(ndim)))


def numbered(name: str, number: str) -> str:
    """Return a name with its number: "row 2", but "index 2 of axis 0"."""
    first, _, rest = name.partition(" of ")
    return f"{first} {number}{' of ' * bool(rest)}{rest}"


def plural(name: str) -> str:
    """Return the plural of an axis's name."""
    if name.startswith("index of"):
        return name.replace("index", "indices", 1)
    return f"{name}es" if name.endswith("s") else f"{name}s"
