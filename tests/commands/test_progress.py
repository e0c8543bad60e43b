"""How training is shown while it runs."""

import re

from rich.console import Console

from scratchcnn.commands.progress import progress_display
from scratchcnn.training.loop import Progress


def test_progress_on_a_terminal_is_a_bar_that_names_the_batch() -> None:
    console = Console(force_terminal=True, width=100, color_system=None)
    with console.capture() as capture, progress_display(console) as show:
        show(Progress(1, 2, 3, 4, 0.51, 0.875))
    drawn = capture.get()
    assert "epoch 1/2" in drawn
    assert "batch 3/4  loss 0.5100  accuracy 0.8750" in drawn


def test_progress_on_a_terminal_has_curves_that_fit() -> None:
    console = Console(force_terminal=True, width=40, color_system=None)
    with console.capture() as capture, progress_display(console) as show:
        for batch in range(1, 101):
            show(Progress(1, 1, batch, 100, 1 / batch, batch / 100))
    last = capture.get()
    assert "loss     1.000 \u2588" in last
    assert "\u2588 1.000" in last
    lines = re.split(r"[\r\n]+", re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", last))
    assert max(map(len, lines)) <= 40


def test_progress_without_a_terminal_is_silent_between_epochs() -> None:
    console = Console(force_terminal=False, width=30)
    with console.capture() as capture, progress_display(console) as show:
        show(Progress(1, 2, 3, 4, 0.51, 0.875))
        show(Progress(1, 2, 4, 4, 0.5, 0.9))
        show(Progress(2, 2, 1, 4, 0.4, 0.9))
    assert capture.get() == "epoch 1/2  loss 0.5000  accuracy 0.9000\n"
