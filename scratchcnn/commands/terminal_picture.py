"""Small pictures on a terminal."""

import numpy as np
from rich.color import Color
from rich.console import Console
from rich.style import Style
from rich.text import Text

from scratchcnn.ops.arguments import Array

# The upper half of a character is drawn in its colour, the lower half in that of its background.
UPPER_HALF = "▀"


def draw(image: Array, console: Console) -> None:
    """Draw an image on a terminal that has colours; on anything else do nothing.

    Parameters
    ----------
    image : (H, W), from 0 (black) to 1 (white), H even
    """
    if not console.is_terminal or console.color_system is None or console.no_color:
        return
    try:
        UPPER_HALF.encode(console.encoding)
    except UnicodeEncodeError:
        return
    console.print(half_blocks(image), soft_wrap=True)


def half_blocks(image: Array) -> Text:
    """Return an image (H, W) as lines of text, each of two rows of pixels.

    Examples
    --------
    >>> half_blocks(np.array([[0.0, 1.0], [1.0, 0.0]])).plain
    '▀▀'
    """
    shades = (255 * np.clip(image, 0, 1)).astype(int).tolist()
    rows = zip(shades[::2], shades[1::2], strict=True)
    return Text("\n").join(
        Text.assemble(
            *(
                (UPPER_HALF, Style(color=grey(a), bgcolor=grey(b)))
                for a, b in zip(*row, strict=True)
            )
        )
        for row in rows
    )


def grey(shade: int) -> Color:
    """Return a colour without a hue, 0 to 255."""
    return Color.from_rgb(shade, shade, shade)
