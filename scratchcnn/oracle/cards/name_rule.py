"""Which ops a name in homework may stand for."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class NameRule:
    """Which ops a name in homework may stand for.

    A name is compared in lower case and without separators, as "maxpool2d" for `Max_Pool2D`. The
    rules are tried in the order of `table.BY_NAME`; the first that fits decides.

    Attributes
    ----------
    ops
        The ops that the name may stand for, the likeliest first.
    parts, names, starts
        Parts of the name, whole names, or beginnings of it or of a word of it: at least one has to
        match.
    outermost
        Short parts, with which a word of the name has to begin or end: `my_elu` is an ELU,
        `layers_elu` no SELU, and `Buendelung` none of both.
    besides
        If not empty, parts of the name of which at least one has to match as well.
    along
        If not empty, parts of which one has to match, too: how many axes there are.
    unless
        Parts that the name must not contain.
    vague
        Whether the name says so little that the source code has to agree (`Card.confirms`).
    loose
        Whether helpers of other layers have such names, too.
    derivatives
        What follows the "d" at the beginning of the name of a derivative: "relu" in "drelu".
    """

    ops: tuple[str, ...]
    parts: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    outermost: tuple[str, ...] = ()
    besides: tuple[str, ...] = ()
    along: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    vague: bool = False
    loose: bool = False
    derivatives: tuple[str, ...] = ()

    def fits(self, name: str, words: Sequence[str] = ()) -> bool:
        """Return whether a name, in lower case and without separators, fits the rule.

        `words` are what stands between the separators; () for a name that has none.
        """
        said = any(part in name for part in self.parts) or name in self.names
        for word in words or (name,):
            said = said or word.startswith(self.outermost) or word.endswith(self.outermost)
        said = said or any(word.startswith(self.starts) for word in (name, *words))
        besides = not self.besides or any(part in name for part in self.besides)
        along = not self.along or any(part in name for part in self.along)
        return said and besides and along and not any(part in name for part in self.unless)
