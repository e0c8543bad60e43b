import io

import numpy as np
import pytest
from rich.console import Console

from scratchcnn.commands.terminal_picture import draw

IMAGE = np.array([[0.0, 1.0], [1.0, 0.0], [0.5, 0.5], [0.0, 2.0]])


def drawn(**options: object) -> str:
    """Return what is written to a console."""
    console = Console(**{"file": io.StringIO(), "color_system": "truecolor", **options})
    draw(IMAGE, console)
    return console.file.getvalue()


def test_two_rows_of_pixels_are_a_line() -> None:
    text = drawn(force_terminal=True)
    assert text.count("\n") == 2
    assert text.count("▀") == 4
    black, white, grey = "0;0;0", "255;255;255", "127;127;127"
    pixels = [(black, white), (white, black), (grey, black), (grey, white)]
    places = [text.index(f"38;2;{above};48;2;{below}m▀") for above, below in pixels]
    assert places == sorted(places)


@pytest.mark.parametrize(
    "options",
    [
        {"force_terminal": False},
        {"force_terminal": True, "color_system": None},
        {"force_terminal": True, "no_color": True},
        {"force_terminal": True, "file": io.TextIOWrapper(io.BytesIO(), "ascii")},
    ],
)
def test_what_cannot_show_it_shows_nothing(options: dict[str, object]) -> None:
    console = Console(**{"file": io.StringIO(), "color_system": "truecolor", **options})
    draw(IMAGE, console)
    console.file.seek(0)
    assert console.file.read() == ""
