"""Which ideas come first for a bug that has a name."""

from collections.abc import Iterable, Mapping

# What the rules of the edits that mend a bug begin with.
IDEAS: Mapping[str, tuple[str, ...]] = {
    "stride-ignored": ("index *",),
    "padding-zero-slice": ("from the other end",),
    "padding-ignored": ("from ",),
    "padding-not-cropped": ("from ", "further axes"),
    "padding-cropped-wrong-axes": ("further axes",),
    "overlap-overwritten": ("add, not set", "add at"),
    "last-channel-only": ("add, not set",),
    "gradients-accumulate": ("set, not add",),
    "inputs-mutated": ("a copy",),
    "batch-mean-missing": ("/ ",),
    "batch-mean-doubled": ("leave out", "sum for mean"),
    "batch-mean-inconsistent": ("leave out", "sum for mean", "/ "),
    "height-width-swapped": ("another order",),
    "transposed-weight": ("transposed", "the other way round", "leave out"),
    "softmax-overflow": ("minus its maximum",),
    "bias-missing": ("+ ",),
    "sign-flipped": ("the other sign", "leave out", "the other way round"),
    "upstream-ignored": ("* ",),
    "filter-index-missing": ("at ",),
}


def ideas_of(bugs: Iterable[str]) -> tuple[str, ...]:
    """Return what the rules that come first for some bugs begin with.

    Examples
    --------
    >>> ideas_of(["stride-ignored", "unknown"])
    ('index *',)
    """
    return tuple(idea for bug in bugs for idea in IDEAS.get(bug, ()))
