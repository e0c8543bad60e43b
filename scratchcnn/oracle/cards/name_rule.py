"""Which ops a name in homework may stand for."""

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
        Parts of the name, whole names, or beginnings of it: at least one has to match.
    besides
        If not empty, parts of the name of which at least one has to match as well.
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
    besides: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    vague: bool = False
    loose: bool = False
    derivatives: tuple[str, ...] = ()

    def fits(self, name: str) -> bool:
        """Return whether a name, in lower case and without separators, fits the rule."""
        said = any(part in name for part in self.parts) or name in self.names
        said = said or name.startswith(self.starts)
        besides = not self.besides or any(part in name for part in self.besides)
        return said and besides and not any(part in name for part in self.unless)
