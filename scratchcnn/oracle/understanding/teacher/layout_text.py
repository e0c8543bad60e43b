"""Layouts as Python code that converts an op's axes to the homework's, and back."""

from collections.abc import Sequence

from scratchcnn.oracle.understanding.signatures.layout.forms import groups, spoken


def to_form_text(array: str, axes: str, form: str) -> str:
    """Return the expression that converts an op's array to the homework's layout.

    Parameters
    ----------
    array : the name of the array
    axes : the letters of its axes
    form : the homework's layout, as in `forms`
    """
    if form == "same":
        return array
    letters, parts = spoken(form), groups(form)
    kept = [letter for letter in axes if letter in letters]
    text = array + indexed(["0" if letter not in letters else ":" for letter in axes])
    text += transposed([kept.index(letter) for letter in letters])
    if any(len(part) > 1 for part in parts):
        sizes = [size_text(array, axes, part) if len(part) == 1 else "-1" for part in parts]
        return f"{text}.reshape({', '.join(sizes)})"
    return text + indexed(["None" if part == "1" else ":" for part in parts])


def from_form_text(text: str, array: str, axes: str, form: str) -> str:
    """Return the expression that converts a result of homework to an op's axes.

    Parameters
    ----------
    text : the expression of the result
    array : the name of an array of the op with the shape that the conversion results in
    axes, form : as in `to_form_text`
    """
    if form == "same":
        return text
    letters, parts = spoken(form), groups(form)
    if not letters:
        return f"np.reshape({text}, {array}.shape)"
    if any(len(part) > 1 for part in parts):
        sizes = [size_text(array, axes, letter) for letter in letters]
        shape = f"{array}.shape" if letters == axes else ", ".join(sizes)
        text += f".reshape({shape})"
    else:
        text += indexed(["0" if part == "1" else ":" for part in parts])
    kept = [letter for letter in axes if letter in letters]
    text += transposed([letters.index(letter) for letter in kept])
    return text + indexed(["None" if letter not in letters else ":" for letter in axes])


def size_text(array: str, axes: str, letter: str) -> str:
    """Return the expression of the size of one axis of an array."""
    return "1" if letter == "1" else f"{array}.shape[{axes.index(letter)}]"


def indexed(items: Sequence[str]) -> str:
    """Return an index in brackets; "" if it would change nothing."""
    last = max((place for place, item in enumerate(items) if item != ":"), default=-1)
    return f"[{', '.join(items[: last + 1])}]" if last >= 0 else ""


def transposed(order: Sequence[int]) -> str:
    """Return the call of a transposition; "" if it would change nothing."""
    if list(order) == list(range(len(order))):
        return ""
    return ".T" if len(order) == 2 else f".transpose({', '.join(map(str, order))})"
