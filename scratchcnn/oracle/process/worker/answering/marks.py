"""Parts of a path that are no keys: attributes, and variables of functions."""


class Attribute(str):
    """A part of a path that is the name of an attribute, and not a key of a dictionary."""

    __slots__ = ()


class Cell(str):
    """A part of a path that is a variable which a function has from the one around it."""

    __slots__ = ("number",)
    number: int

    @classmethod
    def of(cls, name: str, number: int) -> "Cell":
        """Return the variable of this name, in the cell of this number."""
        cell = cls(name)
        cell.number = number
        return cell
